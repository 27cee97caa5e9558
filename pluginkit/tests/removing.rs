//! Taking plugins out while the rest goes on: what they own goes with them, and whoever needs them is told.

#[path = "support/life.rs"]
mod life;
mod support;

use std::sync::{Arc, Mutex};

use life::Phase::{Init, Start, Stop, Unload};
use life::{Gate, Present, Tells, actor, actor_of, failure, here, state, states, troupe};
use pluginkit::prelude::*;
use pluginkit::{Error, FilterReason, Identified, Identity, PluginState, StateError};
use support::{Log, poll_once};

/// Elsewhere a removed plugin is not stopped, and those that need it stay active, or break the next "stop all".
#[tokio::test]
async fn it_is_stopped_and_unloaded_after_those_that_need_it_are_stopped() {
    let log = Log::default();
    let plugins = troupe([
        actor("a", &log),
        actor("b", &log).needs("a"),
        actor("c", &log).needs("b"),
        actor("z", &log),
    ]);
    plugins.start().await.unwrap();
    log.take();
    plugins.remove("a").await.unwrap();
    assert_eq!(log.take(), ["c.stop", "b.stop", "a.stop", "a.unload"]);
    assert_eq!(here(&plugins), ["z"]);
    assert!(plugins.ids().eq(["z"]));
    assert!(plugins.descriptor("a").is_none());
    plugins.stop().await.unwrap();
    assert_eq!(log.take(), ["z.stop"]);
}

#[tokio::test]
async fn those_that_need_it_are_filtered_and_say_why() {
    let log = Log::default();
    let plugins = troupe([actor("a", &log), actor("b", &log).needs("a"), actor("c", &log).needs("b")]);
    plugins.start().await.unwrap();
    plugins.remove("a").await.unwrap();
    for id in ["b", "c"] {
        let descriptor = plugins.descriptor(id).unwrap();
        assert!(
            matches!(descriptor.state(), PluginState::Filtered(FilterReason::DependencyUnmet)),
            "{descriptor:?}"
        );
    }
    assert_eq!(plugins.explain("c").unwrap().to_string(), "c: needs b: needs a, which is not there");
    log.take();
    assert!(matches!(plugins.start_plugin("c").await, Err(Error::State(StateError::Filtered { .. }))));
    plugins.start().await.unwrap();
    assert_eq!(log.take(), [""; 0]);
}

#[tokio::test]
async fn those_that_were_kept_out_because_of_it_come_in() {
    let log = Log::default();
    let picky = Identity::new("picky", "1.0.0").unwrap().depends_on_optional("a", "^1").unwrap();
    let ring = [actor("b", &log).likes("c"), actor("c", &log).needs("b")];
    let plugins = life::cast(ring).instance(actor_of("a", "2.0.0", &log).ready());
    let plugins = plugins.instance(Identified::new(picky, Nothing)).build().unwrap();
    plugins.start().await.unwrap();
    for (culprit, freed) in [("a", "picky"), ("c", "b")] {
        assert!(state(&plugins, freed).starts_with("filtered"), "{freed}");
        plugins.remove(culprit).await.unwrap();
        assert!(poll_once(&mut Box::pin(plugins.start_plugin(freed))).is_ready(), "{freed} waits for nobody");
        assert_eq!(state(&plugins, freed), "started");
        assert!(plugins.explain(freed).unwrap().to_string().contains("started"));
    }
    assert_eq!(here(&plugins), ["b"]);
}

#[tokio::test]
async fn those_that_only_like_it_go_on_without_it() {
    let log = Log::default();
    let plugins = troupe([actor("a", &log), actor("b", &log).likes("a")]);
    plugins.start().await.unwrap();
    plugins.remove("a").await.unwrap();
    assert!(!state(&plugins, "b").starts_with("filtered"));
    plugins.start().await.unwrap();
    assert_eq!(here(&plugins), ["b"]);
}

#[tokio::test]
async fn what_was_never_started_just_goes() {
    let log = Log::default();
    let plugins = troupe([actor("a", &log).mourned(), actor("b", &log).needs("nobody").mourned()]);
    plugins.remove("a").await.unwrap();
    assert_eq!(log.take(), ["a is gone"]);
    plugins.remove("b").await.unwrap();
    assert_eq!(log.take(), ["b is gone"], "although it never came in");
    assert_eq!(plugins.descriptors().len(), 0);
}

