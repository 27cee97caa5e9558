//! `#[hook(historic)]`, synchronous: calls are remembered, and whoever comes later hears of them once, in order.

mod support;

use std::sync::{Arc, Mutex, OnceLock};

use pluginkit::PluginState;
use pluginkit::prelude::*;
use support::{Log, Refusal, drive};

#[extension_point]
trait Settings {
    #[hook(historic)]
    fn changed(&self, key: &str, values: &[u32], log: &Log);
    #[hook(historic(keep = 2))]
    fn moved(&self, to: u32, log: Log);
    #[hook(historic)]
    fn tried(&self, what: &str) -> Result<(), Refusal>;
    #[hook(historic)]
    fn asked(&self, what: &str) -> String;
    #[hook(historic)]
    fn nested(&self, depth: u32, again: Arc<Again>);
}

/// What a call does from inside.
#[derive(Default)]
struct Again {
    log: Log,
    caller: OnceLock<SettingsCaller>,
    manager: OnceLock<PluginManager>,
}

macro_rules! listeners {
    ($($name:ident $id:literal)*) => {$(
        #[plugin(id = $id, version = "1.0.0", listed)]
        #[derive(Default)]
        struct $name;

        #[extension]
        impl Settings for $name {
            fn changed(&self, key: &str, values: &[u32], log: &Log) {
                log.note(format!("{} {key}={values:?}", $id));
            }

            fn moved(&self, to: u32, log: Log) {
                log.note(format!("{} to {to}", $id));
            }

            fn asked(&self, what: &str) -> String {
                format!("{} {what}", $id)
            }

            fn nested(&self, depth: u32, again: Arc<Again>) {
                again.log.note(format!("{} {depth}", $id));
                if $id == "late" && depth == 1 {
                    again.caller.get().unwrap().nested(2, Arc::clone(&again)).unwrap();
                }
                if $id == "early" && depth == 5 {
                    drive(again.manager.get().unwrap().register(Late)).unwrap();
                }
            }
        }
    )*};
}

listeners! {
    Early "early"
    Late "late"
}

/// Fails as it is told to.
#[plugin(id = "picky", version = "1.0.0", listed)]
#[derive(Default)]
struct Picky {
    mended: Arc<Mutex<bool>>,
}

#[extension]
impl Settings for Picky {
    fn tried(&self, what: &str) -> Result<(), Refusal> {
        assert!(what != "panic" || *self.mended.lock().unwrap(), "cannot");
        if what == "bad" && !*self.mended.lock().unwrap() { Err(Refusal("bad")) } else { Ok(()) }
    }
}

fn early() -> PluginManager {
    PluginManager::builder().plugin::<Early>().build().unwrap()
}

#[test]
fn whoever_registers_later_hears_of_every_call_in_order() {
    let (plugins, log) = (early(), Log::default());
    let settings = plugins.caller::<dyn Settings>();
    settings.changed("a", &[1, 2], &log).unwrap();
    settings.moved(1, log.clone()).unwrap();
    settings.changed("b", &[], &log).unwrap();
    log.take();
    drive(plugins.register(Late)).unwrap();
    assert_eq!(log.take(), ["late a=[1, 2]", "late to 1", "late b=[]"], "over all hooks, as it was");
    settings.changed("c", &[3], &log).unwrap();
    assert_eq!(log.take(), ["early c=[3]", "late c=[3]"]);
}

#[test]
fn another_instance_of_the_same_id_is_somebody_new() {
    let (plugins, log) = (early(), Log::default());
    let settings = plugins.caller::<dyn Settings>();
    settings.changed("a", &[], &log).unwrap();
    drive(plugins.remove("early")).unwrap();
    log.take();
    drive(plugins.register(Early)).unwrap();
    assert_eq!(log.take(), ["early a=[]"]);
}

#[test]
fn whoever_was_disabled_hears_of_what_it_missed_and_of_nothing_twice() {
    let (plugins, log) = (early(), Log::default());
    let settings = plugins.caller::<dyn Settings>();
    settings.changed("a", &[], &log).unwrap();
    plugins.disable("early").unwrap();
    settings.changed("b", &[], &log).unwrap();
    settings.changed("c", &[], &log).unwrap();
    log.take();
    plugins.enable("early").unwrap();
    assert_eq!(log.take(), ["early b=[]", "early c=[]"]);
    plugins.disable("early").unwrap();
    plugins.enable("early").unwrap();
    settings.changed("d", &[], &log).unwrap();
    assert_eq!(log.take(), ["early d=[]"]);
}

