//! `#[hook(concurrent)]`: implementations run at once, and the outcome is that of one after the other.

#![cfg(feature = "tokio")]

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use pluginkit::prelude::*;
use support::{Log, Refusal};
use tokio::sync::{Barrier, Notify};

/// What happens in a call is decided by the words that the plugins are handed.
#[extension_point]
trait Works {
    #[hook(concurrent)]
    async fn tell(&self, site: &Site);
    #[hook(concurrent)]
    async fn ask(&self, site: &Site) -> &'static str;
    #[hook(concurrent(limit = 2))]
    async fn ask_two(&self, site: &Site) -> &'static str;
    #[hook(concurrent)]
    async fn try_ask(&self, site: &Site) -> Result<&'static str, Refusal>;
    #[hook(first_result, concurrent)]
    async fn find(&self, site: &Site) -> Option<&'static str>;
    #[hook(first_result, concurrent)]
    async fn try_find(&self, site: &Site) -> Result<Option<&'static str>, Refusal>;
    #[hook(first_result, concurrent, race)]
    async fn race(&self, site: &Site) -> Option<&'static str>;
}

/// Where they meet.
struct Site {
    log: Log,
    all: Barrier,
    /// Somebody goes only when it was told to, by its place.
    go: [Notify; 3],
    inside: AtomicUsize,
    most: AtomicUsize,
}

impl Site {
    fn new() -> Arc<Self> {
        Arc::new(Site {
            log: Log::default(),
            all: Barrier::new(3),
            go: [Notify::new(), Notify::new(), Notify::new()],
            inside: AtomicUsize::new(0),
            most: AtomicUsize::new(0),
        })
    }

    fn let_the_one_before_go(&self, place: usize) {
        if let Some(before) = place.checked_sub(1) {
            self.go[before].notify_one();
        }
    }
}

macro_rules! workers {
    ($($name:ident $id:literal $place:literal $priority:literal)*) => {$(
        #[plugin(id = $id, version = "1.0.0", listed)]
        #[derive(Default)]
        struct $name;

        #[extension(priority = $priority)]
        impl Works for $name {
            async fn tell(&self, site: &Site) {
                site.all.wait().await;
                site.log.note($id);
            }

            async fn ask(&self, site: &Site) -> &'static str {
                site.all.wait().await;
                site.go[$place].notified().await;
                site.log.note($id);
                site.let_the_one_before_go($place);
                $id
            }

            async fn ask_two(&self, site: &Site) -> &'static str {
                let inside = site.inside.fetch_add(1, Ordering::SeqCst) + 1;
                site.most.fetch_max(inside, Ordering::SeqCst);
                tokio::task::yield_now().await;
                site.inside.fetch_sub(1, Ordering::SeqCst);
                $id
            }

            async fn try_ask(&self, site: &Site) -> Result<&'static str, Refusal> {
                let _gone = site.log.guard(concat!($id, " is gone"));
                site.all.wait().await;
                site.go[$place].notified().await;
                Err(Refusal($id))
            }

            async fn find(&self, site: &Site) -> Option<&'static str> {
                site.all.wait().await;
                site.go[$place].notified().await;
                site.let_the_one_before_go($place);
                ($place > 0).then_some($id)
            }

            async fn try_find(&self, site: &Site) -> Result<Option<&'static str>, Refusal> {
                site.all.wait().await;
                site.go[$place].notified().await;
                site.let_the_one_before_go($place);
                if $place == 0 { Ok(Some($id)) } else { Err(Refusal($id)) }
            }

            async fn race(&self, site: &Site) -> Option<&'static str> {
                let _gone = site.log.guard(concat!($id, " is gone"));
                site.all.wait().await;
                site.go[$place].notified().await;
                Some($id)
            }
        }
    )*};
}

workers! {
    First "first" 0usize 3
    Second "second" 1usize 2
    Third "third" 2usize 1
}

fn works() -> WorksCaller {
    let plugins =
        PluginManager::builder().plugin::<Third>().plugin::<First>().plugin::<Second>().build().unwrap();
    plugins.caller::<dyn Works>()
}

#[tokio::test]
async fn everybody_is_told_at_once() {
    let site = Site::new();
    works().tell(&site).await.unwrap();
    assert_eq!(site.log.take().len(), 3, "none of them could go before all were there");
}

#[tokio::test]
async fn answers_come_in_call_order_however_they_were_given() {
    let site = Site::new();
    site.go[2].notify_one();
    assert_eq!(works().ask(&site).await.unwrap(), ["first", "second", "third"]);
    assert_eq!(site.log.take(), ["third", "second", "first"]);
}

#[tokio::test]
async fn no_more_run_than_the_limit_allows() {
    let site = Site::new();
    assert_eq!(works().ask_two(&site).await.unwrap(), ["first", "second", "third"]);
    assert_eq!(site.most.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn the_first_failure_in_time_ends_the_call_and_drops_the_rest() {
    let site = Site::new();
    site.go[1].notify_one();
    let error = works().try_ask(&site).await.unwrap_err();
    assert_eq!(error.plugin(), "second");
    let mut gone = site.log.take();
    gone.sort();
    assert_eq!(gone, ["first is gone", "second is gone", "third is gone"]);
}

#[tokio::test]
async fn a_report_has_every_failure() {
    let site = Site::new();
    for go in &site.go {
        go.notify_one();
    }
    let report = works().reported().try_ask(&site).await;
    assert_eq!((report.value.len(), report.failures.len()), (0, 3));
}

#[tokio::test]
async fn the_best_ordered_answer_is_taken_though_it_comes_last() {
    let site = Site::new();
    site.go[2].notify_one();
    assert_eq!(works().find(&site).await.unwrap(), Some("second"));
}

#[tokio::test]
async fn a_failure_behind_the_answer_counts_as_little_as_one_after_the_other() {
    let site = Site::new();
    site.go[2].notify_one();
    assert_eq!(works().try_find(&site).await.unwrap(), Some("first"));
}

#[tokio::test]
async fn a_race_is_won_by_the_first_answer_in_time() {
    let site = Site::new();
    site.go[2].notify_one();
    assert_eq!(works().race(&site).await.unwrap(), Some("third"));
    assert_eq!(site.log.take().len(), 3, "the others are dropped");
    let report = {
        let site = Site::new();
        site.go[1].notify_one();
        works().reported().race(&site).await
    };
    assert_eq!(report.contributors.iter().map(|id| id.as_str()).collect::<Vec<_>>(), ["second"]);
}
