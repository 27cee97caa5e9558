//! What only a wrapper of an asynchronous hook can meet: waiting, limits, and callers who lose interest.

#![cfg(feature = "tokio")]

mod support;

use std::time::Duration;

use pluginkit::HookErrorKind;
use pluginkit::prelude::*;
use support::{Log, Refusal, poll_once};
use tokio::time::{Instant, sleep};

#[extension_point]
trait Feed {
    async fn fetch(&self, topic: &str) -> Result<String, Refusal>;
    #[hook(pipeline)]
    async fn polish(&self, text: String) -> String;
}

#[plugin(id = "source", version = "1.0.0", listed)]
struct Source {
    log: Log,
    pauses: Duration,
    fails_at_first: std::sync::atomic::AtomicUsize,
}

impl Source {
    fn new(log: &Log, pauses: Duration) -> Self {
        Source { log: log.clone(), pauses, fails_at_first: 0.into() }
    }

    fn failing_at_first(log: &Log, times: usize) -> Self {
        Source { fails_at_first: times.into(), ..Source::new(log, Duration::ZERO) }
    }
}

#[extension]
impl Feed for Source {
    async fn fetch(&self, topic: &str) -> Result<String, Refusal> {
        use std::sync::atomic::Ordering::Relaxed;
        self.log.note("in source");
        let _out = self.log.guard("out source");
        sleep(self.pauses).await;
        self.log.note("source is done");
        let again = self.fails_at_first.fetch_update(Relaxed, Relaxed, |left| left.checked_sub(1)).is_ok();
        if again { Err(Refusal("not yet")) } else { Ok(topic.to_owned()) }
    }

    async fn polish(&self, text: String) -> String {
        sleep(self.pauses).await;
        text + "!"
    }
}

macro_rules! around {
    ($name:ident, $id:tt, $priority:tt) => {
        #[plugin(id = $id, version = "1.0.0", listed)]
        struct $name(Log);

        #[extension(wrapper, priority = $priority)]
        impl FeedWrapper for $name {
            async fn fetch(&self, _topic: &str, next: Next<'_>) -> HookResult<Vec<String>> {
                self.0.note(concat!("in ", $id));
                let _out = self.0.guard(concat!("out ", $id));
                let outcome = next.run().await;
                self.0.note(concat!("back in ", $id));
                tokio::task::yield_now().await;
                outcome
            }
        }
    };
}

around!(Outer, "outer", 2);
around!(Inner, "inner", 1);

/// Written without `async`: it can answer in place of everybody, and that is all.
#[plugin(id = "closed", version = "1.0.0", listed)]
#[derive(Default)]
struct Closed;

#[extension(wrapper)]
impl FeedWrapper for Closed {
    fn fetch(&self, topic: &str, _next: Next<'_>) -> HookResult<Vec<String>> {
        if topic == "refused" {
            Err(HookError::failed(Refusal("closed")))
        } else {
            Ok(vec!["closed".to_owned()])
        }
    }
}

#[plugin(id = "backoff", version = "1.0.0", listed)]
#[derive(Default)]
struct Backoff;

#[extension(wrapper)]
impl FeedWrapper for Backoff {
    async fn fetch(&self, _topic: &str, next: Next<'_>) -> HookResult<Vec<String>> {
        let mut pause = Duration::from_secs(1);
        loop {
            match next.run().await {
                Err(_) if pause < Duration::from_secs(10) => sleep(pause).await,
                outcome => return outcome,
            }
            pause *= 2;
        }
    }
}

/// Runs the rest twice at once.
#[plugin(id = "twins", version = "1.0.0", listed)]
#[derive(Default)]
struct Twins;

#[extension(wrapper)]
impl FeedWrapper for Twins {
    async fn fetch(&self, _topic: &str, next: Next<'_>) -> HookResult<Vec<String>> {
        let (left, right) = tokio::join!(next.run(), next.run());
        let mut both = left?;
        both.extend(right?);
        Ok(both)
    }
}

