//! Mistakes that other plugin systems are known for, and that cannot happen here.

#![cfg(feature = "tokio")]
#![allow(clippy::option_option, reason = "an answer that there is nothing is not the same as no answer")]

mod support;

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Barrier, Mutex, OnceLock, mpsc};
use std::thread;
use std::time::Duration;

use pluginkit::prelude::*;
use pluginkit::{Error, HookErrorKind, LoadError, block_on};
use support::{Refusal, poll_once};

#[extension_point]
trait Feed {
    async fn fetch(&self) -> String;
    fn spot(&self) -> thread::ThreadId;
    #[hook(first_result)]
    fn find(&self) -> Option<Option<u32>>;
    #[hook(first_result)]
    async fn find_later(&self) -> Option<String>;
    #[hook(pipeline)]
    fn pipe(&self, value: Vec<u32>) -> Result<Vec<u32>, Refusal>;
    #[hook(pipeline)]
    fn emptied(&self, text: String) -> String;
    #[hook(pipeline)]
    fn stopped(&self, value: u32) -> ControlFlow<u32, u32>;
    fn _quiet(&self) -> u32;
    fn nested(&self) -> Result<u32, Refusal>;
    fn slow(&self) -> Result<u32, std::io::Error>;
}

/// Asynchronous where it can be.
#[plugin(id = "modern", version = "1.0.0", listed)]
#[derive(Default)]
struct Modern;

#[extension]
impl Feed for Modern {
    async fn fetch(&self) -> String {
        tokio::time::sleep(Duration::from_millis(1)).await;
        "modern".to_owned()
    }
    fn spot(&self) -> thread::ThreadId {
        thread::current().id()
    }
    fn emptied(&self, text: String) -> String {
        format!("<{text}>")
    }
    fn stopped(&self, value: u32) -> ControlFlow<u32, u32> {
        ControlFlow::Continue(value + 1000)
    }
    fn _quiet(&self) -> u32 {
        1
    }
}

/// Synchronous throughout.
#[plugin(id = "classic", version = "1.0.0", listed)]
#[derive(Default)]
struct Classic;

#[extension]
impl Feed for Classic {
    fn fetch(&self) -> String {
        "classic".to_owned()
    }
    fn find(&self) -> Option<Option<u32>> {
        Some(None)
    }
    fn find_later(&self) -> Option<String> {
        Some(String::new())
    }
    fn emptied(&self, _text: String) -> String {
        String::new()
    }
    fn stopped(&self, value: u32) -> ControlFlow<u32, u32> {
        ControlFlow::Break(value + 1)
    }
}

/// Gives an answer that is only asked for when nobody before had one.
#[plugin(id = "fallback", version = "1.0.0", listed)]
#[derive(Default)]
struct Fallback;

#[extension(priority = -1)]
impl Feed for Fallback {
    fn find(&self) -> Option<Option<u32>> {
        Some(Some(1))
    }
    fn find_later(&self) -> Option<String> {
        Some("fallback".to_owned())
    }
    fn pipe(&self, mut value: Vec<u32>) -> Result<Vec<u32>, Refusal> {
        value.push(7);
        Ok(value)
    }
}

fn feed() -> FeedCaller {
    let plugins = PluginManager::builder().plugins(plugins![Modern, Classic, Fallback]).build().unwrap();
    plugins.caller::<dyn Feed>()
}

/// Elsewhere whoever calls from synchronous code misses the asynchronous implementations, or gets a coroutine that
/// nobody awaits among the results.
#[test]
fn a_call_from_synchronous_code_skips_nobody() {
    assert_eq!(block_on(feed().fetch()).unwrap().unwrap(), ["classic", "modern"]);
}

/// Elsewhere the first call from inside a loop decides for all later ones, on every thread and for every instance, and
/// a call from synchronous code is handed a coroutine from then on.
#[test]
fn one_asynchronous_use_spoils_no_synchronous_one() {
    let (one, other) = (feed(), feed());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for _ in 0..2 {
        assert_eq!(runtime.block_on(one.fetch()).unwrap(), ["classic", "modern"]);
        assert_eq!(block_on(one.fetch()).unwrap().unwrap(), ["classic", "modern"]);
        let elsewhere = thread::scope(|scope| scope.spawn(|| block_on(other.fetch())).join().unwrap());
        assert_eq!(elsewhere.unwrap().unwrap(), ["classic", "modern"]);
    }
}

/// Elsewhere a synchronous helper that is called under a running loop gets a coroutine in place of its value, silently.
#[tokio::test]
async fn waiting_inside_a_runtime_is_an_error_that_says_so() {
    assert!(block_on(feed().fetch()).unwrap_err().to_string().contains("`.await`"));
}

