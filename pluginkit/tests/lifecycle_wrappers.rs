//! Wrappers of the hooks of a life: they surround those of every plugin, while their own is active.

#[path = "support/life.rs"]
mod life;
mod support;

use std::error::Error as _;
use std::sync::atomic::{AtomicBool, Ordering};

use life::Phase::{Init, Start, Stop};
use life::{Done, Tells, actor, cast, failure, states};
use pluginkit::prelude::*;
use pluginkit::{Error, StartError};
use support::{Log, Refusal, drive};

/// Notes what goes through it.
#[plugin(id = "audit", version = "1.0.0", listed)]
struct Audit(Log);

#[extension(wrapper)]
impl LifecycleWrapper for Audit {
    async fn init(&self, cx: &PluginContext, next: Next<'_>) -> HookResult<()> {
        self.0.note(format!("init {} {{", cx.id()));
        let outcome = next.run().await;
        self.0.note("}");
        outcome
    }
    async fn start(&self, cx: &PluginContext, next: Next<'_>) -> HookResult<()> {
        self.0.note(format!("start {} {{", cx.id()));
        let outcome = next.run().await;
        self.0.note(if outcome.is_ok() { "}" } else { "} failed" });
        outcome
    }
    async fn stop(&self, cx: &PluginContext, next: Next<'_>) -> HookResult<()> {
        self.0.note(format!("stop {} {{", cx.id()));
        next.run().await?;
        self.0.note("}");
        Ok(())
    }
    fn unload(&self, cx: &PluginContext, _next: Next<'_>) -> HookResult<()> {
        self.0.note(format!("unload {} is skipped", cx.id()));
        Ok(())
    }
}

/// Does to the start of the plugin `a` what it is told.
#[derive(Clone, Copy, PartialEq)]
enum Deed {
    FailsBefore,
    FailsAfter,
    PanicsBefore,
    AnswersItself,
    Forgives,
    TriesAgain,
}

#[plugin(id = "meddler", version = "1.0.0", listed)]
struct Meddler(Deed);

#[extension(wrapper)]
impl LifecycleWrapper for Meddler {
    async fn start(&self, cx: &PluginContext, next: Next<'_>) -> HookResult<()> {
        if *cx.id() != "a" {
            return next.run().await;
        }
        match self.0 {
            Deed::FailsBefore => Err(HookError::failed(Refusal("meddled"))),
            Deed::FailsAfter => {
                next.run().await?;
                Err(HookError::failed(Refusal("meddled")))
            }
            Deed::PanicsBefore => panic!("meddled"),
            Deed::AnswersItself => Ok(()),
            Deed::Forgives => {
                let _ = next.run().await;
                Ok(())
            }
            Deed::TriesAgain => match next.run().await {
                Err(_) => next.run().await,
                done => done,
            },
        }
    }
}

/// Its own start has to come first.
#[plugin(id = "late-audit", version = "1.0.0", listed)]
#[derive(Default)]
struct LateAudit {
    log: Log,
    started: AtomicBool,
}

#[extension]
impl Lifecycle for LateAudit {
    fn start(&self, _cx: &PluginContext) -> Done {
        self.started.store(true, Ordering::Relaxed);
        Ok(())
    }
    fn stop(&self, _cx: &PluginContext) -> Done {
        self.started.store(false, Ordering::Relaxed);
        Ok(())
    }
}

#[extension(wrapper)]
impl LifecycleWrapper for LateAudit {
    async fn start(&self, cx: &PluginContext, next: Next<'_>) -> HookResult<()> {
        assert!(self.started.load(Ordering::Relaxed), "it wraps before it is started");
        self.log.note(format!("wraps {}.start", cx.id()));
        next.run().await
    }
    async fn stop(&self, cx: &PluginContext, next: Next<'_>) -> HookResult<()> {
        assert!(self.started.load(Ordering::Relaxed), "it wraps after it is stopped");
        self.log.note(format!("wraps {}.stop", cx.id()));
        next.run().await
    }
}

fn meddled(deed: Deed, log: &Log) -> PluginManager {
    let a = match deed {
        Deed::Forgives => actor("a", log).fails(Start, "no"),
        Deed::TriesAgain => actor("a", log).fails_once(Start, "no"),
        _ => actor("a", log),
    };
    cast([a, actor("b", log).needs("a")]).instance(Meddler(deed)).build().unwrap()
}

#[tokio::test]
async fn a_wrapper_surrounds_the_hooks_of_everybody() {
    let log = Log::default();
    let plugins = cast([actor("a", &log), actor("b", &log).needs("a")]);
    let plugins = plugins.instance(Audit(log.clone())).build().unwrap();
    plugins.start_plugin("b").await.unwrap();
    assert_eq!(
        log.take(),
        [
            ["init a {", "a.init", "}", "start a {", "a.start", "}"],
            ["init b {", "b.init", "}", "start b {", "b.start", "}"]
        ]
        .concat()
    );
    plugins.stop_plugin("a").await.unwrap();
    assert_eq!(log.take(), ["stop b {", "b.stop", "}", "stop a {", "a.stop", "}"]);
    plugins.remove("b").await.unwrap();
    assert_eq!(log.take(), ["unload b is skipped"], "a wrapper need not go on");
}

