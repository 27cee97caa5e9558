//! What becomes of an implementation that outlives its time: it is dropped, or left behind with what it owns.

#![cfg(feature = "tokio")]

mod support;

use std::error::Error as _;
use std::io;
use std::sync::Mutex;
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::Duration;

use pluginkit::HookErrorKind;
use pluginkit::prelude::*;
use support::{Log, drive, poll_once};

#[extension_point]
trait Slow {
    async fn fetch(&self, seconds: u64) -> u64;
    #[hook(pipeline)]
    async fn polish(&self, text: String) -> String;
    async fn lifted(&self, text: &str) -> String;
    fn compute(&self, text: &str, items: &[u8], owned: String) -> String;
    #[hook(pipeline)]
    fn carve(&self, text: String, mark: &str) -> String;
    fn refuse(&self) -> io::Result<()>;
    async fn refuse_later(&self) -> io::Result<()>;
    fn explode(&self);
}

/// Waits as long as it is told to, and has ten seconds.
#[plugin(id = "patient", version = "1.0.0", listed)]
struct Patient(Log);

#[extension(timeout = "10s", priority = 1)]
impl Slow for Patient {
    async fn fetch(&self, seconds: u64) -> u64 {
        let _gone = self.0.guard("patient is gone");
        tokio::time::sleep(Duration::from_secs(seconds)).await;
        self.0.note("patient is done");
        seconds
    }

    async fn polish(&self, text: String) -> String {
        tokio::time::sleep(Duration::from_mins(1)).await;
        text + " patiently"
    }

    async fn refuse_later(&self) -> io::Result<()> {
        Err(io::ErrorKind::TimedOut.into())
    }
}

/// Fails in the way of a timer, with no limit of its own.
#[plugin(id = "impostor", version = "1.0.0", listed)]
#[derive(Default)]
struct Impostor;

#[extension]
impl Slow for Impostor {
    fn refuse(&self) -> io::Result<()> {
        Err(io::Error::new(io::ErrorKind::TimedOut, "timed out after 5s"))
    }
    async fn refuse_later(&self) -> io::Result<()> {
        let never = std::future::pending::<()>();
        tokio::time::timeout(Duration::from_secs(1), never).await.map_err(io::Error::from)
    }
}

/// Answers at once.
#[plugin(id = "quick", version = "1.0.0", listed)]
struct Quick(Log);

#[extension]
impl Slow for Quick {
    async fn fetch(&self, _seconds: u64) -> u64 {
        self.0.note("quick");
        0
    }
    async fn polish(&self, text: String) -> String {
        text + " quickly"
    }
    async fn lifted(&self, text: &str) -> String {
        text.to_owned()
    }
    fn compute(&self, text: &str, _items: &[u8], _owned: String) -> String {
        text.to_owned()
    }
    fn carve(&self, text: String, _mark: &str) -> String {
        text + " quickly"
    }
}

/// Synchronous, and stuck until somebody lets go of it.
#[plugin(id = "stuck", version = "1.0.0", listed)]
struct Stuck {
    released: Mutex<Receiver<()>>,
    told: Mutex<Sender<String>>,
}

/// The other end of a [`Stuck`].
struct Rope {
    release: Sender<()>,
    heard: Receiver<String>,
}

impl Rope {
    /// Lets it go on, and waits for what it has to say then.
    fn release(&self) -> String {
        self.release.send(()).unwrap();
        self.heard.recv_timeout(Duration::from_secs(30)).expect("it goes on")
    }
}

impl Stuck {
    fn new() -> (Self, Rope) {
        let (release, released) = mpsc::channel();
        let (told, heard) = mpsc::channel();
        (Stuck { released: released.into(), told: told.into() }, Rope { release, heard })
    }

    fn wait(&self) {
        let _ = self.released.lock().unwrap().recv();
    }

    fn tell(&self, line: String) {
        let _ = self.told.lock().unwrap().send(line);
    }
}

impl Drop for Stuck {
    fn drop(&mut self) {
        self.tell("stuck is gone".to_owned());
    }
}

#[extension(timeout = "20ms", priority = 1)]
impl Slow for Stuck {
    fn lifted(&self, text: &str) -> String {
        self.wait();
        self.tell(format!("late: {text}"));
        "late".to_owned()
    }
    fn compute(&self, text: &str, items: &[u8], owned: String) -> String {
        self.wait();
        self.tell(format!("late: {text} {items:?} {owned}"));
        "late".to_owned()
    }
    fn carve(&self, mut text: String, mark: &str) -> String {
        self.wait();
        text.push_str(mark);
        self.tell(text.clone());
        text
    }
    fn explode(&self) {
        self.wait();
        self.tell("late".to_owned());
        panic!("late");
    }
}

/// Synchronous, with more time than it needs.
#[plugin(id = "brisk", version = "1.0.0", listed)]
#[derive(Default)]
struct Brisk;

