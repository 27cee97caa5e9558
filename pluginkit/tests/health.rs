//! `pm.health()`: everybody is asked at once, and whatever comes of it is an answer.

#[path = "support/life.rs"]
mod life;
mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use pluginkit::prelude::*;
use pluginkit::{HookErrorKind, Identified, Identity};
use support::{Log, drive};
use tokio::sync::Barrier;

/// What a plugin answers.
#[derive(Clone)]
enum Answer {
    Status(HealthStatus),
    Panics,
    /// When so many are being asked at once.
    Together(Arc<Barrier>),
    #[cfg(feature = "tokio")]
    Never,
}

#[plugin(id = "asked", version = "1.0.0", listed)]
struct Asked {
    answer: Answer,
    times: Arc<AtomicUsize>,
}

#[extension]
impl Health for Asked {
    async fn health(&self, _cx: &PluginContext) -> HealthStatus {
        self.times.fetch_add(1, Ordering::Relaxed);
        match &self.answer {
            Answer::Status(status) => status.clone(),
            Answer::Panics => panic!("it hurts"),
            Answer::Together(barrier) => {
                barrier.wait().await;
                HealthStatus::Ok
            }
            #[cfg(feature = "tokio")]
            Answer::Never => std::future::pending().await,
        }
    }
}

fn asked(id: &str, answer: Answer) -> Identified<Asked> {
    Identified::new(Identity::new(id, "1.0.0").unwrap(), Asked { answer, times: Arc::default() })
}

fn says(id: &str, status: HealthStatus) -> Identified<Asked> {
    asked(id, Answer::Status(status))
}

/// Answers without waiting for anything.
#[plugin(id = "plain", version = "1.0.0", listed)]
#[derive(Default)]
struct Plain;

#[extension]
impl Health for Plain {
    fn health(&self, cx: &PluginContext) -> HealthStatus {
        HealthStatus::Degraded(format!("{} is tired", cx.id()))
    }
}

#[plugin(id = "mute", version = "1.0.0", listed)]
#[derive(Default)]
struct Mute;

fn degraded(text: &str) -> HealthStatus {
    HealthStatus::Degraded(text.to_owned())
}

#[tokio::test]
async fn everybody_answers_for_itself() {
    let plugins = PluginManager::builder()
        .instance(says("a", HealthStatus::Ok))
        .instance(says("b", degraded("slow disk")))
        .instance(says("c", HealthStatus::Failing("no disk".to_owned())))
        .plugin::<Plain>()
        .build()
        .unwrap();
    let report = plugins.health().await;
    assert_eq!(report.get("a").unwrap().status, HealthStatus::Ok);
    assert_eq!(report.get("b").unwrap().status, degraded("slow disk"));
    assert_eq!(report.get("c").unwrap().status, HealthStatus::Failing("no disk".to_owned()));
    assert_eq!(report.get("plain").unwrap().status, degraded("plain is tired"));
    assert!(report.get("nobody").is_none());
    assert!(report.plugins.iter().map(|health| health.plugin.as_str()).eq(["a", "b", "c", "plain"]));
    assert!(report.plugins.iter().all(|health| health.error.is_none()));
}

#[tokio::test]
async fn the_worst_answer_is_that_of_the_whole() {
    let (ok, failing) = (HealthStatus::Ok, HealthStatus::Failing("no".to_owned()));
    for (statuses, whole) in [
        ([ok.clone(), ok.clone(), ok.clone()], ok.clone()),
        ([ok.clone(), degraded("so-so"), ok.clone()], degraded("so-so")),
        ([degraded("so-so"), failing.clone(), ok], failing),
    ] {
        let [a, b, c] = statuses;
        let builder =
            PluginManager::builder().instance(says("a", a)).instance(says("b", b)).instance(says("c", c));
        assert_eq!(builder.build().unwrap().health().await.status(), whole);
    }
}

/// Nobody passes the barrier before all are there.
#[tokio::test(start_paused = true)]
async fn all_are_asked_at_once() {
    let barrier = Arc::new(Barrier::new(20));
    let builder = (0..20).fold(PluginManager::builder(), |builder, at| {
        builder.instance(asked(&format!("plugin-{at}"), Answer::Together(Arc::clone(&barrier))))
    });
    let report = life::in_time(builder.build().unwrap().health()).await;
    assert_eq!((report.plugins.len(), report.status()), (20, HealthStatus::Ok));
}

/// Elsewhere a check that raises is a text, one that is asynchronous is never awaited, and one that hangs hangs the host.
#[tokio::test]
async fn a_panic_is_an_answer() {
    let plugins = PluginManager::builder()
        .instance(asked("a", Answer::Panics))
        .instance(says("b", HealthStatus::Ok))
        .build();
    let report = plugins.unwrap().health().await;
    let a = report.get("a").unwrap();
    assert!(matches!(&a.status, HealthStatus::Failing(text) if text.contains("it hurts")), "{a:?}");
    let error = a.error.as_ref().unwrap();
    assert!(matches!(error.kind(), HookErrorKind::Panicked(text) if text == "it hurts"));
    assert_eq!((error.plugin(), error.hook()), ("a", "health.health"));
    assert_eq!(report.get("b").unwrap().status, HealthStatus::Ok);
}

