#![allow(clippy::needless_pass_by_value, reason = "a test reads better with its `quote!` in place")]

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::model::{Mode, Passing, Point, Strategy};
use super::{check, parse};
use crate::errors::Errors;
use crate::types::{readable, written};

fn point(arguments: TokenStream, item: TokenStream) -> Result<Point, Vec<String>> {
    let errors = Errors::default();
    let point = parse::parse(arguments, item, &errors).and_then(|written| check::check(written, &errors));
    point.filter(|_| errors.is_empty()).ok_or_else(|| errors.messages())
}

#[track_caller]
fn mistakes(hooks: TokenStream) -> Vec<String> {
    point(quote!(), quote!(pub trait Feed { #hooks })).err().expect("nothing was reported")
}

/// The mode of one hook, as text.
#[track_caller]
fn mode(hook: TokenStream) -> String {
    let point = point(quote!(), quote!(trait Feed { #hook })).map_err(|found| format!("{found:#?}")).unwrap();
    let hook = &point.hooks[0];
    let (name, ty) = match &hook.mode {
        Mode::Notify => ("notify", String::new()),
        Mode::Collect(ty) => ("collect", format!(" {}", readable(ty))),
        Mode::CollectSome(ty) => ("collect some", format!(" {}", readable(ty))),
        Mode::FirstResult(ty) => ("first result", format!(" {}", readable(ty))),
        Mode::Pipeline(ty) => ("pipeline", format!(" {}", readable(ty))),
        Mode::PipelineFlow(ty) => ("pipeline flow", format!(" {}", readable(ty))),
    };
    let fallible = match &hook.fallible {
        Some(fallible) => {
            fallible.error.as_ref().map_or(" or fails".to_owned(), |error| format!(" or {}", readable(error)))
        }
        None => String::new(),
    };
    format!("{name}{ty}{fallible}")
}

#[test]
fn modes_follow_the_words_of_the_return_type() {
    assert_eq!(
        mode(quote!(
            fn a(&self);
        )),
        "notify"
    );
    assert_eq!(
        mode(quote!(
            fn a(&self) -> ();
        )),
        "notify"
    );
    assert_eq!(
        mode(quote!(
            async fn a(&self) -> Result<(), Error>;
        )),
        "notify or Error"
    );
    assert_eq!(
        mode(quote!(
            fn a(&self) -> String;
        )),
        "collect String"
    );
    assert_eq!(
        mode(quote!(
            fn a(&self) -> &'static str;
        )),
        "collect &'static str"
    );
    assert_eq!(
        mode(quote!(
            fn a(&self) -> io::Result<u8>;
        )),
        "collect u8 or fails"
    );
    assert_eq!(
        mode(quote!(
            fn a(&self) -> HookResult<Option<u8>>;
        )),
        "collect some u8 or fails"
    );
    assert_eq!(
        mode(quote!(
            fn a(&self) -> std::option::Option<u8>;
        )),
        "collect some u8"
    );
    assert_eq!(
        mode(quote!(
            #[hook(first_result)]
            fn a(&self) -> Option<u8>;
        )),
        "first result u8"
    );
    assert_eq!(
        mode(quote!(
            #[hook(first_result)]
            fn a(&self) -> Result<Option<u8>, E>;
        )),
        "first result u8 or E"
    );
    assert_eq!(
        mode(quote!(
            #[hook(pipeline)]
            fn a(&self, v: Vec<u8>) -> Vec<u8>;
        )),
        "pipeline Vec<u8>"
    );
    assert_eq!(
        mode(quote!(
            #[hook(pipeline)]
            fn a(&self, v: Option<u8>) -> Option<u8>;
        )),
        "pipeline Option<u8>"
    );
    assert_eq!(
        mode(quote!(
            #[hook(pipeline)]
            fn a(&self, v: u8) -> ControlFlow<u8, u8>;
        )),
        "pipeline flow u8"
    );
    assert_eq!(
        mode(quote!(
            #[hook(pipeline)]
            fn a(&self, v: u8) -> Result<ControlFlow<u8, u8>, E>;
        )),
        "pipeline flow u8 or E"
    );
}

#[test]
fn a_point_has_an_id_of_its_own() {
    let id = |arguments| {
        point(
            arguments,
            quote!(
                trait UserLogin {
                    fn a(&self);
                }
            ),
        )
        .map(|point| point.id.value())
        .unwrap()
    };
    assert_eq!(id(quote!()), "user_login");
    assert_eq!(id(quote!(id = "user.login")), "user.login");
}

#[test]
fn flags_are_kept() {
    let point = point(
        quote!(on_error = report, since = "1.1", deprecated = "use `News`"),
        quote!(
            pub(crate) trait Feed: Send + 'static {
                /// A line of text.
                #[hook(on_error = isolate, since = "1.2", deprecated = "use `b`")]
                async fn a(&self, #[rustfmt::skip] x: &str);
            }
        ),
    );
    // The attribute on the argument is the one mistake in here.
    assert_eq!(point.err().map(|found| found.len()), Some(1));
    let hook = quote!(
        #[hook(on_error = isolate)]
        #[doc = "text"]
        #[must_use]
        fn a(&self, x: &'x Map<'_>, y: u8);
    );
    let point = self::point(quote!(on_error = report), quote!(trait Feed { #hook }))
        .map_err(|found| format!("{found:#?}"))
        .unwrap();
    let hook = &point.hooks[0];
    assert_eq!((point.on_error, hook.on_error), (Strategy::Report, Some(Strategy::Isolate)));
    assert_eq!((hook.docs().count(), hook.attributes.len(), hook.is_async()), (1, 2, false));
    assert_eq!(written(&hook.arguments[0].named), written(&quote!(&'__a Map<'__a>)));
    assert_eq!(
        (hook.arguments[0].passing, hook.arguments[1].passing),
        (Passing::NestedReference, Passing::Owned)
    );
}

#[test]
fn the_trait_is_plain() {
    let one = |item| point(quote!(), item).err().expect("nothing was reported").remove(0);
    assert!(
        one(quote!(
            trait Feed<T> {
                fn a(&self);
            }
        ))
        .contains("generic")
    );
    assert!(
        one(quote!(
            unsafe trait Feed {
                fn a(&self);
            }
        ))
        .contains("unsafe")
    );
    assert!(one(quote!(auto trait Feed { fn a(&self); })).contains("auto"));
    assert!(
        one(quote!(
            trait Feed
            where
                Self: Send,
            {
                fn a(&self);
            }
        ))
        .contains("supertrait")
    );
    assert!(
        one(quote!(
            trait Feed: Clone {
                fn a(&self);
            }
        ))
        .contains("dyn Feed")
    );
    assert!(
        one(quote!(
            trait Feed {}
        ))
        .contains("no hooks")
    );
    assert!(
        one(quote!(
            struct Feed;
        ))
        .contains("#[plugin")
    );
    assert!(one(quote!(impl Feed for X {})).contains("#[extension]"));
    assert!(
        one(quote!(
            trait Feed {
                const X: u8;
            }
        ))
        .contains("associated constant")
    );
    assert!(
        one(quote!(
            trait Feed {
                type X;
            }
        ))
        .contains("associated type")
    );
}

/// A hook, and what its refusal says.
const REFUSED: &str = r#"
fn a();                                                       => write `fn a(&self, ..)`
fn a(&mut self);                                              => write `&self`, and keep what changes in a `Mutex`
fn a(self: Arc<Self>);                                        => write `&self`
fn a(&'x self);                                               => write `&self`
fn a(&self, _: u8);                                           => give this argument a name
fn a(&self, (x, y): (u8, u8));                                => plain name
fn a(&self, mut x: u8);                                       => write `x`
fn a(&self, next: u8);                                        => last argument of a wrapper
fn a(&self, __x: u8);                                         => belong to the generated code
fn a(&self, x: &mut u8);                                      => write `#[hook(pipeline)]`
fn a(&self, x: Option<&mut u8>);                              => write `#[hook(pipeline)]`
fn a(&self, x: impl Fn());                                    => take `&dyn Trait`
fn a<T>(&self);                                               => take `&dyn Trait`
fn a(&self) where u8: Copy;                                   => no `where` clause
fn a(&self) -> &str;                                          => return an owned value, such as `String`
fn a(&self) -> &[u8];                                         => return an owned value, such as `Vec<u8>`
fn a(&self) -> Option<Cow<'_, str>>;                          => return an owned value
fn a(&self) -> impl Future<Output = u8>;                      => write `async fn a`
fn a(&self) -> impl Iterator;                                 => Box<dyn Trait>
fn a(&self) -> u8 { 3 }                                       => no default body
unsafe fn a(&self);                                           => remove `unsafe`
const fn a(&self);                                            => remove `const`
extern "C" fn a(&self);                                       => remove `extern`
fn a(&self, other: Option<Self>);                             => `Self` is another type in every plugin
fn only(&self);                                               => a method of every caller
fn __a(&self);                                                => belong to the generated code
fn a(&self, a: u8, b: u8, c: u8, d: u8, e: u8, f: u8, g: u8, h: u8, i: u8); => at most 8 arguments

#[cfg(unix)] fn a(&self);                                     => on the whole trait
#[cfg_attr(unix, hook(first_result))] fn a(&self);            => without `cfg_attr`
#[deprecated] fn a(&self);                                    => #[hook(deprecated
#[hook] #[hook(pipeline)] fn a(&self, v: u8) -> u8;           => given twice
#[hook(pipeline, pipeline)] fn a(&self, v: u8) -> u8;         => given twice
#[hook(eager)] fn a(&self);                                   => no key `eager`
#[hook(historic(keep = 0))] fn a(&self);                      => write `keep = 1`
#[hook(historic)] fn a(&self, v: &dyn Send);                  => an owned value or an `Arc`
#[hook(historic, first_result)] fn a(&self) -> Option<u8>;    => remove `historic`, or `first_result`
#[hook(pipelin)] fn a(&self);                                 => did you mean `pipeline`?
#[hook = "pipeline"] fn a(&self);                             => in parentheses
#[hook(on_error = isolated)] fn a(&self);                     => did you mean `isolate`?
#[hook(on_error)] fn a(&self);                                => one of `fail_fast`, `isolate` and `report`
#[hook(deprecated)] fn a(&self);                              => deprecated = "use `resolve`"
#[hook(since = "soon")] fn a(&self);                          => like "1.1"

#[hook(first_result)] fn a(&self) -> u8;                      => return `Option<u8>`
#[hook(first_result)] fn a(&self) -> Result<u8, E>;           => return `Option<u8>`
#[hook(first_result)] fn a(&self);                            => return an `Option`
#[hook(first_result, pipeline)] fn a(&self, v: u8) -> u8;     => either `first_result`
#[hook(pipeline)] fn a(&self);                                => hands its first argument
#[hook(pipeline)] fn a(&self, v: u8) -> u16;                  => return `u8`
#[hook(pipeline)] fn a(&self, v: u8);                         => return `u8`
#[hook(pipeline)] fn a(&self, v: &str) -> String;             => write `String`
#[hook(pipeline)] fn a(&self, v: u8) -> ControlFlow<u8>;      => return `ControlFlow<u8, u8>`
#[hook(pipeline)] fn a(&self, v: u8) -> ControlFlow<u8, u16>; => return `ControlFlow<u8, u8>`
fn a(&self) -> ControlFlow<u8, u8>;                           => add `#[hook(pipeline)]`
fn a(&self) -> fmt::Result;                                   => say what is in this `Result`
"#;

#[test]
fn every_refusal_says_what_to_write() {
    for (hook, words) in REFUSED.lines().filter_map(|line| line.split_once("=> ")) {
        let found = mistakes(hook.parse().unwrap());
        assert_eq!(found.len(), 1, "{hook} {found:#?}");
        assert!(found[0].contains(words), "{hook} {words}\n{}", found[0]);
    }
}

#[test]
fn all_mistakes_are_reported_at_once() {
    let found = mistakes(quote!(
        fn a(&mut self, x: &mut u8) -> &str;
        fn only(_: u8) -> Self;
        type T;
        fn only();
    ));
    assert_eq!(found.len(), 9, "{found:#?}");
}

#[test]
fn what_is_not_rust_is_left_to_the_compiler() {
    let errors = Errors::default();
    assert!(parse::parse(quote!(), quote!(trait Feed { fn re }), &errors).is_none());
    assert!(errors.is_empty());
}

#[test]
fn types_of_a_macro_are_seen_through() {
    let grouped = |tokens: TokenStream| {
        proc_macro2::Group::new(proc_macro2::Delimiter::None, tokens).into_token_stream()
    };
    let (value, option) = (grouped(quote!(u8)), grouped(quote!(Option<u8>)));
    assert_eq!(mode(quote!(#[hook(pipeline)] fn a(&self, v: #value) -> u8;)), "pipeline u8");
    assert_eq!(mode(quote!(#[hook(first_result)] fn a(&self) -> #option;)), "first result u8");
}

#[test]
fn a_hook_with_a_mistake_leaves_the_others() {
    let output = super::extension_point(
        quote!(),
        quote!(
            pub trait Feed {
                fn bad(&mut self);
                fn good(&self);
            }
        ),
        "0",
    );
    let file: syn::File = syn::parse2(output.clone()).unwrap();
    assert!(
        file.items
            .iter()
            .any(|item| matches!(item, syn::Item::Struct(caller) if caller.ident == "FeedCaller"))
    );
    let text = output.to_string();
    assert!(text.contains("{ good (synchronous each) { } , } { bad }"), "{text}");
    assert_eq!(text.matches("compile_error").count(), 1);
}

#[test]
fn a_trait_that_cannot_be_a_point_swallows_its_extensions() {
    let output = super::extension_point(
        quote!(),
        quote!(
            trait Feed<T> {
                #[hook(pipeline)]
                fn good(&self);
            }
        ),
        "0",
    );
    let text = output.to_string();
    assert!(syn::parse2::<syn::File>(output).is_ok());
    assert!(text.contains("use __pluginkit_Feed_0 as Feed") && text.contains("as FeedWrapper"), "{text}");
    assert!(!text.contains("# [hook"), "{text}");
}

#[test]
fn a_timeout_of_a_point_ends_what_can_be_dropped() {
    let keys = || quote!(timeout = "2s", slow = "1s");
    let mixed = quote!(
        trait Feed {
            async fn fetch(&self);
            fn name(&self);
        }
    );
    assert!(point(keys(), mixed).is_ok());
    let found = point(
        keys(),
        quote!(
            trait Feed {
                fn name(&self);
            }
        ),
    )
    .err()
    .unwrap();
    assert!(found.len() == 1 && found[0].contains("the hooks here are all sync"), "{found:#?}");
}
