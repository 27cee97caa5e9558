//! An extension point that was checked.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::punctuated::Punctuated;
use syn::{Attribute, FnArg, LitStr, Path, ReturnType, Signature, Token, Type, TypeParamBound, Visibility};

use crate::members::Function;
use crate::policy::Policy;
use crate::types;

pub(super) struct Point {
    pub(super) kit: Path,
    pub(super) id: LitStr,
    /// Of the contract: what extensions require.
    pub(super) version: Option<LitStr>,
    pub(super) attributes: Vec<Attribute>,
    pub(super) visibility: Visibility,
    pub(super) ident: Ident,
    pub(super) supertraits: Punctuated<TypeParamBound, Token![+]>,
    pub(super) hooks: Vec<Hook>,
    /// Hooks with mistakes, which were reported: extensions may implement them without hearing about it
    /// again.
    pub(super) broken: Vec<Function>,
    /// What callers get who do not choose; a hook may decide for itself.
    pub(super) on_error: Strategy,
    /// What is asked of calls, where extensions say nothing else.
    pub(super) policy: Policy,
    pub(super) since: Option<LitStr>,
    pub(super) deprecated: Option<LitStr>,
}

impl Point {
    /// The trait of its middleware.
    pub(super) fn wrapper(&self) -> Ident {
        format_ident!("{}Wrapper", self.ident.unraw(), span = self.ident.span())
    }

    /// What its hooks are called through.
    pub(super) fn caller(&self) -> Ident {
        format_ident!("{}Caller", self.ident.unraw(), span = self.ident.span())
    }

    /// What bounds code that takes a caller of any engine.
    pub(super) fn engine(&self) -> Ident {
        format_ident!("{}Engine", self.ident.unraw(), span = self.ident.span())
    }

    /// The strategy of every hook, where they are not all the same.
    pub(super) fn declared(&self) -> Option<impl Fn(&Hook) -> Strategy> {
        let common = self.on_error;
        let mixed = self.hooks.iter().any(|hook| hook.on_error.is_some_and(|own| own != common));
        mixed.then_some(move |hook: &Hook| hook.on_error.unwrap_or(common))
    }
}

pub(super) struct Hook {
    /// Its place among the hooks of the point.
    pub(super) index: usize,
    /// As the user wrote it.
    pub(super) signature: Signature,
    /// All but `#[hook]`.
    pub(super) attributes: Vec<Attribute>,
    pub(super) arguments: Vec<Argument>,
    pub(super) mode: Mode,
    pub(super) fallible: Option<Fallible>,
    /// No extension may leave it out.
    pub(super) required: bool,
    pub(super) concurrency: Option<Concurrency>,
    pub(super) history: Option<Memory>,
    pub(super) on_error: Option<Strategy>,
    pub(super) since: Option<LitStr>,
    pub(super) deprecated: Option<LitStr>,
}

impl Hook {
    pub(super) fn ident(&self) -> &Ident {
        &self.signature.ident
    }

    pub(super) fn is_async(&self) -> bool {
        self.signature.asyncness.is_some()
    }

    /// Where errors about generated code are shown: at `async`, which is what asks for `Send`, or else at
    /// `fn`. (At the name they would look better, but editors would then show the generated code to whoever
    /// asks about the name.)
    pub(super) fn place(&self) -> Span {
        let keyword = self.signature.asyncness.map_or(self.signature.fn_token.span, |token| token.span);
        types::at(keyword)
    }

    /// Its head as a person would write it, for messages.
    pub(super) fn head(&self) -> String {
        let Signature { asyncness, ident, generics, inputs, output, .. } = &self.signature;
        let waiting = if asyncness.is_some() { "async " } else { "" };
        let generics = if generics.params.is_empty() { String::new() } else { types::readable(generics) };
        let arguments = inputs.iter().map(|input| match input {
            FnArg::Receiver(_) => "&self".to_owned(),
            FnArg::Typed(typed) => format!("{}: {}", types::readable(&typed.pat), types::readable(&typed.ty)),
        });
        let arguments = arguments.collect::<Vec<_>>().join(", ");
        let returned = match output {
            ReturnType::Default => String::new(),
            ReturnType::Type(_, ty) => format!(" -> {}", types::readable(ty)),
        };
        format!("{waiting}fn {ident}{generics}({arguments}){returned}")
    }

