//! The entries of a set, as types.
//!
//! A set's macro numbers its entries as they are written. The order of a call is a constant, and a constant can choose among
//! types: `<Slots as At<{ ORDER[3] }>>::Seat` is whoever comes fourth.

use core::any::TypeId;
use core::marker::PhantomData;

use crate::dispatch::{Extends, Role, Whose};
use crate::error::HookError;
use crate::id::PluginId;
use crate::plugin::{Dependency, Plugin, PluginEntry};
use crate::point::Facts;
use crate::version::compare_text;

/// What stands for a set: a type that its macro keeps to itself, so that a public set may hold private plugins.
pub trait Slots: Sized + 'static {
    /// The set.
    type Set: Send + Sync + 'static;
}

/// The entry at place `I` is a plugin.
pub trait Holds<const I: usize>: Slots {
    /// Its type.
    type Plugin: Plugin;
    /// The plugin.
    fn get(set: &Self::Set) -> &Self::Plugin;
}

/// Who sits at place `I`: [`Entry`], or [`Nobody`] where a `#[cfg]` took the entry away, and behind the last one.
pub trait At<const I: usize>: Slots {
    /// That one.
    type Seat;
}

/// The point at place `I` of the list is one.
pub trait HasPoint<const I: usize>: Slots {
    /// It, as a `dyn`.
    type Point: ?Sized + 'static;
}

/// Finds out whether there is a point at place `I`: that it must be one is said once, where it is listed.
pub struct PointAt<S, const I: usize>(PhantomData<fn() -> S>);

impl<S: HasPoint<I>, const I: usize> PointAt<S, I> {
    /// Which one it is.
    pub const TYPE: Option<fn() -> TypeId> = Some(TypeId::of::<S::Point>);
}

/// The other half of [`PointAt`]: where there is none.
pub trait NoPoint {
    /// Nothing.
    const TYPE: Option<fn() -> TypeId> = None;
}

impl<S, const I: usize> NoPoint for PointAt<S, I> {}

/// Finds out whether the point at place `I` is `P`: it can be listed under two paths.
pub struct Same<S, P: ?Sized, const I: usize>(PhantomData<fn() -> S>, PhantomData<P>);

impl<S: HasPoint<I, Point = P>, P: ?Sized, const I: usize> Same<S, P, I> {
    /// It is.
    pub const IS: bool = true;
}

/// The other half of [`Same`]: where it is not.
pub trait NotSame {
    /// It is not.
    const IS: bool = false;
}

impl<S, P: ?Sized, const I: usize> NotSame for Same<S, P, I> {}

/// By what a set knows the point at place `I`, which may be listed `AGAIN`: what is, is known by something else, so that nothing
/// comes of it.
pub trait Keyed<P: ?Sized, const I: usize, const AGAIN: bool>: Slots {
    /// That.
    type Key: ?Sized;
}

impl<S: Slots, P: ?Sized, const I: usize> Keyed<P, I, false> for S {
    type Key = P;
}

impl<S: Slots, P: ?Sized, const I: usize> Keyed<P, I, true> for S {
    type Key = PointAt<S, I>;
}

/// The plugin at place `I` of the entries.
pub struct Entry<S, const I: usize>(PhantomData<fn() -> S>);

impl<S, const I: usize> Entry<S, I> {
    /// Whose failures are its failures.
    #[inline(always)]
    pub(crate) const fn owner() -> Self {
        Entry(PhantomData)
    }
}

/// No plugin: calling it compiles to nothing.
pub struct Nobody;

/// Finds out whether a type is a plugin: that it must be one is said once, where the entry is written, and nothing else is
/// said because of it.
pub struct Known<P>(PhantomData<P>);

impl<P: Plugin> Known<P> {
    /// What is known of it.
    pub const MEMBER: Option<Member> = Some(Member::of(PluginEntry::of::<P>()));
}

/// The other half of [`Known`]: whatever is none.
pub trait NoPlugin {
    /// Nothing.
    const MEMBER: Option<Member> = None;
}

impl<P> NoPlugin for Known<P> {}

/// A plugin, as far as its place among others depends on it.
#[derive(Clone, Copy)]
pub struct Member {
    pub(crate) id: &'static str,
    pub(crate) version: &'static str,
    pub(crate) dependencies: &'static [Dependency],
}

impl Member {
    pub(crate) const fn of(entry: PluginEntry) -> Self {
        Member { id: entry.id(), version: entry.version(), dependencies: entry.dependencies() }
    }

    /// Whether one of its first dependencies is on this plugin: another one on it is a mistake, and counts for nothing.
    pub(crate) const fn has_named(&self, id: &str, first: usize) -> bool {
        let mut earlier = 0;
        while earlier < first {
            if compare_text(self.dependencies[earlier].id(), id).is_eq() {
                return true;
            }
            earlier += 1;
        }
        false
    }
}

impl<S: Holds<I>, const I: usize> Whose for Entry<S, I> {
    #[inline(always)]
    fn id(&self) -> &PluginId {
        const { &PluginId::from_static(S::Plugin::ID) }
    }

    fn failed(&self, _: &HookError) {
        // Whoever called it hears of it; nobody else listens to a set.
    }
}

/// Finds out whether a plugin extends `R`: the inherent constant is preferred where its bounds hold.
pub struct Probe<R: ?Sized, S>(PhantomData<fn() -> S>, PhantomData<R>);

impl<R: Role + ?Sized, S: Holds<I, Plugin: Extends<R>>, const I: usize> Probe<R, Entry<S, I>> {
    /// What its extension says.
    pub const FACTS: Option<Facts> = Some(<S::Plugin as Extends<R>>::FACTS);
}

/// The other half of [`Probe`]: whoever does not.
pub trait NoExtension {
    /// Nothing.
    const FACTS: Option<Facts> = None;
}

impl<R: ?Sized, S> NoExtension for Probe<R, S> {}