/// Elsewhere every synchronous call has an event loop of its own, and what a plugin keeps alive in it, such as a pool
/// of connections, is dead at the next call.
#[test]
fn what_lives_in_the_background_lives_from_call_to_call() {
    #[extension_point]
    trait Pool {
        async fn query(&self, question: u32) -> u32;
    }

    type Question = (u32, tokio::sync::oneshot::Sender<u32>);

    #[plugin(id = "pool", version = "1.0.0", listed)]
    #[derive(Default)]
    struct Connected(OnceLock<tokio::sync::mpsc::Sender<Question>>);

    #[extension]
    impl Pool for Connected {
        async fn query(&self, question: u32) -> u32 {
            let connection = self.0.get_or_init(|| {
                let (ask, mut asked) = tokio::sync::mpsc::channel::<Question>(1);
                tokio::spawn(async move {
                    let mut sum = 0;
                    while let Some((question, answer)) = asked.recv().await {
                        sum += question;
                        answer.send(sum).unwrap();
                    }
                });
                ask
            });
            let (answer, answered) = tokio::sync::oneshot::channel();
            connection.send((question, answer)).await.unwrap();
            answered.await.unwrap()
        }
    }

    let plugins = PluginManager::builder().plugin::<Connected>().build().unwrap();
    let pool = plugins.caller::<dyn Pool>();
    assert_eq!(block_on(pool.query(1)).unwrap().unwrap(), [1]);
    assert_eq!(block_on(pool.query(2)).unwrap().unwrap(), [3]);
}

/// Elsewhere synchronous code is always moved to a pool of threads, away from its thread-local state.
#[tokio::test]
async fn synchronous_code_stays_on_its_thread_unless_it_asks_otherwise() {
    assert_eq!(feed().spot().unwrap(), [thread::current().id()]);
}

/// Elsewhere an empty or false-like answer is taken for none, or "no value" cannot be an answer.
#[tokio::test]
async fn an_empty_answer_is_an_answer() {
    assert_eq!(feed().find().unwrap(), Some(None));
    assert_eq!(feed().find_later().await.unwrap(), Some(String::new()));
    assert_eq!(feed().emptied("x".to_owned()).unwrap(), "<>", "an emptied value is handed on");
}

/// Elsewhere whoever ends a chain cannot hand over a value, and the caller gets what was there before.
#[test]
fn who_ends_a_pipeline_has_the_last_word() {
    assert_eq!(feed().stopped(1).unwrap(), 2);
}

/// Elsewhere hooks whose names begin with an underscore are never called.
#[test]
fn a_name_is_a_name() {
    assert_eq!(feed()._quiet().unwrap(), [1]);
}

/// Elsewhere which plugin comes first depends on the file system or on who was registered first.
#[test]
fn ties_do_not_depend_on_who_came_first() {
    let ids = |plugins: [pluginkit::PluginEntry; 3]| {
        let plugins = PluginManager::builder().plugins(plugins).build().unwrap();
        plugins.caller::<dyn Feed>().explain()
    };
    assert_eq!(ids(plugins![Modern, Classic, Fallback]), ids(plugins![Fallback, Classic, Modern]));
}

/// Elsewhere a second plugin of the same name takes the place of the first, with a warning in the log.
#[test]
fn a_duplicate_is_an_error() {
    #[plugin(id = "classic", version = "2.0.0", listed)]
    #[derive(Default)]
    struct Copycat;

    let error = PluginManager::builder().plugin::<Classic>().plugin::<Copycat>().build().unwrap_err();
    assert!(matches!(error, Error::Load(LoadError::DuplicateId { .. })));
}

/// What a stage has done to the value when it fails.
mod halfway {
    use super::*;

    #[plugin(id = "halfway", version = "1.0.0", listed)]
    struct Halfway {
        panics: bool,
    }

    #[extension]
    impl Feed for Halfway {
        fn pipe(&self, mut value: Vec<u32>) -> Result<Vec<u32>, Refusal> {
            value.clear();
            value.push(666);
            assert!(!self.panics, "halfway through");
            Err(Refusal("halfway through"))
        }
    }

    /// Elsewhere a failed stage leaves its half-done changes in the shared payload, although its error was "isolated".
    #[test]
    fn half_done_changes_do_not_leak() {
        for panics in [false, true] {
            let plugins = PluginManager::builder().instance(Halfway { panics }).plugin::<Fallback>();
            let feed = plugins.build().unwrap().caller::<dyn Feed>();
            assert_eq!(feed.isolated().pipe(vec![1]), [1, 7]);
        }
    }
}

/// Implementations that run out of time.
mod late {
    use super::*;

