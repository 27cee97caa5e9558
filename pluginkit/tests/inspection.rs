//! What can be seen of one plugin: its descriptor, its inspection, and that both survive serialization.

use std::time::SystemTime;

use pluginkit::prelude::*;
use pluginkit::{
    DependencyInspection, FilterReason, HookInspection, PluginDescriptor, PluginInspection,
    PluginManagerBuilder, Reason, Source, block_on,
};

#[extension_point]
trait Feed {
    fn fetch(&self) -> u32;
    fn spot(&self) -> u32;
}

#[plugin(
    id = "weather",
    version = "1.2.3",
    depends_on("geo" = "^1", optional("metrics" = "*"), optional("cache" = "^1")),
    name = "The weather",
    author = "Ada",
    listed
)]
#[derive(Default)]
struct Weather;

#[extension(priority = 7)]
impl Feed for Weather {
    fn fetch(&self) -> u32 {
        1
    }
}

#[extension(wrapper)]
impl FeedWrapper for Weather {
    fn spot(&self, next: Next<'_>) -> HookResult<Vec<u32>> {
        next.run()
    }
}

#[extension]
impl Health for Weather {
    async fn health(&self, _cx: &PluginContext) -> HealthStatus {
        HealthStatus::Degraded("fog".to_owned())
    }
}

#[plugin(id = "geo", version = "1.5.0", listed)]
#[derive(Default)]
struct Geo;

#[extension]
impl Feed for Geo {
    fn fetch(&self) -> u32 {
        2
    }
    fn spot(&self) -> u32 {
        2
    }
}

#[plugin(id = "cache", version = "1.0.0", listed)]
#[derive(Default)]
struct Cache;

#[plugin(id = "orphan", version = "0.1.0", depends_on("geo" = "^2", "nobody", "orphan-too"), listed)]
#[derive(Default)]
struct Orphan;

#[extension]
impl Feed for Orphan {
    fn fetch(&self) -> u32 {
        3
    }
}

/// Starts unless it is told not to.
#[plugin(id = "moody", version = "1.0.0", listed)]
#[derive(Default)]
struct Moody(std::sync::atomic::AtomicBool);

#[extension]
impl Lifecycle for Moody {
    fn start(&self, _cx: &PluginContext) -> Result<(), BoxError> {
        if self.0.load(std::sync::atomic::Ordering::Relaxed) { Err("not today".into()) } else { Ok(()) }
    }
}

/// Not `listed`: whoever discovers takes it in.
#[plugin(id = "linked", version = "1.0.0")]
#[derive(Default)]
struct Linked;

/// Comes in late.
#[plugin(id = "late", version = "1.0.0", depends_on("weather"), listed)]
#[derive(Default)]
struct Late;

fn build() -> PluginManager {
    PluginManager::builder().plugins(plugins![Weather, Cache, Orphan]).instance(Geo).build().unwrap()
}

mod descriptor {
    use super::*;

    #[test]
    fn says_who_it_is() {
        let weather = build().descriptor("weather").unwrap();
        assert_eq!((weather.id().as_str(), weather.version()), ("weather", "1.2.3"));
        assert_eq!(weather.metadata().name.as_deref(), Some("The weather"));
        assert_eq!(weather.metadata().description, None);
    }

    /// Elsewhere a plugin that is kept out has no version, no description, and nothing else.
    #[test]
    fn says_so_of_a_filtered_plugin_too() {
        let orphan = build().descriptor("orphan").unwrap();
        assert_eq!((orphan.id().as_str(), orphan.version()), ("orphan", "0.1.0"));
        assert_eq!(orphan.state(), PluginState::Filtered(FilterReason::DependencyUnmet));
        assert_eq!(
            orphan.failure(),
            Some(
                "needs geo ^2, but geo is 1.5.0; needs nobody, which is not there; needs orphan-too, which is not there"
            )
        );
        assert_eq!(orphan.loaded_at(), None, "it never was");
    }

    #[test]
    fn all_are_told_in_start_order() {
        let plugins = build();
        let descriptors = plugins.descriptors();
        let ids: Vec<&str> = descriptors.iter().map(|plugin| plugin.id().as_str()).collect();
        let active: Vec<&str> = ids.iter().copied().filter(|id| *id != "orphan").collect();
        assert_eq!(active, ["cache", "geo", "weather"]);
        assert_eq!(ids.len(), 4);
        for descriptor in &descriptors {
            assert_eq!(plugins.descriptor(descriptor.id().as_str()).unwrap(), *descriptor);
        }
    }

