//! The resolved implementations and wrappers of one hook, in call order: what a call walks along.

use std::time::Duration;

use super::bound::{Bound, Wrapping};
use super::called::Whose;
use super::erased::{Held, HeldAsync, HeldSync};
use super::hook::{CallAsync, CallSync, Options, WrapAsync, WrapSync};
use super::limit::Limit;
use super::table::Placement;
use super::watched::{WholeCall, watched, watched_async};
use crate::entry::Owner;
use crate::error::HookError;
use crate::govern::Terms;
use crate::id::PluginId;
use crate::watch::Watchers;

/// Everything that one hook calls. Not changed any more once its table is in use.
pub struct Slots<H: Held> {
    pub(crate) entries: Vec<Entry<H::Implementation>>,
    pub(crate) wrappers: Vec<Entry<H::Wrapper>>,
    /// For each entry of a concurrent hook, whether it runs alone, after all before it.
    pub(crate) barriers: Vec<bool>,
    /// The places of both in the call order, until they are sealed.
    places: Vec<usize>,
    wrapper_places: Vec<usize>,
    /// Nothing was asked for any implementation beyond a plain call: no timeout, `blocking` or `when`, and nobody at a gate.
    pub(crate) plain: bool,
    /// There is nothing to do but to call one implementation after the other: they are plain, nothing wraps them, and the
    /// hook is not concurrent.
    pub(crate) bare: bool,
}

/// One implementation or wrapper.
pub(crate) struct Entry<T: ?Sized> {
    pub(crate) target: Box<T>,
    pub(crate) owner: Owner,
    limit: Option<Limit>,
}

impl<T: ?Sized> Entry<T> {
    pub(crate) fn new(target: Box<T>, owner: Owner, timeout: Option<Duration>) -> Self {
        Entry { target, owner, limit: timeout.map(Limit::from) }
    }

    pub(crate) fn timeout(&self) -> Option<Duration> {
        self.limit.map(Duration::from)
    }
}

/// A power of two, so that the end of all entries is a shift away from their number.
#[cfg(target_pointer_width = "64")]
const _: () = assert!(size_of::<Entry<dyn Whose>>() == 64);

impl Whose for Owner {
    #[inline(always)]
    fn id(&self) -> &PluginId {
        &self.id
    }

    fn failed(&self, error: &HookError) {
        self.listener.failed(error);
    }
}

impl<H: Held> Default for Slots<H> {
    fn default() -> Self {
        Slots {
            entries: Vec::new(),
            wrappers: Vec::new(),
            barriers: Vec::new(),
            places: Vec::new(),
            wrapper_places: Vec::new(),
            plain: true,
            bare: true,
        }
    }
}

impl<H: Held> Slots<H> {
    /// Puts what was added in call order, and whoever watches whole calls around it.
    fn seal_with(&mut self, watchers: &Watchers, outermost: impl FnOnce(WholeCall) -> Box<H::Wrapper>) {
        let places = std::mem::take(&mut self.places);
        sort(&mut self.barriers, &places);
        sort(&mut self.entries, &places);
        sort(&mut self.wrappers, &std::mem::take(&mut self.wrapper_places));
        self.watch_whole(watchers, outermost);
        self.bare = self.plain && self.wrappers.is_empty() && H::INFO.concurrency().is_none();
    }

    fn watch_whole(&mut self, watchers: &Watchers, outermost: impl FnOnce(WholeCall) -> Box<H::Wrapper>) {
        // In whose name it stands is never said: it passes on the failures of others, who are named in them.
        let owners = self.wrappers.iter().map(|entry| &entry.owner);
        let Some(owner) = owners.chain(self.entries.iter().map(|entry| &entry.owner)).next().cloned() else {
            return;
        };
        if let Some(whole) = WholeCall::of(H::INFO, watchers.of_whole(H::INFO)) {
            let target = outermost(whole);
            self.wrappers.insert(0, Entry::new(target, owner, None));
        }
    }

    fn add<P, O: Options<P, H>>(
        &mut self,
        at: &Placement<'_, P>,
        position: usize,
        terms: &Terms,
        target: Box<H::Implementation>,
    ) {
        self.plain &= O::WHEN.is_none() && O::OFFLOAD.is_none();
        self.plain &= terms.timeout.is_none() && terms.gate.is_none();
        self.places.push(position);
        self.entries.push(at.entry(target, terms.timeout));
        if H::INFO.concurrency().is_some() {
            self.barriers.push(at.is_barrier());
        }
    }

    fn surround<P>(&mut self, at: &Placement<'_, P>, position: usize, target: Box<H::Wrapper>) {
        self.wrapper_places.push(position);
        self.wrappers.push(at.entry(target, at.timeout()));
    }
}

impl<H: HeldSync> Slots<H> {
    /// Closes it: everybody has been added.
    pub fn seal(&mut self, watchers: &Watchers) {
        self.seal_with(watchers, |whole| Box::new(whole));
    }

    /// Adds an implementation, if this extension provides the hook.
    pub fn implement<P, O>(&mut self, at: &Placement<'_, P>)
    where
        H: CallSync<P>,
        P: Send + Sync + 'static,
        O: Options<P, H>,
    {
        if let Some(position) = at.position::<H>() {
            let target = Box::new(Bound::<P, O>::new(at.plugin));
            let terms = at.terms::<H>();
            self.add::<P, O>(at, position, &terms, watched(target, at.watching::<H>(), terms.clone()));
        }
    }

    /// Adds a wrapper, if this extension provides the hook.
    pub fn wrap<P>(&mut self, at: &Placement<'_, P>)
    where
        H: WrapSync<P>,
        P: Send + Sync + 'static,
    {
        if let Some(position) = at.position::<H>() {
            self.surround(at, position, Box::new(Wrapping::new(at.plugin)));
        }
    }
}

impl<H: HeldAsync> Slots<H> {
    /// Closes it: everybody has been added.
    pub fn seal_async(&mut self, watchers: &Watchers) {
        self.seal_with(watchers, |whole| Box::new(whole));
    }

    /// Adds an implementation, if this extension provides the hook.
    pub fn implement_async<P, O>(&mut self, at: &Placement<'_, P>)
    where
        H: CallAsync<P>,
        P: Send + Sync + 'static,
        O: Options<P, H>,
    {
        if let Some(position) = at.position::<H>() {
            let target = Box::new(Bound::<P, O>::lifted(at.plugin, at.is_lifted::<H>()));
            let terms = at.terms::<H>();
            self.add::<P, O>(at, position, &terms, watched_async(target, at.watching::<H>(), terms.clone()));
        }
    }

    /// Adds a wrapper, if this extension provides the hook.
    pub fn wrap_async<P>(&mut self, at: &Placement<'_, P>)
    where
        H: WrapAsync<P>,
        P: Send + Sync + 'static,
    {
        if let Some(position) = at.position::<H>() {
            self.surround(at, position, Box::new(Wrapping::new(at.plugin)));
        }
    }
}

/// Puts each in its place.
fn sort<T>(unsorted: &mut Vec<T>, places: &[usize]) {
    let mut seated: Vec<(usize, T)> = places.iter().copied().zip(unsorted.drain(..)).collect();
    seated.sort_by_key(|(place, _)| *place);
    unsorted.extend(seated.into_iter().map(|(_, one)| one));
}
