//! What a manager says of all its plugins at once: as it was built, as it is now, and what has changed in between.

use std::cell::RefCell;

use pluginkit::prelude::*;
use pluginkit::{
    Error, ErrorPhase, FilterReason, Identified, Identity, LoadError, PluginManagerBuilder, ResolutionError,
    Severity, block_on,
};

thread_local! {
    /// Which plugins were constructed on this thread.
    static MADE: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) };
}

macro_rules! member {
    ($name:ident, $id:tt, [$($plugin:tt)*]) => {
        #[plugin(id = $id, version = "1.2.0", listed $($plugin)*)]
        #[derive(Debug)]
        struct $name;

        impl Default for $name {
            fn default() -> Self {
                MADE.with_borrow_mut(|made| made.push($id));
                $name
            }
        }
    };
}

member!(Geo, "geo", []);
member!(Weather, "weather", [, depends_on("geo"), description = "Fog, mostly"]);
member!(Orphan, "orphan", [, depends_on("nobody", "no-one")]);
member!(Lodger, "lodger", [, depends_on("orphan")]);
member!(Off, "off", []);

/// Not `listed`: whoever discovers takes it in.
#[plugin(id = "linked", version = "1.0.0")]
#[derive(Default)]
struct Linked;

/// Fails to start until it is told otherwise.
#[plugin(id = "moody", version = "1.0.0", listed)]
#[derive(Default)]
struct Moody(std::sync::atomic::AtomicBool);

#[extension]
impl Lifecycle for Moody {
    fn start(&self, _cx: &PluginContext) -> Result<(), BoxError> {
        if self.0.load(std::sync::atomic::Ordering::Relaxed) { Ok(()) } else { Err("not today".into()) }
    }
}

/// Has whatever identity a test gives it.
#[plugin(id = "stub", version = "0.0.0", listed)]
#[derive(Debug, Default)]
struct Stub;

fn stub(id: &str) -> Identified<Stub> {
    Identified::new(Identity::new(id, "1.0.0").unwrap(), Stub)
}

fn builder() -> PluginManagerBuilder {
    PluginManager::builder()
        .plugins(plugins![Weather, Orphan, Off, Geo, Lodger])
        .disabled(["off"])
        .api_version("1")
}

fn build() -> PluginManager {
    builder().build().unwrap()
}

mod result {
    use super::*;

    #[test]
    fn has_everybody_and_who_is_activated_in_start_order() {
        let discovery = build().discovery();
        let mut states: Vec<&str> = discovery.states().iter().map(|plugin| plugin.id().as_str()).collect();
        assert_eq!(discovery.activated(), ["geo", "weather"]);
        assert!(
            states.iter().position(|id| *id == "geo") < states.iter().position(|id| *id == "weather"),
            "{states:?}"
        );
        states.sort_unstable();
        assert_eq!(states, ["geo", "lodger", "off", "orphan", "weather"]);
    }

    #[test]
    fn tells_the_filtered_ones_and_groups_them_by_reason() {
        let discovery = build().discovery();
        let mut filtered: Vec<(&str, PluginState)> =
            discovery.filtered().map(|plugin| (plugin.id().as_str(), plugin.state())).collect();
        filtered.sort_by_key(|(id, _)| *id);
        let unmet = PluginState::Filtered(FilterReason::DependencyUnmet);
        assert_eq!(
            filtered,
            [("lodger", unmet), ("off", PluginState::Filtered(FilterReason::Disabled)), ("orphan", unmet)]
        );
        let mut unmet = discovery.by_reason(FilterReason::DependencyUnmet);
        unmet.sort();
        assert_eq!(unmet, ["lodger", "orphan"]);
        assert_eq!(discovery.by_reason(FilterReason::Disabled), ["off"]);
        assert!(discovery.by_reason(FilterReason::NotEnabled).is_empty());
    }

