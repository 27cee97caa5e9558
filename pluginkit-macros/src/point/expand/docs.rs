//! The documentation of what is generated.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::LitStr;
use syn::ext::IdentExt;

use crate::point::model::{Hook, Mode, Point, Strategy};

pub(super) fn since(since: Option<&LitStr>) -> Option<TokenStream> {
    since.map(|since| {
        let line = format!("Since {}.", since.value());
        quote!(#[doc = ""] #[doc = #line])
    })
}

pub(super) fn required(hook: &Hook) -> Option<TokenStream> {
    hook.required.then(|| quote!(#[doc = ""] #[doc = "Required: every extension has it."]))
}

pub(super) fn wrapper(point: &Point) -> TokenStream {
    let name = point.ident.unraw();
    let lines = [
        format!("Surrounds calls of [`{name}`]: implement it with `#[extension(wrapper)]`."),
        String::new(),
        "Each method takes what the hook takes, and `next`, the rest of the call, which it may run once, \
         several times"
            .to_owned(),
        "or never.".to_owned(),
    ];
    doc(&lines)
}

/// A method of the wrapper trait.
pub(super) fn around(point: &Ident, hook: &Hook) -> TokenStream {
    doc(&[format!("Surrounds calls of [`{}::{}`].", point.unraw(), hook.ident().unraw())])
}

pub(super) fn caller(point: &Point) -> TokenStream {
    let name = point.ident.unraw();
    let failures = match (point.declared().is_some(), point.on_error) {
        (true, _) => "Each hook takes failures as it declares",
        (false, Strategy::FailFast) => "The first failure ends a call",
        (false, Strategy::Isolate) => "Failures are reported (to `tracing`) and skipped",
        (false, Strategy::Report) => "Failures are skipped, and returned along with the outcome",
    };
    let lines = [
        format!("Calls the hooks of [`{name}`] in all plugins that implement them."),
        String::new(),
        format!("{failures}, unless `F` is chosen with `fail_fast()`, `isolated()` or `reported()`."),
        "It is cheap to clone, meant to be held, and always sees the plugins that are active.".to_owned(),
    ];
    doc(&lines)
}

pub(super) fn engine(point: &Point) -> TokenStream {
    let (name, caller) = (point.ident.unraw(), point.caller());
    let lines = [
        format!("Whoever can run the hooks of [`{name}`]: the second parameter of [`{caller}`]."),
        String::new(),
        "A manager is one, and so is a reference to every plugin set that lists the point. It has no methods: it is the bound of code"
            .to_owned(),
        "that is written for both.".to_owned(),
    ];
    doc(&lines)
}

/// A method of the caller: what the user says about the hook, and what this strategy returns.
pub(super) fn method(hook: &Hook, strategy: Strategy) -> TokenStream {
    let docs = hook.docs();
    let (since, outcome) = (since(hook.since.as_ref()), outcome(hook));
    let failure = match strategy {
        Strategy::FailFast => doc(&[
            String::new(),
            outcome.to_owned(),
            String::new(),
            "# Errors".to_owned(),
            "The first failure of a plugin, which ends the call.".to_owned(),
        ]),
        Strategy::Isolate => {
            doc(&[String::new(), format!("{outcome} Failures are reported (to `tracing`) and skipped.")])
        }
        Strategy::Report => doc(&[
            String::new(),
            format!("{outcome} Failures are skipped, and returned in the report's `failures`."),
        ]),
    };
    quote!(#(#docs)* #since #failure)
}

/// A method that appends to a vector.
pub(super) fn gathering(hook: &Hook) -> TokenStream {
    let name = hook.ident().unraw();
    doc(&[
        format!("As `{name}`, but appends the answers to `into`, which allocates nothing where there is room."),
        String::new(),
        "Unless the call gives an outcome, `into` is left as it was: when a failure ends it, and when its future is dropped."
            .to_owned(),
    ])
}

/// A method that hands on each answer.
pub(super) fn remembering(hook: &Hook) -> TokenStream {
    let name = hook.ident().unraw();
    doc(&[
        format!("As `{name}`, but hands each answer to a function: those of now, and later that of every plugin which is told of"),
        "this call when it comes. In a plugin set nobody comes later.".to_owned(),
        String::new(),
        "If the function panics now, so does the call, which is not remembered; if later, the plugin that was told has failed."
            .to_owned(),
    ])
}

/// What is remembered of a hook.
pub(super) fn history(hook: &Hook) -> TokenStream {
    doc(&[format!("What is remembered of `{}`, for plugins that come later.", hook.ident().unraw())])
}

fn outcome(hook: &Hook) -> &'static str {
    match &hook.mode {
        Mode::Notify => "Tells every plugin.",
        Mode::Collect(_) => "Returns what every plugin returns, in call order.",
        Mode::CollectSome(_) => "Returns what the plugins have to say, in call order.",
        Mode::FirstResult(_) => {
            "Returns what the first plugin has to say; the plugins after it are not called."
        }
        Mode::Pipeline(_) => "Hands the value from plugin to plugin, and returns what comes out.",
        Mode::PipelineFlow(_) => {
            "Hands the value from plugin to plugin until one ends it, and returns what comes out."
        }
    }
}

fn doc(lines: &[String]) -> TokenStream {
    let lines = lines.iter().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    quote!(#(#[doc = #lines])*)
}
