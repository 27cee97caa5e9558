//! Random plugins, called through a set, through a manager, and by a model of both: always with the same result.
//!
//! The build script makes up the plugins by a seed: `PLUGINKIT_SEED` is another one, and `scripts/differential.sh` tries many.

#[allow(dead_code, reason = "no world needs everything")]
mod acts;
mod calls;
mod check;
mod desk;
mod habits;
mod lives;
mod model;
mod outcome;
mod point;
mod readable;
#[allow(dead_code, reason = "no world needs everything")]
mod told;

use std::collections::BTreeMap;

use desk::Event;
use lives::{Engine, Life};
use outcome::End;
use told::{HOOKS, Place};

/// What the worlds name.
#[allow(unused_imports, reason = "no world names everything")]
mod generated {
    pub(super) use std::ops::ControlFlow;

    pub(super) use pluginkit::{plugin_set, prelude::*};

    pub(super) use crate::acts::Who;
    pub(super) use crate::lives::lives;
    pub(super) use crate::point::{Line, LineWrapper, Refusal, Unique};
    pub(super) use crate::told::{Ending::*, Way::*, *};
    pub(super) use crate::{check, lives};
}

#[allow(clippy::all, clippy::pedantic, unused_qualifications, deprecated, reason = "written by chance")]
mod worlds {
    use super::generated;

    include!(concat!(env!("OUT_DIR"), "/worlds.rs"));
}

/// How often something happened.
#[derive(Debug, Default)]
struct Tally(BTreeMap<&'static str, usize>);

impl Tally {
    fn add(&mut self, what: &'static str, times: usize) {
        *self.0.entry(what).or_default() += times;
    }

    fn count(&mut self, what: &'static str, trace: &[Event], which: fn(&&Event) -> bool) {
        self.add(what, trace.iter().filter(which).count());
    }

    /// A world may be dull; several are not.
    fn check(&self) {
        println!("{self:?}");
        assert!(worlds::ALL.len() < 5 || self.0.values().all(|times| *times > 0), "{self:?}");
    }
}

#[test]
fn constraints_and_priorities_matter() {
    let mut tally = Tally::default();
    for world in worlds::ALL {
        for hook in 0..HOOKS.len() {
            for due in [model::implementations(world, hook), model::wrappers(world, hook)] {
                let order = model::in_order(world, due.clone());
                let matters = |without: fn(Place) -> Place| {
                    let changed = due.iter().map(|(plugin, place)| (*plugin, without(*place)));
                    usize::from(model::in_order(world, changed.collect()) != order)
                };
                tally.add("before", matters(|place| Place { before: &[], ..place }));
                tally.add("after", matters(|place| Place { after: &[], ..place }));
                tally.add("priority", matters(|place| Place { priority: 0, ..place }));
            }
        }
    }
    tally.check();
}

#[test]
fn a_lot_happens_in_these_worlds() {
    let mut tally = Tally::default();
    for world in worlds::ALL {
        for call in check::calls() {
            let (result, trace) = model::expected(world, &call);
            tally.add("calls", 1);
            tally.count("asked", &trace, |event| matches!(event, Event::Asked(..)));
            tally.count("implementations", &trace, |event| matches!(event, Event::In(..)));
            tally.count("wrappers", &trace, |event| matches!(event, Event::Around(..)));
            tally.count("waits", &trace, |event| matches!(event, Event::Waits));
            tally.count("panics", &trace, |event| matches!(event, Event::Panics(..)));
            tally.add("contributors", result.contributors.len());
            tally.add("passed over", result.failures.len());
            tally.add("ended by a failure", usize::from(matches!(result.end, End::Failed(_))));
        }
    }
    tally.check();
}

#[test]
fn a_lot_happens_in_these_lives() {
    let mut tally = Tally::default();
    for world in worlds::LIVES {
        for engine in [Engine::Set, Engine::Manager] {
            let Life { starting, stopping, trace } = lives::expected(world, engine);
            tally.add("starting went wrong", starting.len());
            tally.add("starting went well", usize::from(starting.is_empty()));
            tally.add("stopping went wrong", stopping.len());
            tally.count("waits", &trace, |event| matches!(event, Event::Waits));
            tally.count("panics", &trace, |event| matches!(event, Event::Panics(..)));
            tally.count("taken back", &trace, |event| matches!(event, Event::TakenBack(..)));
        }
    }
    tally.check();
}
