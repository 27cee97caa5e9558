//! `plugin_set!`: plugins that are chosen at compile time.
//!
//! It has two stages, as `#[extension]` has: the set knows only the paths of its points, so it hands itself to the macro that
//! `#[extension_point]` made under each trait's name; that macro adds what there is to know about the hooks and calls
//! [`point`].

mod check;
mod expand;
mod life;
mod model;
mod parse;
mod place;
mod point;
mod typed;

pub(crate) use point::{not_a_point, point};

use proc_macro2::TokenStream;

use crate::errors::Errors;

pub(crate) fn plugin_set(tokens: TokenStream) -> TokenStream {
    let errors = Errors::default();
    // It comes first: there an editor finds it, whatever follows.
    let mut output = typed::typed(tokens.clone()).unwrap_or_default();
    if let Some(written) = parse::parse(tokens, &errors) {
        let set = check::check(written, &errors);
        output.extend(if errors.is_empty() { expand::expand(&set) } else { expand::stand_in(&set) });
    }
    output.extend(errors.into_tokens());
    output
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    fn messages(tokens: &TokenStream) -> Vec<String> {
        let errors = Errors::default();
        if let Some(written) = parse::parse(quote!({ pluginkit } #tokens), &errors) {
            check::check(written, &errors);
        }
        errors.messages()
    }

    #[test]
    fn a_set_is_a_struct_and_its_points() {
        let set = quote!(
            pub struct Newsroom { geo: geo::Geo, #[cfg(stocks)] pub stocks: stocks::Stocks }
            points: [feed::Feed, feed::Archive,];
        );
        assert!(messages(&set).is_empty());
    }

    #[test]
    fn all_mistakes_of_a_set_are_reported() {
        let found = messages(&quote!(
            struct Newsroom<T> { geo: geo::Geo, #[cfg_attr(a, b)] stocks: Stocks, geo: other::Geo }
            points: [feed::Feed, dyn feed::Archive, feed::Feed];
            colours: [];
        ));
        assert_eq!(found.len(), 6, "{found:#?}");
    }

    #[test]
    fn what_is_missing_is_named() {
        let found = messages(&quote!(
            struct Newsroom {
                geo: geo::Geo,
            }
        ));
        assert!(found[0].contains("points: ["), "{found:?}");
        let found = messages(&quote!(struct Newsroom(geo::Geo); points: [];));
        assert!(found[0].contains("a name"), "{found:?}");
    }

    #[test]
    fn what_is_unfinished_takes_nothing_away_from_the_rest() {
        let errors = Errors::default();
        let typed = quote!({ pluginkit }
            struct Newsroom { we, geo: geo::Geo, stocks: , pub sports: Sports, timing: }
            points: [feed::Feed, dyn, feed::, feed::Archive
        ]);
        let written = parse::parse(typed, &errors).unwrap();
        let set = check::check(written, &errors);
        let names: Vec<_> = set.entries.iter().map(|entry| entry.ident.to_string()).collect();
        assert_eq!(names, ["geo", "sports"]);
        assert_eq!(set.points.len(), 2);
        assert_eq!(errors.count(), 6, "{:#?}", errors.messages());
    }
}
