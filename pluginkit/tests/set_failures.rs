//! What becomes of failures in a plugin set: as in a manager, but that a panic is caught only for those who ask.

mod support;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use pluginkit::prelude::*;
use pluginkit::{BoxError, HookErrorKind, plugin_set};
use support::{Log, Refusal, drive};

#[extension_point]
trait Work {
    fn told(&self, n: u32) -> Result<u32, Refusal>;
    async fn awaited(&self, n: u32) -> Result<u32, Refusal>;
    #[hook(pipeline)]
    fn stage(&self, value: u32, n: u32) -> Result<u32, Refusal>;
    #[hook(pipeline)]
    async fn awaited_stage(&self, value: u32, n: u32) -> Result<u32, Refusal>;
    async fn surrounded(&self, n: u32) -> u32;
    fn surrounded_at_once(&self, n: u32) -> u32;
}

#[plugin(id = "first", version = "1.0.0", listed)]
struct First(Log);

#[extension(priority = 2)]
impl Work for First {
    fn told(&self, n: u32) -> Result<u32, Refusal> {
        self.0.note("first");
        Ok(n)
    }
    async fn awaited(&self, n: u32) -> Result<u32, Refusal> {
        let _held = self.0.guard("first is done");
        tokio::task::yield_now().await;
        Ok(n)
    }
    fn stage(&self, value: u32, _: u32) -> Result<u32, Refusal> {
        Ok(value + 1)
    }
    fn awaited_stage(&self, value: u32, _: u32) -> Result<u32, Refusal> {
        Ok(value + 1)
    }
    async fn surrounded(&self, n: u32) -> u32 {
        n
    }
    fn surrounded_at_once(&self, n: u32) -> u32 {
        n
    }
}

/// Refuses 1, and panics at 2.
#[plugin(id = "second", version = "1.0.0", listed)]
struct Second(Log);

impl Second {
    fn act(&self, n: u32) -> Result<u32, Refusal> {
        self.0.note("second");
        match n {
            1 => Err(Refusal("one is refused")),
            2 => panic!("two is too much"),
            n => Ok(n * 10),
        }
    }
}

#[extension(priority = 1)]
impl Work for Second {
    fn told(&self, n: u32) -> Result<u32, Refusal> {
        self.act(n)
    }
    async fn awaited(&self, n: u32) -> Result<u32, Refusal> {
        self.act(n)
    }
    fn stage(&self, value: u32, n: u32) -> Result<u32, Refusal> {
        self.act(n).map(|_| value * 2)
    }
    async fn awaited_stage(&self, value: u32, n: u32) -> Result<u32, Refusal> {
        tokio::task::yield_now().await;
        self.act(n).map(|_| value * 2)
    }
}

#[plugin(id = "third", version = "1.0.0", listed)]
struct Third(Log);

#[extension]
impl Work for Third {
    fn told(&self, n: u32) -> Result<u32, Refusal> {
        self.0.note("third");
        Ok(n + 5)
    }
    fn awaited(&self, n: u32) -> Result<u32, Refusal> {
        self.0.note("third");
        Ok(n + 5)
    }
    fn stage(&self, value: u32, _: u32) -> Result<u32, Refusal> {
        Ok(value + 7)
    }
    async fn awaited_stage(&self, value: u32, _: u32) -> Result<u32, Refusal> {
        Ok(value + 7)
    }
}

/// Fails before the rest of the call (1), after it (2), panics after it (3), or hands on the rest's own failure.
#[plugin(id = "around", version = "1.0.0", listed)]
struct Around(Log);

impl Around {
    fn before(&self, n: u32) -> HookResult<()> {
        self.0.note("around");
        if n == 1 { Err(HookError::failed("before the rest")) } else { Ok(()) }
    }

    fn after(n: u32, mut answers: Vec<u32>) -> HookResult<Vec<u32>> {
        match n {
            2 => Err(BoxError::from("after the rest"))?,
            3 => panic!("three is too much"),
            n => answers.push(n + 100),
        }
        Ok(answers)
    }
}

#[extension(wrapper)]
impl WorkWrapper for Around {
    async fn surrounded(&self, n: u32, next: Next<'_>) -> HookResult<Vec<u32>> {
        self.before(n)?;
        let answers = next.run().await?;
        Self::after(n, answers)
    }
    fn surrounded_at_once(&self, n: u32, next: Next<'_>) -> HookResult<Vec<u32>> {
        self.before(n)?;
        let answers = next.run()?;
        Self::after(n, answers)
    }
}

plugin_set! {
    struct Works { second: Second, third: Third, first: First, around: Around }
    points: [Work];
}

fn works() -> (Works, Log) {
    let log = Log::default();
    let set = Works {
        second: Second(log.clone()),
        third: Third(log.clone()),
        first: First(log.clone()),
        around: Around(log.clone()),
    };
    (set, log)
}

