#![allow(clippy::needless_pass_by_value, reason = "a test reads better with its `quote!` in place")]

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::{check, parse};
use crate::errors::Errors;

fn messages(arguments: TokenStream, item: TokenStream) -> Vec<String> {
    let errors = Errors::default();
    if let Some(item) = parse::item(item, &errors) {
        check::check(&parse::arguments(arguments, &errors), &item, &errors);
    }
    errors.messages()
}

#[track_caller]
fn one(arguments: TokenStream, item: TokenStream, words: &str) {
    let found = messages(arguments, item);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].contains(words), "{words} is not in: {}", found[0]);
}

fn weather() -> TokenStream {
    quote!(impl feed::Feed for Weather { fn fetch(&self) { self. } })
}

#[test]
fn all_keys_are_known() {
    let all = quote!(
        priority = -10,
        timeout = "2s",
        before("stocks", stocks::Stocks),
        after("geo"),
        blocking,
        when = Self::wanted,
        on = "user.*",
        arguments,
        requires = "^1.2, <1.5",
        crate = kit
    );
    assert!(messages(all, weather()).is_empty());
    assert!(messages(quote!(wrapper, priority = 1), weather()).is_empty());
    assert!(messages(quote!(), weather()).is_empty());
}

#[test]
fn what_is_required_is_a_range() {
    one(quote!(requires = "one"), weather(), "is not a version requirement");
    one(quote!(requires = 1), weather(), "`requires` takes a string: `requires = \"^1.2\"`");
}

#[test]
fn what_is_observed_is_a_pattern_of_ids() {
    one(quote!(on = "user..login"), weather(), "a word is missing at character 6");
    one(quote!(on = user), weather(), "`on` takes a string: `on = \"user.*\"`");
}

#[test]
fn values_say_what_they_are() {
    one(quote!(priority = "high"), weather(), "whole number");
    one(quote!(priority = 3_000_000_000), weather(), "between");
    one(quote!(timeout = "2 parsecs"), weather(), "`2 parsecs` is not a duration");
    one(quote!(timeout = 2), weather(), "timeout = \"2s\"");
    one(quote!(before = "stocks"), weather(), "before(\"stocks\", geo::Geo)");
    one(quote!(before("my stocks")), weather(), "\"my-stocks\"");
    one(quote!(prority = 3), weather(), "did you mean `priority`?");
    one(quote!(wrapper, wrapper), weather(), "twice");
}

#[test]
fn order_makes_sense() {
    one(quote!(before("a", "a")), weather(), "given twice");
    one(quote!(before("a"), after("a")), weather(), "both before and after \"a\"");
    one(quote!(after(Weather)), weather(), "itself");
}

#[test]
fn a_wrapper_takes_no_flags_of_implementations() {
    one(quote!(wrapper, blocking), weather(), "blocking pool");
    one(quote!(wrapper, when = wanted), weather(), "next.run()");
}

#[test]
fn the_head_names_one_point_and_one_plugin() {
    one(
        quote!(),
        quote!(
            impl<T> Feed for Cache<T> {}
        ),
        "generic",
    );
    one(quote!(), quote!(impl !Feed for Cache {}), "no `impl` at all");
    one(quote!(), quote!(impl Cache {}), "impl Feed for Cache");
    one(quote!(), quote!(impl Feed<u8> for Cache {}), "type arguments");
    one(
        quote!(),
        quote!(
            unsafe impl Feed for Cache {}
        ),
        "safe trait",
    );
    one(
        quote!(),
        quote!(
            struct Weather;
        ),
        "#[plugin",
    );
    one(
        quote!(),
        quote!(
            trait Feed {}
        ),
        "#[extension_point]",
    );
}

#[test]
fn everything_is_handed_to_the_macro_of_the_point() {
    let handed = super::extension(&quote!(priority = 3, crate = kit), weather());
    let expected = quote!(
        feed::Feed! { { kit } { priority = 3, crate = kit } right impl feed::Feed for Weather { fn fetch(&self) { self. } } }
    );
    assert_eq!(handed.to_string(), expected.to_string());
    let handed = super::extension(&quote!(prio = 3), weather()).to_string();
    assert!(handed.contains("wrong impl") && handed.contains("compile_error"), "{handed}");
}

#[test]
fn methods_of_its_own_are_left_alone() {
    let item = quote!(impl Weather { fn own(&self) {} });
    assert!(super::extension(&quote!(), item.clone()).to_string().starts_with(&item.to_string()));
}

#[test]
fn the_impl_is_kept_as_it_is() {
    let item = parse::item(weather(), &Errors::default()).unwrap();
    assert_eq!(item.into_token_stream().to_string(), weather().to_string());
}

#[test]
fn what_is_not_rust_is_left_to_the_compiler() {
    assert!(messages(quote!(prority = 3), quote!(impl Feed for Weather { fn re })).is_empty());
}

#[test]
fn what_is_slow_and_what_becomes_of_it_is_said() {
    let right = quote!(timeout = "2s", slow = "50ms", on_slow = disable(after = 3));
    assert!(messages(right, weather()).is_empty());
    assert!(messages(quote!(slow = "50ms", on_slow = warn), weather()).is_empty());
    one(quote!(on_slow = warn), weather(), "add `slow = \"50ms\"`");
    one(quote!(slow = "2s", timeout = "2s"), weather(), "ends after 2s anyway");
    one(quote!(slow = "0ms"), weather(), "leave `slow` out");
    one(quote!(slow = "1s", on_slow = disable), weather(), "write `disable(after = 3)`");
    one(quote!(slow = "1s", on_slow = drop), weather(), "`warn` or `disable(after = 3)`");
    one(quote!(slow = "1s", on_slow = disable(after = 0)), weather(), "`after` is a whole number from 1");
    one(quote!(slow = "1s", on_slow = disable(before = 1)), weather(), "`warn` or `disable(after = 3)`");
}

#[test]
fn a_breaker_says_when_it_opens_and_for_how_long() {
    let right = quote!(breaker(failures = 5, within = "10s", retry = "1m"));
    assert!(messages(right, weather()).is_empty());
    one(quote!(breaker), weather(), "`breaker` says when it opens and for how long");
    one(quote!(breaker(failures = 5, within = "10s")), weather(), "`breaker` lacks `retry`");
    one(quote!(breaker(failure = 5)), weather(), "`breaker` has no key `failure`");
    one(quote!(breaker(failures = 5, failures = 5, within = "1s", retry = "1s")), weather(), "twice");
    one(quote!(breaker(failures = 0, within = "1s", retry = "1s")), weather(), "from 1 to 4294967295");
    one(quote!(breaker(failures = 1, within = "0s", retry = "1s")), weather(), "leave `within` out");
}

#[test]
fn a_wrapper_is_not_shed() {
    let keys =
        quote!(wrapper, slow = "1s", on_slow = warn, breaker(failures = 5, within = "1s", retry = "1s"));
    assert_eq!(messages(keys, weather()).len(), 3);
}
