//! What a call gives for every mode of a hook, however many implement it.

mod support;

use std::ops::ControlFlow;

use pluginkit::prelude::*;
use support::Act::{Abstains, Adds, Ends, Fails};
use support::{Act, Log, Refusal};

macro_rules! modes {
    ($module:ident, [$($async:tt)*], [$($wait:tt)*]) => {
        mod $module {
            use super::*;

            #[extension_point]
            trait Modes {
                $($async)* fn told(&self, n: u32);
                $($async)* fn told_in_words(&self, n: u32) -> ();
                $($async)* fn tried(&self, n: u32) -> Result<(), Refusal>;
                $($async)* fn all(&self, n: u32) -> u32;
                $($async)* fn all_tried(&self, n: u32) -> Result<u32, Refusal>;
                $($async)* fn some(&self, n: u32) -> Option<u32>;
                $($async)* fn some_tried(&self, n: u32) -> Result<Option<u32>, Refusal>;
                #[hook(first_result)]
                $($async)* fn first(&self, n: u32) -> Option<u32>;
                #[hook(first_result)]
                $($async)* fn first_tried(&self, n: u32) -> Result<Option<u32>, Refusal>;
                #[hook(pipeline)]
                $($async)* fn pipe(&self, value: u32) -> u32;
                #[hook(pipeline)]
                $($async)* fn pipe_tried(&self, value: u32) -> Result<u32, Refusal>;
                #[hook(pipeline)]
                $($async)* fn flow(&self, value: u32) -> ControlFlow<u32, u32>;
                #[hook(pipeline)]
                $($async)* fn flow_tried(&self, value: u32) -> Result<ControlFlow<u32, u32>, Refusal>;
                $($async)* fn nobodys(&self) -> u32;
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

                        fn answer(&self, n: u32) -> u32 {
                            self.act(n).unwrap().unwrap()
                        }

                        fn flow_of(&self, n: u32) -> Result<ControlFlow<u32, u32>, Refusal> {
                            let value = self.act(n)?.unwrap_or(n);
                            Ok(if self.0.ends() { ControlFlow::Break(value) } else { ControlFlow::Continue(value) })
                        }
                    }

                    #[extension]
                    impl Modes for $name {
                        $($async)* fn told(&self, n: u32) { self.answer(n); }
                        $($async)* fn told_in_words(&self, n: u32) { self.answer(n); }
                        $($async)* fn tried(&self, n: u32) -> Result<(), Refusal> { self.act(n).map(drop) }
                        $($async)* fn all(&self, n: u32) -> u32 { self.answer(n) }
                        $($async)* fn all_tried(&self, n: u32) -> Result<u32, Refusal> {
                            self.act(n).map(Option::unwrap)
                        }
                        $($async)* fn some(&self, n: u32) -> Option<u32> { self.act(n).unwrap() }
                        $($async)* fn some_tried(&self, n: u32) -> Result<Option<u32>, Refusal> { self.act(n) }
                        $($async)* fn first(&self, n: u32) -> Option<u32> { self.act(n).unwrap() }
                        $($async)* fn first_tried(&self, n: u32) -> Result<Option<u32>, Refusal> { self.act(n) }
                        $($async)* fn pipe(&self, value: u32) -> u32 { self.answer(value) }
                        $($async)* fn pipe_tried(&self, value: u32) -> Result<u32, Refusal> {
                            self.act(value).map(Option::unwrap)
                        }
                        $($async)* fn flow(&self, value: u32) -> ControlFlow<u32, u32> {
                            self.flow_of(value).unwrap()
                        }
                        $($async)* fn flow_tried(&self, value: u32) -> Result<ControlFlow<u32, u32>, Refusal> {
                            self.flow_of(value)
                        }
                    }
                };
            }

            part!(A, "a");
            part!(B, "b");
            part!(C, "c");

            fn of<const N: usize>(acts: [Act; N]) -> (ModesCaller, Log) {
                let log = Log::default();
                let mut acts = acts.into_iter();
                let mut builder = PluginManager::builder();
                if let Some(act) = acts.next() {
                    builder = builder.instance(A(act, log.clone()));
                }
                if let Some(act) = acts.next() {
                    builder = builder.instance(B(act, log.clone()));
                }
                if let Some(act) = acts.next() {
                    builder = builder.instance(C(act, log.clone()));
                }
                (builder.build().unwrap().caller::<dyn Modes>(), log)
            }

            #[tokio::test]
            async fn with_nobody_there() {
                let (modes, _) = of([]);
                let (): () = modes.told(1)$($wait)*.unwrap();
                let (): () = modes.told_in_words(1)$($wait)*.unwrap();
                let (): () = modes.tried(1)$($wait)*.unwrap();
                assert_eq!(modes.all(1)$($wait)*.unwrap(), [0_u32; 0]);
                assert_eq!(modes.all_tried(1)$($wait)*.unwrap(), [0_u32; 0]);
                assert_eq!(modes.some(1)$($wait)*.unwrap(), [0_u32; 0]);
                assert_eq!(modes.some_tried(1)$($wait)*.unwrap(), [0_u32; 0]);
                assert_eq!(modes.first(1)$($wait)*.unwrap(), None);
                assert_eq!(modes.first_tried(1)$($wait)*.unwrap(), None);
                assert_eq!(modes.pipe(1)$($wait)*.unwrap(), 1);
                assert_eq!(modes.pipe_tried(1)$($wait)*.unwrap(), 1);
                assert_eq!(modes.flow(1)$($wait)*.unwrap(), 1);
                assert_eq!(modes.flow_tried(1)$($wait)*.unwrap(), 1);
            }

            #[tokio::test]
            async fn with_one() {
                let (modes, log) = of([Adds(10)]);
                modes.told(1)$($wait)*.unwrap();
                modes.told_in_words(1)$($wait)*.unwrap();
                modes.tried(1)$($wait)*.unwrap();
                assert_eq!(log.take(), ["a", "a", "a"]);
                assert_eq!(modes.all(1)$($wait)*.unwrap(), [11]);
                assert_eq!(modes.all_tried(1)$($wait)*.unwrap(), [11]);
                assert_eq!(modes.some(1)$($wait)*.unwrap(), [11]);
                assert_eq!(modes.some_tried(1)$($wait)*.unwrap(), [11]);
                assert_eq!(modes.first(1)$($wait)*.unwrap(), Some(11));
                assert_eq!(modes.first_tried(1)$($wait)*.unwrap(), Some(11));
                assert_eq!(modes.pipe(1)$($wait)*.unwrap(), 11);
                assert_eq!(modes.pipe_tried(1)$($wait)*.unwrap(), 11);
                assert_eq!(modes.flow(1)$($wait)*.unwrap(), 11);
                assert_eq!(modes.flow_tried(1)$($wait)*.unwrap(), 11);
            }

            #[tokio::test]
            async fn with_several_in_call_order() {
                let (modes, log) = of([Adds(10), Adds(20), Adds(30)]);
                modes.told(1)$($wait)*.unwrap();
                assert_eq!(log.take(), ["a", "b", "c"]);
                modes.tried(1)$($wait)*.unwrap();
                assert_eq!(log.take(), ["a", "b", "c"]);
                assert_eq!(modes.all(1)$($wait)*.unwrap(), [11, 21, 31]);
                assert_eq!(modes.all_tried(1)$($wait)*.unwrap(), [11, 21, 31]);
                assert_eq!(modes.some(1)$($wait)*.unwrap(), [11, 21, 31]);
                assert_eq!(modes.some_tried(1)$($wait)*.unwrap(), [11, 21, 31]);
                assert_eq!(modes.pipe(1)$($wait)*.unwrap(), 61);
                assert_eq!(modes.pipe_tried(1)$($wait)*.unwrap(), 61);
                assert_eq!(modes.flow(1)$($wait)*.unwrap(), 61);
                assert_eq!(modes.flow_tried(1)$($wait)*.unwrap(), 61);
            }

            #[tokio::test]
            async fn who_abstains_leaves_no_gap() {
                let (modes, log) = of([Adds(10), Abstains, Adds(30)]);
                assert_eq!(modes.some(1)$($wait)*.unwrap(), [11, 31]);
                assert_eq!(modes.some_tried(1)$($wait)*.unwrap(), [11, 31]);
                assert_eq!(log.take().len(), 6, "everybody was asked both times");
            }

            #[tokio::test]
            async fn when_all_abstain() {
                let (modes, log) = of([Abstains, Abstains, Abstains]);
                assert_eq!(modes.some(1)$($wait)*.unwrap(), [0_u32; 0]);
                assert_eq!(modes.some_tried(1)$($wait)*.unwrap(), [0_u32; 0]);
                assert_eq!(modes.first(1)$($wait)*.unwrap(), None);
                assert_eq!(modes.first_tried(1)$($wait)*.unwrap(), None);
                assert_eq!(log.take().len(), 12, "everybody was asked each time");
            }

            #[tokio::test]
            async fn the_first_answer_ends_the_search() {
                let (modes, log) = of([Abstains, Adds(20), Adds(30)]);
                assert_eq!(modes.first(1)$($wait)*.unwrap(), Some(21));
                assert_eq!(log.take(), ["a", "b"]);
                assert_eq!(modes.first_tried(1)$($wait)*.unwrap(), Some(21));
                assert_eq!(log.take(), ["a", "b"]);
            }

            #[tokio::test]
            async fn a_break_ends_a_pipeline_with_its_value() {
                let (modes, log) = of([Adds(10), Ends(20), Adds(30)]);
                assert_eq!(modes.flow(1)$($wait)*.unwrap(), 31);
                assert_eq!(log.take(), ["a", "b"]);
                assert_eq!(modes.flow_tried(1)$($wait)*.unwrap(), 31);
                assert_eq!(log.take(), ["a", "b"]);
            }

            #[tokio::test]
            async fn an_error_ends_every_fallible_mode() {
                let (modes, log) = of([Adds(10), Fails, Adds(30)]);
                for error in [
                    modes.tried(1)$($wait)*.unwrap_err(),
                    modes.all_tried(1)$($wait)*.unwrap_err(),
                    modes.some_tried(1)$($wait)*.unwrap_err(),
                    modes.pipe_tried(1)$($wait)*.unwrap_err(),
                    modes.flow_tried(1)$($wait)*.unwrap_err(),
                ] {
                    assert_eq!(error.plugin(), "b", "{error}");
                    assert_eq!(log.take().concat().matches('c').count(), 0, "{error}");
                }
                assert_eq!(modes.first_tried(1)$($wait)*.unwrap(), Some(11), "b was not asked");
            }

            #[tokio::test]
            async fn an_error_before_the_first_answer_ends_the_search() {
                let (modes, log) = of([Abstains, Fails, Adds(30)]);
                assert_eq!(modes.first_tried(1)$($wait)*.unwrap_err().plugin(), "b");
                assert_eq!(log.take(), ["a", "b"]);
            }

            #[tokio::test]
            async fn a_hook_that_nobody_provides_calls_nobody() {
                let (modes, log) = of([Adds(10), Adds(20)]);
                assert_eq!(modes.nobodys()$($wait)*.unwrap(), [0_u32; 0]);
                assert_eq!(log.take(), [""; 0]);
            }
        }
    };
}

modes!(synchronous, [], []);
modes!(asynchronous, [async], [.await]);
