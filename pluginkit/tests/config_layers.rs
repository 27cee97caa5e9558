//! A configuration is made of layers, and every value knows which one it comes from.
#![cfg(feature = "config")]

use std::fs;
use std::path::Path;

use pluginkit::{Config, ConfigError, ConfigOrigin, Error, FilterReason, prelude::*};
use serde::Deserialize;
use serde_json::json;
use tempfile::TempDir;

#[derive(Debug, Default, Deserialize, PartialEq)]
#[serde(default)]
struct Settings {
    from: String,
    port: u16,
    tags: Vec<String>,
    nested: Nested,
    maybe: Option<u8>,
}

#[derive(Debug, Default, Deserialize, PartialEq)]
#[serde(default)]
struct Nested {
    a: u8,
    b: u8,
}

#[plugin(id = "weather", version = "1.0.0", config = Settings, listed)]
struct Weather(Settings);

impl From<Settings> for Weather {
    fn from(settings: Settings) -> Self {
        Weather(settings)
    }
}

#[plugin(id = "front-page", version = "1.0.0", config = Settings, listed)]
struct FrontPage(Settings);

impl From<Settings> for FrontPage {
    fn from(settings: Settings) -> Self {
        FrontPage(settings)
    }
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("plugins")).unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn build(config: Config) -> PluginManager {
    PluginManager::builder().config(config).plugin::<Weather>().plugin::<FrontPage>().build().unwrap()
}

fn weather(plugins: &PluginManager) -> &'static Settings {
    // Leaked, so that the tests read like sentences.
    &Box::leak(Box::new(plugins.plugin::<Weather>().unwrap())).0
}

fn line(folder: &Path, name: &str, line: u32) -> ConfigOrigin {
    ConfigOrigin::File { path: folder.join(name).into(), line: Some(line) }
}

#[test]
fn a_higher_layer_takes_the_place_of_a_lower_one() {
    let folder = folder(&[
        ("app.toml", "[plugins.weather]\nfrom = \"app\"\nport = 2\nmaybe = 2\n"),
        ("plugins/weather.yaml", "from: plugin\nport: 3\n"),
    ]);
    let defaults =
        json!({ "plugins": { "weather": { "from": "defaults", "port": 1, "nested": { "a": 1, "b": 1 } } } });
    let below = Config::new().defaults(defaults);
    assert_eq!(weather(&build(below.clone())).from, "defaults");

    let files = below.dir(folder.path());
    assert_eq!(
        (weather(&build(files.clone())).from.as_str(), weather(&build(files.clone())).port),
        ("plugin", 3)
    );

    let overlaid =
        files.overlay(json!({ "plugins": { "weather": { "from": "overlay", "nested": { "b": 4 } } } }));
    let with_variables = overlaid.clone().variables("APP", [("APP__PLUGINS__WEATHER__FROM", "variable")]);
    assert_eq!(weather(&build(overlaid)).from, "overlay");

    let plugins = build(with_variables);
    let expected = Settings {
        from: "variable".into(),
        port: 3,
        tags: Vec::new(),
        nested: Nested { a: 1, b: 4 },
        maybe: Some(2),
    };
    assert_eq!(*weather(&plugins), expected);

    let origin = |path: &str| plugins.config().origin(path);
    assert_eq!(origin("weather.from"), Some(ConfigOrigin::Variable("APP__PLUGINS__WEATHER__FROM".into())));
    assert_eq!(origin("weather.port"), Some(line(folder.path(), "plugins/weather.yaml", 2)));
    assert_eq!(origin("weather.maybe"), Some(line(folder.path(), "app.toml", 4)));
    assert_eq!(origin("weather.nested.a"), Some(ConfigOrigin::Defaults));
    assert_eq!(origin("weather.nested.b"), Some(ConfigOrigin::Overlay));
    assert_eq!(origin("weather.nothing"), None);
    assert_eq!(origin("../../etc/passwd"), None);
}

