//! What a failure means under each strategy, and what is known about it.

mod support;

use std::error::Error as _;
use std::ops::ControlFlow;

use pluginkit::HookErrorKind;
use pluginkit::prelude::*;
use support::Act::{
    Abstains, Adds, Ends, Fails, Panics, PanicsWithABomb, PanicsWithANumber, PanicsWithFormat,
};
use support::{Act, Log, Refusal};

fn panicked(error: &HookError) -> &str {
    match error.kind() {
        HookErrorKind::Panicked(message) => message,
        other => panic!("not a panic: {other}"),
    }
}

fn plugins(report: &[HookError]) -> Vec<&str> {
    report.iter().map(HookError::plugin).collect()
}

macro_rules! strategies {
    ($module:ident, [$($async:tt)*], [$($wait:tt)*]) => {
        mod $module {
            use super::*;

            #[extension_point(id = "risky")]
            trait Risky {
                $($async)* fn tell(&self, n: u32) -> Result<(), Refusal>;
                $($async)* fn all(&self, n: u32) -> Result<u32, Refusal>;
                $($async)* fn some(&self, n: u32) -> Result<Option<u32>, Refusal>;
                #[hook(first_result)]
                $($async)* fn first(&self, n: u32) -> Result<Option<u32>, Refusal>;
                #[hook(pipeline)]
                $($async)* fn pipe(&self, value: u32) -> Result<u32, Refusal>;
                #[hook(pipeline)]
                $($async)* fn flow(&self, value: u32) -> Result<ControlFlow<u32, u32>, Refusal>;
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
                    impl Risky for $name {
                        $($async)* fn tell(&self, n: u32) -> Result<(), Refusal> { self.act(n).map(drop) }
                        $($async)* fn all(&self, n: u32) -> Result<u32, Refusal> { self.act(n).map(Option::unwrap) }
                        $($async)* fn some(&self, n: u32) -> Result<Option<u32>, Refusal> { self.act(n) }
                        $($async)* fn first(&self, n: u32) -> Result<Option<u32>, Refusal> { self.act(n) }
                        $($async)* fn pipe(&self, value: u32) -> Result<u32, Refusal> {
                            self.act(value).map(Option::unwrap)
                        }
                        $($async)* fn flow(&self, value: u32) -> Result<ControlFlow<u32, u32>, Refusal> {
                            let value = self.act(value)?.unwrap();
                            Ok(if self.0.ends() { ControlFlow::Break(value) } else { ControlFlow::Continue(value) })
                        }
                    }
                };
            }

            part!(A, "a");
            part!(B, "b");
            part!(C, "c");

            fn of([a, b, c]: [Act; 3]) -> (RiskyCaller, Log) {
                let log = Log::default();
                let builder = PluginManager::builder()
                    .instance(A(a, log.clone()))
                    .instance(B(b, log.clone()))
                    .instance(C(c, log.clone()));
                (builder.build().unwrap().caller::<dyn Risky>(), log)
            }

            #[tokio::test]
            async fn fail_fast_ends_at_the_first_failure() {
                let (risky, log) = of([Adds(1), Fails, Panics]);
                let failed: HookResult<Vec<u32>> = risky.all(0)$($wait)*;
                let error = failed.unwrap_err();
                assert_eq!((error.plugin(), error.hook()), ("b", "risky.all"));
                assert_eq!(log.take(), ["a", "b"]);
                let failed: HookResult<()> = risky.tell(0)$($wait)*;
                assert_eq!(failed.unwrap_err().hook(), "risky.tell");
                let failed: HookResult<u32> = risky.pipe(0)$($wait)*;
                assert_eq!(failed.unwrap_err().hook(), "risky.pipe");
                let failed: HookResult<Option<u32>> = of([Panics, Adds(1), Adds(1)]).0.first(0)$($wait)*;
                assert_eq!(failed.unwrap_err().plugin(), "a");
            }

            #[tokio::test]
            async fn isolated_passes_over_failures() {
                let (risky, log) = of([Fails, Adds(2), Panics]);
                let risky = risky.isolated();
                let all: Vec<u32> = risky.all(0)$($wait)*;
                assert_eq!(all, [2]);
                let (): () = risky.tell(0)$($wait)*;
                let some: Vec<u32> = risky.some(0)$($wait)*;
                assert_eq!(some, [2]);
                assert_eq!(log.take().len(), 9);
                let first: Option<u32> = risky.first(0)$($wait)*;
                assert_eq!(first, Some(2));
                assert_eq!(log.take(), ["a", "b"]);
                let piped: u32 = risky.pipe(0)$($wait)*;
                assert_eq!(piped, 2);
            }

            #[tokio::test]
            async fn reported_returns_what_it_passes_over() {
                let (risky, log) = of([Fails, Adds(2), Panics]);
                let report: Report<Vec<u32>> = risky.reported().all(0)$($wait)*;
                assert_eq!(log.take(), ["a", "b", "c"]);
                assert_eq!(report.value, [2]);
                assert_eq!(report.contributors, ["b"]);
                assert_eq!(plugins(&report.failures), ["a", "c"]);
                assert!(matches!(report.failures[0].kind(), HookErrorKind::Failed(_)));
                assert_eq!(panicked(&report.failures[1]), "plain");
                assert!(report.failures.iter().all(|failure| failure.hook() == "risky.all"));
                assert!(!report.is_complete());
            }

            #[tokio::test]
            async fn everybody_may_fail() {
                let (risky, _) = of([Fails, Panics, Fails]);
                assert_eq!(risky.isolated().all(0)$($wait)*, [0_u32; 0]);
                assert_eq!(risky.isolated().first(0)$($wait)*, None);
                assert_eq!(risky.isolated().pipe(5)$($wait)*, 5);
                let report = risky.reported().first(0)$($wait)*;
                assert_eq!((report.value, report.failures.len(), report.contributors.len()), (None, 3, 0));
            }

            #[tokio::test]
            async fn nobody_may_fail() {
                let (risky, _) = of([Adds(1), Adds(2), Adds(3)]);
                let report = risky.reported().tell(0)$($wait)*;
                assert!(report.is_complete());
                assert_eq!(report.contributors, ["a", "b", "c"]);
                assert_eq!(risky.all(0)$($wait)*.unwrap(), risky.isolated().all(0)$($wait)*);
            }

            #[tokio::test]
            async fn the_nth_contributor_gave_the_nth_value() {
                let (risky, _) = of([Adds(1), Fails, Adds(3)]);
                let report = risky.reported().some(0)$($wait)*;
                assert_eq!((report.value, report.contributors), (vec![1, 3], vec!["a".parse().unwrap(), "c".parse().unwrap()]));
                let (risky, _) = of([Abstains, Adds(2), Adds(3)]);
                let report = risky.reported().some(0)$($wait)*;
                assert_eq!(report.value, [2, 3]);
                assert_eq!(report.contributors, ["b", "c"], "who abstains is not among them");
            }

            #[tokio::test]
            async fn who_gave_the_first_result_is_its_contributor() {
                let (risky, _) = of([Abstains, Adds(2), Adds(3)]);
                let report = risky.reported().first(0)$($wait)*;
                assert_eq!(report.value, Some(2));
                assert_eq!(report.contributors, ["b"]);
            }

            #[tokio::test]
            async fn a_failed_search_goes_on_with_the_next() {
                let (risky, _) = of([Panics, Fails, Adds(3)]);
                let report = risky.reported().first(0)$($wait)*;
                assert_eq!(report.value, Some(3));
                assert_eq!(report.contributors, ["c"]);
                assert_eq!(plugins(&report.failures), ["a", "b"]);
            }

            #[tokio::test]
            async fn a_pipeline_goes_on_with_the_value_from_before_the_failed_stage() {
                for failing in [Fails, Panics, PanicsWithANumber] {
                    let (risky, _) = of([Adds(1), failing, Adds(4)]);
                    assert_eq!(risky.isolated().pipe(10)$($wait)*, 15);
                    let report = risky.reported().pipe(10)$($wait)*;
                    assert_eq!(report.value, 15);
                    assert_eq!(report.contributors, ["a", "c"]);
                    assert_eq!(plugins(&report.failures), ["b"]);
                }
            }

            #[tokio::test]
            async fn a_pipeline_may_still_be_ended() {
                let (risky, _) = of([Fails, Ends(2), Adds(4)]);
                assert_eq!(risky.isolated().flow(10)$($wait)*, 12);
                let report = risky.reported().flow(10)$($wait)*;
                assert_eq!(report.value, 12);
                assert_eq!(report.contributors, ["b"]);
                assert_eq!(plugins(&report.failures), ["a"]);
            }

            #[tokio::test]
            async fn the_source_of_a_failure_is_kept() {
                let (risky, _) = of([Fails, Adds(0), Adds(0)]);
                let error = risky.all(0)$($wait)*.unwrap_err();
                assert_eq!(error.source().and_then(|source| source.downcast_ref()), Some(&Refusal("no")));
                assert_eq!(error.to_string(), "plugin `a`, hook `risky.all`: failed: no");
                let HookErrorKind::Failed(source) = error.kind() else { panic!("it failed") };
                assert_eq!(*source.downcast_ref::<Refusal>().unwrap(), Refusal("no"));
                let report = risky.reported().all(0)$($wait)*;
                let source = report.failures[0].source().and_then(|source| source.downcast_ref());
                assert_eq!(source, Some(&Refusal("no")));
            }

            #[tokio::test]
            async fn the_message_of_a_panic_is_kept() {
                let (risky, _) = of([Panics, PanicsWithFormat, PanicsWithANumber]);
                let error = risky.all(0)$($wait)*.unwrap_err();
                assert_eq!(error.to_string(), "plugin `a`, hook `risky.all`: panicked: plain");
                assert!(error.source().is_none());
                let report = risky.reported().all(7)$($wait)*;
                let messages: Vec<&str> = report.failures.iter().map(panicked).collect();
                assert_eq!(messages, ["plain", "formatted 7", "(its message is not text)"]);
            }

            #[tokio::test]
            async fn a_payload_that_panics_again_is_one_panic() {
                let (risky, log) = of([PanicsWithABomb, Adds(2), PanicsWithABomb]);
                assert_eq!(risky.all(0)$($wait)*.unwrap_err().plugin(), "a");
                assert_eq!(risky.isolated().all(0)$($wait)*, [2]);
                assert_eq!(log.take(), ["a", "a", "b", "c"]);
            }

            #[tokio::test]
            async fn strategies_can_be_chosen_again() {
                let (risky, _) = of([Fails, Adds(2), Adds(3)]);
                assert_eq!(risky.reported().isolated().all(0)$($wait)*, [2, 3]);
                assert!(risky.isolated().fail_fast().all(0)$($wait)*.is_err());
                assert_eq!(risky.isolated().reported().all(0)$($wait)*.failures.len(), 1);
            }

            #[tokio::test]
            async fn a_report_can_be_written_down() {
                let (risky, _) = of([Adds(1), Fails, Abstains]);
                let report = serde_json::to_value(risky.reported().some(0)$($wait)*).unwrap();
                let expected = serde_json::json!({
                    "value": [1],
                    "failures": [{ "plugin": "b", "hook": "risky.some", "error": "failed: no" }],
                    "contributors": ["a"],
                });
                assert_eq!(report, expected);
            }

            #[tokio::test]
            async fn a_plugin_that_failed_is_called_again_next_time() {
                let (risky, log) = of([Panics, Fails, Adds(3)]);
                for _ in 0..3 {
                    assert_eq!(risky.isolated().all(0)$($wait)*, [3]);
                    assert_eq!(log.take(), ["a", "b", "c"]);
                }
            }
        }
    };
}