#[tokio::test]
async fn it_is_dropped_after_it_is_unloaded() {
    let log = Log::default();
    let plugins = troupe([actor("a", &log).mourned().owns(Init, "init's").owns(Start, "start's")]);
    plugins.start().await.unwrap();
    log.take();
    plugins.remove("a").await.unwrap();
    assert_eq!(log.take(), ["a.stop", "start's", "a.unload", "init's", "a is gone"]);
}

/// Nobody has started those that need it, and so nobody stops them.
#[tokio::test]
async fn those_that_need_it_and_were_never_started_come_back_as_they_were() {
    let log = Log::default();
    let plugins = troupe([actor("a", &log), actor("b", &log).needs("a")]);
    plugins.remove("a").await.unwrap();
    plugins.register(actor("a", &log).ready()).await.unwrap();
    assert_eq!(states(&plugins, ["a", "b"]), ["loaded", "loaded"]);
}

/// What a caller holds is the table that it was made with; that is how calls do without locks.
#[tokio::test]
async fn a_caller_that_is_held_keeps_the_instance_and_calls_it_no_more() {
    let log = Log::default();
    let plugins = troupe([actor("a", &log).mourned().owns(Start, "start's").owns(Init, "init's")]);
    plugins.start().await.unwrap();
    let held = plugins.caller::<dyn Present>();
    log.take();
    plugins.remove("a").await.unwrap();
    assert_eq!(log.take(), ["a.stop", "start's", "a.unload", "init's"]);
    assert_eq!(held.here().unwrap(), [""; 0]);
    let copy = held.clone();
    drop(held);
    assert_eq!(log.take(), ["a is gone"]);
    assert_eq!(copy.here().unwrap(), [""; 0]);
}

/// Elsewhere a failing `unload` leaves everything that the plugin had contributed where it was, for ever.
#[tokio::test]
async fn it_goes_even_if_it_does_not_want_to() {
    for (phase, hook) in [(Stop, "stop"), (Unload, "unload")] {
        for panics in [false, true] {
            let log = Log::default();
            let a = actor("a", &log).mourned().owns(Start, "start's").owns(Init, "init's");
            let a = if panics { a.panics(phase, "stay") } else { a.fails(phase, "stay") };
            let plugins = troupe([a, actor("b", &log).needs("a").fails(Stop, "me too")]);
            plugins.start().await.unwrap();
            log.take();
            let how = if panics { "panicked" } else { "failed" };
            assert_eq!(
                plugins.remove("a").await.told(),
                [
                    "stop b: lifecycle.stop failed: me too".to_owned(),
                    format!("stop a: lifecycle.{hook} {how}: stay")
                ]
            );
            assert_eq!(log.take(), ["b.stop", "a.stop", "start's", "a.unload", "init's", "a is gone"]);
            assert_eq!((state(&plugins, "a"), here(&plugins)), ("unknown".to_owned(), vec![]));
            assert!(plugins.plugin::<life::Acts>().is_none());
        }
    }
}

#[tokio::test]
async fn it_is_gone_once() {
    let log = Log::default();
    let plugins = troupe([actor("a", &log)]);
    plugins.start().await.unwrap();
    plugins.remove("a").await.unwrap();
    log.take();
    assert!(matches!(plugins.remove("a").await, Err(Error::State(StateError::Unknown { .. }))));
    assert!(plugins.disable("a").is_err());
    assert!(plugins.inspect("a").is_none());
    assert_eq!(log.take(), [""; 0]);
}

#[tokio::test]
async fn its_place_can_be_taken_and_it_begins_anew() {
    let log = Log::default();
    let plugins = troupe([actor("a", &log).fails(Start, "no")]);
    plugins.start().await.unwrap_err();
    plugins.remove("a").await.unwrap();
    log.take();
    plugins.register(actor_of("a", "2.0.0", &log).ready()).await.unwrap();
    plugins.start().await.unwrap();
    assert_eq!(log.take(), ["a.init", "a.start"]);
    assert_eq!((plugins.descriptor("a").unwrap().version(), failure(&plugins, "a")), ("2.0.0", None));
}