    /// Elsewhere some errors go to the log only, and are neither in the states nor in the errors; and of several, the first
    /// hides the others.
    #[test]
    fn has_every_error_of_everybody() {
        let discovery = build().discovery();
        let errors: Vec<(&str, &str)> = discovery
            .errors()
            .iter()
            .map(|error| match error.error() {
                Error::Resolution(
                    ResolutionError::MissingDependency { dependency, .. }
                    | ResolutionError::DependencyUnavailable { dependency, .. },
                ) => (error.plugin().as_str(), dependency.as_str()),
                other => panic!("{other}"),
            })
            .collect();
        assert_eq!(errors.len(), 3);
        for expected in [("orphan", "nobody"), ("orphan", "no-one"), ("lodger", "orphan")] {
            assert!(errors.contains(&expected), "{expected:?}: {errors:?}");
        }
    }

    #[test]
    fn can_be_checked_and_warnings_do_not_fail_it() {
        let error = build().discovery().check().unwrap_err();
        assert_eq!(error.iter().count(), 3);
        assert!(error.iter().all(|error| matches!(error, Error::Discovery(_))), "{error}");
        assert!(error.to_string().contains("`nobody`") && error.to_string().contains("`orphan`"), "{error}");

        let old = Identity::new("old", "1.0.0").unwrap().api_version("0");
        let plugins = PluginManager::builder().instance(Identified::new(old, Stub)).api_version("1");
        let discovery = plugins.build().unwrap().discovery();
        assert_eq!(discovery.errors()[0].severity(), Severity::Warning);
        discovery.check().unwrap();
    }

    #[test]
    fn an_error_names_plugin_and_phase() {
        let discovery = build().discovery();
        let own = discovery.errors().iter().find(|error| *error.plugin() == "orphan").unwrap().clone();
        assert_eq!(own.phase(), ErrorPhase::DependencyCheck);
        assert!(own.to_string().contains("`orphan`"), "{own}");
        let json = serde_json::to_value(&own).unwrap();
        assert_eq!(
            json,
            serde_json::json!({
                "plugin": "orphan", "phase": "dependency_check", "severity": "error", "error": own.to_string(),
            })
        );
        assert_eq!(Error::from(own.clone()).to_string(), own.to_string());
    }

    #[test]
    fn an_error_keeps_its_source() {
        let junk = Identity::new("junk", "1.0.0").unwrap().min_app_version("eleven");
        let plugins = PluginManager::builder().instance(Identified::new(junk, Stub)).build().unwrap();
        let discovery = plugins.discovery();
        let [error] = discovery.errors() else { panic!("{:?}", discovery.errors()) };
        let source = std::error::Error::source(error).expect("that of the version");
        assert!(error.to_string().ends_with(&source.to_string()), "{error} / {source}");
    }
}

mod then_and_now {
    use super::*;

