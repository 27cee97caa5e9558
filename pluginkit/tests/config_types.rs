//! A section is read into the plugin's type before anything is constructed, and every mistake is told, with its place.
#![cfg(feature = "config")]

use std::collections::BTreeMap;
use std::fs;

use pluginkit::{Config, ConfigError, Error, FilterReason, PluginInspection, Secret, prelude::*};
use serde::Deserialize;
use serde_json::json;
use tempfile::TempDir;

#[derive(Debug, Deserialize)]
struct Station {
    name: String,
    #[serde(default)]
    height: Option<i32>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(dead_code, reason = "some of it is only read")]
enum Source {
    Sky,
    Station(Station),
    Mean { of: Vec<u8> },
}

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "some of it is only read")]
struct WeatherConfig {
    city: String,
    port: u16,
    #[serde(default)]
    ratio: f64,
    #[serde(default)]
    verbose: bool,
    #[serde(default)]
    stations: Vec<Station>,
    #[serde(default)]
    source: Option<Source>,
    #[serde(default)]
    token: Option<Secret<String>>,
    #[serde(default)]
    pin: Option<Secret<u16>>,
    #[serde(default)]
    extra: BTreeMap<String, u8>,
}

#[plugin(id = "weather", version = "1.0.0", config = WeatherConfig, listed)]
#[allow(dead_code, reason = "it is only made")]
struct Weather(WeatherConfig);

impl TryFrom<WeatherConfig> for Weather {
    type Error = String;

    fn try_from(config: WeatherConfig) -> Result<Self, String> {
        if config.city == "Atlantis" { Err("it is under water".to_owned()) } else { Ok(Weather(config)) }
    }
}

fn build(section: &serde_json::Value) -> Result<PluginManager, Error> {
    let config = Config::new().defaults(json!({ "plugins": { "weather": section } }));
    PluginManager::builder().config(config).plugin::<Weather>().build()
}

#[track_caller]
fn errors(section: &serde_json::Value) -> Vec<String> {
    let error = build(section).unwrap_err();
    error.iter().map(|error| error.to_string().replace(" (the host's defaults)", "")).collect()
}

fn with(mut section: serde_json::Value) -> serde_json::Value {
    section["city"] = json!("Oslo");
    section["port"] = json!(80);
    section
}

#[test]
fn what_is_right_is_read() {
    let section = with(json!({
        "ratio": 1, "verbose": true, "stations": [{ "name": "a", "height": -3 }],
        "source": { "mean": { "of": [1, 2] } }, "token": "hunter2", "pin": 7, "extra": { "x": 1 },
    }));
    let plugins = build(&section).unwrap();
    let weather = plugins.plugin::<Weather>().unwrap();
    let config = &weather.0;
    assert_eq!(config.stations[0].height, Some(-3));
    assert_eq!(config.token.as_ref().unwrap().expose(), "hunter2");
    assert!(matches!(&config.source, Some(Source::Mean { of }) if of == &[1, 2]));
    assert!(build(&with(json!({ "source": "sky" }))).is_ok());
    assert!(build(&with(json!({ "source": { "station": { "name": "x" } } }))).is_ok());
}

#[test]
fn a_value_of_another_type_is_told_with_both() {
    let cases = [
        (json!({ "port": true }), "plugin `weather`: `port` is boolean true, and has to be u16"),
        (json!({ "port": 70000 }), "plugin `weather`: `port` is integer 70000, and has to be u16"),
        (json!({ "port": -1 }), "plugin `weather`: `port` is integer -1, and has to be u16"),
        (json!({ "port": 1.5 }), "plugin `weather`: `port` is float 1.5, and has to be u16"),
        (json!({ "port": null }), "plugin `weather`: `port` is null, and has to be u16"),
        (json!({ "port": "80" }), "plugin `weather`: `port` is string \"80\", and has to be u16"),
        (json!({ "city": 7 }), "plugin `weather`: `city` is integer 7, and has to be a string"),
        (json!({ "city": ["Oslo"] }), "plugin `weather`: `city` is a list, and has to be a string"),
        (json!({ "verbose": 1 }), "plugin `weather`: `verbose` is integer 1, and has to be a boolean"),
        (json!({ "ratio": "x" }), "plugin `weather`: `ratio` is string \"x\", and has to be f64"),
        (json!({ "stations": {} }), "plugin `weather`: `stations` is a table, and has to be a sequence"),
        (
            json!({ "stations": [{ "name": "a" }, 7] }),
            "plugin `weather`: `stations[1]` is integer 7, and has to be struct Station",
        ),
        (json!({ "stations": [{ "name": "a" }, {}] }), "plugin `weather`: `stations[1].name` is missing"),
        (
            json!({ "source": "ground" }),
            "plugin `weather`: `source` is string \"ground\", and has to be `sky`, `station` or `mean`",
        ),
        (
            json!({ "source": { "mean": { "of": ["x"] } } }),
            "plugin `weather`: `source.mean.of[0]` is string \"x\", and has to be u8",
        ),
        (
            json!({ "extra": { "a b": 999 } }),
            "plugin `weather`: `extra.a b` is integer 999, and has to be u8",
        ),
    ];
    for (wrong, told) in cases {
        let mut section = with(json!({}));
        section.as_object_mut().unwrap().extend(wrong.as_object().unwrap().clone());
        assert_eq!(errors(&section)[0].split(" (").next().unwrap(), told);
    }
}