strategies!(synchronous, [], []);
strategies!(asynchronous, [async], [.await]);

/// What an asynchronous implementation does after it has waited.
mod after_a_wait {
    use super::*;

    #[extension_point]
    trait Later {
        async fn all(&self) -> Result<u32, Refusal>;
    }

    #[plugin(id = "waits", version = "1.0.0", listed)]
    struct Waits(Act);

    #[extension]
    impl Later for Waits {
        async fn all(&self) -> Result<u32, Refusal> {
            tokio::task::yield_now().await;
            self.0.perform(0).map(Option::unwrap)
        }
    }

    #[tokio::test]
    async fn an_error_is_a_failure() {
        let later = PluginManager::builder().instance(Waits(Fails)).build().unwrap().caller::<dyn Later>();
        assert!(matches!(later.all().await.unwrap_err().kind(), HookErrorKind::Failed(_)));
        assert_eq!(later.isolated().all().await, [0_u32; 0]);
    }

    #[tokio::test]
    async fn a_panic_is_a_failure() {
        for (act, message) in [(Panics, "plain"), (PanicsWithABomb, "(its message is not text)")] {
            let later = PluginManager::builder().instance(Waits(act)).build().unwrap().caller::<dyn Later>();
            assert_eq!(panicked(&later.all().await.unwrap_err()), message);
            assert_eq!(later.reported().all().await.failures.len(), 1);
        }
    }
}
