//! The life of a set: what starting and stopping mean where there is no manager.

use std::fmt;
use std::sync::Arc;

use crate::builtin::{Lifecycle, LifecycleWrapper};
use crate::dispatch::{BoxFuture, Extends, Guarded, panicked};
use crate::error::{BoxError, HookError, HookErrorKind, HookResult, PluginError};
use crate::id::PluginId;
use crate::manager::{Belongings, LifeStep as Step, PluginContext, Residence, State, States};
use crate::next::{AsyncCall, Next, ProceedAsync};
use crate::plugin::Plugin;
use crate::set::{Entry, Holds, PluginSet, Probe};

/// The plugins of a set, started: what [`start`](crate::plugin_set#the-life-of-a-set) of a set returns.
///
/// It keeps what the plugins [own](PluginContext::own). [`stop`](Running::stop) stops them. Dropping it does not: it only drops
/// what they own.
///
/// ```
/// use pluginkit::{plugin_set, prelude::*};
///
/// #[plugin(id = "database", version = "1.0.0", listed)]
/// #[derive(Default)]
/// struct Database;
///
/// #[extension]
/// impl Lifecycle for Database {
///     fn start(&self, cx: &PluginContext) -> Result<(), BoxError> {
///         println!("{} opens its connections", cx.id());
///         Ok(())
///     }
/// }
///
/// plugin_set! {
///     struct Plugins { database: Database }
///     points: [];
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), pluginkit::Error> {
/// let set = Plugins::default();
/// let running = set.start().await?;
/// running.stop().await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "what the plugins own is dropped with it: keep it for as long as they run, and stop them with `stop()`"]
pub struct Running<'s, S: Life> {
    set: &'s S,
    /// In the order in which they were started.
    up: Vec<Up<S>>,
    /// What they share. It goes after them.
    states: Arc<States>,
}

/// A plugin that was started.
struct Up<S: 'static> {
    member: &'static dyn Living<S>,
    loaded: Belongings,
    started: Belongings,
    /// What it keeps for itself.
    states: Arc<States>,
}

/// What a set knows of the life of its plugins.
#[doc(hidden)]
pub trait Life: PluginSet {
    /// Everybody's place among the entries, in the order in which they are started.
    fn order() -> impl Iterator<Item = usize>;
    /// That entry, if it extends [`Lifecycle`].
    fn member(entry: usize) -> Option<&'static dyn Living<Self>>;
    /// The wrapper at a level of the hook at this place of [`Lifecycle`], the outermost first.
    fn wrapper(hook: usize, level: usize) -> Option<&'static dyn LivingWrapper<Self>>;
}

/// An entry that extends [`Lifecycle`].
#[doc(hidden)]
pub trait Living<T>: Sync {
    /// Its id.
    fn id(&self) -> PluginId;
    /// Whether it has this hook.
    fn provides(&self, step: Step) -> bool;
    /// Calls a hook that it has.
    fn call<'n>(&self, set: &'n T, step: Step, cx: &'n PluginContext) -> BoxFuture<'n, Result<(), BoxError>>;
}

/// An entry that wraps [`Lifecycle`].
#[doc(hidden)]
pub trait LivingWrapper<T>: Sync {
    /// Its id.
    fn id(&self) -> PluginId;
    /// Calls a hook.
    fn wrap<'n>(
        &self,
        set: &'n T,
        step: Step,
        cx: &'n PluginContext,
        next: Inside<'n>,
    ) -> BoxFuture<'n, HookResult<()>>;
}

impl<S, const I: usize> Living<S::Set> for Entry<S, I>
where
    S: Holds<I, Plugin: Lifecycle + Extends<dyn Lifecycle>>,
{
    fn id(&self) -> PluginId {
        PluginId::from_static(S::Plugin::ID)
    }

    fn provides(&self, step: Step) -> bool {
        <S::Plugin as Extends<dyn Lifecycle>>::FACTS.provides(step.place())
    }

    fn call<'n>(
        &self,
        set: &'n S::Set,
        step: Step,
        cx: &'n PluginContext,
    ) -> BoxFuture<'n, Result<(), BoxError>> {
        let plugin = S::get(set);
        match step {
            Step::Init => Box::pin(Lifecycle::init(plugin, cx)),
            Step::Start => Box::pin(Lifecycle::start(plugin, cx)),
            Step::Stop => Box::pin(Lifecycle::stop(plugin, cx)),
            Step::Unload => Box::pin(Lifecycle::unload(plugin, cx)),
        }
    }
}

