//! `#[hook(concurrent)]`: implementations run at once, and the outcome is that of one after the other.

#![cfg(feature = "tokio")]

mod support;

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use pluginkit::{PluginEvent, plugin_set, prelude::*};
use support::{Log, Refusal, poll_once};
use tokio::sync::{Barrier, Notify};
use tokio::time::timeout;

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
    #[hook(concurrent)]
    async fn step(&self, site: &Site);
    #[hook(concurrent)]
    async fn stumble(&self, site: &Site) -> &'static str;
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
                ($place != 0).then_some($id)
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

            async fn step(&self, site: &Site) {
                steps(site, $id).await;
            }

            async fn stumble(&self, _site: &Site) -> &'static str {
                tokio::task::yield_now().await;
                assert!($place != 1, "a shoelace");
                $id
            }
        }
    )*};
}

async fn steps(site: &Site, id: &str) {
    site.log.note(format!("{id} begins"));
    tokio::task::yield_now().await;
    site.log.note(format!("{id} ends"));
}

/// Between the second and the third, and with nobody beside it.
#[plugin(id = "shy", version = "1.0.0", listed)]
#[derive(Default)]
struct Shy;

#[extension(barrier, priority = 1, before("third"))]
impl Works for Shy {
    async fn step(&self, site: &Site) {
        steps(site, "shy").await;
    }
}

workers! {
    First "first" 0usize 3
    Second "second" 1usize 2
    Third "third" 2usize 1
}

#[tokio::test(start_paused = true)]
async fn a_failure_is_heard_of_when_it_happens_whether_it_counts_or_not() {
    let plugins = manager();
    let heard = Log::default();
    let _subscription = plugins.subscribe({
        let heard = heard.clone();
        move |event| {
            if let PluginEvent::HookFailed { error } = event {
                heard.note(error.plugin().to_string());
            }
        }
    });
    let works = plugins.caller::<dyn Works>();
    let site = Site::new();
    site.go[2].notify_one();
    assert_eq!(works.try_find(&site).await.unwrap(), Some("first"));
    assert_eq!(heard.take(), ["third", "second"]);
}

plugin_set! {
    struct Crew { third: Third, first: First, second: Second, shy: Shy }
    points: [Works];
}

fn manager() -> PluginManager {
    PluginManager::builder()
        .plugin::<Third>()
        .plugin::<First>()
        .plugin::<Second>()
        .plugin::<Shy>()
        .build()
        .unwrap()
}

/// Each with a manager's caller, and with a set's. The clock is paused: a call that hangs ends at once.
macro_rules! both_engines {
    ($(async fn $name:ident($works:ident) $body:block)*) => {
        mod a_manager {
            use super::*;
            $(#[tokio::test(start_paused = true)] async fn $name() {
                let $works = manager().caller::<dyn Works>();
                soon(async $body).await;
            })*
        }
        mod a_set {
            use super::*;
            $(#[tokio::test(start_paused = true)] async fn $name() {
                let set = Crew::default();
                let $works = set.caller::<dyn Works>();
                soon(async $body).await;
            })*
        }
    };
}

async fn soon(test: impl Future<Output = ()>) {
    timeout(Duration::from_mins(1), test).await.expect("the call hangs");
}

both_engines! {
    async fn everybody_is_told_at_once(works) {
        let site = Site::new();
        works.tell(&site).await.unwrap();
        assert_eq!(site.log.take().len(), 3, "none of them could go before all were there");
    }

    async fn answers_come_in_call_order_however_they_were_given(works) {
        let site = Site::new();
        site.go[2].notify_one();
        assert_eq!(works.ask(&site).await.unwrap(), ["first", "second", "third"]);
        assert_eq!(site.log.take(), ["third", "second", "first"]);
    }

    async fn no_more_run_than_the_limit_allows(works) {
        let site = Site::new();
        assert_eq!(works.ask_two(&site).await.unwrap(), ["first", "second", "third"]);
        assert_eq!(site.most.load(Ordering::SeqCst), 2);
    }

    async fn the_first_failure_in_time_ends_the_call_and_drops_the_rest(works) {
        let site = Site::new();
        site.go[1].notify_one();
        let error = works.try_ask(&site).await.unwrap_err();
        assert_eq!(error.plugin(), "second");
        let mut gone = site.log.take();
        gone.sort();
        assert_eq!(gone, ["first is gone", "second is gone", "third is gone"]);
    }

    async fn a_report_has_every_failure(works) {
        let site = Site::new();
        for go in &site.go {
            go.notify_one();
        }
        let report = works.reported().try_ask(&site).await;
        assert_eq!((report.value.len(), report.failures.len()), (0, 3));
    }

    async fn the_best_ordered_answer_is_taken_though_it_comes_last(works) {
        let site = Site::new();
        site.go[2].notify_one();
        assert_eq!(works.find(&site).await.unwrap(), Some("second"));
    }

    async fn a_failure_behind_the_answer_counts_as_little_as_one_after_the_other(works) {
        let site = Site::new();
        site.go[2].notify_one();
        assert_eq!(works.try_find(&site).await.unwrap(), Some("first"));
    }

    async fn a_race_is_won_by_the_first_answer_in_time(works) {
        let site = Site::new();
        site.go[2].notify_one();
        assert_eq!(works.race(&site).await.unwrap(), Some("third"));
        assert_eq!(site.log.take().len(), 3, "the others are dropped");
        let report = {
            let site = Site::new();
            site.go[1].notify_one();
            works.reported().race(&site).await
        };
        assert_eq!(report.contributors.iter().map(PluginId::as_str).collect::<Vec<_>>(), ["second"]);
    }

    async fn a_barrier_runs_alone(works) {
        let site = Site::new();
        works.step(&site).await.unwrap();
        let mut log = site.log.take();
        // In which order those end who run at once is nobody's promise.
        log[2..4].sort();
        let expected = [
            "first begins", "second begins", "first ends", "second ends",
            "shy begins", "shy ends",
            "third begins", "third ends",
        ];
        assert_eq!(log, expected);
    }

    async fn whoever_is_dropped_drops_them_all(works) {
        let site = Site::new();
        {
            let mut race = pin!(works.race(&site));
            assert!(poll_once(&mut race).is_pending());
            assert_eq!(site.log.take(), Vec::<String>::new());
        }
        assert_eq!(site.log.take().len(), 3);
    }

    async fn a_panic_is_a_failure_like_another(works) {
        let site = Site::new();
        assert_eq!(works.isolated().stumble(&site).await, ["first", "third"]);
        let report = works.reported().stumble(&site).await;
        assert_eq!(report.value, ["first", "third"]);
        assert_eq!(report.failures.len(), 1);
        assert_eq!(report.failures[0].plugin(), "second");
    }

    async fn answers_are_appended_to_what_is_there(works) {
        let site = Site::new();
        let mut answers = vec!["somebody"];
        works.ask_two_into(&mut answers, &site).await.unwrap();
        assert_eq!(answers, ["somebody", "first", "second", "third"]);
    }
}
