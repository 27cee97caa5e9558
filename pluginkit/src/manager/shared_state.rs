//! Values that plugins share, or keep for themselves: one of each type.

use std::any::{Any, TypeId, type_name};
use std::cell::Cell;
use std::collections::HashMap;
use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;

use arc_swap::ArcSwap;

use crate::dispatch::discard;
use crate::sync::{Mutex, into_inner, lock, thread_local};

/// A value that several read and change: what [`PluginContext::state`](crate::PluginContext::state),
/// [`PluginContext::private_state`](crate::PluginContext::private_state) and [`PluginManager::state`](crate::PluginManager::state)
/// return.
///
/// It is a handle: cheap to clone, and to be held. All handles of one value see every change of it.
///
/// * **Reading** takes a snapshot, [`get`](State::get), which never waits and never changes.
/// * **Changing** is done by transactions, [`update`](State::update) and [`try_update`](State::try_update), that apply wholly or
///   not at all. Each sees what the one before has left; none is lost.
/// * **Nothing is held** in between, and nothing can be held across an `.await`: there is no guard, and what a transaction works
///   on does not leave it. No lock is held while it runs, so a slow one keeps nobody waiting.
///
/// What has to change together belongs into one type: a transaction changes one value.
///
/// ```
/// use pluginkit::prelude::*;
///
/// #[derive(Clone, Default)]
/// struct Till { orders: u32, cents: u64 }
///
/// let plugins = PluginManager::builder().build()?;
/// let till = plugins.state::<Till>();
/// till.update(|till| {
///     till.orders += 1;
///     till.cents += 250;
/// });
/// assert_eq!((till.get().orders, till.get().cents), (1, 250));
/// # Ok::<(), pluginkit::Error>(())
/// ```
///
/// What a transaction works on cannot be taken into a future:
///
/// ```compile_fail
/// # let plugins = pluginkit::PluginManager::builder().build().unwrap();
/// # async fn price() -> u64 { 250 }
/// let till = plugins.state::<u64>();
/// till.update(|cents| async { *cents += price().await });
/// ```
///
/// Wait first, then change:
///
/// ```
/// # let plugins = pluginkit::PluginManager::builder().build().unwrap();
/// # async fn price() -> u64 { 250 }
/// # async fn sell(plugins: pluginkit::PluginManager) {
/// let till = plugins.state::<u64>();
/// let price = price().await;
/// till.update(|cents| *cents += price);
/// # }
/// # pluginkit::block_on(sell(plugins)).unwrap();
/// ```
pub struct State<T>(Arc<ArcSwap<T>>);

impl<T> State<T> {
    fn new(value: T) -> Self {
        State(Arc::new(ArcSwap::from_pointee(value)))
    }

    /// The value as it is now.
    ///
    /// It takes no lock, and waits for nobody. What it returns stays as it is, whatever becomes of the state.
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// let names = plugins.state::<Vec<String>>();
    /// let before = names.get();
    /// names.update(|names| names.push("harbor".into()));
    /// assert_eq!((before.len(), names.get().len()), (0, 1));
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn get(&self) -> Arc<T> {
        self.0.load_full()
    }

    /// Puts another value in its place.
    ///
    /// # Panics
    /// Inside of an [`update`](State::update), whichever state is changed there.
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// let motto = plugins.state::<String>();
    /// motto.set("fog, mostly".into());
    /// assert_eq!(*motto.get(), "fog, mostly");
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    #[track_caller]
    pub fn set(&self, value: T) {
        drop(Changing::begin::<T>());
        discard(self.0.swap(Arc::new(value)));
    }
}

impl<T: Clone> State<T> {
    /// Changes the value, wholly or not at all, and returns what the closure returns.
    ///
    /// The closure changes a copy, which takes the place of the value when the closure has returned. If it panics, everything
    /// is as it was.
    ///
    /// If somebody else has changed the value meanwhile, the copy is thrown away, and the closure **runs again** on a copy of what
    /// the other has left. So it should be short, and do nothing but look at the value and change it. Of those who meet, one always
    /// gets through; one that takes long while others never stop may have to run many times.
    ///
    /// # Panics
    /// Inside of another `update`, of this state or any other: what is changed there would stay changed if the outer one failed, and
    /// would be changed again whenever that ran again; and of the same state, the outer one would never end. Change one value that
    /// holds both, or change them one after the other. ([`get`](State::get) is fine.)
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// let tickets = plugins.state::<u32>();
    /// let ticket = tickets.update(|last| {
    ///     *last += 1;
    ///     *last
    /// });
    /// assert_eq!(ticket, 1);
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    #[track_caller]
    pub fn update<R>(&self, mut change: impl FnMut(&mut T) -> R) -> R {
        let Ok(returned) = self.try_update(|value| Ok::<R, Infallible>(change(value)));
        returned
    }

