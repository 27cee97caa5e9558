//! What a manager tells those who subscribe: what happened, in the order in which it happened.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Weak};
use std::task::{Context, Poll};
use std::time::Duration;

use futures_channel::mpsc::{UnboundedReceiver, unbounded};
use futures_core::Stream;

use crate::dispatch::{catch, discard, message};
use crate::error::HookError;
use crate::id::PluginId;
use crate::policy::HookState;
use crate::sync::{AtomicBool, Mutex, lock};

/// Something that happened to a plugin.
///
/// A lifecycle hook that fails is told of twice: as a hook that failed, and then as a plugin that failed for it.
///
/// ```
/// use std::sync::mpsc;
/// use pluginkit::prelude::*;
///
/// #[plugin(id = "weather", version = "1.0.0", listed)]
/// #[derive(Default)]
/// struct Weather;
///
/// let plugins = PluginManager::builder().plugin::<Weather>().build()?;
/// let (sender, events) = mpsc::channel();
/// let _subscription = plugins.subscribe(move |event| drop(sender.send(event.to_string())));
/// plugins.disable("weather")?;
/// assert_eq!(events.recv().unwrap(), "plugin.deactivated: weather");
/// # Ok::<(), pluginkit::Error>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum PluginEvent {
    /// A plugin was taken in by a running manager.
    Registered {
        /// Which.
        plugin: PluginId,
    },
    /// From now on, a plugin's hooks are called.
    Activated {
        /// Which.
        plugin: PluginId,
    },
    /// From now on, a plugin's hooks are not called any more.
    Deactivated {
        /// Which.
        plugin: PluginId,
    },
    /// A plugin was started.
    Started {
        /// Which.
        plugin: PluginId,
    },
    /// A plugin was stopped.
    Stopped {
        /// Which.
        plugin: PluginId,
    },
    /// A plugin could not be started or stopped.
    Failed {
        /// Which.
        plugin: PluginId,
        /// What failed; `None` where the call was cancelled.
        error: Option<HookError>,
    },
    /// A plugin was removed.
    Removed {
        /// Which.
        plugin: PluginId,
    },
    /// An implementation or a wrapper of any hook failed, whatever its caller makes of it.
    HookFailed {
        /// Of which plugin, in which hook, and how.
        error: HookError,
    },
    /// A call of an implementation was slow, by the [`HookPolicy`](crate::HookPolicy) that holds for it.
    HookSlow {
        /// Of which plugin.
        plugin: PluginId,
        /// In which hook, by its id.
        hook: &'static str,
        /// How long it took.
        elapsed: Duration,
    },
    /// An implementation is left out of calls from now on, for having been slow or failed too often.
    HookShed {
        /// Of which plugin.
        plugin: PluginId,
        /// In which hook, by its id.
        hook: &'static str,
        /// For what, and for how long.
        state: HookState,
    },
    /// An implementation that was shed is called again.
    HookRestored {
        /// Of which plugin.
        plugin: PluginId,
        /// In which hook, by its id.
        hook: &'static str,
    },
    /// A plugin's section of the configuration has changed, and the plugin has heard of it.
    #[cfg(feature = "config")]
    ConfigRefreshed {
        /// Which.
        plugin: PluginId,
    },
    /// The manager was dropped while plugins were started. Their `stop` was not called.
    Abandoned {
        /// Which, the last started first.
        plugins: Vec<PluginId>,
    },
}

impl PluginEvent {
    /// The plugin that it happened to, where it is one.
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// let subscription = plugins.subscribe(|event| println!("{:?}", event.plugin()));
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn plugin(&self) -> Option<&str> {
        match self {
            PluginEvent::Registered { plugin }
            | PluginEvent::Activated { plugin }
            | PluginEvent::Deactivated { plugin }
            | PluginEvent::Started { plugin }
            | PluginEvent::Stopped { plugin }
            | PluginEvent::Failed { plugin, .. }
            | PluginEvent::HookSlow { plugin, .. }
            | PluginEvent::HookShed { plugin, .. }
            | PluginEvent::HookRestored { plugin, .. }
            | PluginEvent::Removed { plugin } => Some(plugin.as_str()),
            #[cfg(feature = "config")]
            PluginEvent::ConfigRefreshed { plugin } => Some(plugin.as_str()),
            PluginEvent::HookFailed { error } => Some(error.plugin()),
            PluginEvent::Abandoned { .. } => None,
        }
    }

    /// What happened, as a word for logs and metrics: `plugin.started`.
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// let subscription = plugins.subscribe(|event| println!("{}", event.name()));
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn name(&self) -> &'static str {
        match self {
            PluginEvent::Registered { .. } => "plugin.registered",
            PluginEvent::Activated { .. } => "plugin.activated",
            PluginEvent::Deactivated { .. } => "plugin.deactivated",
            PluginEvent::Started { .. } => "plugin.started",
            PluginEvent::Stopped { .. } => "plugin.stopped",
            PluginEvent::Failed { .. } => "plugin.failed",
            PluginEvent::Removed { .. } => "plugin.removed",
            PluginEvent::HookFailed { .. } => "hook.failed",
            PluginEvent::HookSlow { .. } => "hook.slow",
            PluginEvent::HookShed { .. } => "hook.shed",
            PluginEvent::HookRestored { .. } => "hook.restored",
            #[cfg(feature = "config")]
            PluginEvent::ConfigRefreshed { .. } => "config.refreshed",
            PluginEvent::Abandoned { .. } => "manager.abandoned",
        }
    }
}