#[test]
fn unknown_fields_are_told_all_at_once_with_what_was_probably_meant() {
    let section =
        with(json!({ "prot": 1, "stations": [{ "name": "a", "hight": 1 }], "completely_other": 2 }));
    let told = errors(&section);
    assert_eq!(told.len(), 3, "{told:#?}");
    assert!(
        told[0].starts_with("plugin `weather`: there is no `completely_other`; there are `city`, `port`"),
        "{told:#?}"
    );
    assert_eq!(told[1], "plugin `weather`: there is no `prot`; did you mean `port`?");
    assert_eq!(told[2], "plugin `weather`: there is no `stations[0].hight`; did you mean `height`?");
}

#[test]
fn a_misspelt_field_and_the_one_that_it_leaves_out_are_both_told() {
    let told = errors(&json!({ "city": "Oslo", "prot": 80 }));
    assert_eq!(
        told,
        ["plugin `weather`: there is no `prot`; did you mean `port`?", "plugin `weather`: `port` is missing"]
    );
}

#[test]
fn a_value_that_does_not_fit_hides_no_unknown_field() {
    let told = errors(&json!({ "city": 1, "zip": 2, "stations": [] }));
    assert_eq!(told.len(), 2, "{told:#?}");
    assert!(told[0].contains("there is no `zip`") && told[1].contains("`city` is integer 1"), "{told:#?}");
}

#[test]
fn a_section_that_is_missing_lacks_what_has_to_be_there() {
    let error = PluginManager::builder().plugin::<Weather>().build().unwrap_err();
    assert_eq!(error.to_string(), "plugin `weather`: `city` is missing");
}

#[test]
fn a_type_that_takes_more_fields_may_have_them() {
    #[derive(Deserialize)]
    struct Open {
        #[allow(dead_code, reason = "it is only read")]
        port: u16,
        #[serde(flatten)]
        rest: BTreeMap<String, serde_json::Value>,
    }
    #[plugin(id = "open", version = "1.0.0", config = Open, listed)]
    struct Plugin(usize);
    impl From<Open> for Plugin {
        fn from(open: Open) -> Self {
            Plugin(open.rest.len())
        }
    }
    let config =
        Config::new().defaults(json!({ "plugins": { "open": { "port": 1, "a": true, "b": { "c": [1] } } } }));
    let plugins = PluginManager::builder().config(config).plugin::<Plugin>().build().unwrap();
    assert_eq!(plugins.plugin::<Plugin>().unwrap().0, 2);
}

#[test]
fn the_errors_of_all_plugins_are_told_with_their_files_and_lines() {
    #[plugin(id = "geo", version = "1.0.0", config = Station, listed)]
    struct Geo;
    impl From<Station> for Geo {
        fn from(station: Station) -> Self {
            assert!(station.name.is_empty(), "{:?}", station.height);
            Geo
        }
    }
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("plugins")).unwrap();
    fs::write(folder.path().join("plugins/weather.toml"), "city = \"Oslo\"\n\nport = \"high\"\n").unwrap();
    fs::write(folder.path().join("plugins/geo.yaml"), "# heights\nheight: 1\nnmae: x\n").unwrap();
    let config = Config::new().dir(folder.path());
    let error =
        PluginManager::builder().config(config).plugin::<Weather>().plugin::<Geo>().build().unwrap_err();
    let told: Vec<String> = error
        .iter()
        .map(|error| error.to_string().replace(&*folder.path().to_string_lossy(), "etc"))
        .collect();
    assert_eq!(
        told,
        [
            "plugin `geo`: there is no `nmae`; did you mean `name`? (etc/plugins/geo.yaml:3)",
            "plugin `geo`: `name` is missing (etc/plugins/geo.yaml:2)",
            "plugin `weather`: `port` is string \"high\", and has to be u16 (etc/plugins/weather.toml:3)",
        ]
    );
}