    #[test]
    fn has_times_that_only_go_forward() {
        let before = SystemTime::now();
        let plugins = build();
        let loaded = plugins.descriptor("weather").unwrap();
        assert!(loaded.loaded_at().unwrap() >= before);
        assert!(loaded.last_change().unwrap() >= loaded.loaded_at().unwrap());
        block_on(plugins.start()).unwrap().unwrap();
        let started = plugins.descriptor("weather").unwrap();
        assert_eq!(started.loaded_at(), loaded.loaded_at(), "it is loaded once");
        assert!(started.last_change().unwrap() > loaded.last_change().unwrap());
        let again = plugins.descriptor("weather").unwrap();
        assert_eq!(again, started, "looking changes nothing");
        assert!(started.last_change().unwrap() <= SystemTime::now());
    }

    /// Elsewhere the reason of a failure outlives the failure.
    #[test]
    fn has_a_failure_while_it_is_failed() {
        let plugins = PluginManager::builder().plugin::<Moody>().build().unwrap();
        let moody = plugins.plugin::<Moody>().unwrap();
        let failure = || plugins.descriptor("moody").unwrap().failure().map(str::to_owned);
        assert_eq!(failure(), None);
        moody.0.store(true, std::sync::atomic::Ordering::Relaxed);
        block_on(plugins.start()).unwrap().unwrap_err();
        assert_eq!(plugins.descriptor("moody").unwrap().state(), PluginState::Failed);
        assert!(failure().unwrap().contains("not today"), "{failure:?}", failure = failure());
        moody.0.store(false, std::sync::atomic::Ordering::Relaxed);
        block_on(plugins.start()).unwrap().unwrap();
        assert_eq!(failure(), None);
    }

    #[test]
    fn survives_serialization() {
        let plugins = build();
        block_on(plugins.start()).unwrap().unwrap();
        for descriptor in plugins.descriptors() {
            let json = serde_json::to_string(&descriptor).unwrap();
            assert_eq!(serde_json::from_str::<PluginDescriptor>(&json).unwrap(), descriptor);
        }
        let json = serde_json::to_value(plugins.descriptor("orphan").unwrap()).unwrap();
        assert_eq!(json["id"], "orphan");
        assert_eq!(json["state"], serde_json::json!({ "filtered": "dependency_unmet" }));
        assert_eq!(serde_json::to_value(plugins.descriptor("weather").unwrap()).unwrap()["state"], "started");
    }
}

mod dependencies {
    use super::*;

    fn needs(
        id: &str,
        requirement: &str,
        optional: bool,
        found: Option<&str>,
        met: bool,
    ) -> DependencyInspection {
        let json = serde_json::json!({
            "id": id, "requirement": requirement, "optional": optional, "found": found, "met": met,
        });
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn are_told_with_what_was_found() {
        let plugins = build();
        assert_eq!(
            plugins.inspect("weather").unwrap().dependencies,
            [
                needs("geo", "^1", false, Some("1.5.0"), true),
                needs("metrics", "*", true, None, false),
                needs("cache", "^1", true, Some("1.0.0"), true),
            ]
        );
        assert_eq!(
            plugins.inspect("orphan").unwrap().dependencies,
            [
                needs("geo", "^2", false, Some("1.5.0"), false),
                needs("nobody", "*", false, None, false),
                needs("orphan-too", "*", false, None, false),
            ]
        );
    }

    #[test]
    fn and_dependents_are_two_sides_of_one_thing() {
        let plugins = build();
        let dependents = |id: &str| plugins.inspect(id).unwrap().dependents;
        assert_eq!(dependents("geo"), ["weather"], "`orphan` needs another one");
        assert_eq!(dependents("cache"), ["weather"]);
        assert!(dependents("weather").is_empty());
        block_on(plugins.register(Late)).unwrap().unwrap();
        assert_eq!(dependents("weather"), ["late"]);
        block_on(plugins.remove("late")).unwrap().unwrap();
        assert!(dependents("weather").is_empty());
    }
}

mod hooks {
    use super::*;

    /// Hook, wrapper, priority, position, reason.
    type Told = (String, bool, i32, Option<usize>, Option<String>);

    fn told(plugins: &PluginManager, id: &str) -> Vec<Told> {
        let hook = |HookInspection { hook, wrapper, priority, position, reason, .. }: HookInspection| {
            (hook, wrapper, priority, position, reason.map(|reason| reason.to_string()))
        };
        let mut hooks: Vec<_> = plugins.inspect(id).unwrap().hooks.into_iter().map(hook).collect();
        hooks.sort();
        hooks
    }

