//! What the macros say about a hook, and how an engine reaches an implementation or a wrapper of it.
//!
//! A hook is a type. Engines are generic over it, so the macros emit facts and one-line calls, and nothing else.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::sync::Arc;
use core::fmt::Debug;
use core::marker::PhantomData;
use core::pin::Pin;

use super::contract::Role;
use super::mode::Mode;
use super::offload::Job;
use crate::error::HookResult;
use crate::next::{Kind, Proceed, ProceedAsync};
use crate::point::HookInfo;

/// What is threaded through the implementations of `H`: a pipeline's value, or `()`.
pub type ValueOf<H> = <<H as Hook>::Mode as Mode>::Value;
/// What one implementation of `H` returns.
pub type RetOf<H> = <<H as Hook>::Mode as Mode>::Ret;
/// What a caller of `H` gets.
pub type OutcomeOf<H> = <<H as Hook>::Mode as Mode>::Outcome;
/// What is gathered while `H` is called.
pub(crate) type StateOf<H> = <<H as Hook>::Mode as Mode>::State;
/// How a value is copied.
pub type Copying<T> = fn(&T) -> T;
/// The arguments of an asynchronous call, on their way to it. Only so is their lifetime one that the compiler lets go of, and
/// the future of a generic call known to be `Send` ([rust#100013](https://github.com/rust-lang/rust/issues/100013)).
pub struct Arguments<'a, H: Hook>(pub H::Args<'a>);

impl<H: Hook> Clone for Arguments<'_, H> {
    #[inline(always)]
    fn clone(&self) -> Self {
        Arguments(self.0.clone())
    }
}

/// A future that may move between threads.
pub(crate) type BoxFuture<'f, T> = Pin<Box<dyn Future<Output = T> + Send + 'f>>;

/// One hook of one extension point.
pub trait Hook: Sized + 'static {
    /// Its point, as the role of those who implement it.
    type Point: Role + ?Sized;
    /// Its place among the hooks of its point, as a type: [`Place`].
    type Place;
    /// What results mean.
    type Mode: Mode;
    /// The arguments as a tuple, without a pipeline's value.
    type Args<'a>: Clone;
    /// What `next` is in a wrapper.
    type Kind: Kind<Value = ValueOf<Self>, Outcome = OutcomeOf<Self>>;
    /// Its name, id and place among the hooks of its point.
    const INFO: &'static HookInfo;
    /// How to copy an outcome, where its type can be copied: what a failed wrapper leaves behind.
    const KEEP: Option<Copying<OutcomeOf<Self>>>;
    /// How to show the arguments, where they can be shown.
    const SHOW: Option<Show<Self>>;
}

/// The place of a hook in its point, as a type.
pub struct Place<const I: usize>;

/// The hook at place `I` of an extension point.
pub trait HookAt<const I: usize> {
    /// That hook.
    type Hook: Hook;
}

/// The hook at place `I` of the point of a role.
pub type HookOf<R, const I: usize> = <<R as Role>::Point as HookAt<I>>::Hook;
/// What `next` is in a wrapper of the hook at place `I` of the point of a role.
pub type KindOf<R, const I: usize> = <HookOf<R, I> as Hook>::Kind;

/// A hook whose callers do not wait.
pub trait SyncHook: Hook {}

/// A hook that is awaited: everything it handles may move between threads.
///
/// Implemented for each such hook, and not for all that have what it takes: what cannot move is then reported once, where
/// it is written, and not again wherever the hook is used.
pub trait AsyncHook:
    for<'a> Hook<Mode: Mode<Value: Send, Ret: Send, Outcome: Send, State: Send>, Args<'a>: Send + Sync>
{
}

