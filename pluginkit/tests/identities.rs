//! Plugins whose identity is given at run time: several of one type, each a plugin of its own.

use std::sync::{Arc, Mutex};

use pluginkit::prelude::*;
use pluginkit::{Error, Identified, Identity, LoadError, Source, block_on};

#[extension_point]
trait Forecast {
    fn city(&self) -> String;
}

/// One of several cities.
#[plugin(id = "weather", version = "9.9.9", author = "Ada", depends_on("nobody"), listed)]
struct Weather {
    city: &'static str,
    log: Arc<Mutex<Vec<String>>>,
}

#[extension]
impl Forecast for Weather {
    fn city(&self) -> String {
        self.city.to_owned()
    }
}

#[extension]
impl Lifecycle for Weather {
    fn start(&self, cx: &PluginContext) -> Result<(), BoxError> {
        self.log.lock().unwrap().push(format!("{} starts as {}", self.city, cx.id()));
        if self.city == "Nowhere" { Err("no such city".into()) } else { Ok(()) }
    }
}

#[plugin(id = "ranked", version = "1.0.0", listed)]
struct Ranked;

#[extension(priority = 1, before("weather-oslo"))]
impl Forecast for Ranked {
    fn city(&self) -> String {
        "ranked".to_owned()
    }
}

#[extension_point]
trait Sequel {
    fn call(&self) -> String;
}