    #[test]
    fn are_told_with_their_position_and_its_reason() {
        let plugins = build();
        let first = || Some("first".to_owned());
        assert_eq!(
            told(&plugins, "weather"),
            [
                ("feed.fetch".to_owned(), false, 7, Some(0), first()),
                ("feed.spot".to_owned(), true, 0, Some(0), first()),
                ("health.health".to_owned(), false, 0, None, None),
            ]
        );
        let second = plugins.inspect("geo").unwrap();
        let fetch = second.hooks.iter().find(|hook| hook.hook == "feed.fetch").unwrap();
        assert_eq!(fetch.position, Some(1));
        assert!(
            matches!(&fetch.reason, Some(Reason::Priority { after, its_priority: 7 }) if *after == "weather"),
            "{fetch:?}"
        );
        assert_eq!(second.hooks.len(), 2);
    }

    #[test]
    fn agree_with_the_caller() {
        let plugins = build();
        let explanation = plugins.caller::<dyn Feed>().explain();
        for hook in &explanation.hooks {
            for (position, placed) in hook.implementations.iter().enumerate() {
                let inspection = plugins.inspect(placed.plugin.as_str()).unwrap();
                let seen =
                    inspection.hooks.iter().find(|seen| seen.hook == hook.hook && !seen.wrapper).unwrap();
                assert_eq!((seen.position, seen.reason.as_ref()), (Some(position), Some(&placed.reason)));
            }
        }
    }

    #[test]
    fn of_whoever_is_not_called_have_no_position() {
        let plugins = build();
        plugins.disable("weather").unwrap();
        assert!(
            plugins
                .inspect("weather")
                .unwrap()
                .hooks
                .iter()
                .all(|hook| hook.position.is_none() && hook.reason.is_none())
        );
        let fetch = |id: &str| {
            let inspection = plugins.inspect(id).unwrap();
            inspection.hooks.into_iter().find(|hook| hook.hook == "feed.fetch").unwrap()
        };
        assert_eq!(fetch("geo").position, Some(0), "who is left moves up");
        assert_eq!((fetch("orphan").position, fetch("orphan").priority), (None, 0), "it would have one");
    }
}

mod the_rest {
    use super::*;

    #[test]
    fn health_is_what_was_last_known() {
        let plugins = build();
        let health = |id: &str| plugins.inspect(id).unwrap().health;
        assert_eq!(health("weather"), HealthStatus::Unknown, "nobody has asked");
        block_on(plugins.start()).unwrap().unwrap();
        block_on(plugins.health()).unwrap();
        assert_eq!(health("weather"), HealthStatus::Degraded("fog".to_owned()));
        assert_eq!(health("geo"), HealthStatus::Unknown);
        assert_eq!(health("orphan"), HealthStatus::Unknown);
    }

    #[test]
    fn source_and_origin_say_where_it_comes_from() {
        let plugins = build();
        block_on(plugins.register(Late)).unwrap().unwrap();
        let source = |id: &str| plugins.inspect(id).unwrap().source;
        assert_eq!(source("weather"), Source::Listed);
        assert_eq!(source("geo"), Source::Instance);
        assert_eq!(source("late"), Source::Registered);
        assert_eq!(source("orphan"), Source::Listed);
        let linked = |builder: PluginManagerBuilder| {
            builder.discover().build().unwrap().inspect("linked").unwrap().source
        };
        assert_eq!(linked(PluginManager::builder()), Source::Linked);
        assert_eq!(linked(PluginManager::builder().plugin::<Linked>()), Source::Listed);
        assert_eq!(linked(PluginManager::builder().plugin::<Linked>().instance(Linked)), Source::Instance);
        for id in ["weather", "geo", "late", "orphan"] {
            let origin = plugins.inspect(id).unwrap().origin;
            assert!(origin.contains(file!()), "{id}: {origin}");
        }
    }

    #[test]
    fn explanation_and_descriptor_are_those_of_the_manager() {
        let plugins = build();
        for id in ["weather", "orphan"] {
            let inspection = plugins.inspect(id).unwrap();
            assert_eq!(inspection.descriptor, plugins.descriptor(id).unwrap());
            assert_eq!(inspection.explanation.to_string(), plugins.explain(id).unwrap().to_string());
        }
    }

    #[test]
    fn all_are_told_in_the_order_of_the_descriptors() {
        let plugins = build();
        let inspections = plugins.inspections();
        assert!(inspections.iter().map(|plugin| &plugin.descriptor).eq(&plugins.descriptors()));
    }

    #[test]
    fn all_of_it_survives_serialization() {
        let plugins = build();
        block_on(plugins.health()).unwrap();
        for inspection in plugins.inspections() {
            let json = serde_json::to_string(&inspection).unwrap();
            assert_eq!(serde_json::from_str::<PluginInspection>(&json).unwrap(), inspection);
        }
    }
}