/// What a wrapper with a limit does before its time is up, or not.
#[derive(Clone, Copy, PartialEq)]
enum Limited {
    PausesBefore,
    PausesAfter,
    AsksTwice,
}

#[plugin(id = "limited", version = "1.0.0", listed)]
struct LimitedTo10s(Limited, Log);

#[extension(wrapper, timeout = "10s")]
impl FeedWrapper for LimitedTo10s {
    async fn fetch(&self, _topic: &str, next: Next<'_>) -> HookResult<Vec<String>> {
        let _out = self.1.guard("out limited");
        if self.0 == Limited::PausesBefore {
            sleep(Duration::from_mins(1)).await;
        }
        let mut outcome = next.run().await?;
        if self.0 == Limited::AsksTwice {
            outcome.extend(next.run().await?);
        }
        if self.0 == Limited::PausesAfter {
            sleep(Duration::from_mins(1)).await;
        }
        Ok(outcome)
    }

    async fn polish(&self, text: String, next: Next<'_>) -> HookResult<String> {
        if self.0 == Limited::PausesBefore {
            sleep(Duration::from_mins(1)).await;
        }
        let text = next.run(text + "?").await?;
        if self.0 == Limited::PausesAfter {
            sleep(Duration::from_mins(1)).await;
        }
        Ok(text)
    }
}

fn nested(pauses: Duration) -> (FeedCaller, Log) {
    let log = Log::default();
    let builder = PluginManager::builder()
        .instance(Source::new(&log, pauses))
        .instance(Outer(log.clone()))
        .instance(Inner(log.clone()));
    (builder.build().unwrap().caller::<dyn Feed>(), log)
}

fn limited(way: Limited, pauses: Duration) -> (FeedCaller, Log) {
    let log = Log::default();
    let builder =
        PluginManager::builder().instance(Source::new(&log, pauses)).instance(LimitedTo10s(way, log.clone()));
    (builder.build().unwrap().caller::<dyn Feed>(), log)
}

#[tokio::test]
async fn one_written_without_async_answers_in_place_of_everybody() {
    let log = Log::default();
    let builder = PluginManager::builder().instance(Source::new(&log, Duration::ZERO)).plugin::<Closed>();
    let feed = builder.build().unwrap().caller::<dyn Feed>();
    assert_eq!(feed.fetch("fog").await.unwrap(), ["closed"]);
    assert_eq!(feed.fetch("refused").await.unwrap_err().plugin(), "closed");
    assert_eq!(log.take(), [""; 0]);
    assert_eq!(feed.isolated().fetch("refused").await, ["refused"]);
}

#[tokio::test(start_paused = true)]
async fn a_dropped_call_tears_down_every_level() {
    let (feed, log) = nested(Duration::from_mins(1));
    let mut call = Box::pin(feed.fetch("fog"));
    assert!(poll_once(&mut call).is_pending());
    assert_eq!(log.take(), ["in outer", "in inner", "in source"]);
    drop(call);
    assert_eq!(log.take(), ["out source", "out inner", "out outer"]);
    assert_eq!(feed.fetch("fog").await.unwrap(), ["fog"]);
}

#[tokio::test(start_paused = true)]
async fn a_call_may_be_dropped_on_its_way_out_too() {
    let (feed, log) = nested(Duration::from_millis(1));
    for polls in 1..=8 {
        let mut call = Box::pin(feed.fetch("fog"));
        let mut done = false;
        for _ in 0..polls {
            done = done || poll_once(&mut call).is_ready();
            tokio::time::advance(Duration::from_millis(1)).await;
        }
        drop(call);
        let lines = log.take();
        let count = |start: &str| lines.iter().filter(|line| line.starts_with(start)).count();
        assert_eq!((count("in "), count("out ")), (3, 3), "{lines:?}");
        if done {
            assert!(polls > 3, "the call waits in three places");
            return;
        }
    }
    panic!("the call came to no end");
}