    fn activated(discovery: &pluginkit::DiscoveryResult) -> Vec<String> {
        discovery.activated().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_last_discovery_stays_as_the_build_left_it() {
        let plugins = build();
        assert!(plugins.last_discovery().diff(&plugins.discovery()).changed.is_empty());
        block_on(plugins.start()).unwrap().unwrap();
        block_on(plugins.remove("weather")).unwrap().unwrap();
        block_on(plugins.register(stub("late"))).unwrap().unwrap();
        assert_eq!(activated(&plugins.last_discovery()), ["geo", "weather"]);
        let loaded = plugins
            .last_discovery()
            .states()
            .iter()
            .filter(|plugin| plugin.state() == PluginState::Loaded)
            .count();
        assert_eq!(loaded, 2);
        assert_eq!(activated(&plugins.discovery()), ["geo", "late"]);
    }

    /// Elsewhere "activated" goes on being said of a plugin that is long gone.
    #[test]
    fn whoever_fails_is_not_activated_and_is_again_when_it_works() {
        let plugins = PluginManager::builder().plugin::<Moody>().instance(stub("other")).build().unwrap();
        let built = plugins.discovery();
        assert_eq!(activated(&built), ["moody", "other"]);
        block_on(plugins.start()).unwrap().unwrap_err();
        let failed = plugins.discovery();
        assert_eq!(activated(&failed), ["other"]);
        assert_eq!(failed.filtered().count(), 0, "failed is not filtered");
        let diff = built.diff(&failed);
        assert_eq!(diff.failed, ["moody"]);

        plugins.plugin::<Moody>().unwrap().0.store(true, std::sync::atomic::Ordering::Relaxed);
        block_on(plugins.start()).unwrap().unwrap();
        assert_eq!(activated(&plugins.discovery()), ["moody", "other"]);
        assert_eq!(plugins.descriptor("moody").unwrap().failure(), None, "what failed once is forgotten");
        assert!(failed.diff(&plugins.discovery()).failed.is_empty());
    }

    #[test]
    fn a_difference_says_who_came_who_went_who_changed_and_who_stayed() {
        let plugins = PluginManager::builder()
            .instance(stub("goes"))
            .instance(stub("stays"))
            .instance(stub("stops"))
            .build()
            .unwrap();
        block_on(plugins.start()).unwrap().unwrap();
        let before = plugins.discovery();
        assert_eq!(before.diff(&before).unchanged, ["goes", "stays", "stops"]);

        block_on(plugins.remove("goes")).unwrap().unwrap();
        block_on(plugins.stop_plugin("stops")).unwrap().unwrap();
        block_on(plugins.register(stub("comes"))).unwrap().unwrap();
        let after = plugins.discovery();
        let diff = before.diff(&after);
        assert_eq!(diff.added, ["comes"]);
        assert_eq!(diff.removed, ["goes"]);
        assert_eq!(diff.changed, ["stops"]);
        assert_eq!(diff.unchanged, ["stays"]);
        assert!(diff.failed.is_empty());
        let back = after.diff(&before);
        assert_eq!((back.added, back.removed), (diff.removed, diff.added));
    }

    #[test]
    fn another_version_is_a_change() {
        let plugins = PluginManager::builder().instance(stub("a")).build().unwrap();
        let before = plugins.discovery();
        block_on(plugins.remove("a")).unwrap().unwrap();
        let newer = Identified::new(Identity::new("a", "1.0.1").unwrap(), Stub);
        block_on(plugins.register(newer)).unwrap().unwrap();
        let diff = before.diff(&plugins.discovery());
        assert_eq!(diff.changed, ["a"]);
        assert!(diff.added.is_empty() && diff.removed.is_empty() && diff.unchanged.is_empty());
    }

    /// Elsewhere the error of a plugin is never forgotten, even after it works.
    #[test]
    fn an_error_goes_when_its_reason_goes() {
        let waits = Identity::new("waits", "1.0.0").unwrap().depends_on("late", "^1").unwrap();
        let plugins = PluginManager::builder().instance(Identified::new(waits, Stub)).build().unwrap();
        assert_eq!(plugins.discovery().errors().len(), 1);
        block_on(plugins.register(stub("late"))).unwrap().unwrap();
        assert_eq!(activated(&plugins.discovery()), ["late", "waits"]);
        assert!(plugins.discovery().errors().is_empty(), "{:?}", plugins.discovery().errors());
        assert_eq!(plugins.last_discovery().errors().len(), 1);
        let diff = plugins.last_discovery().diff(&plugins.discovery());
        assert_eq!(
            (diff.added, diff.changed),
            (vec!["late".parse().unwrap()], vec!["waits".parse().unwrap()])
        );
    }

    /// Elsewhere, when a plugin is taken out, those that need it stay active.
    #[test]
    fn whoever_needs_what_is_removed_is_filtered_and_comes_back_with_it() {
        let geo = || Identified::new(Identity::new("geo", "1.0.0").unwrap(), Stub);
        let plugins = PluginManager::builder().plugin::<Weather>().instance(geo()).build().unwrap();
        block_on(plugins.start()).unwrap().unwrap();
        block_on(plugins.remove("geo")).unwrap().unwrap();
        let weather = plugins.descriptor("weather").unwrap();
        assert_eq!(weather.state(), PluginState::Filtered(FilterReason::DependencyUnmet));
        assert_eq!(weather.failure(), Some("needs geo, which is not there"));
        assert!(plugins.descriptor("geo").is_none());
        block_on(plugins.register(geo())).unwrap().unwrap();
        let weather = plugins.descriptor("weather").unwrap();
        assert_eq!((weather.state(), weather.failure()), (PluginState::Started, None));
    }
}

/// A reason that has gone is no reason, whoever of the two comes first.
#[test]
fn taking_out_what_does_not_fit_is_seen_by_whom_it_did_not_fit() {
    for (id, other) in [("a", "b"), ("b", "a")] {
        let fussy = || Identity::new(id, "1.0.0").unwrap();
        let fussy =
            [fussy().depends_on(other, "^2").unwrap(), fussy().depends_on_optional(other, "^2").unwrap()];
        let [needs, may_do_without] = fussy.map(|fussy| {
            let plugins =
                PluginManager::builder().instance(Identified::new(fussy, Stub)).instance(stub(other));
            plugins.build().unwrap()
        });
        for plugins in [&needs, &may_do_without] {
            let misfit = format!("needs {other} ^2, but {other} is 1.0.0");
            assert_eq!(plugins.descriptor(id).unwrap().failure(), Some(misfit.as_str()));
            block_on(plugins.remove(other)).unwrap().unwrap();
        }
        let missing = format!("needs {other}, which is not there");
        assert_eq!(needs.descriptor(id).unwrap().failure(), Some(missing.as_str()));
        assert_eq!(may_do_without.descriptor(id).unwrap().state(), PluginState::Loaded);
        assert!(may_do_without.plugin::<Stub>().is_some());
        assert!(may_do_without.discovery().errors().is_empty());
    }
}

mod available {
    use super::*;