impl<S, const I: usize> LivingWrapper<S::Set> for Entry<S, I>
where
    S: Holds<I, Plugin: LifecycleWrapper + Extends<dyn LifecycleWrapper>>,
{
    fn id(&self) -> PluginId {
        PluginId::from_static(S::Plugin::ID)
    }

    fn wrap<'n>(
        &self,
        set: &'n S::Set,
        step: Step,
        cx: &'n PluginContext,
        next: Inside<'n>,
    ) -> BoxFuture<'n, HookResult<()>> {
        let (plugin, next) = (S::get(set), Next::__new(next));
        match step {
            Step::Init => Box::pin(LifecycleWrapper::init(plugin, cx, next)),
            Step::Start => Box::pin(LifecycleWrapper::start(plugin, cx, next)),
            Step::Stop => Box::pin(LifecycleWrapper::stop(plugin, cx, next)),
            Step::Unload => Box::pin(LifecycleWrapper::unload(plugin, cx, next)),
        }
    }
}

impl<S, const I: usize> Probe<dyn Lifecycle, Entry<S, I>>
where
    S: Holds<I, Plugin: Lifecycle + Extends<dyn Lifecycle>>,
{
    /// The entry, as one that has a life.
    pub const LIVING: Option<&'static dyn Living<S::Set>> = Some(const { &Entry::<S, I>::owner() });
}

impl<S, const I: usize> Probe<dyn LifecycleWrapper, Entry<S, I>>
where
    S: Holds<I, Plugin: LifecycleWrapper + Extends<dyn LifecycleWrapper>>,
{
    /// The entry, as one that wraps the life of others.
    pub const LIVING: Option<&'static dyn LivingWrapper<S::Set>> = Some(const { &Entry::<S, I>::owner() });
}

/// The other half: whoever has none.
#[doc(hidden)]
pub trait NoLife<L> {
    /// Nothing.
    const LIVING: Option<L> = None;
}

impl<R: ?Sized, S, L> NoLife<L> for Probe<R, S> {}

/// What is inside of a wrapper.
#[derive(Clone, Copy)]
pub struct Inside<'n>(&'n (dyn Fn() -> BoxFuture<'n, HookResult<()>> + Send + Sync));

impl ProceedAsync<AsyncCall<()>> for Inside<'_> {
    fn proceed(self, (): ()) -> impl Future<Output = HookResult<()>> + Send {
        (self.0)()
    }
}

/// Starts everybody, dependencies first. If one cannot be started, those that were are stopped again.
#[doc(hidden)]
pub async fn start<S: Life>(set: &S) -> Result<Running<'_, S>, PluginError> {
    let mut running = Running { set, up: Vec::new(), states: Arc::default() };
    for member in S::order().filter_map(S::member) {
        let (loaded, started) = (Belongings::new(), Belongings::new());
        let up = Up { member, loaded, started, states: Arc::default() };
        match up.bring(set, &running.states).await {
            Ok(()) => running.up.push(up),
            Err(mut errors) => {
                errors.extend(running.take_down().await);
                PluginError::all(errors)?;
            }
        }
    }
    Ok(running)
}