#[test]
fn lists_and_nulls_replace_and_tables_merge() {
    let config = Config::new()
        .defaults(json!({ "plugins": { "weather": { "tags": ["a", "b"], "maybe": 1, "nested": { "a": 1, "b": 2 } } } }))
        .overlay(json!({ "plugins": { "weather": { "tags": ["c"], "maybe": null, "nested": { "b": 3 } } } }));
    let plugins = build(config);
    let settings = weather(&plugins);
    assert_eq!((settings.tags.as_slice(), settings.maybe), (&["c".to_owned()][..], None));
    assert_eq!(settings.nested, Nested { a: 1, b: 3 });
}

#[test]
fn every_format_says_the_same() {
    for (name, text) in [
        ("plugins/weather.toml", "from = \"x\"\ntags = [\"a\"]\n[nested]\na = 7\n"),
        ("plugins/weather.yaml", "from: x\ntags: [a]\nnested:\n  a: 7\n"),
        ("plugins/weather.yml", "from: x\ntags:\n- a\nnested: {a: 7}\n"),
        ("plugins/weather.json", "{\"from\": \"x\", \"tags\": [\"a\"], \"nested\": {\"a\": 7}}"),
    ] {
        let folder = folder(&[(name, text)]);
        let plugins = build(Config::new().dir(folder.path()));
        let settings = weather(&plugins);
        assert_eq!((settings.from.as_str(), settings.tags.len(), settings.nested.a), ("x", 1, 7), "{name}");
    }
}

#[test]
fn headings_with_nothing_under_them_say_nothing() {
    for text in [
        "plugins:\n",
        "plugins:\n  weather:\n",
        "plugins:\n  enabled:\n  disabled:\n",
        "",
        "# nothing\n",
        "---\n",
    ] {
        let folder = folder(&[("app.yaml", text), ("plugins/front-page.yaml", "")]);
        let config =
            Config::new().defaults(json!({ "plugins": { "weather": { "port": 1 } } })).dir(folder.path());
        assert_eq!(weather(&build(config)).port, 1, "{text:?}");
    }
}

#[test]
fn a_variable_is_text_and_becomes_what_is_asked_for() {
    let plugins = build(Config::new().variables(
        "APP",
        [
            ("APP__PLUGINS__WEATHER__FROM", "8080"),
            ("APP__PLUGINS__WEATHER__PORT", "8080"),
            ("APP__PLUGINS__WEATHER__TAGS", "a, b"),
            ("APP__PLUGINS__WEATHER__NESTED__A", " 9 "),
            ("APP__PLUGINS__FRONT_PAGE__PORT", "81"),
            ("APP__PLUGINS__FRONT_PAGE__TAGS", "[\"with, comma\", \"b\"]"),
            ("OTHER__PLUGINS__WEATHER__PORT", "1"),
        ],
    ));
    let settings = weather(&plugins);
    assert_eq!((settings.from.as_str(), settings.port, settings.nested.a), ("8080", 8080, 9));
    assert_eq!(settings.tags, ["a", "b"]);
    let front_page = plugins.plugin::<FrontPage>().unwrap();
    assert_eq!((front_page.0.port, front_page.0.tags[0].as_str()), (81, "with, comma"));
}

#[test]
fn text_in_a_file_is_no_number() {
    let folder = folder(&[("plugins/weather.toml", "port = \"8080\"\n")]);
    let config = Config::new().dir(folder.path());
    let error = PluginManager::builder().config(config).plugin::<Weather>().build().unwrap_err();
    assert!(matches!(&error, Error::Config(ConfigError::Invalid { path, .. }) if path == "port"), "{error}");
}

#[test]
fn who_is_taken_in_is_said_by_the_configuration() {
    let filtered = |config: serde_json::Value| {
        let plugins = build(Config::new().defaults(config));
        let discovery = plugins.discovery();
        [FilterReason::NotEnabled, FilterReason::Disabled, FilterReason::NotDiscovered].map(|reason| {
            discovery.by_reason(reason).iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
        })
    };
    assert_eq!(filtered(json!({})), ["", "", ""]);
    assert_eq!(filtered(json!({ "plugins": { "enabled": true } })), ["", "", ""]);
    assert_eq!(filtered(json!({ "plugins": { "enabled": false } })), ["front-page weather", "", ""]);
    assert_eq!(filtered(json!({ "plugins": { "enabled": ["weather", "geo"] } })), ["front-page", "", "geo"]);
    assert_eq!(filtered(json!({ "plugins": { "disabled": ["weather"] } })), ["", "weather", ""]);
    // Not being enabled wins.
    let both = json!({ "plugins": { "enabled": ["front-page"], "disabled": ["weather", "front-page"] } });
    assert_eq!(filtered(both), ["weather", "front-page", ""]);
}

