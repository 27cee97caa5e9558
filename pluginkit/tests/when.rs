//! `when`: whether an implementation is called at all is decided call by call, by the plugin.

#![cfg(feature = "tokio")]

mod support;

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

use pluginkit::HookErrorKind;
use pluginkit::prelude::*;
use support::Log;

#[extension_point]
trait Feed {
    fn fetch(&self, topic: &str, n: u32) -> String;
    async fn fetch_later(&self, topic: &str, items: &[u8]) -> String;
    #[hook(first_result)]
    fn resolve(&self, name: String) -> Option<String>;
    #[hook(pipeline)]
    fn polish(&self, text: String, mark: &str) -> String;
    #[hook(pipeline)]
    async fn polish_later(&self, text: String, mark: &str) -> ControlFlow<String, String>;
    fn tell(&self);
}

#[plugin(id = "always", version = "1.0.0", listed)]
#[derive(Default)]
struct Always;

#[extension]
impl Feed for Always {
    fn fetch(&self, _topic: &str, _n: u32) -> String {
        "always".to_owned()
    }
    async fn fetch_later(&self, _topic: &str, _items: &[u8]) -> String {
        "always".to_owned()
    }
    fn resolve(&self, _name: String) -> Option<String> {
        Some("always".to_owned())
    }
    fn polish(&self, text: String, _mark: &str) -> String {
        text + " always"
    }
    async fn polish_later(&self, text: String, _mark: &str) -> ControlFlow<String, String> {
        ControlFlow::Continue(text + " always")
    }
}

/// Each of these is a plugin with one hook and a mind of its own about it.
macro_rules! picky {
    ($name:ident, $id:tt, [$($extension:tt)*], |$self:ident $(, $argument:ident: $of:ty)*| $accepts:expr, $($hook:tt)*) => {
        #[plugin(id = $id, version = "1.0.0", listed)]
        #[derive(Default)]
        struct $name {
            log: Log,
            closed: AtomicBool,
        }

        impl $name {
            fn wants(&$self $(, $argument: $of)*) -> bool {
                $self.log.note("asked");
                !$self.closed.load(Ordering::Relaxed) && $accepts
            }
        }

        #[extension(priority = 1, when = $name::wants $($extension)*)]
        impl Feed for $name {
            $($hook)*
        }
    };
}

picky!(
    Fetches,
    "fetches",
    [],
    |self, topic: &str, n: &u32| topic == "fog" && *n > 1,
    fn fetch(&self, topic: &str, n: u32) -> String {
        self.log.note("called");
        format!("{topic}{n}")
    }
);

picky!(
    FetchesLater,
    "fetches-later",
    [],
    |self, topic: &str, items: &[u8]| topic.len() == items.len(),
    async fn fetch_later(&self, _topic: &str, _items: &[u8]) -> String {
        self.log.note("called");
        "picky".to_owned()
    }
);

picky!(FetchesOnThePool, "fetches-on-the-pool", [, blocking], |self, topic: &str, _items: &[u8]| topic == "pool",
    fn fetch_later(&self, _topic: &str, _items: &[u8]) -> String {
        self.log.note("called");
        "pool".to_owned()
    }
);

picky!(FetchesInTime, "fetches-in-time", [, timeout = "60m"], |self, topic: &str, _n: &u32| topic == "time",
    fn fetch(&self, _topic: &str, _n: u32) -> String {
        self.log.note("called");
        "in time".to_owned()
    }
);

picky!(
    Resolves,
    "resolves",
    [],
    |self, name: &str| name.starts_with('x'),
    fn resolve(&self, name: String) -> Option<String> {
        Some(name + "!")
    }
);

picky!(
    Polishes,
    "polishes",
    [],
    |self, text: &str, mark: &str| text.contains(mark),
    fn polish(&self, text: String, mark: &str) -> String {
        text.replace(mark, "")
    }
);

picky!(
    PolishesLater,
    "polishes-later",
    [],
    |self, text: &str, mark: &str| text.contains(mark),
    async fn polish_later(&self, text: String, mark: &str) -> ControlFlow<String, String> {
        ControlFlow::Break(text.replace(mark, ""))
    }
);

picky!(
    Tells,
    "tells",
    [],
    |self| true,
    fn tell(&self) {
        self.log.note("called");
    }
);