/// How the plugin type `P` implements a synchronous hook: the call a person would write.
pub trait CallSync<P>: SyncHook {
    /// Calls it.
    fn call(plugin: &P, value: ValueOf<Self>, args: &Self::Args<'_>) -> RetOf<Self>;
}

/// How the plugin type `P` implements an asynchronous hook: its own future, unboxed.
pub trait CallAsync<P>: Hook {
    /// Calls it.
    fn call(
        plugin: &P,
        value: ValueOf<Self>,
        args: Arguments<'_, Self>,
    ) -> impl Future<Output = RetOf<Self>> + Send;
}

/// How the plugin type `W` wraps a synchronous hook, whichever engine runs the rest of the call.
pub trait WrapSync<W>: SyncHook {
    /// Calls it.
    ///
    /// # Errors
    /// The failure that ended the call.
    fn wrap<N: Proceed<Self::Kind>>(
        wrapper: &W,
        value: ValueOf<Self>,
        args: &Self::Args<'_>,
        next: N,
    ) -> HookResult<OutcomeOf<Self>>;
}

/// How the plugin type `W` wraps an asynchronous hook, whichever engine runs the rest of the call.
pub trait WrapAsync<W>: Hook {
    /// Calls it.
    fn wrap<N: ProceedAsync<Self::Kind>>(
        wrapper: &W,
        value: ValueOf<Self>,
        args: Arguments<'_, Self>,
        next: N,
    ) -> impl Future<Output = HookResult<OutcomeOf<Self>>> + Send;
}

/// A predicate that decides whether an implementation is called.
pub type When<P, H> = for<'v, 'a> fn(&P, &'v ValueOf<H>, &'v <H as Hook>::Args<'a>) -> bool;
/// Makes a job of a call: with its own copies of the arguments, so that nobody waits for it who does not want to.
pub type Offload<P, H> = for<'v, 'a> fn(Arc<P>, ValueOf<H>, &'v <H as Hook>::Args<'a>) -> Job<RetOf<H>>;

/// What an extension of `P` asks for beyond a plain call of `H`.
pub trait Options<P, H: Hook>: 'static {
    /// `#[extension(when = ..)]`
    const WHEN: Option<When<P, H>> = None;
    /// A synchronous implementation with a `timeout`, or with `blocking`.
    const OFFLOAD: Option<Offload<P, H>> = None;
}

/// Plain calls.
#[derive(Debug)]
pub struct NoOptions;

impl<P, H: Hook> Options<P, H> for NoOptions {}

/// Finds out whether a type can be copied: the inherent constant is preferred where its bound holds.
#[derive(Debug)]
pub struct Keep<T>(PhantomData<T>);

impl<T: Clone> Keep<T> {
    /// The copy.
    pub const FUNCTION: Option<Copying<T>> = Some(T::clone);
}

/// The other half of [`Keep`]: types that cannot be copied.
pub trait NoKeep {
    /// The type asked about.
    type Kept;
    /// Nothing.
    const FUNCTION: Option<Copying<Self::Kept>> = None;
}

impl<T> NoKeep for Keep<T> {
    type Kept = T;
}

/// How the arguments of a hook are shown. A type, since the compiler does not see that two such functions of one hook have one.
pub struct Show<H: Hook>(ShowFn<H>);

type ShowFn<H> = for<'v, 'a> fn(&'v ValueOf<H>, &'v <H as Hook>::Args<'a>) -> String;

impl<H: Hook> Show<H> {
    /// As they stand between the parentheses of a call.
    pub fn arguments(&self, value: &ValueOf<H>, args: &H::Args<'_>) -> String {
        (self.0)(value, args)
    }
}

/// Finds out whether the arguments of a hook can be shown, as [`Keep`] does for an outcome.
#[derive(Debug)]
pub struct Shown<H>(PhantomData<H>);

impl<H: Hook> Shown<H>
where
    ValueOf<H>: Debug,
    for<'a> H::Args<'a>: Debug,
{
    /// What shows them.
    pub const FUNCTION: Option<Show<H>> = Some(Show(show::<H>));
}

/// The other half of [`Shown`]: arguments that cannot be shown.
pub trait NotShown {
    /// The hook asked about.
    type Hook: Hook;
    /// Nothing.
    const FUNCTION: Option<Show<Self::Hook>> = None;
}

impl<H: Hook> NotShown for Shown<H> {
    type Hook = H;
}

fn show<H: Hook>(value: &ValueOf<H>, args: &H::Args<'_>) -> String
where
    ValueOf<H>: Debug,
    for<'a> H::Args<'a>: Debug,
{
    let (value, args) = (format!("{value:?}"), format!("{args:?}"));
    let args = args.strip_prefix('(').and_then(|args| args.strip_suffix(')')).unwrap_or(&args);
    let args = args.strip_suffix(',').unwrap_or(args);
    match (value.as_str(), args) {
        // What is threaded through a hook that is no pipeline.
        ("()", args) => args.into(),
        (_, "") => value,
        (value, args) => format!("{value}, {args}"),
    }
}