#[extension(timeout = "60m", priority = 2)]
impl Slow for Brisk {
    fn lifted(&self, text: &str) -> String {
        assert_ne!(text, "panic", "so it panics");
        text.to_uppercase()
    }
    fn compute(&self, text: &str, _items: &[u8], _owned: String) -> String {
        assert_ne!(text, "panic", "so it panics");
        text.to_uppercase()
    }
    fn carve(&self, text: String, mark: &str) -> String {
        text + mark
    }
}

fn patient_and_quick() -> (SlowCaller, Log) {
    let log = Log::default();
    let builder = PluginManager::builder().instance(Patient(log.clone())).instance(Quick(log.clone()));
    (builder.build().unwrap().caller::<dyn Slow>(), log)
}

fn stuck_and_quick() -> (SlowCaller, Rope) {
    let (stuck, rope) = Stuck::new();
    let builder = PluginManager::builder().instance(stuck).instance(Quick(Log::default()));
    (builder.build().unwrap().caller::<dyn Slow>(), rope)
}

fn limit(error: &HookError) -> Option<Duration> {
    match error.kind() {
        HookErrorKind::TimedOut(limit) => Some(*limit),
        _ => None,
    }
}

#[tokio::test(start_paused = true)]
async fn an_asynchronous_implementation_is_dropped() {
    let (slow, log) = patient_and_quick();
    let started = tokio::time::Instant::now();
    let error = slow.fetch(60).await.unwrap_err();
    assert_eq!((error.plugin(), error.hook()), ("patient", "slow.fetch"));
    assert_eq!(limit(&error), Some(Duration::from_secs(10)));
    let took = started.elapsed();
    assert!((Duration::from_secs(10)..Duration::from_millis(10_100)).contains(&took), "it took {took:?}");
    assert_eq!(error.to_string(), "plugin `patient`, hook `slow.fetch`: timed out after 10s");
    assert!(error.source().is_none());
    assert_eq!(log.take(), ["patient is gone"], "nobody after it was called");
}

#[tokio::test(start_paused = true)]
async fn it_is_gone_before_the_next_one_begins() {
    let (slow, log) = patient_and_quick();
    assert_eq!(slow.isolated().fetch(60).await, [0]);
    assert_eq!(log.take(), ["patient is gone", "quick"]);
    let report = slow.reported().fetch(60).await;
    assert_eq!((report.value, report.failures.len()), (vec![0], 1));
    assert_eq!(report.contributors, ["quick"]);
}

#[tokio::test(start_paused = true)]
async fn within_its_time_it_is_left_alone() {
    let (slow, log) = patient_and_quick();
    assert_eq!(slow.fetch(9).await.unwrap(), [9, 0]);
    assert_eq!(log.take(), ["patient is done", "patient is gone", "quick"]);
}

#[tokio::test(start_paused = true)]
async fn each_has_its_own_time() {
    let (slow, _) = patient_and_quick();
    let started = tokio::time::Instant::now();
    for _ in 0..3 {
        assert_eq!(slow.fetch(9).await.unwrap(), [9, 0]);
    }
    assert!(started.elapsed() >= Duration::from_secs(27));
}

