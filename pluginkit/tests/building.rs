//! What a manager is built of, and everything that can stand in its way, all at once.

use std::cell::RefCell;
use std::sync::Arc;

use pluginkit::prelude::*;
use pluginkit::{Error, LoadError, PluginEntry, StateError};

/// Plugins that one `plugins![..]` would refuse, at compile time: each in a list of its own, as from several crates.
macro_rules! apart {
    ($($plugin:ty),* $(,)?) => {
        [$(plugins![$plugin]),*].concat()
    };
}

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

member!(Morning, "morning", "1.0.0", []);
member!(Evening, "evening", "1.0.0", []);

#[extension(before(Evening))]
impl Lifecycle for Morning {}

#[extension(before(Morning))]
impl Lifecycle for Evening {}

member!(Dawn, "dawn", "1.0.0", []);
member!(Noon, "noon", "1.0.0", []);
member!(Dusk, "dusk", "1.0.0", []);
member!(Eclipse, "eclipse", "1.0.0", []);

#[extension(before(Noon))]
impl Lifecycle for Dawn {}

#[extension(before("dusk"))]
impl Lifecycle for Noon {}

#[extension(before(Dawn))]
impl Lifecycle for Dusk {}

#[extension(after(Noon), before(Dawn))]
impl Lifecycle for Eclipse {}

fn build(plugins: impl IntoIterator<Item = PluginEntry>) -> Result<PluginManager, Error> {
    PluginManager::builder().plugins(plugins).build()
}

/// What stands in the way of building at all.
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
        let ids: Vec<String> = plugins.ids().map(|id| id.to_string()).collect();
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
        assert_eq!(plugins.plugin::<Given>().unwrap().0, 7);
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
        assert!(plugins.ids().all(|id| id != "geo" && id != "given"), "{plugins:?}");
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
        let error = build(apart![Geo, OtherGeo]).unwrap_err();
        let Error::Load(LoadError::DuplicateId { id, origins, .. }) = &error else { panic!("{error}") };
        assert_eq!(*id, "geo");
        assert_ne!(origins[0], origins[1]);
        assert_eq!(error.to_string().matches(file!()).count(), 2, "it says where both are: {error}");
    }

    #[test]
    fn the_same_duplicate_is_named_first_however_they_are_listed() {
        let one = errors(apart![Geo, OtherGeo, ThirdGeo]);
        let other = errors(apart![ThirdGeo, OtherGeo, Geo]);
        assert_eq!(one, other);
        assert_eq!(one.len(), 2);
    }

    #[test]
    fn two_instances_are_one_too_many() {
        let error = PluginManager::builder().instance(Given(1)).instance(Given(2)).build().unwrap_err();
        assert!(matches!(&error, Error::Load(LoadError::DuplicateInstance { id, .. }) if *id == "given"));
    }

    #[test]
    fn everything_that_stands_in_the_way_is_reported_at_once() {
        let all = PluginManager::builder()
            .plugins(apart![Geo, OtherGeo, Left, Right, Morning, Evening, Weather, Orphan])
            .expect(["stocks"])
            .app_version("latest")
            .build()
            .unwrap_err();
        let all: Vec<String> = all.iter().map(ToString::to_string).collect();
        let expected = [
            "plugin id `geo` is used twice",
            "`stocks` is expected, but not linked",
            "application `(no id)`: `latest` is not a version",
            "the implementations of hook `quarrel.call` cannot be put in order: left → right → left",
            "the implementations of hook `lifecycle.start` cannot be put in order: evening → morning → evening",
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
    fn a_contradiction_is_printed_whole() {
        assert_eq!(
            errors(plugins![Left, Right, Geo, Orphan]),
            [
                "the implementations of hook `quarrel.call` cannot be put in order: left → right → left (each before the next)"
            ]
        );
        assert_eq!(
            errors(plugins![Dawn, Noon, Dusk]),
            [
                "the implementations of hook `lifecycle.start` cannot be put in order: dawn → noon → dusk → dawn (each before the next)"
            ]
        );
    }

    /// Whoever is not there contradicts nobody.
    #[test]
    fn somebody_who_is_kept_out_contradicts_nobody() {
        let plugins =
            PluginManager::builder().plugins(plugins![Left, Right]).disabled(["right"]).build().unwrap();
        assert!(plugins.ids().eq(["left"]));
        let plugins = PluginManager::builder()
            .plugins(plugins![Morning, Evening])
            .disabled(["evening"])
            .build()
            .unwrap();
        assert!(plugins.ids().eq(["morning"]));
        let plugins = PluginManager::builder().plugins(plugins![Dawn, Noon, Eclipse]).disabled(["eclipse"]);
        assert!(plugins.build().unwrap().ids().eq(["dawn", "noon"]), "nor does it come between others");
    }
}

mod construction {
    use super::*;

    #[test]
    fn nothing_is_constructed_when_building_fails() {
        made();
        assert!(PluginManager::builder().plugin::<Geo>().expect(["stocks"]).build().is_err());
        assert!(build(plugins![Left, Right]).is_err());
        assert!(build(apart![Geo, OtherGeo, Easy]).is_err());
        assert!(PluginManager::builder().plugins(plugins![Geo, Orphan]).expect(["orphan"]).build().is_err());
        assert!(PluginManager::builder().plugin::<Geo>().application("newsroom", "latest").build().is_err());
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
