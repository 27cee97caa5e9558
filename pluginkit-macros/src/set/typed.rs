//! What an editor reads while a set is typed.
//!
//! An editor completes a name where the expansion has it, and looks there for what stands before the name, too. But what is
//! unfinished has no expansion, and a `use` is completed with modules only. So the entries and the points stand once more, as
//! they were typed, where nobody but an editor sees them.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::quote;

/// Nothing, if this does not begin like a set.
pub(super) fn typed(tokens: TokenStream) -> Option<TokenStream> {
    let mut tokens = tokens.into_iter();
    let TokenTree::Group(kit) = tokens.next()? else { return None };
    let kit = kit.stream();
    let entries = group(&mut tokens, Delimiter::Brace)?;
    let mut points: Vec<TokenStream> = vec![TokenStream::new()];
    while let Some(list) = group(&mut tokens, Delimiter::Bracket) {
        for token in list {
            match token {
                TokenTree::Punct(sign) if sign.as_char() == ',' => points.push(TokenStream::new()),
                other => points.last_mut()?.extend([other]),
            }
        }
    }
    Some(quote! {
        #kit::__private::typed! {
            const _: () = {
                struct __Typed { #entries }
                type __Points = (#(dyn #points,)*);
            };
        }
    })
}

/// What is in the next brackets of this kind.
fn group(tokens: &mut impl Iterator<Item = TokenTree>, delimiter: Delimiter) -> Option<TokenStream> {
    let mut attribute = false;
    tokens.find_map(|token| match token {
        TokenTree::Group(group) if group.delimiter() == delimiter && !attribute => Some(group.stream()),
        TokenTree::Punct(sign) => {
            attribute = sign.as_char() == '#';
            None
        }
        _ => {
            attribute = false;
            None
        }
    })
}
