//! What a failure means is declared with the point or with the hook, and seen in the caller's type.

mod support;

use pluginkit::prelude::*;
use pluginkit::{AsDeclared, FailFast, Isolated, Reported};
use support::Refusal;

#[extension_point]
trait Strict {
    fn answer(&self) -> Result<u32, Refusal>;
}

#[extension_point(on_error = fail_fast)]
trait StrictInWords {
    fn answer(&self) -> Result<u32, Refusal>;
}

#[extension_point(on_error = isolate)]
trait Tolerant {
    fn answer(&self) -> Result<u32, Refusal>;
    async fn answer_later(&self) -> Result<u32, Refusal>;
    #[hook(pipeline)]
    fn change(&self, text: String) -> Result<String, Refusal>;
}

#[extension_point(on_error = report)]
trait Talkative {
    fn answer(&self) -> Result<u32, Refusal>;
    async fn answer_later(&self) -> Result<u32, Refusal>;
}

#[extension_point]
trait Mixed {
    fn strict(&self) -> Result<u32, Refusal>;
    #[hook(on_error = isolate)]
    fn isolated_one(&self) -> Result<u32, Refusal>;
    #[hook(pipeline, on_error = isolate)]
    async fn isolated_pipe(&self, text: String) -> Result<String, Refusal>;
    #[hook(on_error = report)]
    async fn reported_one(&self) -> Result<u32, Refusal>;
}

#[extension_point(on_error = report)]
trait MixedTheOtherWay {
    fn reported_one(&self) -> Result<u32, Refusal>;
    #[hook(on_error = fail_fast)]
    fn strict(&self) -> Result<u32, Refusal>;
}

/// A hook that says what its point says anyway.
#[extension_point(on_error = isolate)]
trait Agreeing {
    #[hook(on_error = isolate)]
    fn answer(&self) -> Result<u32, Refusal>;
}

macro_rules! part {
    ($name:ident, $id:tt, $answer:expr) => {
        #[plugin(id = $id, version = "1.0.0", listed)]
        #[derive(Default)]
        struct $name;

        #[extension]
        impl Strict for $name {
            fn answer(&self) -> Result<u32, Refusal> {
                $answer
            }
        }

        #[extension]
        impl StrictInWords for $name {
            fn answer(&self) -> Result<u32, Refusal> {
                $answer
            }
        }

        #[extension]
        impl Tolerant for $name {
            fn answer(&self) -> Result<u32, Refusal> {
                $answer
            }
            async fn answer_later(&self) -> Result<u32, Refusal> {
                tokio::task::yield_now().await;
                $answer
            }
            fn change(&self, text: String) -> Result<String, Refusal> {
                $answer.map(|answer: u32| format!("{text}{answer}"))
            }
        }

        #[extension]
        impl Talkative for $name {
            fn answer(&self) -> Result<u32, Refusal> {
                $answer
            }
            async fn answer_later(&self) -> Result<u32, Refusal> {
                tokio::task::yield_now().await;
                $answer
            }
        }

        #[extension]
        impl Mixed for $name {
            fn strict(&self) -> Result<u32, Refusal> {
                $answer
            }
            fn isolated_one(&self) -> Result<u32, Refusal> {
                $answer
            }
            async fn isolated_pipe(&self, text: String) -> Result<String, Refusal> {
                $answer.map(|answer: u32| format!("{text}{answer}"))
            }
            fn reported_one(&self) -> Result<u32, Refusal> {
                $answer
            }
        }

        #[extension]
        impl MixedTheOtherWay for $name {
            fn reported_one(&self) -> Result<u32, Refusal> {
                $answer
            }
            fn strict(&self) -> Result<u32, Refusal> {
                $answer
            }
        }

        #[extension]
        impl Agreeing for $name {
            fn answer(&self) -> Result<u32, Refusal> {
                $answer
            }
        }
    };
}

part!(Good, "good", Ok(1));
part!(Ill, "ill", Err(Refusal("no")));