picky!(
    Panics,
    "panics",
    [],
    |self, _topic: &str, _n: &u32| panic!("undecided"),
    fn fetch(&self, _topic: &str, _n: u32) -> String {
        self.log.note("called");
        String::new()
    }
);

fn with<P: Plugin + Default>() -> (FeedCaller, std::sync::Arc<P>) {
    let plugins = PluginManager::builder().plugin::<P>().plugin::<Always>().build().unwrap();
    (plugins.caller::<dyn Feed>(), plugins.plugin::<P>().unwrap())
}

#[test]
fn it_decides_by_the_arguments() {
    let (feed, picky) = with::<Fetches>();
    assert_eq!(feed.fetch("fog", 2).unwrap(), ["fog2", "always"]);
    assert_eq!(picky.log.take(), ["asked", "called"]);
    assert_eq!(feed.fetch("fog", 1).unwrap(), ["always"]);
    assert_eq!(feed.fetch("sun", 2).unwrap(), ["always"]);
    assert_eq!(picky.log.take(), ["asked", "asked"], "once for each call");
}

#[test]
fn it_decides_by_its_own_state_and_anew_every_time() {
    let (feed, picky) = with::<Tells>();
    for closed in [false, true, false] {
        picky.closed.store(closed, Ordering::Relaxed);
        feed.tell().unwrap();
        assert_eq!(picky.log.take().len(), if closed { 1 } else { 2 });
    }
}

#[test]
fn who_is_not_called_is_no_contributor_and_no_failure() {
    let (feed, _) = with::<Fetches>();
    let report = feed.reported().fetch("sun", 0);
    assert_eq!(report.contributors, ["always"]);
    assert!(report.is_complete());
}

#[tokio::test]
async fn asynchronous_hooks_too() {
    let (feed, picky) = with::<FetchesLater>();
    assert_eq!(feed.fetch_later("fog", &[1, 2, 3]).await.unwrap(), ["picky", "always"]);
    assert_eq!(feed.fetch_later("fog", &[]).await.unwrap(), ["always"]);
    assert_eq!(picky.log.take(), ["asked", "called", "asked"]);
}

#[tokio::test]
async fn it_is_asked_before_the_call_leaves_the_thread() {
    let (feed, picky) = with::<FetchesOnThePool>();
    assert_eq!(feed.fetch_later("pool", &[]).await.unwrap(), ["pool", "always"]);
    assert_eq!(feed.fetch_later("fog", &[]).await.unwrap(), ["always"]);
    assert_eq!(picky.log.take(), ["asked", "called", "asked"]);
}

#[test]
fn with_a_timeout_too() {
    let (feed, picky) = with::<FetchesInTime>();
    assert_eq!(feed.fetch("time", 0).unwrap(), ["in time", "always"]);
    assert_eq!(feed.fetch("fog", 0).unwrap(), ["always"]);
    assert_eq!(picky.log.take(), ["asked", "called", "asked"]);
}

#[test]
fn a_search_goes_on_with_the_next() {
    let (feed, _) = with::<Resolves>();
    assert_eq!(feed.resolve("x1".to_owned()).unwrap().as_deref(), Some("x1!"));
    assert_eq!(feed.resolve("y1".to_owned()).unwrap().as_deref(), Some("always"));
}

#[tokio::test]
async fn a_pipeline_passes_its_value_by() {
    let (feed, _) = with::<Polishes>();
    assert_eq!(feed.polish("a-b".to_owned(), "-").unwrap(), "ab always");
    assert_eq!(feed.polish("a-b".to_owned(), "+").unwrap(), "a-b always");
    assert_eq!(feed.isolated().polish("a-b".to_owned(), "+"), "a-b always");
    let (feed, _) = with::<PolishesLater>();
    assert_eq!(feed.polish_later("a-b".to_owned(), "-").await.unwrap(), "ab");
    assert_eq!(feed.polish_later("a-b".to_owned(), "+").await.unwrap(), "a-b always");
}

#[test]
fn its_panic_is_the_failure_of_its_plugin() {
    let (feed, picky) = with::<Panics>();
    let error = feed.fetch("fog", 0).unwrap_err();
    assert_eq!((error.plugin(), error.hook()), ("panics", "feed.fetch"));
    assert!(matches!(error.kind(), HookErrorKind::Panicked(message) if message == "undecided"));
    assert_eq!(feed.isolated().fetch("fog", 0), ["always"]);
    assert_eq!(picky.log.take(), ["asked", "asked"]);
}
