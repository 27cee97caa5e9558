//! The cases: every call four times, with the same arguments.

use std::cell::RefCell;
use std::hint::black_box;

use pluginkit::{HookResult, PluginManager, PluginSet};

use super::boxed::{self, Wrapped};
use super::points::{Feed, FeedCaller};
use super::sets::{Fifty, FiftyWrapped, Ten, TenWrapped, Three, ThreeWrapped};
use super::wrappers::{Inner, Outer};
use crate::cases::{Calls, drive, last, repeat};

/// One of the four that are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Direct calls, in the same order.
    Hand,
    /// A set.
    Set,
    /// A manager of the same plugins.
    Manager,
    /// A loop over trait objects.
    Boxed,
}

impl Side {
    /// All of them.
    pub const ALL: [Side; 4] = [Side::Hand, Side::Set, Side::Manager, Side::Boxed];

    /// The side of that name.
    pub fn named(name: &str) -> Option<Side> {
        Side::ALL.into_iter().find(|side| side.name() == name)
    }

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Side::Hand => "hand",
            Side::Set => "set",
            Side::Manager => "manager",
            Side::Boxed => "boxed",
        }
    }
}

/// One call, on all sides.
pub struct Case {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is, in the words of the table.
    pub title: &'static str,
    hand: fn() -> Calls,
    set: fn() -> Calls,
    manager: fn() -> Calls,
    boxed: fn() -> Calls,
}

impl Case {
    /// The case of that name, with so many plugins.
    pub fn named(name: &str, plugins: usize) -> Option<&'static Case> {
        let (_, cases) = SIZES.iter().find(|(size, _)| *size == plugins)?;
        cases.iter().find(|case| case.name == name)
    }

    /// The names of all.
    pub fn names() -> impl Iterator<Item = &'static str> {
        SIZES[0].1.iter().map(|case| case.name)
    }

    /// The call on one side, ready to be made.
    pub fn on(&self, side: Side) -> Calls {
        match side {
            Side::Hand => (self.hand)(),
            Side::Set => (self.set)(),
            Side::Manager => (self.manager)(),
            Side::Boxed => (self.boxed)(),
        }
    }
}