    /// Changes the value as [`update`](State::update) does, unless the closure returns an error: then everything is as it was.
    ///
    /// # Errors
    /// The closure's.
    ///
    /// # Panics
    /// As `update` does.
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// let account = plugins.state::<u64>();
    /// account.set(100);
    /// let withdraw = |cents: u64| {
    ///     account.try_update(|balance| {
    ///         *balance = balance.checked_sub(cents).ok_or("not enough")?;
    ///         Ok(*balance)
    ///     })
    /// };
    /// assert_eq!(withdraw(70), Ok(30));
    /// assert_eq!(withdraw(70), Err("not enough"));
    /// assert_eq!(*account.get(), 30);
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    #[track_caller]
    pub fn try_update<R, E>(&self, mut change: impl FnMut(&mut T) -> Result<R, E>) -> Result<R, E> {
        loop {
            // It is kept until the end: as long as it is there, no other value has its address.
            let before = self.0.load_full();
            let mut copy;
            let returned = {
                let _changing = Changing::begin::<T>();
                copy = T::clone(&before);
                change(&mut copy)?
            };
            let found = self.0.compare_and_swap(&before, Arc::new(copy));
            if Arc::ptr_eq(&found, &before) {
                drop(found);
                discard(before);
                return Ok(returned);
            }
        }
    }
}

impl<T> Clone for State<T> {
    fn clone(&self) -> Self {
        State(Arc::clone(&self.0))
    }
}

impl<T: fmt::Debug> fmt::Debug for State<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("State").field(&self.get()).finish()
    }
}

thread_local! {
    #[allow(clippy::missing_const_for_thread_local, reason = "a model checker's have no constants")]
    static CHANGING: Cell<bool> = Cell::new(false);
}

/// A transaction runs on this thread.
struct Changing;

impl Changing {
    #[track_caller]
    fn begin<T>() -> Self {
        let already = CHANGING.with(|changing| changing.replace(true));
        assert!(
            !already,
            "the state `{}` is to be changed inside of an `update`, which may run again and may come to nothing: \
             change one state that holds both values, or change this one before or after",
            type_name::<T>(),
        );
        Changing
    }
}

impl Drop for Changing {
    fn drop(&mut self) {
        CHANGING.with(|changing| changing.set(false));
    }
}

/// One [`State`] of each type that was asked for.
///
/// Its lock is nobody else's, and is held for a look-up only.
#[derive(Default)]
pub(crate) struct States(Mutex<HashMap<TypeId, Box<dyn Any + Send + Sync>>>);

impl States {
    pub(crate) fn of<T: Default + Send + Sync + 'static>(&self) -> State<T> {
        let known = lock(&self.0).get(&TypeId::of::<T>()).map(|state| handle(&**state));
        known.unwrap_or_else(|| self.begin())
    }

    fn begin<T: Default + Send + Sync + 'static>(&self) -> State<T> {
        // Plugin code, which runs outside of the lock; so does the end of one that somebody else was quicker than.
        let fresh = State::new(T::default());
        let state = {
            let mut states = lock(&self.0);
            let state = states.entry(TypeId::of::<T>()).or_insert_with(|| Box::new(fresh.clone()));
            handle(&**state)
        };
        discard(fresh);
        state
    }
}

fn handle<T: Send + Sync + 'static>(state: &(dyn Any + Send + Sync)) -> State<T> {
    let Some(state) = state.downcast_ref::<State<T>>() else {
        unreachable!("states are kept by the type of their value")
    };
    state.clone()
}

impl Drop for States {
    fn drop(&mut self) {
        let states = into_inner(std::mem::take(&mut self.0));
        states.into_values().for_each(discard);
    }
}