#[test]
fn whoever_was_stopped_hears_of_what_it_missed_when_it_starts() {
    let (plugins, log) = (early(), Log::default());
    let settings = plugins.caller::<dyn Settings>();
    settings.changed("a", &[], &log).unwrap();
    drive(plugins.stop_plugin("early")).unwrap();
    settings.changed("b", &[], &log).unwrap();
    log.take();
    drive(plugins.start_plugin("early")).unwrap();
    assert_eq!(log.take(), ["early b=[]"]);
}

#[test]
fn a_bounded_history_keeps_the_newest() {
    let (plugins, log) = (early(), Log::default());
    let settings = plugins.caller::<dyn Settings>();
    for to in 0..5 {
        settings.moved(to, log.clone()).unwrap();
    }
    assert_eq!(settings.moved_history().len(), 2);
    log.take();
    drive(plugins.register(Late)).unwrap();
    assert_eq!(log.take(), ["late to 3", "late to 4"]);
}

#[test]
fn what_was_cleared_is_not_heard_of() {
    let (plugins, log) = (early(), Log::default());
    let settings = plugins.caller::<dyn Settings>();
    settings.changed("a", &[], &log).unwrap();
    settings.moved(1, log.clone()).unwrap();
    settings.changed_history().clear();
    assert!(settings.changed_history().is_empty());
    log.take();
    drive(plugins.register(Late)).unwrap();
    assert_eq!(log.take(), ["late to 1"]);
}

#[test]
fn a_narrowed_call_is_not_remembered() {
    let (plugins, log) = (early(), Log::default());
    let settings = plugins.caller::<dyn Settings>();
    settings.only(["early"]).changed("a", &[], &log).unwrap();
    settings.without(["early"]).changed("b", &[], &log).unwrap();
    settings.with(Late).changed("c", &[], &log).unwrap();
    assert!(settings.changed_history().is_empty());
    log.take();
    drive(plugins.register(Late)).unwrap();
    assert_eq!(log.take(), [""; 0]);
}

#[test]
fn an_extra_implementation_hears_of_nothing_earlier() {
    let (plugins, log) = (early(), Log::default());
    let settings = plugins.caller::<dyn Settings>();
    settings.changed("a", &[], &log).unwrap();
    log.take();
    settings.with(Late).changed("b", &[], &log).unwrap();
    assert_eq!(log.take(), ["early b=[]", "late b=[]"]);
}

#[test]
fn a_call_that_failed_is_not_remembered() {
    let plugins = PluginManager::builder().plugin::<Picky>().build().unwrap();
    let settings = plugins.caller::<dyn Settings>();
    settings.tried("bad").unwrap_err();
    assert!(settings.tried_history().is_empty());
    settings.isolated().tried("bad");
    assert_eq!(settings.tried_history().len(), 1, "an isolated call has an outcome");
    assert_eq!(settings.reported().tried("bad").failures.len(), 1);
    assert_eq!(settings.tried_history().len(), 2);
}

#[test]
fn a_failure_takes_the_newcomer_out_again_and_names_it() {
    for what in ["bad", "panic"] {
        let plugins = early();
        plugins.caller::<dyn Settings>().tried(what).unwrap();
        let error = drive(plugins.register(Picky::default())).unwrap_err();
        let pluginkit::Error::Hook(error) = error else { panic!("{error}") };
        assert_eq!((error.plugin(), error.hook()), ("picky", "settings.tried"));
        assert!(plugins.descriptor("picky").is_none());
        let picky = Picky::default();
        *picky.mended.lock().unwrap() = true;
        drive(plugins.register(picky)).unwrap();
    }
}

#[test]
fn a_failure_leaves_a_disabled_plugin_disabled_until_it_can_hear() {
    let plugins = early();
    let (picky, settings) = (Picky::default(), plugins.caller::<dyn Settings>());
    let mended = Arc::clone(&picky.mended);
    drive(plugins.register(picky)).unwrap();
    plugins.disable("picky").unwrap();
    settings.tried("bad").unwrap();
    let error = plugins.enable("picky").unwrap_err();
    assert!(
        matches!(&error, pluginkit::StateError::Uninformed { source } if source.plugin() == "picky"),
        "{error}"
    );
    assert_eq!(plugins.descriptor("picky").map(|it| it.state()), Some(PluginState::Disabled));
    *mended.lock().unwrap() = true;
    plugins.enable("picky").unwrap();
    settings.tried("bad").unwrap();
}