    #[extension_point]
    trait Shared {
        #[hook(pipeline)]
        fn change(&self, value: Vec<u32>) -> Vec<u32>;
        fn quick(&self) -> u32;
    }

    #[plugin(id = "late", version = "1.0.0", listed)]
    struct Late {
        released: Mutex<mpsc::Receiver<()>>,
        done: mpsc::Sender<Vec<u32>>,
    }

    #[extension(timeout = "5ms")]
    impl Shared for Late {
        fn change(&self, mut value: Vec<u32>) -> Vec<u32> {
            let _ = self.released.lock().unwrap().recv();
            value.push(666);
            let _ = self.done.send(value.clone());
            value
        }
    }

    #[plugin(id = "prompt", version = "1.0.0", listed)]
    #[derive(Default)]
    struct Prompt;

    #[extension(timeout = "60m")]
    impl Shared for Prompt {
        fn quick(&self) -> u32 {
            1
        }
    }

    fn late() -> (SharedCaller, mpsc::Sender<()>, mpsc::Receiver<Vec<u32>>) {
        let (release, released) = mpsc::channel();
        let (done, told) = mpsc::channel();
        let late = Late { released: released.into(), done };
        let plugins = PluginManager::builder().instance(late).plugin::<Prompt>().build().unwrap();
        (plugins.caller::<dyn Shared>(), release, told)
    }

    /// Elsewhere an implementation that has timed out keeps running, and changes the payload that its caller already
    /// has.
    #[test]
    fn who_is_late_cannot_change_what_the_caller_has() {
        let (shared, release, told) = late();
        let value = shared.isolated().change(vec![1]);
        release.send(()).unwrap();
        assert_eq!(told.recv_timeout(Duration::from_secs(30)).unwrap(), [1, 666]);
        assert_eq!(value, [1]);
    }

    /// Elsewhere every implementation that never comes back takes a thread of a small pool with it, until nothing runs
    /// any more.
    #[test]
    fn many_timeouts_starve_nobody() {
        let (shared, release, _told) = late();
        for _ in 0..64 {
            assert_eq!(shared.isolated().change(vec![1]), [1]);
        }
        assert_eq!(shared.quick().unwrap(), [1]);
        drop(release);
    }

    /// Elsewhere an implementation's own timeout error is reported as if the system's limit had been exceeded.
    #[test]
    fn an_error_about_time_is_not_a_timeout() {
        #[plugin(id = "own-timer", version = "1.0.0", listed)]
        #[derive(Default)]
        struct OwnTimer;

        #[extension(timeout = "60m")]
        impl Feed for OwnTimer {
            fn slow(&self) -> Result<u32, std::io::Error> {
                Err(std::io::ErrorKind::TimedOut.into())
            }
        }

        let plugins = PluginManager::builder().plugin::<OwnTimer>().build().unwrap();
        let error = plugins.caller::<dyn Feed>().slow().unwrap_err();
        assert!(matches!(error.kind(), HookErrorKind::Failed(_)), "{error}");
    }
}

/// Failures that are written down.
mod books {
    use super::*;

    /// Calls the same hook once more, and swallows what fails there.
    #[plugin(id = "nests", version = "1.0.0", listed)]
    #[derive(Default)]
    struct Nests {
        feed: OnceLock<FeedCaller>,
        inside: AtomicBool,
    }

    #[extension]
    impl Feed for Nests {
        fn nested(&self) -> Result<u32, Refusal> {
            if !self.inside.swap(true, Ordering::Relaxed) {
                let report = self.feed.get().unwrap().reported().nested();
                assert_eq!(report.failures.len(), 2, "those of the inner call");
            }
            Err(Refusal("nests"))
        }
    }

    #[plugin(id = "bad", version = "1.0.0", listed)]
    #[derive(Default)]
    struct Bad;

    #[extension(priority = 1)]
    impl Feed for Bad {
        fn nested(&self) -> Result<u32, Refusal> {
            Err(Refusal("bad"))
        }
    }

    /// Elsewhere the list of errors belongs to the manager, and a call inside a call wipes those of the outer one.
    #[test]
    fn a_call_inside_a_call_loses_no_failures() {
        let plugins = PluginManager::builder().plugins(plugins![Nests, Bad]).build().unwrap();
        let feed = plugins.caller::<dyn Feed>();
        plugins.plugin::<Nests>().unwrap().feed.set(feed.clone()).unwrap();
        let failed: Vec<String> =
            feed.reported().nested().failures.iter().map(|failure| failure.plugin().to_owned()).collect();
        assert_eq!(failed, ["bad", "nests"]);
    }

    /// Fails with the number of its turn, when everybody is there.
    #[plugin(id = "turns", version = "1.0.0", listed)]
    struct Turns {
        barrier: Barrier,
        turn: AtomicU32,
    }

