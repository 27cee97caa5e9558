//! Implementations that keep failing are left out of calls, and tried again.

#![cfg(feature = "tokio")]

mod support;

use std::sync::{Arc, Barrier, Mutex, mpsc};
use std::thread;
use std::time::Duration;

use pluginkit::prelude::*;
use pluginkit::{Breaker, HookPolicy, HookState};
use support::{Act, Log, Refusal};
use tokio::time::{advance, sleep};

#[extension_point]
trait Source {
    async fn fetch(&self, n: u32) -> Result<Option<u32>, Refusal>;
    fn read(&self, n: u32) -> Result<Option<u32>, Refusal>;
    #[hook(concurrent)]
    async fn all(&self, n: u32) -> Result<Option<u32>, Refusal>;
    #[hook(pipeline)]
    fn polish(&self, text: String) -> String;
}

/// Does what it is told, after the time that it is told.
#[plugin(id = "told", version = "1.0.0", listed)]
struct Told {
    act: Mutex<Act>,
    takes: Mutex<Duration>,
    log: Log,
}

impl Told {
    fn does(&self, act: Act) {
        *self.act.lock().unwrap() = act;
    }

    fn takes(&self, seconds: u64) {
        *self.takes.lock().unwrap() = Duration::from_secs(seconds);
    }

    fn act(&self, n: u32) -> Result<Option<u32>, Refusal> {
        self.log.note("called");
        let act = self.act.lock().unwrap().clone();
        act.perform(n)
    }

    async fn wait(&self) {
        let takes = *self.takes.lock().unwrap();
        sleep(takes).await;
    }
}

#[extension(timeout = "20s", breaker(failures = 2, within = "10s", retry = "30s"))]
impl Source for Told {
    async fn fetch(&self, n: u32) -> Result<Option<u32>, Refusal> {
        self.wait().await;
        self.act(n)
    }
    async fn all(&self, n: u32) -> Result<Option<u32>, Refusal> {
        self.wait().await;
        self.act(n)
    }
}

/// The same, without waiting.
#[plugin(id = "prompt", version = "1.0.0", listed)]
struct Prompt(Told);

#[extension(breaker(failures = 2, within = "10s", retry = "30s"))]
impl Source for Prompt {
    fn fetch(&self, n: u32) -> Result<Option<u32>, Refusal> {
        self.0.act(n)
    }
    fn read(&self, n: u32) -> Result<Option<u32>, Refusal> {
        self.0.act(n)
    }
    fn polish(&self, text: String) -> String {
        self.0.act(0).map_or_else(|_| panic!("no polish"), |_| text + " polished")
    }
}

#[extension_point]
trait Selection {
    fn pick(&self, n: u32) -> Result<Option<u32>, Refusal>;
}

/// Is there for even numbers.
#[plugin(id = "choosy", version = "1.0.0", listed)]
struct Choosy(Told);