impl<S: Life> Running<'_, S> {
    /// Stops everybody, those who depend on others first, and lets go of what they own. Goes on past failures.
    ///
    /// Each plugin's `stop` and `unload` are called, as [`shutdown`](crate::PluginManager::shutdown) of a manager does. If its
    /// future is dropped, whoever was not reached is not stopped.
    ///
    /// # Errors
    /// Every failure, as one error.
    pub async fn stop(mut self) -> Result<(), PluginError> {
        let errors = self.take_down().await;
        PluginError::all(errors)
    }

    /// The state that the plugins share, of this type: see [`PluginContext::state`].
    ///
    /// ```
    /// use pluginkit::{plugin_set, prelude::*};
    ///
    /// #[derive(Clone, Default)]
    /// struct Connections { open: u32 }
    ///
    /// # #[plugin(id = "database", version = "1.0.0", listed)] #[derive(Default)] struct Database;
    /// #[extension]
    /// impl Lifecycle for Database {
    ///     fn start(&self, cx: &PluginContext) -> Result<(), BoxError> {
    ///         cx.state::<Connections>()?.update(|connections| connections.open += 1);
    ///         Ok(())
    ///     }
    /// }
    ///
    /// plugin_set! {
    ///     struct Plugins { database: Database }
    ///     points: [];
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), pluginkit::Error> {
    /// let set = Plugins::default();
    /// let running = set.start().await?;
    /// assert_eq!(running.state::<Connections>().get().open, 1);
    /// running.stop().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn state<T: Default + Send + Sync + 'static>(&self) -> State<T> {
        self.states.of()
    }

    async fn take_down(&mut self) -> Vec<PluginError> {
        let mut errors = Vec::new();
        while let Some(up) = self.up.pop() {
            errors.extend(up.run(self.set, &self.states, Step::Stop).await.err());
            errors.extend(up.run(self.set, &self.states, Step::Unload).await.err());
        }
        errors
    }
}

impl<S: Life> Drop for Running<'_, S> {
    fn drop(&mut self) {
        while self.up.pop().is_some() {}
    }
}

impl<S> Drop for Up<S> {
    fn drop(&mut self) {
        self.started.release();
        self.loaded.release();
    }
}

impl<S: Life> Up<S> {
    /// Initialises and starts it.
    async fn bring(&self, set: &S, shared: &Arc<States>) -> Result<(), Vec<PluginError>> {
        self.run(set, shared, Step::Init).await.map_err(|error| vec![error])?;
        match self.run(set, shared, Step::Start).await {
            Ok(()) => Ok(()),
            // It was initialised, and has that much to take back.
            Err(error) => {
                Err([error].into_iter().chain(self.run(set, shared, Step::Unload).await.err()).collect())
            }
        }
    }

    async fn run(&self, set: &S, shared: &Arc<States>, step: Step) -> Result<(), PluginError> {
        let belongings = match step {
            Step::Init | Step::Unload => &self.loaded,
            Step::Start | Step::Stop => &self.started,
        };
        let plugin = self.member.id();
        let residence = Residence {
            belongings: belongings.clone(),
            shared: Arc::downgrade(shared),
            private: Arc::downgrade(&self.states),
        };
        let cx = PluginContext::alone(plugin.clone(), residence);
        // Nobody wraps what is not there.
        let done =
            if self.member.provides(step) { surround(set, self.member, step, &cx, 0).await } else { Ok(()) };
        let over = match step {
            Step::Init | Step::Start => done.is_err(),
            Step::Stop | Step::Unload => true,
        };
        if over {
            belongings.release();
        }
        done.map_err(|error| step.failed(plugin, error).into())
    }
}

/// Calls the wrapper at this level, and everything inside of it.
fn surround<'n, S: Life>(
    set: &'n S,
    member: &'static dyn Living<S>,
    step: Step,
    cx: &'n PluginContext,
    level: usize,
) -> BoxFuture<'n, HookResult<()>> {
    let Some(wrapper) = S::wrapper(step.place(), level) else {
        return Box::pin(async move {
            let kind = match Guarded::new(member.call(set, step, cx)).await {
                Ok(Ok(())) => return Ok(()),
                Ok(Err(error)) => HookErrorKind::Failed(error),
                Err(payload) => panicked(payload),
            };
            Err(HookError::at(member.id(), step.hook(), kind))
        });
    };
    Box::pin(async move {
        let inside = move || surround(set, member, step, cx, level + 1);
        let error = match Guarded::new(wrapper.wrap(set, step, cx, Inside(&inside))).await {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(error)) if error.is_attributed() => return Err(error),
            Ok(Err(error)) => error,
            Err(payload) => HookError::unattributed(panicked(payload)),
        };
        Err(error.attributed(wrapper.id(), step.hook()))
    })
}

impl<S: Life> fmt::Debug for Running<'_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let up: Vec<PluginId> = self.up.iter().map(|up| up.member.id()).collect();
        f.debug_struct("Running").field("plugins", &up).finish_non_exhaustive()
    }
}
