//! The keys between the parentheses of an attribute.

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::discouraged::Speculative;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Error, Expr, LitStr, Path, Result, Token, parenthesized};

use crate::errors::Errors;
use crate::suggest;

/// An attribute and the keys that it knows.
pub(crate) struct Keys {
    /// As the user writes it: `#[plugin]`.
    pub(crate) attribute: &'static str,
    pub(crate) names: &'static [&'static str],
}

impl Keys {
    /// Reads `key`, `key = value` and `key(..)`, separated by commas.
    ///
    /// `read` is called after each key and takes what belongs to it. A mistake is reported, and reading
    /// goes on behind the next comma.
    pub(crate) fn read(
        &self,
        tokens: TokenStream,
        errors: &Errors,
        read: impl FnMut(&Key, ParseStream<'_>) -> Result<()>,
    ) {
        errors.keep((|input: ParseStream<'_>| self.read_all(input, errors, read)).parse2(tokens));
    }

    fn read_all(
        &self,
        input: ParseStream<'_>,
        errors: &Errors,
        mut read: impl FnMut(&Key, ParseStream<'_>) -> Result<()>,
    ) -> Result<()> {
        while !input.is_empty() {
            let one = input
                .call(Ident::parse_any)
                .map_err(|error| Error::new(error.span(), format!("expected a key; {}", self.whose())))
                .and_then(|ident| read(&Key { ident }, input));
            if errors.keep(one).is_some()
                && errors.keep(comma(input)).is_none()
                && input.peek(Ident::peek_any)
            {
                // Only the comma is missing.
                continue;
            }
            skip(input)?;
        }
        Ok(())
    }

    /// The error for a key that is none of `names`.
    pub(crate) fn unknown(&self, key: &Key) -> Error {
        let name = key.name();
        let hint = suggest::hint(&name, self.names, "its keys are");
        key.error(format!("`{}` has no key `{name}`{hint}", self.attribute))
    }

    /// The key that was probably meant.
    pub(crate) fn meant(&self, key: &Key) -> String {
        let name = key.name();
        suggest::nearest(&name, self.names).map_or(name, str::to_owned)
    }

    fn whose(&self) -> String {
        format!("the keys of `{}` are {}", self.attribute, suggest::listed(self.names))
    }
}

/// A key as it was written.
pub(crate) struct Key {
    pub(crate) ident: Ident,
}

impl Key {
    pub(crate) fn name(&self) -> String {
        self.ident.unraw().to_string()
    }

    /// The name in front of a value, inside of parentheses.
    pub(crate) fn parse(input: ParseStream<'_>) -> Result<Self> {
        input.call(Ident::parse_any).map(|ident| Key { ident })
    }

    pub(crate) fn error(&self, message: String) -> Error {
        Error::new(self.ident.span(), message)
    }

    /// Every key may be given once; this is the one place that says so.
    pub(crate) fn set_once<T>(&self, slot: &mut Option<T>, value: Result<T>) -> Result<()> {
        let value = value?;
        if slot.is_some() {
            return Err(self.error(format!("`{}` is given twice: keep one of them", self.name())));
        }
        *slot = Some(value);
        Ok(())
    }

    /// A key without a value, such as `wrapper`.
    pub(crate) fn flag(&self, input: ParseStream<'_>) -> Result<Ident> {
        if input.is_empty() || input.peek(Token![,]) {
            Ok(self.ident.clone())
        } else {
            Err(self.error(format!("`{0}` takes no value: write `{0}` alone", self.name())))
        }
    }

    /// `key = "text"`; `example` is what to write, as in `id = "weather"`.
    pub(crate) fn string(&self, input: ParseStream<'_>, example: &str) -> Result<LitStr> {
        self.value(input, &format!("a string: `{example}`"), <LitStr as Parse>::parse)
    }

    /// `key = path`
    pub(crate) fn path(&self, input: ParseStream<'_>, example: &str) -> Result<Path> {
        self.value(input, &format!("a path: `{example}`"), Path::parse_mod_style)
    }

    /// `key = ..`; `wanted` says what is read, in case it cannot be.
    pub(crate) fn value<T>(
        &self,
        input: ParseStream<'_>,
        wanted: &str,
        read: impl FnOnce(ParseStream<'_>) -> Result<T>,
    ) -> Result<T> {
        let message = format!("`{}` takes {wanted}", self.name());
        if input.parse::<Token![=]>().is_err() || input.is_empty() {
            return Err(self.error(message));
        }
        let whole = input.fork();
        read(input).map_err(|error| {
            // The commas in another kind of value do not begin the next key.
            if whole.parse::<Expr>().is_ok() {
                input.advance_to(&whole);
            }
            Error::new(error.span(), message)
        })
    }
}

/// What stands between parentheses, separated by commas. All mistakes in it are one error.
pub(crate) fn list<T>(
    input: ParseStream<'_>,
    mut read: impl FnMut(ParseStream<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    let content;
    parenthesized!(content in input);
    let (mut list, mut mistakes) = (Vec::new(), None::<Error>);
    while !content.is_empty() {
        match read(&content).and_then(|one| comma(&content).map(|()| one)) {
            Ok(one) => list.push(one),
            Err(error) => match &mut mistakes {
                Some(mistakes) => mistakes.combine(error),
                None => mistakes = Some(error),
            },
        }
        skip(&content)?;
    }
    mistakes.map_or(Ok(list), Err)
}

/// Here is a comma, or the end.
fn comma(input: ParseStream<'_>) -> Result<()> {
    if input.is_empty() || input.peek(Token![,]) {
        return Ok(());
    }
    let next = input.fork().call(Ident::parse_any);
    Err(input.error(next.map_or("expected `,`".to_owned(), |word| format!("expected `,` before `{word}`"))))
}

/// Goes on behind the next comma.
fn skip(input: ParseStream<'_>) -> Result<()> {
    while !input.is_empty() && !input.peek(Token![,]) {
        input.parse::<TokenTree>()?;
    }
    input.parse::<Option<Token![,]>>().map(drop)
}

/// `crate = path`, or the name that the crate has when nobody renamed it.
pub(crate) fn kit(given: Option<Path>) -> Path {
    given.unwrap_or_else(|| syn::parse_quote!(::pluginkit))
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    const KEYS: Keys = Keys { attribute: "#[plugin]", names: &["id", "listed", "crate"] };

    fn messages(tokens: TokenStream) -> Vec<String> {
        let (errors, mut id, mut listed, mut kit) = (Errors::default(), None, None, None);
        KEYS.read(tokens, &errors, |key, input| match key.name().as_str() {
            "id" => key.set_once(&mut id, key.string(input, "id = \"weather\"")),
            "listed" => key.set_once(&mut listed, key.flag(input)),
            "crate" => key.set_once(&mut kit, key.path(input, "crate = facade::pluginkit")),
            _ => Err(KEYS.unknown(key)),
        });
        errors.messages()
    }

    #[test]
    fn all_mistakes_are_reported() {
        let found = messages(quote!(id = 3, ide = "x", listed = true, id = "a", id = "b", crate = "x", "y"));
        assert_eq!(
            found,
            [
                "`id` takes a string: `id = \"weather\"`",
                "`#[plugin]` has no key `ide`; did you mean `id`? Its keys are `id`, `listed` and `crate`",
                "`listed` takes no value: write `listed` alone",
                "`id` is given twice: keep one of them",
                "`crate` takes a path: `crate = facade::pluginkit`",
                "expected a key; the keys of `#[plugin]` are `id`, `listed` and `crate`",
            ]
        );
    }

    #[test]
    fn what_is_right_is_silent() {
        assert!(messages(quote!(id = "a", listed, crate = crate::kit,)).is_empty());
    }

    #[test]
    fn a_value_of_another_kind_is_skipped_as_a_whole() {
        assert_eq!(messages(quote!(id = |a, b| a, listed)), ["`id` takes a string: `id = \"weather\"`"]);
    }

    #[test]
    fn every_mistake_in_a_list_is_reported() {
        let read = |input: ParseStream<'_>| list(input, <LitStr as Parse>::parse);
        assert_eq!(read.parse2(quote!(("a", "b",))).unwrap().len(), 2);
        assert_eq!(read.parse2(quote!((1, "a" "b", 2))).unwrap_err().into_iter().count(), 3);
    }

    #[test]
    fn a_forgotten_comma_is_named() {
        assert_eq!(messages(quote!(id = "a" listed)), ["expected `,` before `listed`"]);
    }
}