#[tokio::test(start_paused = true)]
async fn a_pipeline_goes_on_with_the_value_from_before() {
    let (slow, _) = patient_and_quick();
    assert_eq!(slow.isolated().polish("cut".to_owned()).await, "cut quickly");
    assert!(slow.polish("cut".to_owned()).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn an_error_that_looks_like_a_timeout_is_an_error() {
    let builder = PluginManager::builder().instance(Patient(Log::default())).plugin::<Impostor>();
    let slow = builder.build().unwrap().caller::<dyn Slow>();
    let report = slow.reported().refuse_later().await;
    assert_eq!(report.failures.len(), 2);
    for failure in report.failures.iter().chain(&slow.reported().refuse().failures) {
        assert!(matches!(failure.kind(), HookErrorKind::Failed(_)), "{failure}");
        let source = failure.source().and_then(|source| source.downcast_ref::<io::Error>()).unwrap();
        assert_eq!(source.kind(), io::ErrorKind::TimedOut);
    }
}

#[test]
fn a_synchronous_implementation_is_left_behind() {
    let (slow, rope) = stuck_and_quick();
    let error = slow.compute("fog", &[1], "x".to_owned()).unwrap_err();
    assert_eq!((error.plugin(), error.hook()), ("stuck", "slow.compute"));
    assert_eq!(limit(&error), Some(Duration::from_millis(20)));
    rope.release();
}

#[test]
fn its_late_result_goes_nowhere() {
    let (slow, rope) = stuck_and_quick();
    let report = slow.reported().compute("fog", &[1], "x".to_owned());
    assert_eq!(report.value, ["fog"]);
    assert_eq!(report.contributors, ["quick"]);
    assert_eq!(rope.release(), "late: fog [1] x");
    assert_eq!(report.value, ["fog"]);
    assert_eq!(report.failures.len(), 1);
}

#[test]
fn it_goes_on_with_copies_of_its_own() {
    let (slow, rope) = stuck_and_quick();
    {
        let (text, items) = (String::from("fog"), vec![1, 2]);
        assert_eq!(slow.isolated().compute(&text, &items, "x".to_owned()), ["fog"]);
    }
    assert_eq!(rope.release(), "late: fog [1, 2] x", "although its caller has dropped them");
}

#[test]
fn it_cannot_touch_the_value_of_a_pipeline() {
    let (slow, rope) = stuck_and_quick();
    let value = slow.isolated().carve("cut".to_owned(), "!");
    assert_eq!(value, "cut quickly");
    assert_eq!(rope.release(), "cut!");
    assert_eq!(value, "cut quickly");
}

#[test]
fn a_late_panic_harms_nobody() {
    let (slow, rope) = stuck_and_quick();
    assert!(limit(&slow.explode().unwrap_err()).is_some());
    assert_eq!(rope.release(), "late");
    assert_eq!(slow.isolated().compute("fog", &[], String::new()), ["fog"]);
    // What is behind the poisoned lock, if it is one, is the plugin's business.
    drop(rope);
}

#[test]
fn its_plugin_lives_as_long_as_it_runs() {
    let (stuck, rope) = Stuck::new();
    let plugins = PluginManager::builder().instance(stuck).build().unwrap();
    plugins.caller::<dyn Slow>().isolated().compute("fog", &[], String::new());
    drop(plugins);
    assert!(rope.heard.try_recv().is_err(), "it is not gone while it runs");
    assert_eq!(rope.release(), "late: fog [] ");
    assert_eq!(rope.heard.recv_timeout(Duration::from_secs(30)).unwrap(), "stuck is gone");
}

#[test]
fn with_time_enough_it_answers() {
    let slow = PluginManager::builder().plugin::<Brisk>().build().unwrap().caller::<dyn Slow>();
    assert_eq!(slow.compute("fog", &[], String::new()).unwrap(), ["FOG"]);
    assert_eq!(slow.carve("cut".to_owned(), "!").unwrap(), "cut!");
    assert_eq!(pluginkit::block_on(slow.lifted("fog")).unwrap().unwrap(), ["FOG"]);
}

#[test]
fn its_panic_in_time_is_a_panic() {
    let slow = PluginManager::builder().plugin::<Brisk>().build().unwrap().caller::<dyn Slow>();
    for error in [
        slow.compute("panic", &[], String::new()).unwrap_err(),
        pluginkit::block_on(slow.lifted("panic")).unwrap().unwrap_err(),
    ] {
        let HookErrorKind::Panicked(message) = error.kind() else { panic!("{error}") };
        assert!(message.contains("so it panics"), "{message}");
    }
}

#[tokio::test]
async fn a_lifted_implementation_holds_nobody_up() {
    let (slow, rope) = stuck_and_quick();
    let reported = slow.reported();
    let mut call = Box::pin(reported.lifted("fog"));
    assert!(poll_once(&mut call).is_pending(), "this thread is free");
    let report = call.await;
    assert_eq!(report.value, ["fog"]);
    assert_eq!(limit(&report.failures[0]), Some(Duration::from_millis(20)));
    assert_eq!(rope.release(), "late: fog");
}

#[tokio::test(start_paused = true)]
async fn a_synchronous_limit_runs_on_the_real_clock() {
    let (slow, rope) = stuck_and_quick();
    assert!(limit(&slow.compute("fog", &[], String::new()).unwrap_err()).is_some());
    rope.release();
}

#[test]
fn limits_need_no_runtime() {
    let (slow, rope) = stuck_and_quick();
    assert_eq!(drive(slow.isolated().lifted("fog")), ["fog"]);
    rope.release();
    assert_eq!(pluginkit::block_on(slow.isolated().lifted("fog")).unwrap(), ["fog"]);
    rope.release();
}

/// An implementation that does not want to go.
mod clinging {
    use super::*;
    use support::Bomb;

    #[extension_point]
    trait Clinging {
        async fn wait(&self);
    }

    #[plugin(id = "clinging", version = "1.0.0", listed)]
    #[derive(Default)]
    struct Clings;

    #[extension(timeout = "1s")]
    impl Clinging for Clings {
        async fn wait(&self) {
            let _bomb = Bomb;
            std::future::pending::<()>().await;
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_panic_while_it_is_dropped_is_its_failure() {
        let clinging = PluginManager::builder().plugin::<Clings>().build().unwrap().caller::<dyn Clinging>();
        assert_eq!(clinging.wait().await.unwrap_err().plugin(), "clinging");
    }
}