macro_rules! cases {
    ($set:ident, $wrapped:ident, $count:literal) => {
        &[
            Case {
                name: "notify",
                title: "notify",
                hand: || repeat($set::default(), |set, i| set.notify(i)),
                set: || repeat($set::default(), |set, i| fine(set.caller::<dyn Feed>().notify(i))),
                manager: || repeat(managed($set::default()), |feed, i| fine(feed.notify(i))),
                boxed: || repeat($set::boxed(), |plugins, i| boxed::notify(plugins, i)),
            },
            Case {
                name: "first",
                title: "first result: the last one answers",
                hand: || repeat($set::default(), |set, _| set.first(black_box(last($count)))),
                set: || {
                    repeat($set::default(), |set, _| {
                        fine(set.caller::<dyn Feed>().first(black_box(last($count))))
                    })
                },
                manager: || {
                    repeat(managed($set::default()), |feed, _| fine(feed.first(black_box(last($count)))))
                },
                boxed: || repeat($set::boxed(), |plugins, _| boxed::first(plugins, black_box(last($count)))),
            },
            Case {
                name: "pipeline",
                title: "pipeline",
                hand: || repeat($set::default(), |set, i| set.stage(black_box(7), i)),
                set: || {
                    repeat($set::default(), |set, i| fine(set.caller::<dyn Feed>().stage(black_box(7), i)))
                },
                manager: || repeat(managed($set::default()), |feed, i| fine(feed.stage(black_box(7), i))),
                boxed: || repeat($set::boxed(), |plugins, i| boxed::stage(plugins, black_box(7), i)),
            },
            Case {
                name: "flow",
                title: "`ControlFlow` pipeline",
                hand: || repeat($set::default(), |set, i| set.flow(black_box(7), i)),
                set: || {
                    repeat($set::default(), |set, i| fine(set.caller::<dyn Feed>().flow(black_box(7), i)))
                },
                manager: || repeat(managed($set::default()), |feed, i| fine(feed.flow(black_box(7), i))),
                boxed: || repeat($set::boxed(), |plugins, i| boxed::flow(plugins, black_box(7), i)),
            },
            Case {
                name: "collect",
                title: "collect",
                hand: || repeat($set::default(), |set, i| set.collect(i)),
                set: || repeat($set::default(), |set, i| fine(set.caller::<dyn Feed>().collect(i))),
                manager: || repeat(managed($set::default()), |feed, i| fine(feed.collect(i))),
                boxed: || repeat($set::boxed(), |plugins, i| boxed::collect(plugins, i)),
            },
            Case {
                name: "into",
                title: "collect into a caller's vector",
                hand: || into($set::default(), |set, answers, i| set.collect_into(answers, i)),
                set: || {
                    into($set::default(), |set, answers, i| {
                        fine(set.caller::<dyn Feed>().collect_into(answers, i));
                    })
                },
                manager: || {
                    into(managed($set::default()), |feed, answers, i| fine(feed.collect_into(answers, i)))
                },
                boxed: || into($set::boxed(), |plugins, answers, i| boxed::collect_into(plugins, answers, i)),
            },
            Case {
                name: "wrappers",
                title: "collect, two wrappers",
                hand: || repeat($wrapped::default(), |set, i| set.collect_wrapped(i)),
                set: || repeat($wrapped::default(), |set, i| fine(set.caller::<dyn Feed>().collect(i))),
                manager: || repeat(managed($wrapped::default()), |feed, i| fine(feed.collect(i))),
                boxed: || repeat(wrapped($set::boxed()), |wrapped, i| chain(wrapped).collect(i)),
            },
            Case {
                name: "wrappers_pipeline",
                title: "pipeline, two wrappers",
                hand: || repeat($wrapped::default(), |set, i| set.stage_wrapped(black_box(7), i)),
                set: || {
                    repeat($wrapped::default(), |set, i| {
                        fine(set.caller::<dyn Feed>().stage(black_box(7), i))
                    })
                },
                manager: || repeat(managed($wrapped::default()), |feed, i| fine(feed.stage(black_box(7), i))),
                boxed: || repeat(wrapped($set::boxed()), |wrapped, i| chain(wrapped).stage(black_box(7), i)),
            },
            Case {
                name: "async_notify",
                title: "async notify",
                hand: || repeat($set::default(), |set, i| drive(async { set.tell(i).await })),
                set: || {
                    repeat($set::default(), |set, i| {
                        drive(async { fine(set.caller::<dyn Feed>().tell(i).await) })
                    })
                },
                manager: || {
                    repeat(managed($set::default()), |feed, i| drive(async { fine(feed.tell(i).await) }))
                },
                boxed: || repeat($set::boxed(), |plugins, i| drive(async { boxed::tell(plugins, i).await })),
            },
            Case {
                name: "async_pipeline",
                title: "async pipeline, done at once",
                hand: || repeat($set::default(), |set, i| drive(async { set.pass(black_box(7), i).await })),
                set: || {
                    repeat($set::default(), |set, i| {
                        drive(async { fine(set.caller::<dyn Feed>().pass(black_box(7), i).await) })
                    })
                },
                manager: || {
                    repeat(managed($set::default()), |feed, i| {
                        drive(async { fine(feed.pass(black_box(7), i).await) })
                    })
                },
                boxed: || {
                    repeat($set::boxed(), |plugins, i| {
                        drive(async { boxed::pass(plugins, black_box(7), i).await })
                    })
                },
            },
            Case {
                name: "async_pipeline_pending",
                title: "async pipeline, each waits once",
                hand: || {
                    repeat($set::default(), |set, i| drive(async { set.pass_later(black_box(7), i).await }))
                },
                set: || {
                    repeat($set::default(), |set, i| {
                        drive(async { fine(set.caller::<dyn Feed>().pass_later(black_box(7), i).await) })
                    })
                },
                manager: || {
                    repeat(managed($set::default()), |feed, i| {
                        drive(async { fine(feed.pass_later(black_box(7), i).await) })
                    })
                },
                boxed: || {
                    repeat($set::boxed(), |plugins, i| {
                        drive(async { boxed::pass_later(plugins, black_box(7), i).await })
                    })
                },
            },
            Case {
                name: "async_collect",
                title: "async collect, done at once",
                hand: || repeat($set::default(), |set, i| drive(async { set.ready(i).await })),
                set: || {
                    repeat($set::default(), |set, i| {
                        drive(async { fine(set.caller::<dyn Feed>().ready(i).await) })
                    })
                },
                manager: || {
                    repeat(managed($set::default()), |feed, i| drive(async { fine(feed.ready(i).await) }))
                },
                boxed: || repeat($set::boxed(), |plugins, i| drive(async { boxed::ready(plugins, i).await })),
            },
            Case {
                name: "async_into",
                title: "async collect into a caller's vector, done at once",
                hand: || {
                    into($set::default(), |set, answers, i| {
                        drive(async { set.ready_into(answers, i).await });
                    })
                },
                set: || {
                    into($set::default(), |set, answers, i| {
                        drive(async { fine(set.caller::<dyn Feed>().ready_into(answers, i).await) });
                    })
                },
                manager: || {
                    into(managed($set::default()), |feed, answers, i| {
                        drive(async { fine(feed.ready_into(answers, i).await) });
                    })
                },
                boxed: || {
                    into($set::boxed(), |plugins, answers, i| {
                        drive(async { boxed::ready_into(plugins, answers, i).await });
                    })
                },
            },
            Case {
                name: "async_pending",
                title: "async collect, each waits once",
                hand: || repeat($set::default(), |set, i| drive(async { set.pending(i).await })),
                set: || {
                    repeat($set::default(), |set, i| {
                        drive(async { fine(set.caller::<dyn Feed>().pending(i).await) })
                    })
                },
                manager: || {
                    repeat(managed($set::default()), |feed, i| drive(async { fine(feed.pending(i).await) }))
                },
                boxed: || {
                    repeat($set::boxed(), |plugins, i| drive(async { boxed::pending(plugins, i).await }))
                },
            },
            Case {
                name: "async_wrappers",
                title: "async collect, done at once, two wrappers",
                hand: || repeat($wrapped::default(), |set, i| drive(async { set.ready_wrapped(i).await })),
                set: || {
                    repeat($wrapped::default(), |set, i| {
                        drive(async { fine(set.caller::<dyn Feed>().ready(i).await) })
                    })
                },
                manager: || {
                    repeat(managed($wrapped::default()), |feed, i| drive(async { fine(feed.ready(i).await) }))
                },
                boxed: || {
                    repeat(wrapped($set::boxed()), |wrapped, i| {
                        drive(async { chain(wrapped).ready(i).await })
                    })
                },
            },
            Case {
                name: "async_wrappers_pending",
                title: "async collect, each waits once, two wrappers",
                hand: || repeat($wrapped::default(), |set, i| drive(async { set.pending_wrapped(i).await })),
                set: || {
                    repeat($wrapped::default(), |set, i| {
                        drive(async { fine(set.caller::<dyn Feed>().pending(i).await) })
                    })
                },
                manager: || {
                    repeat(managed($wrapped::default()), |feed, i| {
                        drive(async { fine(feed.pending(i).await) })
                    })
                },
                boxed: || {
                    repeat(wrapped($set::boxed()), |wrapped, i| {
                        drive(async { chain(wrapped).pending(i).await })
                    })
                },
            },
            Case {
                name: "async_wrappers_pipeline",
                title: "async pipeline, done at once, two wrappers",
                hand: || {
                    repeat($wrapped::default(), |set, i| {
                        drive(async { set.pass_wrapped(black_box(7), i).await })
                    })
                },
                set: || {
                    repeat($wrapped::default(), |set, i| {
                        drive(async { fine(set.caller::<dyn Feed>().pass(black_box(7), i).await) })
                    })
                },
                manager: || {
                    repeat(managed($wrapped::default()), |feed, i| {
                        drive(async { fine(feed.pass(black_box(7), i).await) })
                    })
                },
                boxed: || {
                    repeat(wrapped($set::boxed()), |wrapped, i| {
                        drive(async { chain(wrapped).pass(black_box(7), i).await })
                    })
                },
            },
        ]
    };
}

