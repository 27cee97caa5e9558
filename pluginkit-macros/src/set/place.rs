//! Where a message is shown: on what the user wrote, and without an editor taking what is generated for that.

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::ToTokens;

use crate::types;

/// What the user wrote that generated code is about.
///
/// The compiler shows a message over all that the code covers, and an editor shows for a name whatever the names in the same
/// place are. So the generated names are right before what the user wrote, and take up no room; the signs among them are on it.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) on: Span,
    /// For the generated code, which is then [put on](Place::put) this place.
    pub(super) before: Span,
}

impl Place {
    /// At the last name of a path.
    pub(super) fn of(path: &impl ToTokens) -> Self {
        let names = path.to_token_stream().into_iter().filter_map(|token| match token {
            TokenTree::Ident(ident) => Some(ident.span()),
            _ => None,
        });
        Self::at(names.last().unwrap_or_else(Span::call_site))
    }

    pub(super) fn at(span: Span) -> Self {
        let on = types::at(span);
        // There is nothing before it where no compiler is.
        let before = if proc_macro::is_available() { on.unwrap().start().into() } else { on };
        Place { on, before }
    }

    /// Puts the signs of code that is `before` this place on it.
    pub(super) fn put(self, code: TokenStream) -> TokenStream {
        code.into_iter()
            .map(|token| match token {
                TokenTree::Group(group) => {
                    let mut inside = Group::new(group.delimiter(), self.put(group.stream()));
                    inside.set_span(self.on);
                    inside.into()
                }
                TokenTree::Punct(mut sign) => {
                    sign.set_span(self.on);
                    sign.into()
                }
                name => name,
            })
            .collect()
    }
}