#[tokio::test(start_paused = true)]
async fn one_may_wait_between_two_attempts() {
    let log = Log::default();
    let builder = PluginManager::builder().instance(Source::failing_at_first(&log, 2)).plugin::<Backoff>();
    let feed = builder.build().unwrap().caller::<dyn Feed>();
    let started = Instant::now();
    assert_eq!(feed.fetch("fog").await.unwrap(), ["fog"]);
    assert!((Duration::from_secs(3)..Duration::from_secs(4)).contains(&started.elapsed()));
}

#[tokio::test(start_paused = true)]
async fn one_may_run_the_rest_twice_at_once() {
    let log = Log::default();
    let builder =
        PluginManager::builder().instance(Source::new(&log, Duration::from_secs(5))).plugin::<Twins>();
    let feed = builder.build().unwrap().caller::<dyn Feed>();
    let started = Instant::now();
    assert_eq!(feed.fetch("fog").await.unwrap(), ["fog", "fog"]);
    assert!(started.elapsed() < Duration::from_secs(6), "one after the other takes 10 s");
}

#[tokio::test(start_paused = true)]
async fn its_time_limit_holds_for_everything_inside() {
    let (feed, log) = limited(Limited::PausesBefore, Duration::ZERO);
    let error = feed.fetch("fog").await.unwrap_err();
    assert_eq!((error.plugin(), error.hook()), ("limited", "feed.fetch"));
    assert!(matches!(error.kind(), HookErrorKind::TimedOut(limit) if *limit == Duration::from_secs(10)));
    assert_eq!(log.take(), ["out limited"], "it was dropped");

    let (feed, log) = limited(Limited::AsksTwice, Duration::from_mins(1));
    assert_eq!(feed.fetch("fog").await.unwrap_err().plugin(), "limited");
    assert_eq!(log.take(), ["in source", "out source", "out limited"]);
}

#[tokio::test(start_paused = true)]
async fn one_within_its_limit_is_left_alone() {
    let (feed, _) = limited(Limited::AsksTwice, Duration::from_secs(4));
    assert_eq!(feed.fetch("fog").await.unwrap(), ["fog", "fog"]);
}

#[tokio::test(start_paused = true)]
async fn when_its_time_is_up_before_the_call_the_call_is_made_without_it() {
    let (feed, log) = limited(Limited::PausesBefore, Duration::ZERO);
    let report = feed.reported().fetch("fog").await;
    assert_eq!(report.value, ["fog"]);
    assert_eq!(report.contributors, ["source"]);
    assert!(matches!(report.failures[0].kind(), HookErrorKind::TimedOut(_)));
    assert_eq!(log.take(), ["out limited", "in source", "source is done", "out source"]);
    assert_eq!(feed.isolated().polish("x".to_owned()).await, "x!");
}

#[tokio::test(start_paused = true)]
async fn when_its_time_is_up_after_the_call_what_came_from_inside_stands() {
    let (feed, log) = limited(Limited::PausesAfter, Duration::ZERO);
    let report = feed.reported().fetch("fog").await;
    assert_eq!(report.value, ["fog"]);
    assert_eq!(report.contributors, ["source"]);
    assert_eq!(report.failures.len(), 1);
    assert_eq!(log.take(), ["in source", "source is done", "out source", "out limited"]);
    assert_eq!(feed.isolated().polish("x".to_owned()).await, "x?!");
}

#[tokio::test(start_paused = true)]
async fn contributors_are_those_of_the_attempt_that_stands() {
    let (feed, _) = limited(Limited::AsksTwice, Duration::from_secs(6));
    let report = feed.reported().fetch("fog").await;
    assert_eq!(report.value, ["fog"], "what the first attempt gave; the second was cut off");
    assert_eq!(report.failures.len(), 1);
    assert_eq!(report.contributors, ["source"]);
}