/// Every case, with so many plugins.
pub const SIZES: [(usize, &[Case]); 3] = [
    (3, cases!(Three, ThreeWrapped, 3)),
    (10, cases!(Ten, TenWrapped, 10)),
    (50, cases!(Fifty, FiftyWrapped, 50)),
];

/// What a call returned that may fail, and does not.
#[inline(always)]
fn fine<T>(result: HookResult<T>) -> T {
    result.expect("nobody fails here")
}

/// A call that collects into the same vector again and again.
fn into<S: 'static>(state: S, call: impl Fn(&S, &mut Vec<u64>, u64) + 'static) -> Calls {
    repeat((state, RefCell::new(Vec::with_capacity(100))), move |(state, answers), i| {
        let answers = &mut *answers.borrow_mut();
        answers.clear();
        call(state, answers, i);
        black_box(answers);
    })
}

/// A caller of a manager that was given the plugins.
fn managed(set: impl PluginSet) -> FeedCaller {
    PluginManager::builder().set(set).build().expect("these plugins go together").caller::<dyn Feed>()
}

type Chain = (Vec<Box<dyn boxed::Middleware>>, Vec<Box<dyn boxed::Feed>>);

fn wrapped(plugins: Vec<Box<dyn boxed::Feed>>) -> Chain {
    (vec![Box::new(Outer::default()), Box::new(Inner::default())], plugins)
}

fn chain((around, plugins): &Chain) -> Wrapped<'_> {
    Wrapped { around, plugins }
}
