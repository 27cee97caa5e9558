//! `#[plugin]`: who a plugin is.

mod check;
mod expand;
mod model;
mod parse;

use proc_macro2::TokenStream;

use crate::errors::Errors;

pub(crate) fn plugin(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let errors = Errors::default();
    let expanded = parse::parse(arguments, item.clone(), &errors)
        .map(|written| match check::check(&written, &errors) {
            Some(plugin) => expand::expand(&plugin),
            None => expand::stand_in(&written),
        })
        .unwrap_or_default();
    let mut output = item;
    output.extend(expanded);
    output.extend(errors.into_tokens());
    output
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    fn messages(arguments: TokenStream, item: TokenStream) -> Vec<String> {
        let errors = Errors::default();
        if let Some(written) = parse::parse(arguments, item, &errors) {
            check::check(&written, &errors);
        }
        errors.messages()
    }

    #[test]
    fn all_mistakes_of_a_plugin_are_reported() {
        let found = messages(
            quote!(
                id = "my weather",
                version = "1.2",
                depends_on("my weather", Weather, optional("a", "a" = "x"), geo::Geo, geo::Geo)
            ),
            quote!(
                struct Weather;
            ),
        );
        assert_eq!(found.len(), 7, "{found:#?}");
    }

    #[test]
    fn what_is_missing_is_named_with_a_proposal() {
        assert_eq!(
            messages(
                quote!(),
                quote!(
                    struct WeatherMap;
                )
            ),
            ["a plugin needs an id and a version: `#[plugin(id = \"weather-map\", version = \"1.0.0\")]`"]
        );
    }

    #[test]
    fn an_item_of_another_kind_is_sent_to_its_own_attribute() {
        assert!(messages(quote!(id = "a"), quote!(impl Feed for X {}))[0].contains("#[extension]"));
        assert!(
            messages(
                quote!(id = "a"),
                quote!(
                    pub trait Feed {}
                )
            )[0]
            .contains("#[extension_point]")
        );
        assert!(messages(quote!(id = "a"), quote!(union X { a: u8 }))[0].contains("union"));
    }

    #[test]
    fn unfinished_fields_do_not_matter() {
        let item = quote!(
            struct Weather {
                city: ,
            }
        );
        assert!(messages(quote!(id = "a", version = "1.0.0"), item).is_empty());
    }

    #[test]
    fn a_generic_plugin_is_refused() {
        let found = messages(
            quote!(id = "a", version = "1.0.0"),
            quote!(
                struct Cache<T>(T);
            ),
        );
        assert!(found[0].contains("newtype"), "{found:?}");
    }
}