    pub(super) fn docs(&self) -> impl Iterator<Item = &Attribute> {
        self.attributes.iter().filter(|attribute| attribute.path().is_ident("doc"))
    }

    /// The type of a pipeline's value, which is its first argument.
    pub(super) fn value(&self) -> Option<&Type> {
        match &self.mode {
            Mode::Pipeline(value) | Mode::PipelineFlow(value) => Some(value),
            _ => None,
        }
    }

    /// The arguments that every implementation gets a copy of: all but a pipeline's value.
    pub(super) fn copied(&self) -> &[Argument] {
        &self.arguments[usize::from(self.value().is_some())..]
    }

    /// What a caller gets when nothing fails.
    pub(super) fn outcome(&self, kit: &Path) -> TokenStream {
        match &self.mode {
            Mode::Notify => quote!(()),
            Mode::Collect(ty) | Mode::CollectSome(ty) => {
                let kit = types::respanned(kit, self.place());
                quote_spanned!(self.place()=> #kit::__private::Vec<#ty>)
            }
            Mode::FirstResult(ty) => quote_spanned!(self.place()=> ::core::option::Option<#ty>),
            Mode::Pipeline(ty) | Mode::PipelineFlow(ty) => quote!(#ty),
        }
    }
}

/// An argument after `&self`.
pub(super) struct Argument {
    pub(super) ident: Ident,
    /// With `'__a` for every lifetime except `'static`.
    pub(super) named: Type,
    pub(super) passing: Passing,
}

impl Argument {
    pub(super) fn is_nested(&self) -> bool {
        matches!(self.passing, Passing::NestedReference | Passing::NestedOwned)
    }
}

/// How an argument is handed to several plugins.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Passing {
    /// As the reference that it is.
    Reference,
    /// A reference to a `dyn` type: nobody can own a copy.
    DynReference,
    /// Cloned.
    Owned,
    /// A reference to what borrows in turn: nobody can own a copy.
    NestedReference,
    /// Cloned, though it borrows: nobody can own a copy.
    NestedOwned,
}

/// What the results of several plugins become, with the type of one result.
pub(super) enum Mode {
    Notify,
    Collect(Type),
    CollectSome(Type),
    FirstResult(Type),
    Pipeline(Type),
    /// A pipeline that a plugin may end.
    PipelineFlow(Type),
}

/// The hook returns a `Result`.
pub(super) struct Fallible {
    /// The whole return type.
    pub(super) returned: Type,
    /// What it says about the error: nothing in `io::Result<T>`.
    pub(super) error: Option<Type>,
}

/// `concurrent` or `concurrent(limit = 8)`
pub(super) struct Concurrent {
    pub(super) flag: Ident,
    pub(super) limit: Option<usize>,
}

/// How implementations run at once.
#[derive(Clone, Copy)]
pub(super) struct Concurrency {
    pub(super) limit: Option<usize>,
    /// The first answer in time is taken.
    pub(super) race: bool,
}

/// `historic` or `historic(keep = 16)`
pub(super) struct Historic {
    pub(super) flag: Ident,
    pub(super) keep: Option<usize>,
}

/// Calls are remembered for plugins that come later.
#[derive(Clone, Copy)]
pub(super) struct Memory {
    /// How many; `None` for all.
    pub(super) keep: Option<usize>,
}

/// What a failure means to a caller who does not say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Strategy {
    FailFast,
    Isolate,
    Report,
}

impl Strategy {
    pub(super) const NAMES: &[&str] = &["fail_fast", "isolate", "report"];
    pub(super) const ALL: [Self; 3] = [Self::FailFast, Self::Isolate, Self::Report];

    pub(super) fn named(name: &str) -> Option<Self> {
        let position = Self::NAMES.iter().position(|known| *known == name)?;
        Self::ALL.get(position).copied()
    }
}
