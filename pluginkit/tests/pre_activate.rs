//! `pre_activate`, the host's last word: who it is asked for, when, and what follows.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use pluginkit::prelude::*;
use pluginkit::{
    Error, ErrorPhase, FilterReason, Identified, Identity, LoadError, PluginDescriptor, PluginManagerBuilder,
    Severity, block_on,
};

/// Has whatever identity a test gives it.
#[plugin(id = "stub", version = "0.0.0", listed)]
#[derive(Debug, Default)]
struct Stub;

fn identity(id: &str) -> Identity {
    Identity::new(id, "1.0.0").unwrap()
}

fn of(identities: impl IntoIterator<Item = Identity>) -> PluginManagerBuilder {
    let instance =
        |builder: PluginManagerBuilder, identity| builder.instance(Identified::new(identity, Stub));
    identities.into_iter().fold(PluginManager::builder(), instance)
}

fn filtered(plugins: &PluginManager, id: &str) -> (PluginState, String) {
    let descriptor = plugins.descriptor(id).unwrap();
    (descriptor.state(), descriptor.failure().unwrap().to_owned())
}

thread_local! {
    static ASKED: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

fn asks(refuse: &'static str) -> impl Fn(&PluginDescriptor) -> Result<(), String> + Send + Sync + 'static {
    move |plugin| {
        ASKED.with_borrow_mut(|asked| asked.push(plugin.id().to_string()));
        if *plugin.id() == refuse { Err("no licence".to_owned()) } else { Ok(()) }
    }
}

fn depends(id: &str, on: &str) -> Identity {
    identity(id).depends_on(on, "*").unwrap()
}

#[test]
fn is_asked_in_start_order_for_everybody_who_is_left() {
    let plugins = of([
        depends("a", "z"),
        depends("b", "m"),
        identity("d"),
        identity("m").api_version("1"),
        identity("z"),
        depends("y", "missing"),
    ]);
    let plugins = plugins.disabled(["d"]).api_version("2").api_version_severity(Severity::Error);
    plugins.pre_activate(asks("")).build().unwrap();
    assert_eq!(ASKED.take(), ["z", "a"]);
}

#[test]
fn is_told_who_it_is() {
    let plugin = Identity::new("a", "1.2.3").unwrap().author("Ada").target_application("n");
    let plugins = of([plugin]).application("n", "1.0.0").pre_activate(|plugin| {
        Err(format!("{} {} {:?}", plugin.id(), plugin.version(), plugin.metadata().author))
    });
    let plugins = plugins.build().unwrap();
    assert_eq!(plugins.descriptor("a").unwrap().failure(), Some("rejected: a 1.2.3 Some(\"Ada\")"));
}

#[test]
fn keeps_out_whom_it_rejects_and_whoever_needs_them() {
    let plugins = [identity("a"), depends("b", "a"), depends("c", "b"), identity("free")];
    let plugins = of(plugins).pre_activate(asks("a")).build().unwrap();
    assert_eq!(ASKED.take(), ["a", "free"], "the host is not asked for what could not run anyway");
    let rejected = PluginState::Filtered(FilterReason::PreActivateRejected);
    assert_eq!(filtered(&plugins, "a"), (rejected, "rejected: no licence".to_owned()));
    let unmet = PluginState::Filtered(FilterReason::DependencyUnmet);
    assert_eq!(filtered(&plugins, "c"), (unmet, "needs b: needs a: rejected: no licence".to_owned()));
    assert!(plugins.ids().eq(["free"]));
}

#[test]
fn all_who_ask_must_agree_and_the_first_refusal_counts() {
    let plugins = of([identity("a"), identity("b")]).pre_activate(asks("b"));
    let plugins = plugins.pre_activate(|plugin| Err(format!("{} is not nice", plugin.id()))).build().unwrap();
    assert_eq!(ASKED.take(), ["a", "b"]);
    assert_eq!(filtered(&plugins, "a").1, "rejected: a is not nice");
    assert_eq!(filtered(&plugins, "b").1, "rejected: no licence");
}

#[test]
fn the_error_has_the_message() {
    let plugins = of([identity("a")]).pre_activate(asks("a")).build().unwrap();
    let discovery = plugins.discovery();
    let [error] = discovery.errors() else { panic!("{:?}", discovery.errors()) };
    assert_eq!((error.phase(), error.severity()), (ErrorPhase::PreActivate, Severity::Error));
    let Error::Load(LoadError::Rejected { plugin, message, .. }) = error.error() else { panic!("{error}") };
    assert_eq!((plugin.as_str(), message.as_str()), ("a", "no licence"));
}

#[test]
fn a_panic_keeps_out_that_one_plugin() {
    let plugins = of([identity("a"), identity("b")]).pre_activate(|plugin| {
        assert!(*plugin.id() != "a", "no server");
        Ok(())
    });
    let plugins = plugins.build().unwrap();
    let failed = PluginState::Filtered(FilterReason::LoadFailed);
    assert_eq!(filtered(&plugins, "a"), (failed, "`pre_activate` panicked: no server".to_owned()));
    let discovery = plugins.discovery();
    let [error] = discovery.errors() else { panic!("{:?}", discovery.errors()) };
    assert_eq!(error.phase(), ErrorPhase::PreActivate);
    let Error::Load(LoadError::PreActivatePanicked { plugin, message, .. }) = error.error() else {
        panic!("{error}")
    };
    assert_eq!((plugin.as_str(), message.as_str()), ("a", "no server"));
    assert!(plugins.ids().eq(["b"]));
}

#[test]
fn whoever_comes_later_and_does_not_fit_is_not_asked_for() {
    let plugins = of([]).pre_activate(asks("")).application("n", "1.0.0").build().unwrap();
    for misfit in [identity("a").target_application("x"), depends("b", "nobody").target_application("n")] {
        block_on(plugins.register(Identified::new(misfit, Stub))).unwrap().unwrap_err();
    }
    assert_eq!(ASKED.take(), [""; 0]);
}

#[test]
fn whoever_was_rejected_may_come_again() {
    let late = || Identified::new(identity("late"), Stub);
    let licence = Arc::new(AtomicBool::new(false));
    let held = Arc::clone(&licence);
    let asks = move |_: &PluginDescriptor| {
        if held.load(Ordering::Relaxed) { Ok(()) } else { Err("no licence yet".to_owned()) }
    };
    let plugins = of([]).pre_activate(asks).build().unwrap();
    let error = block_on(plugins.register(late())).unwrap().unwrap_err();
    assert!(error.to_string().ends_with("no licence yet"), "{error}");
    licence.store(true, Ordering::Relaxed);
    block_on(plugins.register(late())).unwrap().unwrap();
    assert!(plugins.ids().eq(["late"]));
}

/// Elsewhere a host that raises here is caught on one way in, and takes everything down on the other.
#[test]
fn a_panic_when_registering_is_an_error_too() {
    let plugins = of([]).pre_activate(|_| panic!("no server")).build().unwrap();
    let error = block_on(plugins.register(Identified::new(identity("late"), Stub))).unwrap().unwrap_err();
    assert!(error.to_string().contains("`late`") && error.to_string().contains("no server"), "{error}");
    assert!(plugins.descriptor("late").is_none());
}

#[test]
fn whoever_comes_later_is_asked_for_too() {
    let plugins = of([]).pre_activate(asks("late")).build().unwrap();
    let late = Identified::new(identity("late"), Stub);
    let registered = block_on(plugins.register(late)).unwrap();
    assert_eq!(ASKED.take(), ["late"]);
    assert!(registered.is_err());
    assert!(plugins.ids().all(|id| id != "late"));
}