    #[test]
    fn tells_everybody_who_is_linked_or_listed_and_constructs_nobody() {
        MADE.take();
        let builder = builder();
        let mut before: Vec<&str> = builder.available().iter().map(pluginkit::PluginEntry::id).collect();
        assert_eq!(MADE.take(), [""; 0]);
        let plugins = builder.build().unwrap();
        assert_eq!(MADE.take(), ["geo", "weather"], "whoever is filtered is not constructed");
        let mut after: Vec<&str> = plugins.available().iter().map(pluginkit::PluginEntry::id).collect();
        assert_eq!(MADE.take(), [""; 0]);
        before.sort_unstable();
        after.sort_unstable();
        assert_eq!(before, after);
        assert!(
            plugins.descriptor("linked").is_none(),
            "nobody has asked for it; it is to be had all the same"
        );
        for id in ["geo", "linked", "lodger", "off", "orphan", "weather"] {
            assert_eq!(after.iter().filter(|other| **other == id).count(), 1, "{id}: {after:?}");
        }
        let weather = plugins.available().into_iter().find(|plugin| plugin.id() == "weather").unwrap();
        assert_eq!((weather.version(), weather.metadata().description), ("1.2.0", Some("Fog, mostly")));
    }
}

/// Elsewhere whoever cannot be constructed raises out of the discovery, and leaves half of it behind without a word.
#[test]
fn whoever_cannot_be_made_leaves_the_others_alone() {
    #[plugin(id = "given", version = "1.0.0", listed)]
    struct Given;

    let plugins = builder().plugin::<Given>().build().unwrap();
    let discovery = plugins.discovery();
    assert_eq!(discovery.by_reason(FilterReason::LoadFailed), ["given"]);
    let error = discovery.errors().iter().find(|error| *error.plugin() == "given").unwrap();
    assert_eq!((error.phase(), error.severity()), (ErrorPhase::Activation, Severity::Error));
    assert!(
        matches!(error.error(), Error::Load(LoadError::NeedsInstance { id, .. }) if *id == "given"),
        "{error}"
    );
    assert_eq!(discovery.activated(), ["geo", "weather"]);
    let plugins = builder().instance(Given).build().unwrap();
    assert!(plugins.discovery().by_reason(FilterReason::LoadFailed).is_empty());
}
