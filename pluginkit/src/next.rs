//! The rest of a call, as a wrapper sees it.

use core::fmt;
use core::marker::PhantomData;

use crate::error::HookResult;

/// The rest of a call: the wrappers further in, and the implementations.
///
/// A wrapper's last parameter is written `next: Next<'_>`; the attribute fills in the other two, which say what the
/// hook is ([`Call`], [`Stage`], [`AsyncCall`], [`AsyncStage`]) and which engine runs it. `next` has one verb, `run`:
///
/// | the hook is | the wrapper writes | and gets |
/// |---|---|---|
/// | sync | `next.run()` | `HookResult<Outcome>` |
/// | a sync pipeline | `next.run(value)` | `HookResult<Value>` |
/// | async | `next.run().await` | `HookResult<Outcome>` |
/// | an async pipeline | `next.run(value).await` | `HookResult<Value>` |
///
/// Not running it short-circuits the call; running it twice is a retry, with fresh copies of the arguments. It cannot
/// outlive the call.
///
/// ```
/// use pluginkit::prelude::*;
///
/// #[extension_point]
/// trait Greeting {
///     fn greet(&self, name: &str) -> String;
/// }
///
/// #[plugin(id = "polite", version = "1.0.0", listed)]
/// #[derive(Default)]
/// struct Polite;
///
/// #[extension]
/// impl Greeting for Polite {
///     fn greet(&self, name: &str) -> String {
///         format!("Good day, {name}")
///     }
/// }
///
/// #[plugin(id = "again", version = "1.0.0", listed)]
/// #[derive(Default)]
/// struct Again;
///
/// #[extension(wrapper)]
/// impl GreetingWrapper for Again {
///     fn greet(&self, _name: &str, next: Next<'_>) -> HookResult<Vec<String>> {
///         let mut greetings = next.run()?;
///         greetings.extend(next.run()?);
///         Ok(greetings)
///     }
/// }
///
/// let plugins = PluginManager::builder().plugin::<Polite>().plugin::<Again>().build()?;
/// let greetings = plugins.caller::<dyn Greeting>().greet("Ada")?;
/// assert_eq!(greetings, ["Good day, Ada", "Good day, Ada"]);
/// # Ok::<(), pluginkit::Error>(())
/// ```
pub struct Next<'n, K = Unfilled, N = Unfilled> {
    rest: N,
    call: PhantomData<&'n ()>,
    kind: PhantomData<fn() -> K>,
}

/// Stands where the attribute has not been yet.
#[derive(Debug)]
pub enum Unfilled {}

impl<K, N> Next<'_, K, N> {
    #[doc(hidden)]
    #[inline(always)]
    pub fn __new(rest: N) -> Self {
        Next { rest, call: PhantomData, kind: PhantomData }
    }
}

impl<K, N> fmt::Debug for Next<'_, K, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Next(..)")
    }
}

/// The rest of a call of a sync hook whose outcome is `O`.
#[derive(Debug)]
pub struct Call<O>(PhantomData<O>);

/// The rest of a call of a sync pipeline through which a `V` goes.
#[derive(Debug)]
pub struct Stage<V>(PhantomData<V>);

/// The rest of a call of an async hook whose outcome is `O`.
#[derive(Debug)]
pub struct AsyncCall<O>(PhantomData<O>);

/// The rest of a call of an async pipeline through which a `V` goes.
#[derive(Debug)]
pub struct AsyncStage<V>(PhantomData<V>);

/// What goes into the rest of a call, and what comes out.
pub trait Kind {
    /// A pipeline's value, or `()`.
    type Value;
    /// What the caller gets.
    type Outcome;
}

impl<O> Kind for Call<O> {
    type Value = ();
    type Outcome = O;
}

impl<V> Kind for Stage<V> {
    type Value = V;
    type Outcome = V;
}

impl<O> Kind for AsyncCall<O> {
    type Value = ();
    type Outcome = O;
}

impl<V> Kind for AsyncStage<V> {
    type Value = V;
    type Outcome = V;
}

/// An engine that can run the rest of a synchronous call: a handle on it, which may be used again.
pub trait Proceed<K: Kind>: Copy {
    /// Runs it.
    ///
    /// # Errors
    /// The failure that ended it.
    fn proceed(self, value: K::Value) -> HookResult<K::Outcome>;
}

/// An engine that can run the rest of an asynchronous call: a handle on it, which may be used again.
pub trait ProceedAsync<K: Kind>: Clone + Send + Sync {
    /// Runs it.
    fn proceed(self, value: K::Value) -> impl Future<Output = HookResult<K::Outcome>> + Send;
}

impl<O, N: Proceed<Call<O>>> Next<'_, Call<O>, N> {
    /// Runs the rest of the call.
    ///
    /// # Errors
    /// The failure that ended it.
    #[inline(always)]
    pub fn run(&self) -> HookResult<O> {
        self.rest.proceed(())
    }
}

impl<V, N: Proceed<Stage<V>>> Next<'_, Stage<V>, N> {
    /// Sends a value through the rest of the pipeline.
    ///
    /// # Errors
    /// The failure that ended it.
    #[inline(always)]
    pub fn run(&self, value: V) -> HookResult<V> {
        self.rest.proceed(value)
    }
}

impl<'n, O, N: ProceedAsync<AsyncCall<O>>> Next<'n, AsyncCall<O>, N> {
    /// Runs the rest of the call.
    ///
    /// # Errors
    /// The failure that ended it.
    #[inline(always)]
    pub fn run(&self) -> impl Future<Output = HookResult<O>> + Send + use<'n, O, N> {
        self.rest.clone().proceed(())
    }
}

impl<'n, V, N: ProceedAsync<AsyncStage<V>>> Next<'n, AsyncStage<V>, N> {
    /// Sends a value through the rest of the pipeline.
    ///
    /// # Errors
    /// The failure that ended it.
    #[inline(always)]
    pub fn run(&self, value: V) -> impl Future<Output = HookResult<V>> + Send + use<'n, V, N> {
        self.rest.clone().proceed(value)
    }
}