    #[extension]
    impl Feed for Turns {
        fn nested(&self) -> Result<u32, Refusal> {
            self.barrier.wait();
            Ok(self.turn.fetch_add(1, Ordering::Relaxed))
        }
    }

    /// Elsewhere two calls at once write over each other's errors and results.
    #[test]
    fn calls_at_once_keep_their_own_books() {
        let turns = Turns { barrier: Barrier::new(4), turn: AtomicU32::new(0) };
        let plugins = PluginManager::builder().instance(turns).plugin::<Bad>().build().unwrap();
        let feed = plugins.caller::<dyn Feed>().reported();
        let reports: Vec<_> = thread::scope(|scope| {
            let calls: Vec<_> = (0..4).map(|_| scope.spawn(|| feed.nested())).collect();
            calls.into_iter().map(|call| call.join().unwrap()).collect()
        });
        assert!(reports.iter().all(|report| report.failures.len() == 1 && report.contributors == ["turns"]));
        let turns: BTreeSet<u32> = reports.iter().flat_map(|report| report.value.clone()).collect();
        assert_eq!(turns.len(), 4);
    }
}

/// Wrappers of asynchronous hooks.
mod around {
    use super::*;

    #[extension_point]
    trait Search {
        async fn all(&self) -> Result<u32, Refusal>;
        #[hook(first_result)]
        async fn first(&self) -> Option<u32>;
    }

    #[plugin(id = "fails", version = "1.0.0", listed)]
    #[derive(Default)]
    struct Fails;

    #[extension]
    impl Search for Fails {
        async fn all(&self) -> Result<u32, Refusal> {
            Err(Refusal("no"))
        }
        async fn first(&self) -> Option<u32> {
            Some(1)
        }
    }

    #[plugin(id = "mends", version = "1.0.0", listed)]
    #[derive(Default)]
    struct Mends;

    #[extension(wrapper)]
    impl SearchWrapper for Mends {
        async fn all(&self, next: Next<'_>) -> HookResult<Vec<u32>> {
            Ok(next.run().await.unwrap_or_default())
        }
        async fn first(&self, next: Next<'_>) -> HookResult<Option<u32>> {
            next.run().await?;
            Ok(None)
        }
    }

    /// Written without `async`.
    #[plugin(id = "plain", version = "1.0.0", listed)]
    #[derive(Default)]
    struct Plain;

    #[extension(wrapper)]
    impl SearchWrapper for Plain {
        fn all(&self, _next: Next<'_>) -> HookResult<Vec<u32>> {
            Ok(vec![9])
        }
    }

    fn search(wrapper: [pluginkit::PluginEntry; 1]) -> SearchCaller {
        PluginManager::builder().plugin::<Fails>().plugins(wrapper).build().unwrap().caller::<dyn Search>()
    }

    /// Elsewhere an asynchronous wrapper can only watch: what it swallows is raised again.
    #[tokio::test]
    async fn a_wrapper_may_swallow_an_error() {
        assert_eq!(search(plugins![Mends]).all().await.unwrap(), [0_u32; 0]);
    }

    /// Elsewhere a wrapper cannot replace a result by "nothing", because nothing means "leave it".
    #[tokio::test]
    async fn a_wrapper_may_answer_nothing() {
        assert_eq!(search(plugins![Mends]).first().await.unwrap(), None);
    }

    /// Elsewhere a synchronous wrapper of an asynchronous hook is found out with the first call.
    #[tokio::test]
    async fn a_synchronous_wrapper_of_an_asynchronous_hook_works() {
        assert_eq!(search(plugins![Plain]).all().await.unwrap(), [9]);
    }
}

/// Elsewhere a synchronous implementation holds up everything else that the runtime has to do.
#[tokio::test]
async fn a_blocking_implementation_leaves_the_runtime_free() {
    #[extension_point]
    trait Work {
        async fn wait(&self) -> u32;
    }

    #[plugin(id = "blocks", version = "1.0.0", listed)]
    struct Blocks(Mutex<mpsc::Receiver<()>>);

    #[extension(blocking)]
    impl Work for Blocks {
        fn wait(&self) -> u32 {
            self.0
                .lock()
                .unwrap()
                .recv_timeout(Duration::from_secs(30))
                .expect("the runtime is free to send");
            1
        }
    }

    let (release, released) = mpsc::channel();
    let plugins = PluginManager::builder().instance(Blocks(released.into())).build().unwrap();
    let work = plugins.caller::<dyn Work>();
    let mut call = Box::pin(work.wait());
    assert!(poll_once(&mut call).is_pending());
    tokio::spawn(async move { release.send(()).unwrap() });
    assert_eq!(call.await.unwrap(), [1]);
}
