//! `explain(id)`: in one line, what a plugin is doing, or why it is doing nothing.

use std::sync::OnceLock;

use pluginkit::prelude::*;
use pluginkit::{
    FilterReason, Identified, Identity, PluginExplanation, PluginManagerBuilder, Severity, block_on,
};

/// Has whatever identity a test gives it, and no lifecycle.
#[plugin(id = "stub", version = "0.0.0", listed)]
#[derive(Default)]
struct Stub;

/// Has to be started, and looks at itself while it is.
#[plugin(id = "lives", version = "1.0.0", listed)]
#[derive(Default)]
struct Lives {
    starting: OnceLock<String>,
    stopping: OnceLock<String>,
}

fn now(cx: &PluginContext) -> String {
    cx.plugins().unwrap().explain(cx.id().as_str()).unwrap().to_string()
}

#[extension]
impl Lifecycle for Lives {
    fn start(&self, cx: &PluginContext) -> Result<(), BoxError> {
        let _ = self.starting.set(now(cx));
        Ok(())
    }
    fn stop(&self, cx: &PluginContext) -> Result<(), BoxError> {
        let _ = self.stopping.set(now(cx));
        Ok(())
    }
}

/// Cannot be started.
#[plugin(id = "fails", version = "1.0.0", listed)]
#[derive(Default)]
struct Fails;

#[extension]
impl Lifecycle for Fails {
    fn start(&self, _cx: &PluginContext) -> Result<(), BoxError> {
        Err("no disk".into())
    }
}

/// Runs a while, and cannot be stopped.
#[plugin(id = "clings", version = "1.0.0", listed)]
#[derive(Default)]
struct Clings;

#[extension]
impl Lifecycle for Clings {
    fn stop(&self, _cx: &PluginContext) -> Result<(), BoxError> {
        Err("not yet".into())
    }
}

#[plugin(id = "broken", version = "1.0.0", listed)]
struct Broken;

impl Default for Broken {
    fn default() -> Self {
        panic!("no disk")
    }
}

#[plugin(id = "given", version = "1.0.0", listed)]
struct Given;

fn identity(id: &str) -> Identity {
    Identity::new(id, "1.0.0").unwrap()
}

fn of(identities: impl IntoIterator<Item = Identity>) -> PluginManagerBuilder {
    let instance =
        |builder: PluginManagerBuilder, identity| builder.instance(Identified::new(identity, Stub));
    identities.into_iter().fold(PluginManager::builder(), instance)
}

#[track_caller]
fn line(plugins: &PluginManager, id: &str) -> String {
    plugins.explain(id).unwrap().to_string()
}

#[test]
fn a_plugin_that_need_not_be_started_is_called_from_the_beginning() {
    let plugins = of([identity("a")]).build().unwrap();
    assert_eq!(line(&plugins, "a"), "a: loaded; called");
    block_on(plugins.start()).unwrap().unwrap();
    assert_eq!(line(&plugins, "a"), "a: started");
    block_on(plugins.stop()).unwrap().unwrap();
    assert_eq!(line(&plugins, "a"), "a: stopped");
}

#[test]
fn a_plugin_that_must_be_started_is_called_then() {
    let plugins = PluginManager::builder().plugin::<Lives>().build().unwrap();
    assert_eq!(line(&plugins, "lives"), "lives: loaded; called once it is started");
    block_on(plugins.start()).unwrap().unwrap();
    block_on(plugins.stop()).unwrap().unwrap();
    let lives = plugins.plugin::<Lives>().unwrap();
    assert_eq!(lives.starting.get().unwrap(), "lives: starting");
    assert_eq!(lives.stopping.get().unwrap(), "lives: stopping");
}

#[test]
fn a_plugin_that_failed_says_how() {
    let plugins = PluginManager::builder().plugins(plugins![Fails, Clings]).build().unwrap();
    block_on(plugins.start_plugin("clings")).unwrap().unwrap();
    block_on(plugins.start_plugin("fails")).unwrap().unwrap_err();
    block_on(plugins.stop_plugin("clings")).unwrap().unwrap_err();
    assert_eq!(line(&plugins, "fails"), "fails: hook `lifecycle.start` failed: no disk");
    assert_eq!(line(&plugins, "clings"), "clings: hook `lifecycle.stop` failed: not yet");
}

#[test]
fn a_plugin_that_was_switched_off_says_so() {
    let plugins = of([identity("a")]).build().unwrap();
    plugins.disable("a").unwrap();
    assert_eq!(line(&plugins, "a"), "a: switched off");
    assert_eq!(plugins.explain("a").unwrap().state, PluginState::Disabled);
    plugins.enable("a").unwrap();
    assert_eq!(line(&plugins, "a"), "a: loaded; called");
}

mod a_filtered_plugin {
    use super::*;

    fn chain(explanation: &PluginExplanation) -> Vec<(&str, &str)> {
        explanation.chain.iter().map(|step| (step.plugin.as_str(), step.reason.as_str())).collect()
    }