/// Elsewhere those that depend on a plugin keep the old instance when it is replaced.
#[tokio::test]
async fn those_that_need_it_meet_who_comes_in_its_place() {
    let log = Log::default();
    let plugins = troupe([actor("a", &log), actor("b", &log).needs("a").calls_the_roll(Start)]);
    plugins.start().await.unwrap();
    plugins.remove("a").await.unwrap();
    log.take();
    plugins.register(actor_of("a", "2.0.0", &log).ready()).await.unwrap();
    let log = log.take();
    assert_eq!(log[..2], ["a.init", "a.start"]);
    assert_eq!(log[log.len() - 2..], ["b.start", "here: a"], "it is started again, with the new one");
    assert_eq!(states(&plugins, ["a", "b"]), ["started", "started"]);
    assert_eq!(here(&plugins), ["a", "b"]);
}

#[tokio::test]
async fn its_place_is_not_taken_by_a_version_that_will_not_do() {
    let log = Log::default();
    let picky = || {
        let identity = Identity::new("picky", "1.0.0").unwrap().depends_on("a", "^1").unwrap();
        Identified::new(identity, Nothing)
    };
    let plugins = life::cast([actor("a", &log)]).instance(picky()).build().unwrap();
    plugins.start().await.unwrap();
    plugins.remove("a").await.unwrap();
    plugins.register(actor_of("a", "2.0.0", &log).ready()).await.unwrap();
    assert_eq!(plugins.explain("picky").unwrap().to_string(), "picky: needs a ^1, but a is 2.0.0");
}

#[plugin(id = "nothing", version = "1.0.0", listed)]
struct Nothing;

/// Waits in the middle of a call.
#[extension_point]
trait Feed {
    async fn fetch(&self) -> String;
}

#[plugin(id = "slow", version = "1.0.0", listed)]
struct Slow {
    gate: Gate,
    _gone: support::Guard,
}

#[extension]
impl Feed for Slow {
    async fn fetch(&self) -> String {
        self.gate.pass().await;
        "slow".to_owned()
    }
}

#[tokio::test]
async fn a_call_under_way_ends_as_it_began() {
    let (log, gate) = (Log::default(), Gate::default());
    let slow = Slow { gate: gate.clone(), _gone: log.guard("slow is gone") };
    let plugins = PluginManager::builder().instance(slow).build().unwrap();
    let feed = plugins.caller::<dyn Feed>();
    let mut call = Box::pin(feed.fetch());
    assert!(poll_once(&mut call).is_pending());
    plugins.remove("slow").await.unwrap();
    assert_eq!(feed.fetch().await.unwrap(), [""; 0], "a new call does not go there");
    assert_eq!(log.take(), [""; 0], "it is kept as long as it is needed");
    gate.open();
    assert_eq!(call.await.unwrap(), ["slow"]);
    drop(feed);
    assert_eq!(log.take(), ["slow is gone"]);
}

/// Calls the manager when it is dropped.
#[plugin(id = "last-words", version = "1.0.0", listed)]
#[derive(Default)]
struct LastWords(Mutex<Option<(PluginManager, Log)>>);

impl Drop for LastWords {
    fn drop(&mut self) {
        if let Some((plugins, log)) = self.0.lock().unwrap().take() {
            log.note(format!("{:?} {}", plugins.plugin::<LastWords>().is_some(), plugins.ids().len()));
            plugins.disable("a").unwrap();
        }
    }
}

#[tokio::test]
async fn its_destructor_may_use_the_manager() {
    let log = Log::default();
    let instance = Arc::new(LastWords::default());
    let plugins = life::cast([actor("a", &log)]).instance(&instance).build().unwrap();
    *instance.0.lock().unwrap() = Some((plugins.clone(), log.clone()));
    drop(instance);
    plugins.remove("last-words").await.unwrap();
    assert_eq!(log.take(), ["false 1"]);
    assert_eq!(state(&plugins, "a"), "disabled");
}

#[tokio::test]
async fn a_destructor_that_panics_harms_nobody() {
    #[plugin(id = "bomb", version = "1.0.0", listed)]
    struct Explodes(support::Bomb);

    let log = Log::default();
    let plugins = life::cast([actor("a", &log)]).instance(Explodes(support::Bomb)).build().unwrap();
    plugins.start().await.unwrap();
    let _ = plugins.remove("bomb").await;
    assert!(plugins.ids().eq(["a"]));
    assert_eq!(here(&plugins), ["a"]);
    plugins.stop().await.unwrap();
}
