//! Questions about the user's types, answered from their tokens alone.

mod borrows;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{GenericArgument, Path, PathArguments, Type};

pub(crate) use borrows::Borrows;

/// The type without the parentheses and the invisible groups that `macro_rules` put around it.
pub(crate) fn peel(mut ty: &Type) -> &Type {
    loop {
        ty = match ty {
            Type::Group(group) => &group.elem,
            Type::Paren(paren) => &paren.elem,
            _ => return ty,
        }
    }
}

/// Are these the same tokens? `String` and `std::string::String` are not.
pub(crate) fn same(a: &impl ToTokens, b: &impl ToTokens) -> bool {
    written(a) == written(b)
}

/// The tokens as text, without invisible groups.
pub(crate) fn written(tokens: &impl ToTokens) -> String {
    flat(tokens.to_token_stream()).to_string()
}

/// The tokens as a person would write them, for messages.
pub(crate) fn readable(tokens: &impl ToTokens) -> String {
    let tight = [
        (" <", "<"),
        ("< ", "<"),
        (" >", ">"),
        (" ::", "::"),
        (":: ", "::"),
        ("& ", "&"),
        (" ,", ","),
        (" ;", ";"),
    ];
    let text = written(tokens);
    tight.iter().fold(text, |text, (loose, tight)| text.replace(loose, tight)).replace("Fn (", "Fn(")
}

fn flat(tokens: TokenStream) -> TokenStream {
    tokens
        .into_iter()
        .flat_map(|token| match token {
            TokenTree::Group(group) if group.delimiter() == proc_macro2::Delimiter::None => {
                flat(group.stream())
            }
            TokenTree::Group(group) => {
                TokenTree::from(proc_macro2::Group::new(group.delimiter(), flat(group.stream()))).into()
            }
            other => other.into(),
        })
        .collect()
}

/// The place of the user's token, for generated tokens that an error should point at.
pub(crate) fn at(span: Span) -> Span {
    span.resolved_at(Span::call_site())
}

/// The same tokens, all of them at one place: an error about them is then shown there.
pub(crate) fn respanned(tokens: &impl ToTokens, span: Span) -> TokenStream {
    tokens
        .to_token_stream()
        .into_iter()
        .map(|mut token| {
            token.set_span(at(span));
            token
        })
        .collect()
}

/// The words of a name in `CamelCase`, in small letters.
pub(crate) fn words(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.trim_start_matches("r#").chars().collect();
    let mut words: Vec<String> = vec![String::new()];
    for (position, letter) in letters.iter().enumerate() {
        let before = position.checked_sub(1).map(|before| letters[before]);
        let after = letters.get(position + 1);
        let begins = letter.is_uppercase()
            && before.is_some_and(|before| {
                !before.is_uppercase() || after.is_some_and(|after| after.is_lowercase())
            });
        if begins || *letter == '_' {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| *letter != '_') {
            word.extend(letter.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The first word of this name, wherever it stands.
pub(crate) fn word(tokens: TokenStream, name: &str) -> Option<Ident> {
    tokens.into_iter().find_map(|token| match token {
        TokenTree::Ident(ident) if ident == name => Some(ident),
        TokenTree::Group(group) => word(group.stream(), name),
        _ => None,
    })
}

/// The type arguments of the last word of a path, when it is called `name`: `std::io::Result<T>` has one,
/// for `Result`.
pub(crate) fn arguments_of<'t>(ty: &'t Type, name: &str) -> Option<Vec<&'t Type>> {
    let Type::Path(path) = peel(ty) else {
        return None;
    };
    let last = path.path.segments.last().filter(|last| path.qself.is_none() && last.ident == name)?;
    match &last.arguments {
        PathArguments::None => Some(Vec::new()),
        PathArguments::Parenthesized(_) => None,
        PathArguments::AngleBracketed(arguments) => Some(
            arguments
                .args
                .iter()
                .filter_map(|argument| match argument {
                    GenericArgument::Type(ty) => Some(ty),
                    _ => None,
                })
                .collect(),
        ),
    }
}

/// The last word of a path.
pub(crate) fn last(path: &Path) -> Option<&Ident> {
    path.segments.last().map(|segment| &segment.ident)
}

pub(crate) fn is_unit(ty: &Type) -> bool {
    matches!(peel(ty), Type::Tuple(tuple) if tuple.elems.is_empty())
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::*;

    #[test]
    fn messages_show_types_as_they_are_written() {
        for text in [
            "Vec<Option<u8>>",
            "&'static str",
            "Box<dyn Fn(&str) -> u8>",
            "std::io::Error",
            "[u8; 4]",
            "(u8, u8)",
        ] {
            assert_eq!(readable(&syn::parse_str::<Type>(text).unwrap()), text);
        }
    }

    #[test]
    fn names_fall_into_words() {
        assert_eq!(words("WeatherMap"), ["weather", "map"]);
        assert_eq!(words("HTTPFeed2Go"), ["http", "feed2", "go"]);
        assert_eq!(words("r#Snake_Case"), ["snake", "case"]);
    }

    #[test]
    fn arguments_of_the_last_word() {
        assert_eq!(
            arguments_of(&parse_quote!(std::io::Result<u8>), "Result").map(|list| list.len()),
            Some(1)
        );
        assert!(arguments_of(&parse_quote!(Option<u8>), "Result").is_none());
        assert!(arguments_of(&parse_quote!(<T as X>::Result), "Result").is_none());
    }
}