#[test]
fn the_global_switch_is_stronger_than_the_host_s_list() {
    let config = Config::new().variables("APP", [("APP__PLUGINS__ENABLED", "false")]);
    let plugins =
        PluginManager::builder().config(config).enabled(["weather"]).plugin::<Weather>().build().unwrap();
    assert_eq!(plugins.discovery().by_reason(FilterReason::NotEnabled), ["weather"]);
}

#[test]
fn variables_and_lists_say_who_is_taken_in() {
    let config = Config::new().variables("APP", [("APP__PLUGINS__DISABLED", "weather,front-page")]);
    assert_eq!(build(config).ids().count(), 0);
}

#[test]
fn a_switch_of_another_type_is_an_error() {
    for (wrong, text) in [
        (json!({ "plugins": { "enabled": 7 } }), "`plugins.enabled` is integer 7, and has to be"),
        (json!({ "plugins": { "disabled": true } }), "`plugins.disabled` is boolean true, and has to be"),
        (json!({ "plugins": { "disabled": [7] } }), "`plugins.disabled[0]` is integer 7, and has to be"),
    ] {
        let config = Config::new().defaults(wrong);
        let error = PluginManager::builder().config(config).build().unwrap_err().to_string();
        assert!(error.contains(text) && error.contains("the host's defaults"), "{error}");
    }
}

#[test]
fn who_is_kept_out_may_have_a_wrong_section() {
    let config = Config::new()
        .defaults(json!({ "plugins": { "disabled": ["weather"], "weather": { "port": "high" } } }));
    assert!(build(config).ids().eq(["front-page"]));
}

#[test]
fn the_host_reads_what_is_its_own() {
    #[derive(Deserialize)]
    struct Server {
        #[allow(dead_code, reason = "it is only read")]
        port: u16,
    }
    let folder = folder(&[("app.json", "{\n  \"server\": {\n    \"port\": true\n  }\n}\n")]);
    let plugins = build(Config::new().dir(folder.path()));
    assert_eq!(plugins.config().origin("server.port"), Some(line(folder.path(), "app.json", 3)));
    assert!(plugins.config().read::<bool>("server.port").unwrap());
    let error = plugins.config().read::<Server>("server").err().unwrap().to_string();
    assert!(error.starts_with("`server.port` is boolean true, and has to be u16 ("), "{error}");
    assert!(error.ends_with("app.json:3)"), "{error}");
}

#[test]
fn an_instance_that_was_handed_over_has_its_section_read_all_the_same() {
    let config = || Config::new().defaults(json!({ "plugins": { "weather": { "port": 7 } } }));
    let instance = || Weather(Settings { port: 1, ..Settings::default() });
    let plugins = PluginManager::builder().config(config()).instance(instance()).build().unwrap();
    assert_eq!(weather(&plugins).port, 1);

    let wrong = config().overlay(json!({ "plugins": { "weather": { "port": -1 } } }));
    assert!(PluginManager::builder().config(wrong).instance(instance()).build().is_err());
}

#[tokio::test]
async fn who_comes_later_has_its_section_read_first() {
    let config = Config::new().defaults(json!({ "plugins": { "weather": { "port": -7 } } }));
    let plugins = PluginManager::builder().config(config).build().unwrap();
    let error = plugins.register(Weather(Settings::default())).await.unwrap_err();
    assert!(matches!(error, Error::Config(ConfigError::Invalid { .. })), "{error}");
    assert_eq!(plugins.ids().count(), 0);

    plugins.config().merge(json!({ "plugins": { "weather": { "port": 7 } } })).await.unwrap();
    plugins.register(Weather(Settings::default())).await.unwrap();
    assert_eq!(plugins.ids().count(), 1);
}