#[test]
fn the_first_failure_ends_a_call() {
    let (set, log) = works();
    let work = set.caller::<dyn Work>();
    let error = work.told(1).unwrap_err();
    assert_eq!(error.to_string(), "plugin `second`, hook `work.told`: failed: one is refused");
    assert_eq!(log.take(), ["first", "second"]);
    let error = drive(work.awaited(1)).unwrap_err();
    assert_eq!((error.plugin(), error.hook()), ("second", "work.awaited"));
    assert_eq!(log.take(), ["first is done", "second"]);
    assert_eq!(work.stage(5, 1).unwrap_err().plugin(), "second");
    assert_eq!(drive(work.awaited_stage(5, 1)).unwrap_err().plugin(), "second");
}

#[test]
fn a_failure_is_passed_over_by_those_who_ask() {
    let (set, log) = works();
    let work = set.caller::<dyn Work>();
    assert_eq!(work.isolated().told(1), [1, 6]);
    assert_eq!(log.take(), ["first", "second", "third"]);
    let report = drive(work.reported().awaited(1));
    assert_eq!(report.value, [1, 6]);
    assert_eq!(report.contributors, ["first", "third"]);
    assert_eq!(
        report.failures[0].to_string(),
        "plugin `second`, hook `work.awaited`: failed: one is refused"
    );
    assert_eq!(work.isolated().stage(5, 1), 13, "the value from before the failure goes on");
    assert_eq!(drive(work.isolated().awaited_stage(5, 1)), 13);
}

#[test]
fn a_panic_is_the_callers_own() {
    let (set, _) = works();
    let work = set.caller::<dyn Work>();
    let payload = catch_unwind(AssertUnwindSafe(|| work.told(2))).unwrap_err();
    assert_eq!(payload.downcast_ref::<&str>(), Some(&"two is too much"));
    assert!(catch_unwind(AssertUnwindSafe(|| drive(work.awaited(2)))).is_err());
}

#[test]
fn a_panic_is_a_failure_for_those_who_ask() {
    let (set, _) = works();
    let work = set.caller::<dyn Work>();
    assert_eq!(work.isolated().told(2), [2, 7]);
    let report = drive(work.reported().awaited(2));
    assert_eq!(report.value, [2, 7]);
    assert!(matches!(report.failures[0].kind(), HookErrorKind::Panicked(text) if text == "two is too much"));
    assert_eq!(work.isolated().stage(5, 2), 13);
    assert_eq!(drive(work.isolated().awaited_stage(5, 2)), 13);
}

#[test]
fn the_failure_of_a_wrapper_has_its_name() {
    let (set, _) = works();
    let work = set.caller::<dyn Work>();
    for n in [1, 2] {
        let (error, awaited) =
            (work.surrounded_at_once(n).unwrap_err(), drive(work.surrounded(n)).unwrap_err());
        assert_eq!((error.plugin(), error.hook()), ("around", "work.surrounded_at_once"));
        assert_eq!((awaited.plugin(), awaited.hook()), ("around", "work.surrounded"));
        assert_eq!(error.kind().to_string(), awaited.kind().to_string());
    }
    assert!(catch_unwind(AssertUnwindSafe(|| work.surrounded_at_once(3))).is_err());
    assert!(catch_unwind(AssertUnwindSafe(|| drive(work.surrounded(3)))).is_err());
}

#[test]
fn a_wrapper_that_fails_is_passed_over() {
    let (set, log) = works();
    let work = set.caller::<dyn Work>();
    for n in 0..4 {
        let expected = if n == 0 { vec![0, 100] } else { vec![n] };
        assert_eq!(work.isolated().surrounded_at_once(n), expected, "{n}");
        assert_eq!(drive(work.isolated().surrounded(n)), expected, "{n}");
        let report = drive(work.reported().surrounded(n));
        assert_eq!(report.value, expected, "{n}");
        assert_eq!(report.contributors, ["first"], "{n}");
        assert_eq!(report.failures.len(), usize::from(n > 0), "{n}");
        assert_eq!(log.take(), ["around"; 3]);
    }
}

#[test]
fn a_dropped_call_lets_go_of_what_was_in_flight_and_calls_nobody_else() {
    let (set, log) = works();
    let work = set.caller::<dyn Work>();
    {
        let mut call = pin!(work.awaited(3));
        let mut context = Context::from_waker(Waker::noop());
        assert_eq!(call.as_mut().poll(&mut context).map(|_| ()), Poll::Pending);
        assert_eq!(log.take(), [""; 0]);
    }
    assert_eq!(log.take(), ["first is done"]);
}

#[test]
fn nothing_happens_before_a_call_is_polled() {
    let (set, log) = works();
    let work = set.caller::<dyn Work>();
    drop(work.awaited(1));
    drop(work.surrounded(1));
    drop(work.reported().surrounded(1));
    assert_eq!(log.take(), [""; 0]);
}