#[test]
fn no_error_shows_a_secret() {
    for wrong in [
        json!({ "token": 271_828 }),
        json!({ "pin": "271828" }),
        json!({ "pin": 271_828 }),
        json!({ "pin": [271_828] }),
    ] {
        let error = build(&with(wrong)).unwrap_err();
        let told = format!("{error} {error:?} {:?}", error.iter().collect::<Vec<_>>());
        assert!(!told.contains("271828"), "{told}");
        assert!(told.contains("a secret"), "{told}");
    }
    let section = with(json!({ "token": "hunter2" }));
    let plugins = build(&section).unwrap();
    let shown = format!("{plugins:?} {:?} {:?}", plugins.config(), plugins.inspect("weather"));
    assert!(!shown.contains("hunter2"), "{shown}");
    let weather = plugins.plugin::<Weather>().unwrap();
    assert!(!format!("{:?}", weather.0).contains("hunter2"));
}

/// Such a struct is read from a buffer of serde's, which would show what it holds.
#[test]
fn no_error_shows_a_secret_of_a_struct_that_is_flattened() {
    #[derive(Deserialize)]
    #[allow(dead_code, reason = "it is only read")]
    struct Account {
        token: Secret<String>,
    }
    #[derive(Deserialize)]
    #[allow(dead_code, reason = "it is only read")]
    struct Mailer {
        #[serde(flatten)]
        account: Account,
    }
    #[plugin(id = "mailer", version = "1.0.0", config = Mailer, listed)]
    struct Plugin;
    impl From<Mailer> for Plugin {
        fn from(_: Mailer) -> Self {
            Plugin
        }
    }
    let build = |token: serde_json::Value| {
        let config = Config::new().defaults(json!({ "plugins": { "mailer": { "token": token } } }));
        PluginManager::builder().config(config).plugin::<Plugin>().build()
    };
    assert!(build(json!("hunter2")).is_ok());
    let told = build(json!(271_828)).unwrap_err().to_string();
    assert!(told.contains("a secret") && !told.contains("271828"), "{told}");
    let told = serde_json::from_value::<Secret<u8>>(json!(271_828)).unwrap_err().to_string();
    assert!(told.contains("a secret") && !told.contains("271828"), "{told}");
}

#[test]
fn a_malformed_file_does_not_repeat_what_stands_in_it() {
    for (name, text) in [
        ("app.toml", "token = hunter2\n"),
        ("app.yaml", "token: \"hunter2\n"),
        ("app.json", "{\"token\": hunter2}"),
        ("app.yaml", "token: [hunter2\n"),
    ] {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join(name), text).unwrap();
        let config = Config::new().dir(folder.path());
        let error = PluginManager::builder().config(config).build().unwrap_err();
        assert!(matches!(error, Error::Config(ConfigError::Malformed { .. })), "{error}");
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }
}

#[test]
fn a_plugin_that_refuses_its_configuration_is_kept_out_and_nobody_else() {
    let plugins = build(&json!({ "city": "Atlantis", "port": 1 })).unwrap();
    assert_eq!(plugins.discovery().by_reason(FilterReason::LoadFailed), ["weather"]);
    assert_eq!(
        plugins.discovery().errors()[0].to_string(),
        "plugin `weather` refuses its configuration: it is under water"
    );
}

#[test]
fn a_type_that_panics_is_an_error() {
    #[derive(Deserialize)]
    #[serde(from = "u8")]
    struct Shy;
    impl From<u8> for Shy {
        fn from(_: u8) -> Self {
            panic!("do not look")
        }
    }
    #[derive(Deserialize)]
    struct Panics {
        #[allow(dead_code, reason = "it is never made")]
        shy: Shy,
    }
    #[plugin(id = "shy", version = "1.0.0", config = Panics, listed)]
    struct Plugin;
    impl From<Panics> for Plugin {
        fn from(_: Panics) -> Self {
            Plugin
        }
    }
    let config = Config::new().defaults(json!({ "plugins": { "shy": { "shy": 1 } } }));
    let error = PluginManager::builder().config(config).plugin::<Plugin>().build().unwrap_err();
    assert_eq!(error.to_string(), "plugin `shy` panicked when its configuration was read: do not look");
}

