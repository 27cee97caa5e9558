//! What a wrapper can do with a call, and what becomes of the call when the wrapper fails.

mod support;

use std::error::Error as _;

use pluginkit::HookErrorKind;
use pluginkit::prelude::*;
use support::Act::{Adds, Fails, Panics};
use support::{Act, Log, Refusal};

/// Cannot be copied, and so cannot be kept for when a wrapper fails.
#[derive(Debug, PartialEq)]
struct Unique(u32);

/// What a wrapper does.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    Through,
    Doubles,
    Retries,
    RunsTwiceAndGivesBoth,
    Stops,
    Recovers,
    Replaces,
    FailsBefore,
    FailsAfter,
    FailsBetween,
    PanicsBefore,
    PanicsAfter,
}

fn before(way: Way) -> HookResult<()> {
    match way {
        Way::FailsBefore => Err(HookError::failed(Refusal("before"))),
        Way::PanicsBefore => panic!("before"),
        _ => Ok(()),
    }
}

fn after(way: Way) -> HookResult<()> {
    match way {
        Way::FailsAfter => Err(HookError::failed(Refusal("after"))),
        Way::PanicsAfter => panic!("after"),
        _ => Ok(()),
    }
}

macro_rules! wrappers {
    ($module:ident, [$($async:tt)*], [$($wait:tt)*]) => {
        mod $module {
            use super::*;

            #[extension_point(id = "feed")]
            trait Feed {
                $($async)* fn all(&self, n: u32) -> Result<u32, Refusal>;
                $($async)* fn unique(&self, n: u32) -> Unique;
                $($async)* fn tell(&self, n: u32) -> Result<(), Refusal>;
                #[hook(first_result)]
                $($async)* fn first(&self, n: u32) -> Result<Option<u32>, Refusal>;
                #[hook(pipeline)]
                $($async)* fn pipe(&self, value: u32, mark: &str) -> Result<u32, Refusal>;
                $($async)* fn unwrapped(&self, n: u32) -> u32;
            }

            macro_rules! part {
                ($name:ident, $id:tt) => {
                    #[plugin(id = $id, version = "1.0.0", listed)]
                    struct $name(Act, Log);

                    impl $name {
                        fn act(&self, n: u32) -> Result<Option<u32>, Refusal> {
                            self.1.note($id);
                            self.0.perform(n)
                        }
                    }

                    #[extension]
                    impl Feed for $name {
                        $($async)* fn all(&self, n: u32) -> Result<u32, Refusal> { self.act(n).map(Option::unwrap) }
                        $($async)* fn unique(&self, n: u32) -> Unique { Unique(self.act(n).unwrap().unwrap()) }
                        $($async)* fn tell(&self, n: u32) -> Result<(), Refusal> { self.act(n).map(drop) }
                        $($async)* fn first(&self, n: u32) -> Result<Option<u32>, Refusal> { self.act(n) }
                        $($async)* fn pipe(&self, value: u32, mark: &str) -> Result<u32, Refusal> {
                            assert_eq!(mark, "*");
                            self.act(value).map(Option::unwrap)
                        }
                        $($async)* fn unwrapped(&self, n: u32) -> u32 { self.act(n).unwrap().unwrap() }
                    }
                };
            }

            part!(A, "a");
            part!(B, "b");

            macro_rules! around {
                ($name:ident, $id:tt, $priority:tt) => {
                    #[plugin(id = $id, version = "1.0.0", listed)]
                    struct $name(Way, Log);

                    #[extension(wrapper, priority = $priority)]
                    impl FeedWrapper for $name {
                        $($async)* fn all(&self, n: u32, next: Next<'_>) -> HookResult<Vec<u32>> {
                            self.1.note(concat!("in ", $id));
                            let _out = self.1.guard(concat!("out ", $id));
                            before(self.0)?;
                            let mut outcome = match self.0 {
                                Way::Stops => return Ok(vec![n]),
                                Way::Recovers => next.run()$($wait)*.or_else(|_| Ok::<_, HookError>(vec![0]))?,
                                Way::Replaces => next.run()$($wait)*.map_err(|_| HookError::failed("worse"))?,
                                Way::Retries => match next.run()$($wait)* {
                                    Ok(outcome) => outcome,
                                    Err(_) => next.run()$($wait)*?,
                                },
                                Way::RunsTwiceAndGivesBoth => {
                                    let mut both = next.run()$($wait)*?;
                                    both.extend(next.run()$($wait)*?);
                                    both
                                }
                                Way::FailsBetween => {
                                    next.run()$($wait)*?;
                                    return Err(HookError::failed(Refusal("between")));
                                }
                                _ => next.run()$($wait)*?,
                            };
                            after(self.0)?;
                            if self.0 == Way::Doubles {
                                for value in &mut outcome {
                                    *value *= 2;
                                }
                            }
                            Ok(outcome)
                        }

                        $($async)* fn unique(&self, _n: u32, next: Next<'_>) -> HookResult<Vec<Unique>> {
                            before(self.0)?;
                            let outcome = next.run()$($wait)*?;
                            after(self.0)?;
                            Ok(outcome)
                        }

                        $($async)* fn tell(&self, _n: u32, next: Next<'_>) -> HookResult<()> {
                            self.1.note(concat!("in ", $id));
                            before(self.0)?;
                            if self.0 == Way::Stops {
                                return Ok(());
                            }
                            next.run()$($wait)*?;
                            after(self.0)
                        }

                        $($async)* fn first(&self, n: u32, next: Next<'_>) -> HookResult<Option<u32>> {
                            before(self.0)?;
                            let found = next.run()$($wait)*?;
                            after(self.0)?;
                            Ok(if self.0 == Way::Recovers { found.or(Some(n)) } else { found })
                        }

                        $($async)* fn pipe(&self, value: u32, mark: &str, next: Next<'_>) -> HookResult<u32> {
                            assert_eq!(mark, "*");
                            before(self.0)?;
                            let value = match self.0 {
                                Way::Stops => return Ok(value),
                                Way::Doubles => next.run(value * 2)$($wait)*? + 1000,
                                Way::RunsTwiceAndGivesBoth => {
                                    let value = next.run(value)$($wait)*?;
                                    next.run(value)$($wait)*?
                                }
                                Way::Recovers => next.run(value)$($wait)*.unwrap_or(value),
                                _ => next.run(value)$($wait)*?,
                            };
                            after(self.0)?;
                            Ok(value)
                        }
                    }
                };
            }

            around!(Outer, "outer", 5);
            around!(Inner, "inner", 1);

            fn of(outer: Way, inner: Way, [a, b]: [Act; 2]) -> (FeedCaller, Log) {
                let log = Log::default();
                let builder = PluginManager::builder()
                    .instance(Inner(inner, log.clone()))
                    .instance(A(a, log.clone()))
                    .instance(B(b, log.clone()))
                    .instance(Outer(outer, log.clone()));
                (builder.build().unwrap().caller::<dyn Feed>(), log)
            }

            fn with(outer: Way) -> (FeedCaller, Log) {
                of(outer, Way::Through, [Adds(1), Adds(2)])
            }

            #[tokio::test]
            async fn they_nest() {
                let (feed, log) = with(Way::Through);
                assert_eq!(feed.all(10)$($wait)*.unwrap(), [11, 12]);
                assert_eq!(log.take(), ["in outer", "in inner", "a", "b", "out inner", "out outer"]);
                assert_eq!(feed.isolated().all(10)$($wait)*, [11, 12]);
                assert_eq!(log.take(), ["in outer", "in inner", "a", "b", "out inner", "out outer"]);
            }

            #[tokio::test]
            async fn they_surround_only_the_hooks_they_provide() {
                let (feed, log) = with(Way::FailsBefore);
                assert_eq!(feed.unwrapped(10)$($wait)*.unwrap(), [11, 12]);
                assert_eq!(log.take(), ["a", "b"]);
            }

            #[tokio::test]
            async fn they_surround_a_call_of_nobody() {
                let log = Log::default();
                let plugins = PluginManager::builder().instance(Outer(Way::Through, log.clone())).build().unwrap();
                let feed = plugins.caller::<dyn Feed>();
                assert_eq!(feed.all(1)$($wait)*.unwrap(), [0_u32; 0]);
                assert_eq!(log.take(), ["in outer", "out outer"]);
                assert_eq!(feed.pipe(1, "*")$($wait)*.unwrap(), 1);
            }

            #[tokio::test]
            async fn one_may_change_the_outcome() {
                let (feed, _) = of(Way::Doubles, Way::Doubles, [Adds(1), Adds(2)]);
                assert_eq!(feed.all(10)$($wait)*.unwrap(), [44, 48]);
                assert_eq!(feed.isolated().all(10)$($wait)*, [44, 48]);
            }

            #[tokio::test]
            async fn one_may_answer_in_place_of_everybody() {
                let (feed, log) = of(Way::Stops, Way::Through, [Panics, Panics]);
                assert_eq!(feed.all(10)$($wait)*.unwrap(), [10]);
                assert_eq!(log.take(), ["in outer", "out outer"]);
                let report = feed.reported().all(10)$($wait)*;
                assert_eq!((report.value, report.contributors.len(), report.failures.len()), (vec![10], 0, 0));
                assert_eq!(feed.pipe(7, "*")$($wait)*.unwrap(), 7);
            }

            #[tokio::test]
            async fn one_may_keep_a_notification_to_itself() {
                let (feed, log) = with(Way::Stops);
                feed.tell(1)$($wait)*.unwrap();
                assert_eq!(log.take(), ["in outer"]);
            }

            #[tokio::test]
            async fn one_may_call_again() {
                let (feed, log) = of(Way::RunsTwiceAndGivesBoth, Way::Through, [Adds(1), Adds(2)]);
                assert_eq!(feed.all(10)$($wait)*.unwrap(), [11, 12, 11, 12]);
                assert_eq!(log.take().iter().filter(|line| *line == "in inner").count(), 2);
                assert_eq!(feed.pipe(10, "*")$($wait)*.unwrap(), 16);
            }

            #[tokio::test]
            async fn one_may_retry_what_failed() {
                let (feed, log) = of(Way::Retries, Way::Through, [Fails, Adds(2)]);
                assert_eq!(feed.all(10)$($wait)*.unwrap_err().plugin(), "a");
                assert_eq!(log.take().iter().filter(|line| *line == "a").count(), 2);
            }

            #[tokio::test]
            async fn one_may_recover_from_a_failure() {
                let (feed, _) = of(Way::Recovers, Way::Through, [Adds(1), Panics]);
                assert_eq!(feed.all(10)$($wait)*.unwrap(), [0]);
                assert_eq!(feed.pipe(10, "*")$($wait)*.unwrap(), 10);
                let (feed, _) = of(Way::Recovers, Way::FailsBefore, [Adds(1), Adds(2)]);
                assert_eq!(feed.all(10)$($wait)*.unwrap(), [0], "a wrapper further in failed");
            }

            #[tokio::test]
            async fn one_may_find_what_nobody_found() {
                let (feed, _) = of(Way::Recovers, Way::Through, [Act::Abstains, Act::Abstains]);
                assert_eq!(feed.first(3)$($wait)*.unwrap(), Some(3));
                let (feed, _) = of(Way::Recovers, Way::Through, [Act::Abstains, Adds(1)]);
                assert_eq!(feed.first(3)$($wait)*.unwrap(), Some(4));
            }

            #[tokio::test]
            async fn what_comes_from_further_in_passes_through_as_it_is() {
                let (feed, _) = of(Way::Through, Way::Through, [Adds(1), Fails]);
                let error = feed.all(10)$($wait)*.unwrap_err();
                assert_eq!((error.plugin(), error.hook()), ("b", "feed.all"));
                assert_eq!(error.source().and_then(|source| source.downcast_ref()), Some(&Refusal("no")));
            }

            #[tokio::test]
            async fn an_error_of_its_own_bears_its_name() {
                let (feed, _) = of(Way::Through, Way::FailsAfter, [Adds(1), Adds(2)]);
                let error = feed.all(10)$($wait)*.unwrap_err();
                assert_eq!((error.plugin(), error.hook()), ("inner", "feed.all"));
                assert_eq!(error.source().and_then(|source| source.downcast_ref()), Some(&Refusal("after")));
            }

            #[tokio::test]
            async fn one_may_put_its_own_error_in_place_of_another() {
                let (feed, _) = of(Way::Replaces, Way::Through, [Adds(1), Fails]);
                let error = feed.all(10)$($wait)*.unwrap_err();
                assert_eq!((error.plugin(), error.hook()), ("outer", "feed.all"));
                assert_eq!(error.kind().to_string(), "failed: worse");
            }

            #[tokio::test]
            async fn its_panic_is_its_failure() {
                for way in [Way::PanicsBefore, Way::PanicsAfter] {
                    let (feed, log) = of(Way::Through, way, [Adds(1), Adds(2)]);
                    let error = feed.all(10)$($wait)*.unwrap_err();
                    assert_eq!(error.plugin(), "inner");
                    assert!(matches!(error.kind(), HookErrorKind::Panicked(_)), "{error}");
                    let lines = log.take();
                    assert_eq!(lines.iter().rev().take(2).rev().collect::<Vec<_>>(), ["out inner", "out outer"]);
                    assert_eq!(lines.contains(&"a".to_owned()), way == Way::PanicsAfter);
                }
            }

            #[tokio::test]
            async fn one_that_fails_before_the_call_is_treated_as_absent() {
                for way in [Way::FailsBefore, Way::PanicsBefore] {
                    let (feed, log) = with(way);
                    assert_eq!(feed.isolated().all(10)$($wait)*, [11, 12]);
                    assert_eq!(log.take(), ["in outer", "out outer", "in inner", "a", "b", "out inner"]);
                    let report = feed.reported().all(10)$($wait)*;
                    assert_eq!(report.value, [11, 12]);
                    assert_eq!(report.contributors, ["a", "b"]);
                    assert_eq!(report.failures.len(), 1);
                    assert_eq!((report.failures[0].plugin(), report.failures[0].hook()), ("outer", "feed.all"));
                }
            }

            #[tokio::test]
            async fn what_came_from_inside_stands_when_it_fails_after_the_call() {
                for way in [Way::FailsAfter, Way::PanicsAfter, Way::FailsBetween] {
                    let (feed, log) = with(way);
                    assert_eq!(feed.isolated().all(10)$($wait)*, [11, 12]);
                    assert_eq!(log.take(), ["in outer", "in inner", "a", "b", "out inner", "out outer"], "{way:?}");
                    let report = feed.reported().all(10)$($wait)*;
                    assert_eq!(report.value, [11, 12]);
                    assert_eq!(report.contributors, ["a", "b"]);
                    assert_eq!(report.failures.len(), 1);
                    assert_eq!(report.failures[0].plugin(), "outer");
                }
            }

            #[tokio::test]
            async fn an_outcome_that_cannot_be_copied_is_asked_for_again() {
                for way in [Way::FailsAfter, Way::PanicsAfter] {
                    let (feed, log) = with(way);
                    assert_eq!(feed.isolated().unique(10)$($wait)*, [Unique(11), Unique(12)]);
                    assert_eq!(log.take(), ["a", "b", "a", "b"]);
                    let report = feed.reported().unique(10)$($wait)*;
                    assert_eq!(report.contributors, ["a", "b"]);
                    assert_eq!(report.failures.len(), 1);
                }
            }

            #[tokio::test]
            async fn all_of_them_may_fail() {
                let (feed, log) = of(Way::FailsBefore, Way::PanicsAfter, [Fails, Adds(2)]);
                let report = feed.reported().all(10)$($wait)*;
                assert_eq!(report.value, [12]);
                assert_eq!(report.contributors, ["b"]);
                let failed: Vec<&str> = report.failures.iter().map(HookError::plugin).collect();
                assert_eq!(failed, ["outer", "a", "inner"], "in the order in which it happened");
                assert_eq!(log.take(), ["in outer", "out outer", "in inner", "a", "b", "out inner"]);
            }

            #[tokio::test]
            async fn the_other_modes_stand_as_well() {
                for way in [Way::FailsBefore, Way::FailsAfter, Way::PanicsBefore, Way::PanicsAfter] {
                    let (feed, log) = with(way);
                    assert_eq!(feed.isolated().first(10)$($wait)*, Some(11));
                    assert_eq!(log.take(), ["a"]);
                    feed.isolated().tell(10)$($wait)*;
                    assert_eq!(log.take(), ["in outer", "in inner", "a", "b"]);
                    assert_eq!(feed.isolated().pipe(10, "*")$($wait)*, 13);
                    assert_eq!(log.take(), ["a", "b"]);
                    assert_eq!(feed.reported().pipe(10, "*")$($wait)*.failures.len(), 1);
                }
            }

            #[tokio::test]
            async fn a_call_made_again_is_reported_once_as_contributors_and_always_as_failures() {
                let (feed, _) = of(Way::RunsTwiceAndGivesBoth, Way::Through, [Adds(1), Fails]);
                let report = feed.reported().all(10)$($wait)*;
                assert_eq!(report.value, [11, 11]);
                assert_eq!(report.contributors, ["a"]);
                assert_eq!(report.failures.len(), 2);
            }

            #[tokio::test]
            async fn a_pipeline_changes_on_the_way_in_and_out() {
                let (feed, _) = of(Way::Doubles, Way::Doubles, [Adds(1), Adds(2)]);
                assert_eq!(feed.pipe(10, "*")$($wait)*.unwrap(), 10 * 4 + 3 + 2000);
                assert_eq!(feed.isolated().pipe(10, "*")$($wait)*, 10 * 4 + 3 + 2000);
            }

            #[tokio::test]
            async fn its_teardown_runs_when_an_implementation_panics() {
                let (feed, log) = of(Way::Through, Way::Through, [Panics, Adds(2)]);
                feed.all(10)$($wait)*.unwrap_err();
                assert_eq!(log.take(), ["in outer", "in inner", "a", "out inner", "out outer"]);
            }

            #[tokio::test]
            async fn one_plugin_may_wrap_and_be_wrapped() {
                let log = Log::default();
                let plugins = PluginManager::builder()
                    .instance(Both(log.clone()))
                    .instance(A(Adds(1), log.clone()))
                    .build()
                    .unwrap();
                assert_eq!(plugins.caller::<dyn Feed>().all(10)$($wait)*.unwrap(), [11, 0, 99]);
            }

            #[plugin(id = "both", version = "1.0.0", listed)]
            struct Both(Log);

            #[extension]
            impl Feed for Both {
                $($async)* fn all(&self, _n: u32) -> Result<u32, Refusal> {
                    self.0.note("both");
                    Ok(0)
                }
            }

            #[extension(wrapper)]
            impl FeedWrapper for Both {
                $($async)* fn all(&self, _n: u32, next: Next<'_>) -> HookResult<Vec<u32>> {
                    let mut outcome = next.run()$($wait)*?;
                    outcome.push(99);
                    Ok(outcome)
                }
            }
        }
    };
}

wrappers!(synchronous, [], []);
wrappers!(asynchronous, [async], [.await]);