#[extension(when = is_even, breaker(failures = 1, within = "10s", retry = "30s"))]
impl Selection for Choosy {
    fn pick(&self, n: u32) -> Result<Option<u32>, Refusal> {
        self.0.act(n)
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature that `when` asks for")]
fn is_even(_: &Choosy, n: &u32) -> bool {
    n.is_multiple_of(2)
}

fn told(act: Act) -> Told {
    Told { act: Mutex::new(act), takes: Mutex::default(), log: Log::default() }
}

fn state(plugins: &PluginManager, plugin: &str, hook: &str) -> HookState {
    let hooks = plugins.inspect(plugin).expect("it is there").hooks;
    hooks.into_iter().find(|one| one.hook == hook).expect("it has that hook").state
}

fn hear(plugins: &PluginManager) -> Log {
    let log = Log::default();
    let heard = log.clone();
    let hear = move |event: &PluginEvent| {
        if matches!(event, PluginEvent::HookShed { .. } | PluginEvent::HookRestored { .. }) {
            heard.note(event.to_string());
        }
    };
    plugins.subscribe(hear).detach();
    log
}

#[tokio::test(start_paused = true)]
async fn a_hook_that_keeps_failing_is_shed_and_tried_again() {
    let told = Arc::new(told(Act::Fails));
    let plugins = PluginManager::builder().instance(Arc::clone(&told)).build().unwrap();
    let (source, log) = (plugins.caller::<dyn Source>(), hear(&plugins));
    source.fetch(1).await.unwrap_err();
    advance(Duration::from_secs(11)).await;
    source.fetch(1).await.unwrap_err();
    assert_eq!(state(&plugins, "told", "source.fetch"), HookState::Closed, "they were far apart");
    source.fetch(1).await.unwrap_err();
    let open = HookState::Open { retry_in: Duration::from_secs(30) };
    assert_eq!(state(&plugins, "told", "source.fetch"), open);
    assert_eq!(log.take(), ["hook.shed: told, source.fetch, failing, tried again in 30s"]);
    told.log.take();
    advance(Duration::from_secs(29)).await;
    assert!(source.fetch(1).await.unwrap().is_empty(), "it is no error of its caller");
    assert!(source.reported().fetch(1).await.failures.is_empty());
    assert!(told.log.take().is_empty());
    assert_eq!(state(&plugins, "told", "source.all"), HookState::Closed, "its other hooks are called");

    advance(Duration::from_secs(1)).await;
    source.fetch(1).await.unwrap_err();
    assert_eq!(state(&plugins, "told", "source.fetch"), open, "once more, and it waits anew");
    assert_eq!(log.take().len(), 1);
    advance(Duration::from_secs(30)).await;
    told.does(Act::Adds(1));
    assert_eq!(source.fetch(1).await.unwrap(), [2]);
    assert_eq!(log.take(), ["hook.restored: told, source.fetch"]);
    told.does(Act::Fails);
    source.fetch(1).await.unwrap_err();
    assert_eq!(state(&plugins, "told", "source.fetch"), HookState::Closed, "it counts from the beginning");
}

#[tokio::test(start_paused = true)]
async fn one_of_many_calls_is_let_through_to_try_it() {
    let told = Arc::new(told(Act::Fails));
    let plugins = PluginManager::builder().instance(Arc::clone(&told)).build().unwrap();
    let source = plugins.caller::<dyn Source>();
    let _ = tokio::join!(source.fetch(1), source.fetch(1));
    advance(Duration::from_secs(30)).await;
    told.does(Act::Adds(1));
    told.takes(5);
    told.log.take();
    let calls = (0..8).map(|_| {
        tokio::spawn({
            let source = source.clone();
            async move { source.fetch(1).await }
        })
    });
    let calls: Vec<_> = calls.collect();
    tokio::task::yield_now().await;
    assert_eq!(state(&plugins, "told", "source.fetch"), HookState::HalfOpen);
    let mut answers = Vec::new();
    for call in calls {
        answers.extend(call.await.unwrap().unwrap());
    }
    assert_eq!((answers, told.log.take()), (vec![2], vec!["called".to_owned()]));
    assert_eq!(state(&plugins, "told", "source.fetch"), HookState::Closed);
}

#[tokio::test(start_paused = true)]
async fn a_trial_that_is_cancelled_leaves_the_trial_to_the_next() {
    let told = Arc::new(told(Act::Fails));
    let plugins = PluginManager::builder().instance(Arc::clone(&told)).build().unwrap();
    let source = plugins.caller::<dyn Source>();
    let _ = tokio::join!(source.fetch(1), source.fetch(1));
    advance(Duration::from_secs(30)).await;
    told.does(Act::Adds(1));
    told.takes(5);
    tokio::time::timeout(Duration::from_secs(1), source.fetch(1)).await.unwrap_err();
    let open = HookState::Open { retry_in: Duration::ZERO };
    assert_eq!(state(&plugins, "told", "source.fetch"), open);
    assert_eq!(source.fetch(1).await.unwrap(), [2]);
}

#[tokio::test(start_paused = true)]
async fn timeouts_and_panics_are_failures_and_what_is_cancelled_is_none() {
    let told = Arc::new(told(Act::Panics));
    let plugins = PluginManager::builder().instance(Arc::clone(&told)).build().unwrap();
    let source = plugins.caller::<dyn Source>();
    told.takes(21);
    for _ in 0..3 {
        tokio::time::timeout(Duration::from_secs(1), source.fetch(1)).await.unwrap_err();
    }
    assert_eq!(state(&plugins, "told", "source.fetch"), HookState::Closed);
    source.fetch(1).await.unwrap_err();
    told.takes(0);
    source.fetch(1).await.unwrap_err();
    assert!(matches!(state(&plugins, "told", "source.fetch"), HookState::Open { .. }));
}

#[tokio::test(start_paused = true)]
async fn a_breaker_is_the_same_for_every_kind_of_hook() {
    let plugins =
        PluginManager::builder().instance(Prompt(told(Act::Fails))).instance(told(Act::Fails)).build();
    let plugins = plugins.unwrap();
    let source = plugins.caller::<dyn Source>();
    let isolated = source.isolated();
    for expected in [2, 2, 0] {
        assert_eq!(source.reported().fetch(1).await.failures.len(), expected);
    }
    for expected in [1, 1, 0] {
        assert_eq!(source.reported().all(1).await.failures.len(), expected);
        assert_eq!(source.reported().read(1).failures.len(), expected);
    }
    for _ in 0..3 {
        assert_eq!(isolated.polish("text".to_owned()), "text", "a pipeline goes on with what it had");
    }
    assert_eq!(source.polish("text".to_owned()).unwrap(), "text");
}

#[tokio::test(start_paused = true)]
async fn a_call_that_when_declines_is_no_trial() {
    let choosy = Arc::new(Choosy(told(Act::Fails)));
    let plugins = PluginManager::builder().instance(Arc::clone(&choosy)).build().unwrap();
    let point = plugins.caller::<dyn Selection>();
    point.pick(2).unwrap_err();
    advance(Duration::from_secs(30)).await;
    choosy.0.does(Act::Adds(1));
    assert!(point.pick(1).unwrap().is_empty());
    assert_eq!(state(&plugins, "choosy", "selection.pick"), HookState::Open { retry_in: Duration::ZERO });
    assert_eq!(point.pick(2).unwrap(), [3]);
    assert_eq!(state(&plugins, "choosy", "selection.pick"), HookState::Closed);
}

/// Says that it is at work, and waits until it is told to go on.
#[plugin(id = "careful", version = "1.0.0", listed)]
struct Careful(Told, Barrier);

#[extension]
impl Selection for Careful {
    fn pick(&self, n: u32) -> Result<Option<u32>, Refusal> {
        let picked = self.0.act(n);
        if picked.is_ok() {
            self.1.wait();
        }
        picked
    }
}

#[test]
fn threads_that_meet_at_a_trial_let_one_through() {
    let breaker = Breaker { failures: 1, within: Duration::from_secs(10), retry: Duration::ZERO };
    let careful = Arc::new(Careful(told(Act::Fails), Barrier::new(2)));
    let plugins = PluginManager::builder()
        .instance(Arc::clone(&careful))
        .policy("selection", HookPolicy::new().breaker(breaker))
        .build()
        .unwrap();
    let selection = plugins.caller::<dyn Selection>();
    selection.pick(1).unwrap_err();
    careful.0.does(Act::Adds(1));
    let (sender, answers) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..4 {
            let (selection, sender) = (selection.clone(), sender.clone());
            scope.spawn(move || sender.send(selection.pick(1).unwrap()).unwrap());
        }
        for _ in 0..3 {
            assert!(answers.recv().unwrap().is_empty(), "the one that is let through waits");
        }
        careful.1.wait();
        assert_eq!(answers.recv().unwrap(), [2]);
    });
}
