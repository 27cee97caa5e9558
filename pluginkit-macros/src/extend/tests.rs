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
fn a_hook_that_is_required_is_written() {
    let handed = |hooks: TokenStream| {
        let handed = quote!(
            { implementations Feed {
                fetch(asynchronous each reference) { required "async fn fetch(&self, topic: &str)" },
                name(synchronous each) { required "fn name(&self)" },
                render(synchronous pipeline) {},
            } { broken } }
            { ::pluginkit } {} right impl feed::Feed for Weather { #hooks }
        );
        let errors = Errors::default();
        check::check(syn::parse2(handed).unwrap(), &errors);
        errors.messages()
    };
    assert_eq!(
        handed(quote!()),
        [
            "this extension of `Feed` lacks `fetch` and `name`, which are required: add `async fn fetch(&self, topic: &str) { .. }` and `fn name(&self) { .. }`"
        ]
    );
    assert_eq!(
        handed(quote!(
            fn fetch(&self) {}
        )),
        ["this extension of `Feed` lacks `name`, which is required: add `fn name(&self) { .. }`"]
    );
    let written = quote!(
        #[cfg(unix)]
        fn fetch(&self) {}
        #[on("na*")]
        fn any(&self) {}
    );
    assert_eq!(handed(written), [""; 0]);
}

#[test]
fn a_pattern_stands_for_hooks_that_are_left() {
    point(
        quote!(),
        quote!(
            #[on("*")]
            fn any(&self) {}
            fn name(&self) {}
        ),
        &[],
    );
    point(
        quote!(),
        quote!(
            #[on("na*")]
            fn any(&self) {}
            fn name(&self) {}
            #[on("other_*")]
            fn other(&self) {}
            #[on("brok*")]
            fn broken(&self) {}
        ),
        &[
            "every hook of `Feed` that matches \"na*\" is implemented by its name here: remove this method",
            "`Feed` has no hook that matches \"other_*\"; its hooks are `fetch`, `name` and `render`",
        ],
    );
    point(
        quote!(),
        quote!(
            #[on("*e")]
            fn any(&self) {}
            #[on("*")]
            fn all(&self) {}
            #[on("renderr*")]
            fn none(&self) {}
        ),
        &[
            "`name` is matched by a pattern above as well: implement it by its name, or change one of the patterns",
            "`Feed` has no hook that matches \"renderr*\"; did you mean `render`? Its hooks are `fetch`, `name` and `render`",
        ],
    );
}

#[test]
fn a_pattern_is_copied_under_the_names_of_hooks() {
    let handed = quote!(
        { implementations Feed { name(synchronous each) { deprecated "use it" }, r#type(synchronous each) {} } {} }
        { kit } {} right impl Feed for Weather { #[cfg(unix)] #[on("*")] fn any(&self) { self.x } #[on("x")] fn x(&self) { y } }
    );
    let text = super::extend(handed).to_string();
    for name in [quote!(name), quote!(r#type)] {
        let copy = quote!(
            #[cfg(unix)]
            #[inline]
            fn #name(&self) {
                self.x
            }
        );
        assert!(text.contains(&copy.to_string()), "{text}");
    }
    let kept = quote!(kit::__private::typed! { const _: () = { impl Weather { fn x(&self) { y } } }; });
    assert!(text.contains(&kept.to_string()), "{text}");
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
