//! Every call of a world, made three times.

use std::panic;
use std::sync::Once;

use pluginkit::FailFast;

use crate::calls::{Call, Gathered, Strategy, TO_THE_END, make};
use crate::desk::{self, Event};
use crate::habits::PLANNED;
use crate::model;
use crate::outcome::Result;
use crate::point::{LineCaller, LineEngine};
use crate::told::{HOOKS, Shape, World};

/// What the caller sees, and what happens to the plugins.
type Course = (Result, Vec<Event>);

/// Holds a set and a manager to the model, and so to each other.
pub(crate) fn check<E: LineEngine>(world: &World, set: &LineCaller<FailFast, E>, managed: &LineCaller) {
    expect_panics();
    for call in calls() {
        let expected = Expected::of(world, &call);
        expected.compare(world, &call, set, managed);
        if HOOKS[call.hook].is_async {
            expected.drop_at_each_poll(world, call, set, managed);
        }
    }
}

/// Panics that a world has in it are not told.
pub(crate) fn expect_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let told = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if !panic.payload_as_str().is_some_and(|message| message.starts_with(PLANNED)) {
                told(panic);
            }
        }));
    });
}

/// Every hook under every strategy with every value that makes a difference.
pub(crate) fn calls() -> impl Iterator<Item = Call> {
    let hooks = (0..HOOKS.len()).flat_map(|hook| {
        let collects = matches!(HOOKS[hook].shape, Shape::Collect | Shape::CollectSome);
        let appended = collects.then_some(Gathered::Appended);
        [Gathered::Returned].into_iter().chain(appended).map(move |gathered| (hook, gathered))
    });
    hooks.flat_map(|(hook, gathered)| {
        Strategy::ALL.into_iter().flat_map(move |strategy| {
            (0..12).map(move |value| Call { hook, strategy, gathered, value, polls: TO_THE_END })
        })
    })
}

/// What the model says.
struct Expected {
    of_the_manager: Course,
    of_the_set: Course,
}

impl Expected {
    /// A set that fails fast is what a person would write: a panic goes through.
    fn of(world: &World, call: &Call) -> Self {
        let of_the_manager = model::expected(world, call);
        let panicking = match call.strategy {
            Strategy::FailFast => model::panicking(world, call),
            Strategy::Isolated | Strategy::Reported => None,
        };
        let of_the_set = panicking.unwrap_or_else(|| of_the_manager.clone());
        Expected { of_the_manager, of_the_set }
    }

    fn drop_at_each_poll<E: LineEngine>(
        &self,
        world: &World,
        call: Call,
        set: &LineCaller<FailFast, E>,
        managed: &LineCaller,
    ) {
        for polls in 0.. {
            let call = Call { polls, ..call };
            let of_the_manager = model::dropped(&self.of_the_manager.1, &call);
            let of_the_set = model::dropped(&self.of_the_set.1, &call);
            let (Some(of_the_manager), Some(of_the_set)) = (of_the_manager, of_the_set) else { break };
            Expected { of_the_manager, of_the_set }.compare(world, &call, set, managed);
        }
    }

    #[track_caller]
    fn compare<E: LineEngine>(
        &self,
        world: &World,
        call: &Call,
        set: &LineCaller<FailFast, E>,
        managed: &LineCaller,
    ) {
        let by_the_set = course(|| make(set, call));
        let by_the_manager = course(|| make(managed, call));
        if self.of_the_set != by_the_set || self.of_the_manager != by_the_manager {
            let Call { hook, strategy, gathered, value, polls } = call;
            let name = HOOKS[*hook].name;
            panic!(
                "{world}\n\
                 `{name}`, {strategy:?}, {gathered:?}, with {value}, dropped after {polls} polls\n\n\
                 the model of a set:     {:?}\n\
                 the set:                {by_the_set:?}\n\n\
                 the model of a manager: {:?}\n\
                 the manager:            {by_the_manager:?}\n\n\
                 {}",
                self.of_the_set,
                self.of_the_manager,
                world.again(),
            );
        }
    }
}

fn course(call: impl FnOnce() -> Result) -> Course {
    desk::clear();
    let result = call();
    (result, desk::clear())
}
