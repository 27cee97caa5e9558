#![allow(clippy::needless_pass_by_value, reason = "a test reads better with its `quote!` in place")]

use proc_macro2::TokenStream;
use quote::quote;

use super::{check, parse};
use crate::errors::Errors;

fn messages(role: TokenStream, arguments: TokenStream, hooks: TokenStream) -> Vec<String> {
    let handed = quote!(
        { #role { fetch(asynchronous each reference) {}, name(synchronous each) {}, render(synchronous pipeline reference) {} } { broken } }
        { ::pluginkit } { #arguments } right impl feed::Feed for Weather { #hooks }
    );
    let handed: parse::Handed = syn::parse2(handed).unwrap();
    let errors = Errors::default();
    check::check(handed, &errors);
    errors.messages()
}

#[track_caller]
fn point(arguments: TokenStream, hooks: TokenStream, expected: &[&str]) {
    assert_eq!(messages(quote!(implementations Feed), arguments, hooks), expected);
}

#[track_caller]
fn wrapper(arguments: TokenStream, hooks: TokenStream, expected: &[&str]) {
    assert_eq!(messages(quote!(wrappers FeedWrapper), arguments, hooks), expected);
}

#[test]
fn an_extension_may_leave_out_every_hook() {
    point(quote!(), quote!(), &[]);
    wrapper(quote!(wrapper), quote!(), &[]);
}

#[test]
fn an_unknown_hook_is_compared_with_the_others() {
    point(
        quote!(),
        quote!(
            fn fetsh(&self) {}
            fn other(&self) {}
        ),
        &[
            "`Feed` has no hook `fetsh`; did you mean `fetch`? Its hooks are `fetch`, `name` and `render`",
            "`Feed` has no hook `other`; its hooks are `fetch`, `name` and `render`",
        ],
    );
}

#[test]
fn a_sync_hook_is_not_awaited() {
    let message = "`Feed::name` is a sync hook: its callers do not wait. Remove `async` here, or declare `async fn name` in `Feed`";
    point(
        quote!(),
        quote!(
            async fn name(&self) {}
        ),
        &[message],
    );
    wrapper(
        quote!(wrapper),
        quote!(
            async fn name(&self, next: Next<'_>) {}
        ),
        &[message],
    );
    point(
        quote!(),
        quote!(
            fn fetch(&self, topic: &str) {}
        ),
        &[],
    );
}

#[test]
fn a_wrapper_takes_next_last() {
    wrapper(
        quote!(wrapper),
        quote!(
            fn fetch(&self, topic: &str) {}
            fn name(&self, rest: pluginkit::Next<'_>) {}
            fn render(&self, next: Next<'_>, text: String) {}
        ),
        &[
            "a wrapper takes the rest of the call as its last argument: add `next: Next<'_>` to `fetch`",
            "`next` is the last argument of a wrapper: move it behind `text`",
        ],
    );
}

#[test]
fn the_flag_and_the_trait_agree() {
    point(
        quote!(wrapper),
        quote!(),
        &["`Feed` is the extension point itself; a wrapper implements `FeedWrapper`, which stands beside it"],
    );
    wrapper(
        quote!(),
        quote!(),
        &[
            "`FeedWrapper` is for wrappers, which surround the call: add `wrapper`, as in `#[extension(wrapper)]`",
        ],
    );
}

#[test]
fn flags_without_a_meaning_are_refused() {
    let blocking = |hooks| messages(quote!(implementations Feed), quote!(blocking), hooks);
    assert_eq!(
        blocking(quote!(
            fn fetch(&self) {}
        )),
        [""; 0]
    );
    assert_eq!(
        blocking(quote!(
            async fn fetch(&self) {}
            fn name(&self) {}
        ))
        .len(),
        1
    );
    assert_eq!(
        blocking(quote!(
            fn fetch(&self) -> impl Future {}
        ))
        .len(),
        1
    );
    let timeout = |hooks| messages(quote!(wrappers FeedWrapper), quote!(wrapper, timeout = "2s"), hooks);
    assert_eq!(
        timeout(quote!(
            fn fetch(&self, next: Next<'_>) {}
        )),
        [""; 0]
    );
    assert_eq!(
        timeout(quote!(
            fn name(&self, next: Next<'_>) {}
        ))
        .len(),
        1
    );
}

#[test]
fn only_hooks_belong_into_an_extension() {
    assert!(
        messages(
            quote!(implementations Feed),
            quote!(),
            quote!(
                const X: u8 = 3;
            )
        )[0]
        .contains("associated constant")
    );
}

#[test]
fn what_borrows_in_turn_cannot_be_owned() {
    let handed = |arguments: TokenStream| {
        let handed = quote!(
            { implementations Feed { style(synchronous each nested_reference owned) {} } { broken } }
            { ::pluginkit } { #arguments } right impl Feed for Weather { fn style(&self, names: &[&str], n: u8) {} fn broken() {} }
        );
        super::extend(handed).to_string()
    };
    assert!(handed(quote!(timeout = "2s")).contains("cannot be owned"));
    assert!(!handed(quote!()).contains("compile_error"));
}

#[test]
fn a_lifted_hook_runs_in_a_closure() {
    let handed = quote!(
        { implementations Feed { fetch(asynchronous each reference) {} } {} }
        { kit } {} right impl Feed for Weather { #[cfg(unix)] fn fetch(&self, topic: &str) -> String { topic.into() } }
    );
    let text = super::extend(handed).to_string();
    let lifted = quote!(
        async fn fetch(&self, topic: &str) -> String {
            (move || -> String { topic.into() })()
        }
    )
    .to_string();
    assert!(text.contains(&lifted), "{text}");
    assert!(text.contains("[cfg (unix)] kit :: __private :: Provided :: lifted (0usize)"), "{text}");
}