#[test]
fn what_a_type_refuses_is_told_with_its_place() {
    #[derive(Deserialize)]
    #[serde(try_from = "u8")]
    struct Even;
    impl TryFrom<u8> for Even {
        type Error = &'static str;
        fn try_from(number: u8) -> Result<Self, Self::Error> {
            if number.is_multiple_of(2) { Ok(Even) } else { Err("it is odd") }
        }
    }
    #[derive(Deserialize)]
    struct Numbers {
        #[allow(dead_code, reason = "it is only read")]
        numbers: Vec<Even>,
    }
    #[plugin(id = "even", version = "1.0.0", config = Numbers, listed)]
    struct Plugin;
    impl From<Numbers> for Plugin {
        fn from(_: Numbers) -> Self {
            Plugin
        }
    }
    let config = Config::new().defaults(json!({ "plugins": { "even": { "numbers": [2, 3] } } }));
    let error = PluginManager::builder().config(config).plugin::<Plugin>().build().unwrap_err();
    assert_eq!(error.to_string(), "plugin `even`: `numbers[1]`: it is odd (the host's defaults)");
}

#[test]
fn an_id_that_means_something_else_is_refused() {
    #[plugin(id = "enabled", version = "1.0.0", config = BTreeMap<String, u8>, listed)]
    struct Plugin;
    impl From<BTreeMap<String, u8>> for Plugin {
        fn from(_: BTreeMap<String, u8>) -> Self {
            Plugin
        }
    }
    let error = PluginManager::builder().plugin::<Plugin>().build().unwrap_err();
    assert!(matches!(error, Error::Config(ConfigError::Reserved { .. })), "{error}");
}

#[test]
fn an_inspection_shows_what_is_configured_and_no_secret() -> Result<(), Error> {
    #[derive(serde::Deserialize)]
    struct Login {
        user: String,
        password: Secret<String>,
    }

    #[derive(serde::Deserialize)]
    struct InspectedConfig {
        login: Login,
        hosts: Vec<String>,
        tokens: Vec<Secret<String>>,
        empty: Vec<u8>,
        nothing: Option<u8>,
        anything: serde_json::Value,
        #[serde(flatten)]
        rest: BTreeMap<String, Secret<String>>,
    }

    #[plugin(id = "inspected", version = "1.0.0", config = InspectedConfig, listed)]
    struct Inspected;

    impl From<InspectedConfig> for Inspected {
        fn from(config: InspectedConfig) -> Self {
            assert_eq!((config.login.user.as_str(), config.hosts.len()), ("ada", 2));
            assert!(config.login.password.expose().len() + config.tokens.len() + config.rest.len() > 0);
            assert!(config.empty.is_empty() && config.nothing.is_none() && config.anything.is_object());
            Inspected
        }
    }

    let config = Config::new()
        .defaults(json!({ "plugins": { "inspected": {
            "login": { "user": "ada", "password": "s3cret-1" },
            "tokens": ["s3cret-2"],
            "empty": [],
            "nothing": null,
            "anything": { "key": "s3cret-3" },
            "other": "s3cret-4",
        } } }))
        .variables("APP", [("APP__PLUGINS__INSPECTED__HOSTS", "a,b")]);
    let plugins = PluginManager::builder().config(config).plugin::<Inspected>().build()?;
    let inspection = plugins.inspect("inspected").unwrap();
    let config = inspection.config.clone().unwrap();
    assert_eq!(config.last_change, None);
    let values: Vec<_> =
        config.values.iter().map(|seen| (seen.path.as_str(), seen.value.as_deref())).collect();
    assert_eq!(
        values,
        [
            ("anything.key", None),
            ("empty", Some("[]")),
            ("hosts", Some("a,b")),
            ("login.password", None),
            ("login.user", Some("ada")),
            ("nothing", Some("null")),
            ("other", None),
            ("tokens[0]", None),
        ]
    );
    let everything = format!("{inspection:?}{}", serde_json::to_string(&inspection).unwrap());
    assert!(!everything.contains("s3cret"));
    assert_eq!(
        serde_json::from_str::<PluginInspection>(&serde_json::to_string(&inspection).unwrap()).unwrap(),
        inspection
    );

    let changed = json!({ "plugins": { "inspected": { "login": { "user": "grace" } } } });
    // Another section is none of its business.
    plugins.config().silently().merge(json!({ "server": { "port": 80 } }))?;
    assert_eq!(plugins.inspect("inspected").unwrap().config.unwrap().last_change, None);
    plugins.config().silently().merge(changed)?;
    let config = plugins.inspect("inspected").unwrap().config.unwrap();
    let first = config.last_change.unwrap();
    assert_eq!(config.values[4].to_string(), "login.user = grace (a change at run time)");
    plugins.config().silently().merge(json!({ "server": { "port": 8080 } }))?;
    assert_eq!(plugins.inspect("inspected").unwrap().config.unwrap().last_change, Some(first));
    Ok(())
}
