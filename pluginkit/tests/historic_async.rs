//! `#[hook(historic)]`, asynchronous: what was missed is awaited in `register` and `start`, or before the next call.

#![cfg(feature = "tokio")]

mod support;

use std::sync::Arc;
use std::time::Duration;

use pluginkit::PluginState;
use pluginkit::prelude::*;
use support::{Log, Refusal, poll_once};
use tokio::sync::Notify;
use tokio::time::sleep;

#[extension_point]
trait Settings {
    #[hook(historic)]
    async fn changed(&self, key: &str, site: Arc<Site>);
    #[hook(historic, concurrent)]
    async fn asked(&self, what: &str) -> String;
    #[hook(historic)]
    async fn tried(&self, what: &str) -> Result<(), Refusal>;
}

/// Where they meet.
#[derive(Default)]
struct Site {
    log: Log,
    go: Notify,
}

macro_rules! listeners {
    ($($name:ident $id:literal)*) => {$(
        #[plugin(id = $id, version = "1.0.0", listed)]
        #[derive(Default)]
        struct $name;

        #[extension]
        impl Settings for $name {
            async fn changed(&self, key: &str, site: Arc<Site>) {
                if key == "held" {
                    site.go.notified().await;
                }
                sleep(Duration::from_secs(1)).await;
                site.log.note(format!("{} {key}", $id));
            }

            async fn asked(&self, what: &str) -> String {
                sleep(Duration::from_secs(1)).await;
                format!("{} {what}", $id)
            }
        }
    )*};
}

listeners! {
    Early "early"
    Late "late"
}

#[plugin(id = "picky", version = "1.0.0", listed)]
#[derive(Default)]
struct Picky;

#[extension]
impl Settings for Picky {
    fn tried(&self, what: &str) -> Result<(), Refusal> {
        assert_ne!(what, "panic");
        Err(Refusal("bad"))
    }
}