fn plugins() -> PluginManager {
    PluginManager::builder().plugin::<Good>().plugin::<Ill>().build().unwrap()
}

#[test]
fn who_says_nothing_gets_fail_fast() {
    let strict: StrictCaller<FailFast> = plugins().caller::<dyn Strict>();
    let failed: HookResult<Vec<u32>> = strict.answer();
    assert_eq!(failed.unwrap_err().plugin(), "ill");
    let strict: StrictInWordsCaller<FailFast> = plugins().caller::<dyn StrictInWords>();
    assert!(strict.answer().is_err());
}

#[tokio::test]
async fn a_point_may_isolate() {
    let tolerant: TolerantCaller<Isolated> = plugins().caller::<dyn Tolerant>();
    let answers: Vec<u32> = tolerant.answer();
    assert_eq!(answers, [1]);
    let answers: Vec<u32> = tolerant.answer_later().await;
    assert_eq!(answers, [1]);
    let text: String = tolerant.change("x".to_owned());
    assert_eq!(text, "x1");
}

#[tokio::test]
async fn a_point_may_report() {
    let talkative: TalkativeCaller<Reported> = plugins().caller::<dyn Talkative>();
    let report: Report<Vec<u32>> = talkative.answer();
    assert_eq!((report.value.len(), report.failures.len()), (1, 1));
    let report: Report<Vec<u32>> = talkative.answer_later().await;
    assert_eq!((report.value.len(), report.failures.len()), (1, 1));
}

#[tokio::test]
async fn a_hook_may_decide_for_itself() {
    let mixed: MixedCaller<AsDeclared> = plugins().caller::<dyn Mixed>();
    let strict: HookResult<Vec<u32>> = mixed.strict();
    assert!(strict.is_err());
    let isolated: Vec<u32> = mixed.isolated_one();
    assert_eq!(isolated, [1]);
    let piped: String = mixed.isolated_pipe("x".to_owned()).await;
    assert_eq!(piped, "x1");
    let report: Report<Vec<u32>> = mixed.reported_one().await;
    assert_eq!(report.contributors, ["good"]);
}

#[test]
fn a_hook_may_be_stricter_than_its_point() {
    let mixed: MixedTheOtherWayCaller<AsDeclared> = plugins().caller::<dyn MixedTheOtherWay>();
    let report: Report<Vec<u32>> = mixed.reported_one();
    assert_eq!(report.failures.len(), 1);
    let strict: HookResult<Vec<u32>> = mixed.strict();
    assert!(strict.is_err());
}

#[tokio::test]
async fn the_caller_has_the_last_word() {
    let plugins = plugins();
    let mixed = plugins.caller::<dyn Mixed>();
    assert_eq!(mixed.isolated().strict(), [1]);
    assert!(mixed.fail_fast().isolated_one().is_err());
    assert!(mixed.fail_fast().isolated_pipe(String::new()).await.is_err());
    assert_eq!(mixed.reported().isolated_one().failures.len(), 1);
    assert_eq!(mixed.isolated().reported_one().await, [1]);
    assert!(plugins.caller::<dyn Tolerant>().fail_fast().answer().is_err());
    assert!(plugins.caller::<dyn Talkative>().fail_fast().answer().is_err());
}

#[test]
fn a_hook_that_agrees_with_its_point_changes_nothing() {
    let agreeing: AgreeingCaller<Isolated> = plugins().caller::<dyn Agreeing>();
    assert_eq!(agreeing.answer(), [1]);
}

#[test]
fn selecting_keeps_what_was_declared() {
    let mixed: MixedCaller<AsDeclared> = plugins().caller::<dyn Mixed>().only(["ill"]);
    assert!(mixed.strict().is_err());
    assert_eq!(mixed.isolated_one(), [0_u32; 0]);
    let one: MixedCaller<AsDeclared> = mixed.best().unwrap();
    assert_eq!(one.isolated_one(), [0_u32; 0]);
}
