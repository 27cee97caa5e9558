//! What may be shared, sent, copied and held: managers, callers, futures, errors.

use std::cell::Cell;
use std::fmt::Debug;
use std::marker::PhantomData;

use pluginkit::prelude::*;
use pluginkit::{
    AsDeclared, BlockOnError, Error, Errors, Explanation, FailFast, HookErrorKind, HookInfo, Isolated,
    LoadError, PluginEntry, PluginManagerBuilder, Reported, ResolutionError, StateError,
};

/// May move between threads, but not be seen by two at once.
#[derive(Clone, Debug, Default)]
struct Local(PhantomData<Cell<u8>>);

#[extension_point]
trait Feed {
    async fn fetch(&self, topic: &str, style: &Option<String>) -> String;
    async fn owned(&self, topic: String) -> Result<Option<u32>, BoxError>;
    #[hook(pipeline)]
    async fn polish(&self, text: String, topic: &str) -> String;
    #[hook(pipeline)]
    async fn local(&self, value: Local) -> Local;
    fn sync(&self);
    #[hook(on_error = isolate)]
    async fn isolated_one(&self) -> Result<u32, BoxError>;
}

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension]
impl Feed for Weather {
    async fn fetch(&self, topic: &str, style: &Option<String>) -> String {
        tokio::task::yield_now().await;
        format!("{topic} {style:?}")
    }
    async fn local(&self, value: Local) -> Local {
        tokio::task::yield_now().await;
        value
    }
}

fn send<T: Send>(value: T) -> T {
    value
}

const fn shared<T: Send + Sync + 'static>() {}

const fn handle<T: Clone + Debug + Send + Sync + Unpin + 'static>() {}

const fn error<T: std::error::Error + Send + Sync + 'static>() {}

const _: () = {
    handle::<PluginManager>();
    handle::<FeedCaller>();
    handle::<FeedCaller<AsDeclared>>();
    handle::<FeedCaller<FailFast>>();
    handle::<FeedCaller<Isolated>>();
    handle::<FeedCaller<Reported>>();
    handle::<PluginId>();
    handle::<PluginEntry>();
    handle::<HookInfo>();
    handle::<Explanation>();
    shared::<PluginManagerBuilder>();
    shared::<Report<Vec<String>>>();
    error::<HookError>();
    error::<HookErrorKind>();
    error::<Error>();
    error::<Errors>();
    error::<LoadError>();
    error::<ResolutionError>();
    error::<StateError>();
    error::<BlockOnError>();
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_future_of_a_call_moves_between_threads() {
    let feed = PluginManager::builder().plugin::<Weather>().build().unwrap().caller::<dyn Feed>();
    let topic = String::from("fog");
    let style = None;
    assert_eq!(send(feed.fetch(&topic, &style)).await.unwrap(), ["fog None"]);
    assert_eq!(send(feed.isolated().fetch(&topic, &style)).await, ["fog None"]);
    assert!(send(feed.reported().fetch(&topic, &style)).await.is_complete());
    assert!(send(feed.owned(topic.clone())).await.unwrap().is_empty());
    assert_eq!(send(feed.polish("cut".to_owned(), &topic)).await.unwrap(), "cut");
    assert_eq!(send(feed.isolated().polish("cut".to_owned(), &topic)).await, "cut");
    assert!(send(feed.isolated_one()).await.is_empty());
    send(feed.local(Local::default())).await.unwrap();
    send(feed.isolated().local(Local::default())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_may_be_a_task_of_its_own() {
    let feed = PluginManager::builder().plugin::<Weather>().build().unwrap().caller::<dyn Feed>();
    let called = feed.clone();
    let task = tokio::spawn(async move { called.fetch("fog", &Some("bold".to_owned())).await });
    assert_eq!(task.await.unwrap().unwrap(), ["fog Some(\"bold\")"]);
    let task = tokio::spawn(async move { feed.best().unwrap().reported().fetch("fog", &None).await });
    assert_eq!(task.await.unwrap().contributors, ["weather"]);
}

#[test]
fn a_caller_is_one_for_many_threads() {
    let feed = PluginManager::builder().plugin::<Weather>().build().unwrap().caller::<dyn Feed>();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..100 {
                    feed.sync().unwrap();
                    assert_eq!(pluginkit::block_on(feed.fetch("fog", &None)).unwrap().unwrap(), ["fog None"]);
                }
            });
        }
    });
}

#[test]
fn callers_and_managers_can_be_kept_in_statics() {
    static PLUGINS: std::sync::OnceLock<(PluginManager, FeedCaller)> = std::sync::OnceLock::new();
    let (plugins, feed) = PLUGINS.get_or_init(|| {
        let plugins = PluginManager::builder().plugin::<Weather>().build().unwrap();
        let feed = plugins.caller::<dyn Feed>();
        (plugins, feed)
    });
    feed.sync().unwrap();
    assert_eq!(plugins.ids().len(), 1);
}

#[test]
fn callers_of_one_type_replace_each_other() {
    let plugins = PluginManager::builder().plugin::<Weather>().build().unwrap();
    let mut feed: FeedCaller = plugins.caller::<dyn Feed>();
    assert_eq!(feed.each().len(), 1);
    feed = feed.without(["weather"]);
    assert_eq!(feed.each().len(), 0);
    assert!(format!("{feed:?}").contains("Feed"));
}
