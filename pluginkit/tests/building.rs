//! What a manager is built of, and everything that can stand in its way, all at once.

use std::cell::RefCell;
use std::sync::Arc;

use pluginkit::prelude::*;
use pluginkit::{Error, LoadError, PluginEntry, ResolutionError, StateError};

thread_local! {
    /// Which plugins were constructed on this thread.
    static MADE: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) };
}

fn made() -> Vec<&'static str> {
    MADE.take()
}

macro_rules! member {
    ($name:ident, $id:tt, $version:tt, [$($plugin:tt)*]) => {
        #[plugin(id = $id, version = $version, listed $($plugin)*)]
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

member!(Geo, "geo", "1.2.3", []);
member!(Weather, "weather", "1.0.0", [, depends_on(Geo = "^1.2")]);
member!(Daily, "daily", "1.0.0", [, depends_on("weather", "geo" = ">=1.0, <2.0")]);
member!(OtherGeo, "geo", "9.0.0", []);
member!(ThirdGeo, "geo", "9.0.1", []);
member!(Orphan, "orphan", "1.0.0", [, depends_on("nobody" = "^2", "no-one")]);
member!(Easy, "easy", "1.0.0", [, depends_on(optional("nobody"), optional("geo" = "^1"))]);
member!(Fussy, "fussy", "1.0.0", [, depends_on("geo" = "^2.0")]);
member!(FussyIfThere, "fussy-if-there", "1.0.0", [, depends_on(optional("geo" = "=3.0.0"))]);
member!(Ring, "ring", "1.0.0", [, depends_on("rung")]);
member!(Rung, "rung", "1.0.0", [, depends_on("rang")]);
member!(Rang, "rang", "1.0.0", [, depends_on("ring", "geo")]);
member!(Early, "early-release", "1.0.0-beta.2", []);
member!(Strict, "strict", "1.0.0", [, depends_on("early-release" = "^1.0")]);
member!(Tolerant, "tolerant", "1.0.0", [, depends_on("early-release" = "^1.0.0-beta.1")]);

#[plugin(id = "given", version = "1.0.0", listed)]
#[derive(Debug)]
struct Given(u32);

#[plugin(id = "either", version = "1.0.0", listed)]
#[derive(Debug)]
struct Either(u32);

impl Default for Either {
    fn default() -> Self {
        MADE.with_borrow_mut(|made| made.push("either"));
        Either(0)
    }
}

#[plugin(id = "breaks", version = "1.0.0", listed)]
struct Breaks;

impl Default for Breaks {
    fn default() -> Self {
        panic!("no disk")
    }
}

#[plugin(id = "breaks-too", version = "1.0.0", listed)]
struct BreaksToo;

impl Default for BreaksToo {
    fn default() -> Self {
        std::panic::panic_any(5_u8)
    }
}

#[extension_point]
trait Quarrel {
    fn call(&self);
}

member!(Left, "left", "1.0.0", []);
member!(Right, "right", "1.0.0", []);

#[extension(before(Right))]
impl Quarrel for Left {
    fn call(&self) {}
}

#[extension(before(Left))]
impl Quarrel for Right {
    fn call(&self) {}
}

fn build(plugins: impl IntoIterator<Item = PluginEntry>) -> Result<PluginManager, Error> {
    PluginManager::builder().plugins(plugins).build()
}

#[track_caller]
fn errors(plugins: impl IntoIterator<Item = PluginEntry>) -> Vec<String> {
    made();
    let error = build(plugins).unwrap_err();
    assert_eq!(made(), [""; 0], "nothing is constructed while it is known that it cannot be");
    error.iter().map(ToString::to_string).collect()
}

mod what_is_there {
    use super::*;

    #[test]
    fn nobody() {
        let plugins = PluginManager::builder().build().unwrap();
        assert_eq!(plugins.ids().len(), 0);
        assert!(plugins.plugin::<Geo>().is_none());
    }

    #[test]
    fn ids_are_in_dependency_order_and_so_is_construction() {
        made();
        let plugins = build(plugins![Daily, Weather, Easy, Geo]).unwrap();
        let ids: Vec<&str> = plugins.ids().map(PluginId::as_str).collect();
        assert_eq!(ids, ["geo", "easy", "weather", "daily"]);
        assert_eq!(made(), ids);
        assert_eq!(plugins.ids().len(), 4);
    }

    #[test]
    fn a_type_listed_twice_is_one_plugin() {
        made();
        let plugins = PluginManager::builder().plugin::<Geo>().plugins(plugins![Geo]).plugin::<Geo>();
        assert_eq!(plugins.build().unwrap().ids().len(), 1);
        assert_eq!(made(), ["geo"]);
    }

    #[test]
    fn an_instance_and_its_type_are_one_plugin_in_either_order() {
        made();
        let first = PluginManager::builder().instance(Either(7)).plugin::<Either>().build().unwrap();
        let last = PluginManager::builder().plugin::<Either>().instance(Either(8)).build().unwrap();
        assert_eq!((first.plugin::<Either>().unwrap().0, last.plugin::<Either>().unwrap().0), (7, 8));
        assert_eq!(made(), [""; 0], "its `Default` is not asked");
    }

    #[test]
    fn an_instance_may_be_shared() {
        let given = Arc::new(Given(7));
        let plugins = PluginManager::builder().instance(&given).build().unwrap();
        assert!(Arc::ptr_eq(&given, &plugins.plugin::<Given>().unwrap()));
        let plugins = PluginManager::builder().instance(Arc::clone(&given)).build().unwrap();
        assert!(Arc::ptr_eq(&given, &plugins.plugin::<Given>().unwrap()));
    }

    #[test]
    fn two_managers_have_instances_of_their_own() {
        let instance = || build(plugins![Either]).unwrap().plugin::<Either>().unwrap();
        assert!(!Arc::ptr_eq(&instance(), &instance()));
    }

    #[test]
    fn a_clone_is_the_same_manager() {
        let plugins = build(plugins![Either]).unwrap();
        let (one, other) = (plugins.plugin::<Either>().unwrap(), plugins.clone().plugin::<Either>().unwrap());
        assert!(Arc::ptr_eq(&one, &other));
    }

    #[test]
    fn the_last_clone_takes_the_plugins_with_it() {
        let given = Arc::new(Given(7));
        let plugins = PluginManager::builder().instance(&given).build().unwrap();
        let other = plugins.clone();
        drop(plugins);
        assert_eq!(Arc::strong_count(&given), 2);
        drop(other);
        assert_eq!(Arc::strong_count(&given), 1);
    }

    #[test]
    fn what_is_listed_only_is_not_discovered() {
        let plugins = PluginManager::discover().unwrap();
        assert!(plugins.ids().all(|id| *id != "geo" && *id != "given"), "{plugins:?}");
    }

    #[test]
    fn managers_and_builders_show_their_plugins() {
        let builder = PluginManager::builder().plugin::<Geo>().expect(["geo"]);
        assert!(format!("{builder:?}").contains("geo"));
        assert!(format!("{:?}", builder.build().unwrap()).contains("geo"));
    }
}

mod expectations {
    use super::*;

    #[test]
    fn hold_for_ids_and_for_crates() {
        for name in ["geo", "pluginkit"] {
            PluginManager::builder().plugin::<Geo>().expect([name]).build().unwrap();
        }
    }

    #[test]
    fn name_everything_that_is_missing() {
        let error = PluginManager::builder()
            .plugin::<Geo>()
            .expect(["geo", "stocks", "rate-limit"])
            .build()
            .unwrap_err();
        let missing: Vec<(&str, Vec<&str>)> = error
            .iter()
            .map(|error| match error {
                Error::Load(LoadError::NotLinked { name, linked, .. }) => {
                    (name.as_str(), linked.iter().map(PluginId::as_str).collect())
                }
                other => panic!("{other}"),
            })
            .collect();
        assert_eq!(missing, [("stocks", vec!["geo"]), ("rate-limit", vec!["geo"])]);
        let message = error.to_string();
        assert!(message.contains("use rate_limit as _;"), "{message}");
        assert!(message.contains("There are: `geo`."), "{message}");
    }

    #[test]
    fn say_when_nobody_at_all_is_there() {
        let error = PluginManager::builder().expect(["geo"]).build().unwrap_err();
        assert!(error.to_string().contains("No plugin at all is there."), "{error}");
    }
}

mod resolution {
    use super::*;

    #[test]
    fn an_id_is_used_once() {
        let error = build(plugins![Geo, OtherGeo]).unwrap_err();
        let Error::Load(LoadError::DuplicateId { id, origins, .. }) = &error else { panic!("{error}") };
        assert_eq!(*id, "geo");
        assert_ne!(origins[0], origins[1]);
        assert_eq!(error.to_string().matches(file!()).count(), 2, "it says where both are: {error}");
    }

    #[test]
    fn the_same_duplicate_is_named_first_however_they_are_listed() {
        let one = errors(plugins![Geo, OtherGeo, ThirdGeo]);
        let other = errors(plugins![ThirdGeo, OtherGeo, Geo]);
        assert_eq!(one, other);
        assert_eq!(one.len(), 2);
    }

    #[test]
    fn two_instances_are_one_too_many() {
        let error = PluginManager::builder().instance(Given(1)).instance(Given(2)).build().unwrap_err();
        assert!(matches!(&error, Error::Load(LoadError::DuplicateInstance { id, .. }) if *id == "given"));
    }

    #[test]
    fn missing_dependencies_are_named_one_by_one() {
        let error = build(plugins![Orphan]).unwrap_err();
        let missing: Vec<_> = error
            .iter()
            .map(|error| match error {
                Error::Resolution(ResolutionError::MissingDependency {
                    plugin,
                    dependency,
                    requirement,
                    ..
                }) => (plugin.as_str(), dependency.as_str(), requirement.as_str()),
                other => panic!("{other}"),
            })
            .collect();
        assert_eq!(missing, [("orphan", "nobody", "^2"), ("orphan", "no-one", "*")]);
    }

    #[test]
    fn optional_dependencies_may_be_missing() {
        assert_eq!(build(plugins![Easy]).unwrap().ids().len(), 1);
        assert_eq!(build(plugins![FussyIfThere]).unwrap().ids().len(), 1);
    }

    #[test]
    fn versions_must_match_of_optional_dependencies_too() {
        assert_eq!(
            errors(plugins![Geo, Fussy, FussyIfThere]),
            [
                "plugin `fussy` depends on `geo` ^2.0, but `geo` is 1.2.3",
                "plugin `fussy-if-there` depends on `geo` =3.0.0, but `geo` is 1.2.3",
            ]
        );
    }

    #[test]
    fn a_pre_release_matches_who_asks_for_one() {
        assert!(build(plugins![Early, Tolerant]).is_ok());
        assert_eq!(
            errors(plugins![Early, Strict]),
            ["plugin `strict` depends on `early-release` ^1.0, but `early-release` is 1.0.0-beta.2"]
        );
    }

    #[test]
    fn a_circle_is_printed_whole() {
        let error = build(plugins![Ring, Rung, Rang, Geo]).unwrap_err();
        let Error::Resolution(ResolutionError::DependencyCycle { cycle, .. }) = &error else {
            panic!("{error}")
        };
        assert!(cycle.iter().eq(["rang", "ring", "rung"].iter()), "each needs the next: {cycle:?}");
        assert_eq!(error.to_string(), "plugins depend on each other in a circle: rang → ring → rung → rang");
    }

    #[test]
    fn every_mistake_is_reported_at_once() {
        let all = errors(plugins![
            Geo,
            OtherGeo,
            Orphan,
            Fussy,
            FussyIfThere,
            Ring,
            Rung,
            Rang,
            Left,
            Right,
            Weather
        ]);
        let expected = [
            "plugin id `geo` is used twice",
            "plugin `orphan` depends on `nobody` (^2), which is not there",
            "plugin `orphan` depends on `no-one` (*), which is not there",
            "plugins depend on each other in a circle",
            "the implementations of hook `quarrel.call` cannot be put in order: left → right → left",
        ];
        for expected in expected {
            assert_eq!(
                all.iter().filter(|error| error.starts_with(expected)).count(),
                1,
                "{expected}: {all:#?}"
            );
        }
    }

    #[test]
    fn several_errors_are_listed_in_one() {
        let error = build(plugins![Orphan]).unwrap_err();
        let Error::Several(several) = &error else { panic!("{error}") };
        assert_eq!(several.iter().count(), 2);
        assert_eq!((several.into_iter().count(), (&error).into_iter().count()), (2, 2));
        assert!(error.to_string().starts_with("2 errors:\n- plugin `orphan`"), "{error}");
    }
}

mod construction {
    use super::*;

    #[test]
    fn what_has_no_default_needs_an_instance() {
        let error = build(plugins![Given]).unwrap_err();
        assert!(matches!(&error, Error::Load(LoadError::NeedsInstance { id, .. }) if *id == "given"));
        assert!(error.to_string().contains(".instance(..)"), "{error}");
        let plugins = PluginManager::builder().instance(Given(1)).build().unwrap();
        assert_eq!(plugins.plugin::<Given>().unwrap().0, 1);
    }

    #[test]
    fn a_constructor_that_panics_is_an_error_and_not_the_only_one() {
        let error = build(plugins![Breaks, BreaksToo, Given, Geo]).unwrap_err();
        let messages: Vec<String> = error.iter().map(ToString::to_string).collect();
        assert_eq!(messages.len(), 3, "{messages:#?}");
        assert_eq!(messages[0], "plugin `breaks`: its constructor panicked: no disk");
        assert_eq!(messages[1], "plugin `breaks-too`: its constructor panicked: (its message is not text)");
        assert!(messages[2].starts_with("plugin `given`"));
    }

    #[test]
    fn nothing_is_constructed_when_resolution_fails() {
        made();
        assert!(build(plugins![Geo, Weather, Orphan]).is_err());
        assert!(PluginManager::builder().plugin::<Geo>().expect(["stocks"]).build().is_err());
        assert!(build(plugins![Left, Right]).is_err());
        assert_eq!(made(), [""; 0]);
    }
}

#[test]
fn toggling_somebody_unknown_is_an_error() {
    let plugins = build(plugins![Geo]).unwrap();
    for result in [plugins.enable("nobody"), plugins.disable("nobody")] {
        assert!(matches!(result, Err(StateError::Unknown { id, .. }) if id == "nobody"));
    }
}