#[tokio::test]
async fn who_is_mute_or_not_active_is_not_asked() {
    let log = Log::default();
    let times = Arc::new(AtomicUsize::new(0));
    let off = Asked { answer: Answer::Status(HealthStatus::Ok), times: Arc::clone(&times) };
    let plugins = life::cast([life::actor("unstarted", &log)])
        .instance(Identified::new(Identity::new("off", "1.0.0").unwrap(), off))
        .plugin::<Mute>()
        .build()
        .unwrap();
    plugins.disable("off").unwrap();
    let report = plugins.health().await;
    assert_eq!(times.load(Ordering::Relaxed), 0);
    for id in ["unstarted", "off", "mute"] {
        assert!(report.get(id).is_none_or(|health| health.status == HealthStatus::Unknown), "{id}");
    }
    plugins.enable("off").unwrap();
    assert_eq!(plugins.health().await.get("off").unwrap().status, HealthStatus::Ok);
    plugins.stop().await.unwrap();
    plugins.health().await;
    assert_eq!(times.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn the_last_answer_is_remembered() {
    let plugins =
        PluginManager::builder().instance(says("a", degraded("slow"))).plugin::<Mute>().build().unwrap();
    assert_eq!(plugins.inspect("a").unwrap().health, HealthStatus::Unknown);
    plugins.health().await;
    assert_eq!(plugins.inspect("a").unwrap().health, degraded("slow"));
    assert_eq!(plugins.inspect("mute").unwrap().health, HealthStatus::Unknown);
}

#[test]
fn it_needs_no_runtime() {
    let plugins =
        PluginManager::builder().instance(says("a", HealthStatus::Ok)).plugin::<Plain>().build().unwrap();
    assert_eq!(drive(plugins.health()).status(), degraded("plain is tired"));
    assert_eq!(plugins.blocking().health().unwrap().status(), degraded("plain is tired"));
}

/// Says that all is well.
#[plugin(id = "optimist", version = "1.0.0", listed)]
#[derive(Default)]
struct Optimist;

#[extension(wrapper)]
impl HealthWrapper for Optimist {
    async fn health(&self, cx: &PluginContext, next: Next<'_>) -> HookResult<Vec<HealthStatus>> {
        if *cx.id() == "a" { Ok(vec![HealthStatus::Ok]) } else { next.run().await }
    }
}

#[tokio::test]
async fn a_wrapper_surrounds_each_question() {
    let plugins = PluginManager::builder()
        .instance(asked("a", Answer::Panics))
        .instance(says("b", degraded("slow")))
        .plugin::<Optimist>()
        .build()
        .unwrap();
    let report = plugins.health().await;
    assert_eq!(report.get("a").unwrap().status, HealthStatus::Ok);
    assert_eq!(report.get("b").unwrap().status, degraded("slow"));
}

#[cfg(feature = "tokio")]
mod with_a_limit {
    use std::time::Duration;

    use super::*;
    use tokio::time::Instant;

    /// Its own limit is shorter than the host's.
    #[plugin(id = "brief", version = "1.0.0", listed)]
    #[derive(Default)]
    struct Brief;

    #[extension(timeout = "1s")]
    impl Health for Brief {
        async fn health(&self, _cx: &PluginContext) -> HealthStatus {
            std::future::pending().await
        }
    }

    #[tokio::test(start_paused = true)]
    async fn who_does_not_answer_in_time_has_answered() {
        let plugins = PluginManager::builder()
            .instance(asked("a", Answer::Never))
            .instance(asked("b", Answer::Never))
            .instance(says("c", HealthStatus::Ok))
            .plugin::<Brief>()
            .health_timeout(Duration::from_secs(3))
            .build()
            .unwrap();
        let began = Instant::now();
        let report = plugins.health().await;
        assert_eq!(began.elapsed().as_secs(), 3, "and nobody has waited for anybody");
        for (id, seconds) in [("a", 3), ("b", 3), ("brief", 1)] {
            let health = report.get(id).unwrap();
            assert!(matches!(&health.status, HealthStatus::Failing(text) if text.contains("timed out")));
            let limit = Duration::from_secs(seconds);
            let error = health.error.as_ref().unwrap();
            assert!(matches!(error.kind(), HookErrorKind::TimedOut(timeout) if *timeout == limit), "{error}");
            assert_eq!(error.plugin(), id);
        }
        assert_eq!(report.get("c").unwrap().status, HealthStatus::Ok);
    }
}