impl fmt::Display for PluginEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.name())?;
        match self {
            PluginEvent::Failed { error: Some(error), .. } | PluginEvent::HookFailed { error } => {
                error.fmt(f)
            }
            PluginEvent::HookSlow { plugin, hook, elapsed } => write!(f, "{plugin}, {hook}, {elapsed:?}"),
            PluginEvent::HookShed { plugin, hook, state } => write!(f, "{plugin}, {hook}, {state}"),
            PluginEvent::HookRestored { plugin, hook } => write!(f, "{plugin}, {hook}"),
            PluginEvent::Abandoned { plugins } => {
                let plugins: Vec<&str> = plugins.iter().map(PluginId::as_str).collect();
                f.write_str(&plugins.join(", "))
            }
            _ => f.write_str(self.plugin().unwrap_or_default()),
        }
    }
}

type Subscriber = dyn Fn(&PluginEvent) + Send + Sync;

/// Keeps a subscriber subscribed for as long as it lives.
///
/// Once it is dropped or [`unsubscribe`](Subscription::unsubscribe) has returned, no further event is handed to the
/// subscriber; one that another thread is handing over may still be on its way.
///
/// ```
/// # let plugins = pluginkit::PluginManager::builder().build()?;
/// let subscription = plugins.subscribe(|event| println!("{event}"));
/// drop(subscription);
/// # Ok::<(), pluginkit::Error>(())
/// ```
#[must_use = "a subscription ends when it is dropped; `detach` it to keep it for as long as the manager lives"]
pub struct Subscription {
    /// The bus keeps it, so that it ends with the manager.
    entry: Weak<Entry>,
    bus: Weak<Bus>,
}

impl Subscription {
    /// Ends it. Doing so twice, or after the manager is gone, changes nothing.
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// let subscription = plugins.subscribe(|event| println!("{event}"));
    /// subscription.unsubscribe();
    /// subscription.unsubscribe();
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn unsubscribe(&self) {
        let (Some(entry), Some(bus)) = (self.entry.upgrade(), self.bus.upgrade()) else { return };
        entry.ended.store(true, Ordering::Release);
        bus.forget(entry);
    }

    /// Keeps the subscriber for as long as the manager lives.
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// plugins.subscribe(|event| println!("{event}")).detach();
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn detach(mut self) {
        self.entry = Weak::new();
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.unsubscribe();
    }
}

impl fmt::Debug for Subscription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subscription").finish_non_exhaustive()
    }
}

/// Events as a stream, from the moment it was made until the manager is gone.
///
/// Events wait in the stream until they are read, however many they are: drop it when you are done.
///
/// ```
/// # async fn watch(plugins: pluginkit::PluginManager) {
/// use futures_util::StreamExt;
///
/// let mut events = plugins.events();
/// while let Some(event) = events.next().await {
///     println!("{event}");
/// }
/// # }
/// ```
#[derive(Debug)]
pub struct Events {
    received: UnboundedReceiver<PluginEvent>,
    _subscription: Subscription,
}

impl Stream for Events {
    type Item = PluginEvent;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<PluginEvent>> {
        Pin::new(&mut self.received).poll_next(context)
    }
}

struct Entry {
    subscriber: Box<Subscriber>,
    ended: AtomicBool,
}

/// Where events wait for their turn. One thread at a time hands them over, so everybody sees them in one order.
#[derive(Default)]
pub(super) struct Bus {
    state: Mutex<BusState>,
}

#[derive(Default)]
struct BusState {
    subscribers: Arc<[Arc<Entry>]>,
    waiting: VecDeque<PluginEvent>,
    delivering: bool,
}

impl Bus {
    pub(super) fn subscribe(
        self: &Arc<Self>,
        subscriber: impl Fn(&PluginEvent) + Send + Sync + 'static,
    ) -> Subscription {
        let entry = Arc::new(Entry { subscriber: Box::new(subscriber), ended: AtomicBool::new(false) });
        let mut state = lock(&self.state);
        state.subscribers = state.subscribers.iter().chain([&entry]).cloned().collect();
        Subscription { entry: Arc::downgrade(&entry), bus: Arc::downgrade(self) }
    }

    pub(super) fn events(self: &Arc<Self>) -> Events {
        let (sender, received) = unbounded();
        // A send fails only when the stream is gone, and then nobody wants to know.
        let subscription = self.subscribe(move |event| drop(sender.unbounded_send(event.clone())));
        Events { received, _subscription: subscription }
    }

    fn forget(&self, entry: Arc<Entry>) {
        let mut state = lock(&self.state);
        let others = state.subscribers.iter().filter(|other| !Arc::ptr_eq(other, &entry));
        let others = others.cloned().collect();
        let before = std::mem::replace(&mut state.subscribers, others);
        drop(state);
        // The last to hold a subscriber runs its destructor, which is not our code.
        discard((before, entry));
    }

    /// Puts an event in the queue. Whoever does this under a lock hands it over after that, with `deliver`.
    pub(super) fn push(&self, event: PluginEvent) {
        let mut state = lock(&self.state);
        if !state.subscribers.is_empty() {
            state.waiting.push_back(event);
        }
    }

    /// Hands over everything that waits, unless somebody is at it: a subscriber that causes further events has them
    /// delivered after the one it is looking at.
    pub(super) fn deliver(&self) {
        let mut state = lock(&self.state);
        if state.delivering {
            return;
        }
        while let Some(event) = state.waiting.pop_front() {
            state.delivering = true;
            let subscribers = Arc::clone(&state.subscribers);
            drop(state);
            for entry in subscribers.iter().filter(|entry| !entry.ended.load(Ordering::Acquire)) {
                if let Err(payload) = catch(|| (entry.subscriber)(&event)) {
                    tracing::warn!(event = event.name(), message = message(payload), "a subscriber panicked");
                }
            }
            // One that has unsubscribed meanwhile may be held here last, and so may a plugin's error.
            discard((subscribers, event));
            state = lock(&self.state);
            state.delivering = false;
        }
    }
}
