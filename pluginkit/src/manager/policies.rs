//! Which policy holds for an implementation, and how those that have one have done so far.

use std::collections::HashMap;
use std::sync::{Arc, Weak};
use std::time::Duration;

use super::events::{Bus, PluginEvent};
use crate::breaker::{At, Change, Circuit, Pace, Slowness, Verdict};
use crate::builtin::{HookObserver, is_called_alone};
use crate::dispatch::{ExtensionPoint, Stopwatch};
use crate::govern::{Gate, Govern, Terms, Ticket};
use crate::id::PluginId;
use crate::pattern::{InvalidPattern, Pattern};
use crate::point::{Facts, HookInfo};
use crate::policy::{HookPolicy, HookState, OnSlow};
use crate::sync::{Mutex, lock};
use crate::watch::{CallOutcome, Ended, Site};

/// What a manager asks of the hooks that a pattern stands for.
pub(super) struct Rule {
    pattern: Pattern,
    /// The pattern, where it may be the id of a point.
    point: Option<String>,
    policy: HookPolicy,
}

impl Rule {
    pub(super) fn read(hooks: &str, policy: HookPolicy) -> Result<Self, InvalidPattern> {
        let point = (!hooks.contains('*')).then(|| hooks.to_owned());
        Ok(Rule { pattern: Pattern::read(hooks)?, point, policy })
    }

    fn holds_for(&self, hook: &HookInfo) -> bool {
        self.pattern.matches(hook.id()) || self.point.as_deref() == Some(hook.point_id())
    }
}

/// The policies of a manager, and everybody who is under one. What is counted outlives tables, which come and go.
pub(super) struct Policies {
    rules: Vec<Rule>,
    bus: Weak<Bus>,
    guards: Mutex<HashMap<Place, Arc<HookGuard>>>,
}