#[tokio::test]
async fn it_sees_the_failure_and_hands_it_on_as_it_is() {
    let log = Log::default();
    let plugins = cast([actor("a", &log).fails(Start, "no").fails(Init, "never")]);
    let plugins = plugins.instance(Audit(log.clone())).build().unwrap();
    assert_eq!(plugins.start_plugin("a").await.told(), ["start a: lifecycle.init failed: never"]);
    assert_eq!(log.take(), ["init a {", "a.init", "}"]);
    let plugins = cast([actor("a", &log).fails(Start, "no")]).instance(Audit(log.clone())).build().unwrap();
    let Err(Error::Start(StartError::Failed { plugin, source, .. })) = plugins.start_plugin("a").await else {
        panic!("it fails to start")
    };
    assert_eq!((plugin.as_str(), source.plugin()), ("a", "a"));
    assert_eq!(log.take()[3..], ["start a {", "a.start", "} failed"]);
}

#[tokio::test]
async fn its_own_failure_is_one_of_the_start_it_surrounds_and_names_it() {
    for deed in [Deed::FailsBefore, Deed::FailsAfter, Deed::PanicsBefore] {
        let log = Log::default();
        let plugins = meddled(deed, &log);
        let error = plugins.start_plugin("b").await.unwrap_err();
        let Some(Error::Start(StartError::Failed { plugin, source, .. })) = error.iter().next() else {
            panic!("{error}")
        };
        assert_eq!((plugin.as_str(), source.plugin(), source.hook()), ("a", "meddler", "lifecycle.start"));
        if deed != Deed::PanicsBefore {
            assert_eq!(source.source().and_then(|source| source.downcast_ref()), Some(&Refusal("meddled")));
        }
        assert!(failure(&plugins, "a").unwrap().contains("meddled"));
        assert_eq!(
            states(&plugins, ["a", "meddler", "b"]),
            ["failed", "loaded", "filtered (dependency_unmet)"]
        );
        let ran = log.take().contains(&"a.start".to_owned());
        assert_eq!(ran, deed == Deed::FailsAfter);
    }
}

#[tokio::test]
async fn it_may_answer_in_place_of_the_hook_forgive_it_or_try_again() {
    for (deed, ran) in [(Deed::AnswersItself, 0), (Deed::Forgives, 1), (Deed::TriesAgain, 2)] {
        let log = Log::default();
        let plugins = meddled(deed, &log);
        plugins.start().await.unwrap();
        assert_eq!(states(&plugins, ["a", "b"]), ["started", "started"]);
        assert_eq!(log.take().iter().filter(|line| *line == "a.start").count(), ran);
        plugins.stop().await.unwrap();
        assert_eq!(log.take(), ["b.stop", "a.stop"], "to the manager it was started");
    }
}

#[tokio::test]
async fn it_surrounds_nobody_before_it_is_started_and_after_it_is_stopped() {
    let log = Log::default();
    let audit = LateAudit { log: log.clone(), ..LateAudit::default() };
    let plugins = cast([actor("a", &log), actor("z", &log)]).instance(audit).build().unwrap();
    plugins.start().await.unwrap();
    assert_eq!(log.take(), ["a.init", "a.start", "z.init", "wraps z.start", "z.start"]);
    plugins.stop().await.unwrap();
    assert_eq!(log.take(), ["wraps z.stop", "z.stop", "a.stop"]);
}

#[tokio::test]
async fn switched_off_or_removed_it_surrounds_nobody() {
    let log = Log::default();
    let plugins = cast([actor("a", &log)]).instance(Audit(log.clone())).build().unwrap();
    plugins.disable("audit").unwrap();
    plugins.start().await.unwrap();
    assert_eq!(log.take(), ["a.init", "a.start"]);
    plugins.enable("audit").unwrap();
    plugins.stop_plugin("a").await.unwrap();
    assert_eq!(log.take(), ["stop a {", "a.stop", "}"]);
    plugins.remove("audit").await.unwrap();
    log.take();
    plugins.start_plugin("a").await.unwrap();
    assert_eq!(log.take(), ["a.start"]);
}

/// Fails whenever somebody stops.
#[plugin(id = "clamp", version = "1.0.0", listed)]
#[derive(Default)]
struct Clamp;

#[extension(wrapper)]
impl LifecycleWrapper for Clamp {
    fn stop(&self, _cx: &PluginContext, _next: Next<'_>) -> HookResult<()> {
        Err(HookError::failed("stay"))
    }
}

#[test]
fn a_wrapper_that_fails_in_stop_keeps_nobody() {
    let log = Log::default();
    let actors = [actor("a", &log).needs("clamp"), actor("b", &log).needs("a").calls_the_roll(Stop)];
    let plugins = cast(actors).plugin::<Clamp>().build().unwrap();
    drive(plugins.start()).unwrap();
    log.take();
    let told = drive(plugins.stop()).told();
    assert!(told.starts_with(&["stop b: lifecycle.stop failed: stay".to_owned()]), "{told:?}");
    assert!(told.contains(&"stop a: lifecycle.stop failed: stay".to_owned()), "{told:?}");
    assert_eq!(log.take(), [""; 0], "it let neither through");
    assert_eq!(states(&plugins, ["clamp", "a", "b"]), ["stopped", "failed", "failed"]);
    assert_eq!(life::here(&plugins), [""; 0]);
}
