//! What is remembered of a historic hook: its calls, and who has heard of which.
//!
//! Data behind a lock. Nothing here calls a plugin, and what is forgotten is handed out and dropped after.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::historic::Historic;
use super::hook::OutcomeOf;
use super::panics::discard;
use crate::sync::{Mutex, lock};

/// Tells two plugins of a manager apart, also where they have the same id one after the other. Nobody has [`NOBODY`].
pub(crate) type Serial = u64;

/// Whoever is called without being a plugin of the manager: nothing is made up for with them.
pub(crate) const NOBODY: Serial = 0;

/// What is told of each outcome, now and later.
pub(super) type Answered<H> = Arc<dyn Fn(OutcomeOf<H>) + Send + Sync>;

/// The order of all calls of all historic hooks.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Stamp(u64);

impl Stamp {
    /// A call begins.
    pub(super) fn next() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Stamp(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

/// What is remembered of a hook, whichever it is.
pub(super) trait Record {
    /// How many calls there are.
    fn len(&self) -> usize;
    /// Forgets them.
    fn clear(&self);
    /// When the first call began that a plugin has missed, unless somebody tells it of that already.
    fn missed(&self, plugin: Serial) -> Option<Stamp>;
    /// A plugin is on its way in.
    fn expect(&self, plugin: Serial);
    /// A plugin is in.
    fn arrived(&self, plugin: Serial);
    /// A plugin does not come back.
    fn forget(&self, plugin: Serial);
}

/// The calls of one hook in one manager.
pub(super) struct Past<H: Historic> {
    log: Mutex<Log<H>>,
}

struct Log<H: Historic> {
    /// In the order in which they began.
    calls: VecDeque<Remembered<H>>,
    /// How often something has been remembered.
    edition: u64,
    /// Up to which edition each plugin is known to have missed nothing.
    abreast: HashMap<Serial, u64>,
    /// Those who are being told of one.
    listening: HashSet<Serial>,
    /// Those who are on their way in: whoever takes them in tells them, since it matters there how that ends.
    arriving: HashSet<Serial>,
}

/// One call, and who has heard of it.
struct Remembered<H: Historic> {
    call: Arc<Call<H>>,
    told: Arc<[Serial]>,
    /// Later.
    made_up: HashSet<Serial>,
}

/// One call.
pub(super) struct Call<H: Historic> {
    pub(super) stamp: Stamp,
    pub(super) args: H::Owned,
    pub(super) answered: Option<Answered<H>>,
}

impl<H: Historic> Default for Past<H> {
    fn default() -> Self {
        let log = Log {
            calls: VecDeque::new(),
            edition: 0,
            abreast: HashMap::new(),
            listening: HashSet::new(),
            arriving: HashSet::new(),
        };
        Past { log: Mutex::new(log) }
    }
}

impl<H: Historic> Past<H> {
    /// Keeps a call that these plugins have been told of. The oldest make room.
    pub(super) fn remember(&self, call: Call<H>, told: Vec<Serial>) {
        let forgotten: Vec<Remembered<H>> = {
            let mut log = lock(&self.log);
            log.remember(call, told);
            let over = H::MOST.map_or(0, |most| log.calls.len().saturating_sub(most));
            log.calls.drain(..over).collect()
        };
        discard(forgotten);
    }

    /// Whether a plugin has to hear of something else first.
    pub(super) fn is_behind(&self, plugin: Serial) -> bool {
        let mut log = lock(&self.log);
        log.listening.contains(&plugin) || log.missed(plugin).is_some()
    }

    /// The first call that a plugin has missed, for whoever tells it: nobody else does meanwhile.
    pub(super) fn claim(&self, plugin: Serial) -> Option<Telling<'_, H>> {
        let mut log = lock(&self.log);
        if log.listening.contains(&plugin) {
            return None;
        }
        let call = log.missed(plugin)?;
        log.listening.insert(plugin);
        Some(Telling { past: self, plugin, call })
    }

    /// The same, for whoever is called and may tell those as well who are behind.
    pub(super) fn claim_if_arrived(&self, plugin: Serial) -> Option<Telling<'_, H>> {
        let is_arriving = lock(&self.log).arriving.contains(&plugin);
        if is_arriving { None } else { self.claim(plugin) }
    }
}

impl<H: Historic> Record for Past<H> {
    fn missed(&self, plugin: Serial) -> Option<Stamp> {
        let mut log = lock(&self.log);
        if log.listening.contains(&plugin) { None } else { log.missed(plugin).map(|call| call.stamp) }
    }

    fn expect(&self, plugin: Serial) {
        lock(&self.log).arriving.insert(plugin);
    }

    fn arrived(&self, plugin: Serial) {
        lock(&self.log).arriving.remove(&plugin);
    }

    fn len(&self) -> usize {
        lock(&self.log).calls.len()
    }

    fn clear(&self) {
        let forgotten = std::mem::take(&mut lock(&self.log).calls);
        discard(forgotten);
    }

    fn forget(&self, plugin: Serial) {
        let mut log = lock(&self.log);
        log.abreast.remove(&plugin);
        log.arriving.remove(&plugin);
    }
}

impl<H: Historic> Log<H> {
    fn remember(&mut self, call: Call<H>, mut told: Vec<Serial>) {
        told.sort_unstable();
        let before = self.edition;
        self.edition += 1;
        for plugin in &told {
            // Whoever had missed nothing has missed nothing now.
            if let Some(abreast) = self.abreast.get_mut(plugin).filter(|abreast| **abreast == before) {
                *abreast = self.edition;
            }
        }
        let told = match self.calls.back() {
            Some(last) if *last.told == *told => Arc::clone(&last.told),
            _ => told.into(),
        };
        let at = self.calls.partition_point(|other| other.call.stamp < call.stamp);
        self.calls.insert(at, Remembered { call: Arc::new(call), told, made_up: HashSet::new() });
    }

    fn missed(&mut self, plugin: Serial) -> Option<Arc<Call<H>>> {
        if self.abreast.get(&plugin) == Some(&self.edition) {
            return None;
        }
        let heard =
            |call: &Remembered<H>| call.told.binary_search(&plugin).is_ok() || call.made_up.contains(&plugin);
        let missed = self.calls.iter().find(|call| !heard(call)).map(|missed| Arc::clone(&missed.call));
        if missed.is_none() {
            self.abreast.insert(plugin, self.edition);
        }
        missed
    }
}

/// A plugin is being told of a call that it has missed. Dropped before it has heard of it, it has still missed it.
pub(super) struct Telling<'p, H: Historic> {
    past: &'p Past<H>,
    plugin: Serial,
    pub(super) call: Arc<Call<H>>,
}

impl<H: Historic> Telling<'_, H> {
    pub(super) fn heard(self) {
        let mut log = lock(&self.past.log);
        let stamp = self.call.stamp;
        if let Some(call) = log.calls.iter_mut().find(|call| call.call.stamp == stamp) {
            call.made_up.insert(self.plugin);
        }
    }
}

impl<H: Historic> Drop for Telling<'_, H> {
    fn drop(&mut self) {
        lock(&self.past.log).listening.remove(&self.plugin);
    }
}