#[test]
fn a_failure_leaves_a_plugin_that_starts_failed() {
    let plugins = PluginManager::builder().plugin::<Picky>().build().unwrap();
    let settings = plugins.caller::<dyn Settings>();
    drive(plugins.stop_plugin("picky")).unwrap();
    settings.tried("bad").unwrap();
    let error = drive(plugins.start_plugin("picky")).unwrap_err();
    assert!(error.to_string().contains("settings.tried"), "{error}");
    assert_eq!(plugins.descriptor("picky").map(|it| it.state()), Some(PluginState::Failed));
}

#[test]
fn answers_are_handed_on_now_and_later() {
    let plugins = early();
    let answers = Log::default();
    let settings = plugins.caller::<dyn Settings>();
    let noted = answers.clone();
    settings.asked_remembered("why", move |answer: String| noted.note(answer)).unwrap();
    assert_eq!(answers.take(), ["early why"]);
    drive(plugins.register(Late)).unwrap();
    assert_eq!(answers.take(), ["late why"]);
    assert_eq!(settings.asked("how").unwrap(), ["early how", "late how"]);
}

#[test]
fn a_call_from_inside_of_a_replay_is_heard_once_and_after_it() {
    let plugins = early();
    let again = Arc::new(Again::default());
    let settings = plugins.caller::<dyn Settings>();
    again.caller.set(settings.clone()).unwrap();
    settings.nested(1, Arc::clone(&again)).unwrap();
    settings.nested(3, Arc::clone(&again)).unwrap();
    again.log.take();
    drive(plugins.register(Late)).unwrap();
    assert_eq!(again.log.take(), ["late 1", "early 2", "late 3", "late 2"]);
    settings.nested(4, Arc::clone(&again)).unwrap();
    assert_eq!(again.log.take(), ["early 4", "late 4"]);
}

#[test]
fn whoever_is_registered_from_inside_of_a_call_hears_of_it_once() {
    let plugins = early();
    let again = Arc::new(Again::default());
    let settings = plugins.caller::<dyn Settings>();
    again.manager.set(plugins.clone()).unwrap();
    settings.nested(5, Arc::clone(&again)).unwrap();
    assert_eq!(again.log.take(), ["early 5", "late 5"]);
    assert_eq!(settings.nested_history().len(), 1);
}

#[test]
fn calls_beside_a_registration_are_heard_exactly_once() {
    for _ in 0..50 {
        let (plugins, log) = (early(), Log::default());
        let settings = plugins.caller::<dyn Settings>();
        std::thread::scope(|scope| {
            for thread in 0..3 {
                let (settings, log) = (settings.clone(), log.clone());
                scope.spawn(move || {
                    for call in 0..10 {
                        settings.changed(&format!("{thread}-{call}"), &[], &log).unwrap();
                    }
                });
            }
            scope.spawn(|| drive(plugins.register(Late)).unwrap());
        });
        settings.changed("end", &[], &log).unwrap();
        let mut heard: Vec<String> = log.take().into_iter().filter(|line| line.starts_with("late")).collect();
        assert_eq!(heard.last().map(String::as_str), Some("late end=[]"));
        assert_eq!(heard.len(), 31);
        heard.sort();
        heard.dedup();
        assert_eq!(heard.len(), 31);
    }
}

#[test]
fn a_newcomer_that_fails_is_taken_out_whoever_calls_beside_it() {
    for _ in 0..200 {
        let plugins = early();
        let settings = plugins.caller::<dyn Settings>();
        settings.tried("bad").unwrap();
        std::thread::scope(|scope| {
            for _ in 0..2 {
                let settings = settings.isolated();
                scope.spawn(move || (0..20).for_each(|_| settings.tried("good")));
            }
            drive(plugins.register(Picky::default())).unwrap_err();
        });
        assert!(plugins.descriptor("picky").is_none());
    }
}

plugin_set! {
    struct Fixed { early: Early }
    points: [Settings];
}

#[test]
fn in_a_set_everybody_is_there_and_nothing_is_remembered() {
    let (set, log) = (Fixed { early: Early }, Log::default());
    let settings = set.caller::<dyn Settings>();
    settings.changed("a", &[], &log).unwrap();
    assert_eq!(log.take(), ["early a=[]"]);
    let noted = log.clone();
    settings.asked_remembered("why", move |answer: String| noted.note(answer)).unwrap();
    assert_eq!(log.take(), ["early why"]);
}
