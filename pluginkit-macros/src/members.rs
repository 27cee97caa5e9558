//! The members between the braces of a trait or an `impl`, with the bodies of functions left as they are.
//!
//! A body is never parsed: one that is unfinished must not take completion away from the rest of the file.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::discouraged::Speculative;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Error, ImplItem, Result, Signature, Token, TraitItem, Visibility, braced, token};

const A_MACRO: &str = "a macro";

/// One member.
#[derive(Clone)]
pub(crate) enum Member {
    Function(Box<Function>),
    Other(Other),
}

/// A function as it was written.
#[derive(Clone)]
pub(crate) struct Function {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) signature: Signature,
    pub(crate) body: Body,
}

/// What follows a signature.
#[derive(Clone)]
pub(crate) enum Body {
    Missing(Token![;]),
    Braces(Group),
}

/// What is not a function: no member of a point, nor of an extension.
#[derive(Clone)]
pub(crate) struct Other {
    /// As in "an associated type".
    pub(crate) what: &'static str,
    pub(crate) tokens: TokenStream,
}

/// All that stands in one pair of braces, and the braces.
#[derive(Clone)]
pub(crate) struct Members {
    pub(crate) braces: token::Brace,
    pub(crate) list: Vec<Member>,
}

impl Other {
    /// Nobody knows what it stands for.
    pub(crate) fn is_macro(&self) -> bool {
        self.what == A_MACRO
    }
}

impl Member {
    pub(crate) fn function(&self) -> Option<&Function> {
        match self {
            Self::Function(function) => Some(function),
            Self::Other(_) => None,
        }
    }
}

impl Parse for Members {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let content;
        let braces = braced!(content in input);
        let mut list = Vec::new();
        while !content.is_empty() {
            list.push(content.parse()?);
        }
        Ok(Self { braces, list })
    }
}

impl Parse for Member {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let function = input.fork();
        match function.parse::<Function>() {
            Ok(found) => {
                input.advance_to(&function);
                Ok(Self::Function(Box::new(found)))
            }
            Err(reason) => other(input).map(Self::Other).map_err(|_| reason),
        }
    }
}

impl Parse for Function {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility = input.parse()?;
        let signature = input.parse()?;
        let body =
            if input.peek(Token![;]) { Body::Missing(input.parse()?) } else { Body::Braces(braces(input)?) };
        Ok(Self { attributes, visibility, signature, body })
    }
}

/// A pair of braces, which a `macro_rules` may have put into an invisible group.
fn braces(input: ParseStream<'_>) -> Result<Group> {
    input.step(|cursor| match cursor.token_tree() {
        Some((TokenTree::Group(group), rest)) => match visible(group) {
            Some(group) => Ok((group, rest)),
            None => Err(cursor.error("expected `{` or `;`")),
        },
        _ => Err(cursor.error("expected `{` or `;`")),
    })
}

fn visible(group: Group) -> Option<Group> {
    match group.delimiter() {
        Delimiter::Brace => Some(group),
        Delimiter::None => match group.stream().into_iter().next() {
            Some(TokenTree::Group(inner)) => visible(inner),
            _ => None,
        },
        _ => None,
    }
}

/// Whatever a trait or an `impl` may hold besides functions.
fn other(input: ParseStream<'_>) -> Result<Other> {
    let in_trait = input.fork();
    if let Ok(item) = in_trait.parse::<TraitItem>() {
        input.advance_to(&in_trait);
        let what = match item {
            TraitItem::Const(_) => "an associated constant",
            TraitItem::Type(_) => "an associated type",
            TraitItem::Macro(_) => A_MACRO,
            _ => "this",
        };
        return Ok(Other { what, tokens: item.into_token_stream() });
    }
    let item: ImplItem = input.parse()?;
    let what = match item {
        ImplItem::Const(_) => "an associated constant",
        ImplItem::Type(_) => "an associated type",
        ImplItem::Macro(_) => A_MACRO,
        _ => return Err(Error::new_spanned(item, "expected a function")),
    };
    Ok(Other { what, tokens: item.into_token_stream() })
}

impl ToTokens for Members {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.braces.surround(tokens, |inside| {
            self.list.iter().for_each(|member| member.to_tokens(inside));
        });
    }
}

impl ToTokens for Member {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Function(function) => function.to_tokens(tokens),
            Self::Other(other) => other.tokens.to_tokens(tokens),
        }
    }
}

impl ToTokens for Function {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.attributes.iter().for_each(|attribute| attribute.to_tokens(tokens));
        self.visibility.to_tokens(tokens);
        self.signature.to_tokens(tokens);
        match &self.body {
            Body::Missing(semicolon) => semicolon.to_tokens(tokens),
            Body::Braces(group) => group.to_tokens(tokens),
        }
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    #[test]
    fn an_unfinished_body_is_kept_as_it_is() {
        let written =
            quote!({ pub fn a(&self) { self. } async fn b(&self, x: &str) -> u8 { let = ; } type T = u8; });
        let members: Members = syn::parse2(written.clone()).unwrap();
        assert_eq!(members.list.len(), 3);
        assert_eq!(members.into_token_stream().to_string(), written.to_string());
    }

    #[test]
    fn a_body_from_a_macro_is_seen() {
        let body = Group::new(Delimiter::None, quote!({ 3 }));
        let members: Members = syn::parse2(quote!({ fn a(&self) -> u8 #body })).unwrap();
        assert_eq!(
            members.into_token_stream().to_string(),
            quote!({
                fn a(&self) -> u8 {
                    3
                }
            })
            .to_string()
        );
    }

    #[test]
    fn an_unfinished_signature_is_not_parsed() {
        assert!(syn::parse2::<Members>(quote!({ fn re })).is_err());
    }
}