    #[test]
    fn gives_the_reason_of_its_gate() {
        let app = |identity: Identity| identity.target_application("n");
        let plugins = of([
            app(identity("wrong")).target_application("x"),
            identity("nowhere"),
            app(identity("api")).api_version("1"),
            app(identity("app")).min_app_version("2.0.0"),
            app(identity("dep")).depends_on("c", "*").unwrap(),
            app(identity("old")).depends_on("c2", "^2").unwrap(),
            app(identity("c2")),
            app(identity("self")).depends_on("self", "*").unwrap(),
            app(identity("rejected")),
            app(identity("off")),
            app(identity("unlisted")),
        ])
        .application("n", "1.0.0")
        .api_version("2")
        .api_version_severity(Severity::Error)
        .enabled(["wrong", "nowhere", "api", "app", "dep", "old", "c2", "self", "rejected", "off", "ghost"])
        .disabled(["off"])
        .pre_activate(|plugin| if *plugin.id() == "rejected" { Err("no licence".into()) } else { Ok(()) })
        .build()
        .unwrap();
        for (id, expected) in [
            ("wrong", "wrong: wrong application 'x'"),
            ("nowhere", "nowhere: no target application"),
            ("api", "api: api version '1', the host's is '2'"),
            ("app", "app: needs application 2.0.0 or later, the host is 1.0.0"),
            ("dep", "dep: needs c, which is not there"),
            ("old", "old: needs c2 ^2, but c2 is 1.0.0"),
            ("self", "self: self → self"),
            ("rejected", "rejected: rejected: no licence"),
            ("off", "off: disabled by the host"),
            ("unlisted", "unlisted: not enabled"),
            ("ghost", "ghost: not discovered"),
            ("c2", "c2: loaded; called"),
        ] {
            assert_eq!(line(&plugins, id), expected);
        }
    }

    #[test]
    fn says_that_it_could_not_be_made() {
        let plugins = PluginManager::builder().plugins(plugins![Broken, Given]).build().unwrap();
        assert_eq!(line(&plugins, "broken"), "broken: its constructor panicked: no disk");
        assert_eq!(line(&plugins, "given"), "given: it has no `Default`, and no instance was handed over");
        let given = PluginManager::builder().instance(Given).build().unwrap();
        assert_eq!(line(&given, "given"), "given: loaded; called");
    }

    /// Elsewhere whoever needs a plugin that could not be activated is activated all the same.
    #[test]
    fn may_need_somebody_who_failed() {
        let plugins = of([
            identity("a").depends_on("b", "*").unwrap(),
            identity("b").depends_on("fails", "*").unwrap(),
            identity("tolerant").depends_on_optional("fails", "*").unwrap(),
        ]);
        let plugins = plugins.plugin::<Fails>().build().unwrap();
        assert_eq!(line(&plugins, "a"), "a: loaded; called", "nobody has tried yet");
        block_on(plugins.start_plugin("a")).unwrap().unwrap_err();
        assert_eq!(line(&plugins, "a"), "a: needs b: needs fails: hook `lifecycle.start` failed: no disk");
        let unmet = PluginState::Filtered(FilterReason::DependencyUnmet);
        assert_eq!(plugins.descriptor("a").unwrap().state(), unmet);
        let failure = "needs b: needs fails: hook `lifecycle.start` failed: no disk";
        assert_eq!(plugins.descriptor("a").unwrap().failure(), Some(failure));
        block_on(plugins.start_plugin("tolerant")).unwrap().unwrap();
        assert_eq!(line(&plugins, "tolerant"), "tolerant: started");
    }

    #[test]
    fn has_a_step_for_each_plugin_in_between() {
        let plugins = of([
            identity("a").depends_on("b", "*").unwrap(),
            identity("b").depends_on("c", "*").unwrap(),
            identity("c").depends_on("d", "*").unwrap(),
            identity("d"),
        ]);
        let plugins = plugins.disabled(["d"]).build().unwrap();
        let explanation = plugins.explain("a").unwrap();
        assert_eq!(explanation.to_string(), "a: needs b: needs c: needs d: disabled by the host");
        assert_eq!(
            (explanation.plugin.as_str(), explanation.state),
            ("a", PluginState::Filtered(FilterReason::DependencyUnmet))
        );
        let expected = [("a", "needs b"), ("b", "needs c"), ("c", "needs d"), ("d", "disabled by the host")];
        assert_eq!(chain(&explanation), expected);
        assert_eq!(chain(&plugins.explain("d").unwrap()), [("d", "disabled by the host")]);
    }
}

#[test]
fn it_survives_serialization() {
    let plugins = of([identity("a").depends_on("b", "*").unwrap(), identity("c")]).build().unwrap();
    for id in ["a", "c"] {
        let explanation = plugins.explain(id).unwrap();
        let json = serde_json::to_string(&explanation).unwrap();
        let back: PluginExplanation = serde_json::from_str(&json).unwrap();
        assert_eq!(back.to_string(), explanation.to_string());
        assert_eq!(serde_json::to_string(&back).unwrap(), json);
    }
}