/// A hook of a plugin.
type Place = (PluginId, &'static str);

impl Policies {
    pub(super) fn new(rules: Vec<Rule>, bus: &Arc<Bus>) -> Self {
        Policies { rules, bus: Arc::downgrade(bus), guards: Mutex::default() }
    }

    /// What holds for an extension's implementation of a hook: what the extension says, then its point, then the manager.
    pub(super) fn of(&self, hook: &'static HookInfo, facts: &Facts) -> HookPolicy {
        if is_called_by_the_manager(hook) {
            return facts.policy.never_shedding();
        }
        // Of two rules of the manager, the one that was said last.
        let rules = self.rules.iter().rev().filter(|rule| rule.holds_for(hook));
        let inherited = rules.fold(hook.policy(), |policy, rule| policy.or(rule.policy));
        let can_be_dropped = hook.is_async() && !facts.lifts(hook.index);
        facts.policy.or(if can_be_dropped { inherited } else { inherited.without_timeout() })
    }

    /// How a plugin's implementation of a hook has done, and how often it was slow.
    pub(super) fn standing(&self, plugin: &PluginId, hook: &'static str) -> (HookState, u64) {
        let guard = lock(&self.guards).get(&(plugin.clone(), hook)).cloned();
        guard.map_or_else(Default::default, |guard| guard.standing())
    }

    /// Forgets how a plugin has done, and calls what was shed again.
    pub(super) fn restore(&self, plugin: &PluginId) {
        let guards: Vec<Arc<HookGuard>> =
            lock(&self.guards).values().filter(|guard| guard.plugin == *plugin).cloned().collect();
        for guard in guards {
            guard.restore();
        }
    }

    /// A plugin is gone: whoever comes under its id has done nothing yet.
    pub(super) fn forget(&self, plugin: &PluginId) {
        lock(&self.guards).retain(|(one, _), _| one != plugin);
    }
}

/// Hooks that belong to a plugin's life. A plugin whose `stop` is left out has not been stopped, so they are never shed.
fn is_called_by_the_manager(hook: &HookInfo) -> bool {
    is_called_alone(hook) || <dyn HookObserver as ExtensionPoint>::HOOKS.contains(hook)
}

impl Govern for Policies {
    fn terms(&self, site: &Site<'_>) -> Terms {
        let policy = self.of(site.hook, site.facts);
        let is_counted = policy.slow_limit().is_some() || policy.circuit().is_some();
        let gate = is_counted.then(|| {
            let place = (site.plugin.clone(), site.hook.id());
            let new = || Arc::new(HookGuard::new(&place, policy, self.bus.clone()));
            let guard = lock(&self.guards).entry(place.clone()).or_insert_with(new).clone();
            guard as Arc<dyn Gate>
        });
        Terms { timeout: policy.time_limit(), gate }
    }
}

/// How a plugin's implementation of a hook does.
struct HookGuard {
    plugin: PluginId,
    hook: &'static str,
    policy: HookPolicy,
    clock: Stopwatch,
    bus: Weak<Bus>,
    /// Locked for a few instructions, and never while anybody is called.
    record: Mutex<Record>,
}

struct Record {
    circuit: Option<Circuit>,
    slowness: Option<Slowness>,
    /// How often everything was forgotten before.
    round: u64,
}

impl Record {
    fn new(policy: &HookPolicy, round: u64) -> Self {
        let circuit =
            policy.circuit().map(|breaker| Circuit::new(breaker.failures, breaker.within, breaker.retry));
        let too_many = match policy.reaction() {
            OnSlow::Warn => None,
            OnSlow::Disable { after } => Some(after),
        };
        let slowness = policy.slow_limit().map(|limit| Slowness::new(limit, too_many));
        Record { circuit, slowness, round }
    }

    fn is_too_slow(&self) -> bool {
        self.slowness.as_ref().is_some_and(Slowness::is_too_slow)
    }

    fn state(&self, now: Duration) -> HookState {
        if self.is_too_slow() {
            return HookState::Shed;
        }
        match self.circuit.as_ref().map(Circuit::at) {
            None | Some(At::Closed) => HookState::Closed,
            Some(At::Open { until }) => HookState::Open { retry_in: until.saturating_sub(now) },
            Some(At::HalfOpen) => HookState::HalfOpen,
        }
    }
}

impl HookGuard {
    fn new((plugin, hook): &Place, policy: HookPolicy, bus: Weak<Bus>) -> Self {
        let record = Mutex::new(Record::new(&policy, 0));
        HookGuard { plugin: plugin.clone(), hook, policy, clock: Stopwatch::start(), bus, record }
    }

    fn standing(&self) -> (HookState, u64) {
        let now = self.clock.elapsed();
        let record = lock(&self.record);
        (record.state(now), record.slowness.as_ref().map_or(0, Slowness::total))
    }

    fn restore(&self) {
        let now = self.clock.elapsed();
        let before = {
            let mut record = lock(&self.record);
            let fresh = Record::new(&self.policy, record.round + 1);
            std::mem::replace(&mut *record, fresh)
        };
        if before.state(now) != HookState::Closed {
            self.restored();
        }
    }

    fn slow(&self, elapsed: Duration) {
        tracing::warn!(plugin = %self.plugin, hook = self.hook, ?elapsed, limit = ?self.policy.slow_limit(), "a hook is slow");
        self.tell(PluginEvent::HookSlow { plugin: self.plugin.clone(), hook: self.hook, elapsed });
    }

    fn shed(&self, state: HookState) {
        tracing::warn!(plugin = %self.plugin, hook = self.hook, ?state, "a hook is shed");
        self.tell(PluginEvent::HookShed { plugin: self.plugin.clone(), hook: self.hook, state });
    }

    fn restored(&self) {
        tracing::info!(plugin = %self.plugin, hook = self.hook, "a hook that was shed is called again");
        self.tell(PluginEvent::HookRestored { plugin: self.plugin.clone(), hook: self.hook });
    }

    fn tell(&self, event: PluginEvent) {
        if let Some(bus) = self.bus.upgrade() {
            bus.push(event);
            bus.deliver();
        }
    }
}

impl Gate for HookGuard {
    fn admit(&self) -> Option<Ticket> {
        let now = self.clock.elapsed();
        let mut record = lock(&self.record);
        if record.is_too_slow() {
            return None;
        }
        let generation = match &mut record.circuit {
            Some(circuit) => Some(circuit.admit(now)?),
            None => None,
        };
        Some(Ticket { round: record.round, generation })
    }

    fn ended(&self, ticket: Ticket, ended: &Ended) {
        let (now, elapsed) = (self.clock.elapsed(), ended.elapsed());
        let (pace, change, state) = {
            let mut record = lock(&self.record);
            if ticket.round != record.round {
                return;
            }
            let is_cancelled = ended.outcome() == CallOutcome::Cancelled;
            let pace = record.slowness.as_mut().map(|slowness| slowness.ended(elapsed, is_cancelled));
            let change = record
                .circuit
                .as_mut()
                .zip(ticket.generation)
                .and_then(|(circuit, began)| circuit.ended(began, now, verdict(ended.outcome())));
            (pace, change, record.state(now))
        };
        if matches!(pace, Some(Pace::Slow | Pace::TooSlow)) {
            self.slow(elapsed);
        }
        match (pace, change) {
            (Some(Pace::TooSlow), _) | (_, Some(Change::Opened)) => self.shed(state),
            (_, Some(Change::Closed)) if state == HookState::Closed => self.restored(),
            _ => {}
        }
    }
}

fn verdict(outcome: CallOutcome) -> Verdict {
    match outcome {
        CallOutcome::Cancelled => Verdict::Unknown,
        outcome if outcome.is_failure() => Verdict::Badly,
        _ => Verdict::Well,
    }
}
