//! Observers: plugins that are told of the calls of others.

use std::any::TypeId;
use std::sync::Arc;

use super::shared::{Shared, State};
use crate::builtin::{HookObserver, HookObserverCaller};
use crate::dispatch::{ExtensionPoint, Isolated};
use crate::enclosing::{self, Activity, Frame};
use crate::pattern::Pattern;
use crate::resolve::arrange;
use crate::watch::{Ended, HookCall, Site, Watch, Watcher, Watchers};

impl Shared {
    /// Those who are told at present, in call order.
    pub(super) fn observers(&self, state: &State) -> Watchers {
        let point = TypeId::of::<dyn HookObserver>();
        let active = arrange(state.roster.active(point), <dyn HookObserver as ExtensionPoint>::HOOKS);
        let observers = active.contributors().into_iter().filter_map(|id| {
            let at = state.roster.find(id.as_str())?;
            let facts = state.roster.at(at).implementation(point)?.facts;
            let caller = self.lone_caller::<dyn HookObserver>(state, at)?.isolated();
            let frame = Frame { manager: self.address(), plugin: id, activity: Activity::Observing };
            let observer: Arc<dyn Watch> = Arc::new(Observer {
                pattern: facts.on.map(Pattern::checked),
                arguments: facts.arguments,
                ear: Arc::new(Ear { caller, frame }),
            });
            Some(observer)
        });
        observers.collect()
    }
}

/// An observer, before it is known what of.
struct Observer {
    /// `None` for everything.
    pattern: Option<Pattern>,
    arguments: bool,
    ear: Arc<Ear>,
}

impl Watch for Observer {
    fn implementation(&self, site: &Site<'_>) -> Option<Arc<dyn Watcher>> {
        let matches = self.pattern.as_ref().is_none_or(|pattern| pattern.matches(site.hook.id()));
        matches.then(|| {
            let call = HookCall::new(site.hook, site.plugin.clone(), None);
            let observing: Arc<dyn Watcher> =
                Arc::new(Observing { call, arguments: self.arguments, ear: Arc::clone(&self.ear) });
            observing
        })
    }
}

/// An observer of one implementation, or of one call of it.
struct Observing {
    call: HookCall,
    arguments: bool,
    ear: Arc<Ear>,
}

impl Watcher for Observing {
    fn wants_arguments(&self) -> bool {
        self.arguments
    }

    fn with_arguments(&self, arguments: Option<&Arc<str>>) -> Option<Arc<dyn Watcher>> {
        if !self.arguments {
            return None;
        }
        let call = HookCall::new(self.call.hook(), self.call.plugin().clone(), arguments.cloned());
        Some(Arc::new(Observing { call, arguments: true, ear: Arc::clone(&self.ear) }))
    }

    fn began(&self) {
        self.ear.tell(|observer| observer.began(&self.call));
    }

    fn ended(&self, ended: &Ended) {
        self.ear.tell(|observer| observer.ended(&self.call, ended));
    }
}

/// The plugin that is told.
struct Ear {
    caller: HookObserverCaller<Isolated>,
    frame: Frame,
}

impl Ear {
    /// Tells it, unless this comes of its being told.
    fn tell(&self, tell: impl FnOnce(&HookObserverCaller<Isolated>)) {
        let Frame { manager, plugin, activity } = &self.frame;
        if !enclosing::around(*manager, *activity).contains(plugin) {
            enclosing::within(self.frame.clone(), || tell(&self.caller));
        }
    }
}
