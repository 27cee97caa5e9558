//! Random plugins, called through a set, through a manager, and by a model of both: always with the same result.
//!
//! The build script makes up the plugins by a seed: `PLUGINKIT_SEED` is another one, and `scripts/differential.sh` tries many.

#[allow(dead_code, reason = "no world needs everything")]
mod acts;
mod calls;
mod check;
mod desk;
mod habits;
mod model;
mod outcome;
mod point;
mod readable;
#[allow(dead_code, reason = "no world needs everything")]
mod told;

use std::collections::BTreeMap;

use desk::Event;
use outcome::End;
use told::{HOOKS, Place};

/// What the worlds name.
#[allow(unused_imports, reason = "no world names everything")]
mod generated {
    pub(super) use std::ops::ControlFlow;

    pub(super) use pluginkit::{plugin_set, prelude::*};

    pub(super) use crate::acts::Who;
    pub(super) use crate::check::check;
    pub(super) use crate::point::{Line, LineWrapper, Refusal, Unique};
    pub(super) use crate::told::{Way::*, *};
}

#[allow(clippy::all, clippy::pedantic, unused_qualifications, deprecated, reason = "written by chance")]
mod worlds {
    use super::generated;

    include!(concat!(env!("OUT_DIR"), "/worlds.rs"));
}

/// A world may be dull; several are not.
#[test]
fn a_lot_happens_in_these_worlds() {
    let mut happened = BTreeMap::<&str, usize>::new();
    let mut note = |what, times| *happened.entry(what).or_default() += times;
    for world in worlds::ALL {
        for hook in 0..HOOKS.len() {
            for due in [model::implementations(world, hook), model::wrappers(world, hook)] {
                let without = |change: fn(Place) -> Place| {
                    let changed = due.iter().map(|(plugin, place)| (*plugin, change(*place)));
                    usize::from(
                        model::in_order(world, changed.collect()) != model::in_order(world, due.clone()),
                    )
                };
                note("`before` matters", without(|place| Place { before: &[], ..place }));
                note("`after` matters", without(|place| Place { after: &[], ..place }));
                note("`priority` matters", without(|place| Place { priority: 0, ..place }));
            }
        }
        for call in check::calls() {
            let (result, trace) = model::expected(world, &call);
            let count = |which: fn(&&Event) -> bool| trace.iter().filter(which).count();
            note("calls", 1);
            note("asked", count(|event| matches!(event, Event::Asked(..))));
            note("implementations", count(|event| matches!(event, Event::In(..))));
            note("wrappers", count(|event| matches!(event, Event::Around(..))));
            note("waits", count(|event| matches!(event, Event::Waits)));
            note("panics", count(|event| matches!(event, Event::Panics(..))));
            note("contributors", result.contributors.len());
            note("passed over", result.failures.len());
            note("ended by a failure", usize::from(matches!(result.end, End::Failed(_))));
        }
    }
    println!("{happened:?}");
    assert!(worlds::ALL.len() < 5 || happened.values().all(|times| *times > 0), "{happened:?}");
}