fn early() -> PluginManager {
    PluginManager::builder().plugin::<Early>().build().unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_registration_is_done_when_everything_has_been_heard_of() {
    let (plugins, site) = (early(), Arc::<Site>::default());
    let settings = plugins.caller::<dyn Settings>();
    settings.changed("a", Arc::clone(&site)).await.unwrap();
    settings.changed("b", Arc::clone(&site)).await.unwrap();
    site.log.take();
    plugins.register(Late).await.unwrap();
    assert_eq!(site.log.take(), ["late a", "late b"]);
    settings.changed("c", Arc::clone(&site)).await.unwrap();
    assert_eq!(site.log.take(), ["early c", "late c"]);
}

#[tokio::test(start_paused = true)]
async fn a_start_is_done_when_everything_has_been_heard_of() {
    let (plugins, site) = (early(), Arc::<Site>::default());
    let settings = plugins.caller::<dyn Settings>();
    plugins.stop().await.unwrap();
    settings.changed("a", Arc::clone(&site)).await.unwrap();
    plugins.start().await.unwrap();
    assert_eq!(site.log.take(), ["early a"]);
}

#[tokio::test(start_paused = true)]
async fn whoever_is_enabled_hears_of_what_it_missed_before_the_next_call() {
    let (plugins, site) = (early(), Arc::<Site>::default());
    let settings = plugins.caller::<dyn Settings>();
    plugins.disable("early").unwrap();
    settings.changed("a", Arc::clone(&site)).await.unwrap();
    plugins.enable("early").unwrap();
    assert_eq!(site.log.take(), [""; 0]);
    settings.changed("b", Arc::clone(&site)).await.unwrap();
    assert_eq!(site.log.take(), ["early a", "early b"]);
}

#[tokio::test(start_paused = true)]
async fn a_narrowed_call_makes_up_as_well() {
    let (plugins, site) = (early(), Arc::<Site>::default());
    let settings = plugins.caller::<dyn Settings>();
    plugins.disable("early").unwrap();
    settings.changed("a", Arc::clone(&site)).await.unwrap();
    plugins.enable("early").unwrap();
    settings.only(["early"]).changed("b", Arc::clone(&site)).await.unwrap();
    assert_eq!(site.log.take(), ["early a", "early b"]);
    assert_eq!(settings.changed_history().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_narrowed_call_reaches_whoever_is_being_told_of_the_past() {
    let (plugins, site) = (early(), Arc::<Site>::default());
    let settings = plugins.caller::<dyn Settings>();
    site.go.notify_one();
    settings.changed("held", Arc::clone(&site)).await.unwrap();
    site.log.take();
    let call = async {
        settings.only(["late"]).changed("beside", Arc::clone(&site)).await.unwrap();
        assert_eq!(site.log.take(), ["late beside"]);
        site.go.notify_one();
    };
    let (registered, ()) = tokio::join!(plugins.register(Late), call);
    registered.unwrap();
    assert_eq!(site.log.take(), ["late held"]);
}

#[tokio::test(start_paused = true)]
async fn a_failure_takes_the_newcomer_out_again() {
    for what in ["bad", "panic"] {
        let plugins = early();
        plugins.caller::<dyn Settings>().tried(what).await.unwrap();
        let error = plugins.register(Picky).await.unwrap_err();
        assert!(error.to_string().contains("`picky`, hook `settings.tried`"), "{error}");
        assert!(plugins.descriptor("picky").is_none());
        plugins.start().await.unwrap();
        let error = plugins.register(Picky).await.unwrap_err();
        assert!(error.to_string().contains("settings.tried"), "{error}");
        assert!(plugins.descriptor("picky").is_none(), "also where everybody is started");
    }
}

#[tokio::test(start_paused = true)]
async fn a_failure_before_the_next_call_is_made_known_and_passed_over() {
    let plugins = PluginManager::builder().plugin::<Picky>().build().unwrap();
    let settings = plugins.caller::<dyn Settings>();
    plugins.disable("picky").unwrap();
    settings.tried("bad").await.unwrap();
    plugins.enable("picky").unwrap();
    let report = settings.reported().tried("worse").await;
    assert_eq!(report.failures.len(), 1, "its own: {:?}", report.failures);
    assert_eq!(plugins.descriptor("picky").map(|it| it.state()), Some(PluginState::Loaded));
}

#[tokio::test(start_paused = true)]
async fn a_registration_that_is_dropped_leaves_nobody_behind() {
    let (plugins, site) = (early(), Arc::<Site>::default());
    let settings = plugins.caller::<dyn Settings>();
    site.go.notify_one();
    settings.changed("held", Arc::clone(&site)).await.unwrap();
    site.log.take();
    {
        let mut registration = Box::pin(plugins.register(Late));
        assert!(poll_once(&mut registration).is_pending());
    }
    assert!(plugins.descriptor("late").is_none());
    site.go.notify_one();
    plugins.register(Late).await.unwrap();
    assert_eq!(site.log.take(), ["late held"]);
}

#[tokio::test(start_paused = true)]
async fn a_call_beside_a_replay_is_heard_after_it_and_once() {
    let (plugins, site) = (early(), Arc::<Site>::default());
    let settings = plugins.caller::<dyn Settings>();
    site.go.notify_one();
    settings.changed("held", Arc::clone(&site)).await.unwrap();
    site.log.take();
    let registration = plugins.register(Late);
    let call = async {
        settings.changed("beside", Arc::clone(&site)).await.unwrap();
        site.go.notify_one();
    };
    let (registered, ()) = tokio::join!(registration, call);
    registered.unwrap();
    assert_eq!(site.log.take(), ["early beside", "late held", "late beside"]);
    settings.changed("after", Arc::clone(&site)).await.unwrap();
    assert_eq!(site.log.take(), ["early after", "late after"]);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_was_under_way_is_made_up_for_when_it_is_done() {
    let (plugins, site) = (early(), Arc::<Site>::default());
    let settings = plugins.caller::<dyn Settings>();
    let call = settings.changed("a", Arc::clone(&site));
    let (called, registered) = tokio::join!(call, plugins.register(Late));
    called.unwrap();
    registered.unwrap();
    assert_eq!(site.log.take(), ["early a", "late a"]);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_was_dropped_is_not_remembered() {
    let (plugins, site) = (early(), Arc::<Site>::default());
    let settings = plugins.caller::<dyn Settings>();
    {
        let mut call = Box::pin(settings.changed("a", Arc::clone(&site)));
        assert!(poll_once(&mut call).is_pending());
    }
    assert!(settings.changed_history().is_empty());
}

#[tokio::test(start_paused = true)]
async fn answers_are_handed_on_now_and_later() {
    let (plugins, answers) = (early(), Log::default());
    let settings = plugins.caller::<dyn Settings>();
    let noted = answers.clone();
    let told = settings.clone();
    // It can be sent.
    let call = async move { told.asked_remembered("why", move |answer: String| noted.note(answer)).await };
    tokio::spawn(call).await.unwrap().unwrap();
    assert_eq!(answers.take(), ["early why"]);
    plugins.register(Late).await.unwrap();
    assert_eq!(answers.take(), ["late why"]);
    assert_eq!(settings.asked("how").await.unwrap(), ["early how", "late how"]);
}

plugin_set! {
    struct Fixed { early: Early }
    points: [Settings];
}

#[tokio::test(start_paused = true)]
async fn in_a_set_it_is_an_ordinary_hook() {
    let (set, answers) = (Fixed { early: Early }, Log::default());
    let settings = set.caller::<dyn Settings>();
    let noted = answers.clone();
    settings.asked_remembered("why", move |answer: String| noted.note(answer)).await.unwrap();
    assert_eq!(answers.take(), ["early why"]);
    assert_eq!(settings.asked("how").await.unwrap(), ["early how"]);
}