/// Comes after another plugin, which is known by its id only.
#[plugin(id = "follower", version = "1.0.0", listed)]
struct Follower(&'static str);

#[extension(after("weather-oslo"))]
impl Sequel for Follower {
    fn call(&self) -> String {
        self.0.to_owned()
    }
}

#[extension]
impl Sequel for Weather {
    fn call(&self) -> String {
        self.city.to_owned()
    }
}

fn weather(city: &'static str) -> Weather {
    Weather { city, log: Arc::default() }
}

fn identity(id: &str) -> Identity {
    Identity::new(id, "1.0.0").unwrap()
}

fn cities() -> PluginManager {
    let plugins = PluginManager::builder()
        .instance(Identified::new(identity("weather-oslo"), weather("Oslo")))
        .instance(Identified::new(identity("weather-bergen"), weather("Bergen")))
        .build()
        .unwrap();
    block_on(plugins.start()).unwrap().unwrap();
    plugins
}

#[test]
fn several_of_one_type_are_called_each() {
    let plugins = cities();
    assert!(plugins.ids().eq(["weather-bergen", "weather-oslo"]));
    let forecast = plugins.caller::<dyn Forecast>();
    assert_eq!(forecast.city().unwrap(), ["Bergen", "Oslo"]);
    let each: Vec<String> = forecast.each().iter().map(|(id, _)| id.to_string()).collect();
    assert_eq!(each, ["weather-bergen", "weather-oslo"]);
}

#[test]
fn each_is_selected_and_switched_by_its_own_id() {
    let plugins = cities();
    let forecast = plugins.caller::<dyn Forecast>();
    assert_eq!(forecast.only(["weather-oslo"]).city().unwrap(), ["Oslo"]);
    assert_eq!(forecast.without(["weather-oslo"]).city().unwrap(), ["Bergen"]);
    plugins.disable("weather-oslo").unwrap();
    assert_eq!(forecast.city().unwrap(), ["Bergen"]);
    plugins.enable("weather-oslo").unwrap();
    assert_eq!(forecast.city().unwrap(), ["Bergen", "Oslo"]);
}

#[test]
fn nobody_has_the_id_of_the_type() {
    let plugins = cities();
    assert!(plugins.descriptor("weather").is_none());
    assert!(plugins.disable("weather").is_err());
}

/// Nothing of what the attribute says holds for somebody who has an identity of their own.
#[test]
fn the_identity_takes_the_place_of_the_declared_one() {
    let given = identity("weather-oslo")
        .name("Oslo")
        .author("Grace")
        .description("Rain")
        .api_version("3")
        .min_app_version("1.2.0")
        .target_application("newsroom");
    let plugins = PluginManager::builder().instance(Identified::new(given, weather("Oslo"))).build().unwrap();
    let descriptor = plugins.descriptor("weather-oslo").unwrap();
    assert_eq!((descriptor.id().as_str(), descriptor.version()), ("weather-oslo", "1.0.0"));
    let metadata = descriptor.metadata();
    assert_eq!(
        [
            metadata.name.as_deref(),
            metadata.author.as_deref(),
            metadata.description.as_deref(),
            metadata.api_version.as_deref(),
            metadata.min_app_version.as_deref(),
            metadata.target_application.as_deref(),
        ],
        [Some("Oslo"), Some("Grace"), Some("Rain"), Some("3"), Some("1.2.0"), Some("newsroom")]
    );
    assert!(plugins.inspect("weather-oslo").unwrap().dependencies.is_empty(), "not those of the type");
}

#[test]
fn each_lives_its_own_life() {
    let log = Arc::new(Mutex::new(Vec::new()));
    let city = |city| Weather { city, log: Arc::clone(&log) };
    let plugins = PluginManager::builder()
        .instance(Identified::new(identity("b"), city("Bergen")))
        .instance(Identified::new(identity("a").depends_on("b", "^1").unwrap(), city("Oslo")))
        .instance(Identified::new(identity("c"), city("Nowhere")))
        .build()
        .unwrap();
    for id in ["b", "a"] {
        block_on(plugins.start_plugin(id)).unwrap().unwrap();
    }
    let error = block_on(plugins.start_plugin("c")).unwrap().unwrap_err();
    assert!(error.to_string().contains("`c`") && !error.to_string().contains("`weather`"), "{error}");
    assert_eq!(*log.lock().unwrap(), ["Bergen starts as b", "Oslo starts as a", "Nowhere starts as c"]);
    let states = ["a", "b", "c"].map(|id| plugins.descriptor(id).unwrap().state());
    assert_eq!(states, [PluginState::Started, PluginState::Started, PluginState::Failed]);
}

#[test]
fn constraints_and_dependencies_mean_the_given_ids() {
    let plugins = PluginManager::builder()
        .instance(Identified::new(identity("weather-oslo"), weather("Oslo")))
        .instance(Identified::new(identity("a").depends_on("weather-oslo", "^1").unwrap(), Ranked))
        .instance(Identified::new(identity("b"), Follower("follows")))
        .build()
        .unwrap();
    assert!(plugins.ids().eq(["b", "weather-oslo", "a"]));
    block_on(plugins.start()).unwrap().unwrap();
    assert_eq!(plugins.caller::<dyn Forecast>().city().unwrap(), ["ranked", "Oslo"]);
    assert_eq!(plugins.caller::<dyn Sequel>().call().unwrap(), ["Oslo", "follows"]);
}

#[test]
fn the_type_itself_may_be_there_beside_them() {
    let plugins = PluginManager::builder()
        .instance(Follower("declared"))
        .instance(Identified::new(identity("a"), Follower("given")))
        .build()
        .unwrap();
    assert!(plugins.ids().eq(["a", "follower"]));
    assert_eq!(plugins.caller::<dyn Sequel>().call().unwrap(), ["given", "declared"]);
}

#[test]
fn an_identity_that_is_taken_is_refused() {
    let taken = PluginManager::builder()
        .instance(Follower("declared"))
        .instance(Identified::new(identity("follower"), weather("Oslo")));
    let error = taken.build().unwrap_err();
    assert!(matches!(&error, Error::Load(LoadError::DuplicateId { id, .. }) if *id == "follower"), "{error}");
}

#[test]
fn later_ones_may_be_registered_and_each_removed() {
    let plugins = cities();
    block_on(plugins.register(Identified::new(identity("weather-tromso"), weather("Tromsø"))))
        .unwrap()
        .unwrap();
    let forecast = plugins.caller::<dyn Forecast>();
    assert_eq!(forecast.city().unwrap(), ["Bergen", "Oslo", "Tromsø"]);
    assert_eq!(plugins.inspect("weather-tromso").unwrap().source, Source::Registered);
    block_on(plugins.remove("weather-oslo")).unwrap().unwrap();
    assert_eq!(forecast.city().unwrap(), ["Bergen", "Tromsø"]);
}

#[test]
fn the_owner_keeps_a_hold_of_what_it_shares() {
    let shared = Arc::new(Follower("shared"));
    let plugins = PluginManager::builder()
        .instance(Identified::new(identity("a"), Arc::clone(&shared)))
        .build()
        .unwrap();
    assert!(Arc::ptr_eq(&shared, &plugins.plugin::<Follower>().unwrap()));
    drop(plugins);
    assert_eq!(Arc::strong_count(&shared), 1);
}
