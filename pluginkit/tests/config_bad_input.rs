//! Fifty documents that are none: each a clear error, in bounded time and memory.
#![cfg(feature = "config")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use pluginkit::{Config, ConfigError, Error, prelude::*};
use serde::Deserialize;
use tempfile::TempDir;

#[derive(Deserialize)]
#[allow(dead_code, reason = "it is only read")]
struct WeatherConfig {
    port: u16,
    #[serde(default)]
    tags: Vec<String>,
}

#[plugin(id = "weather", version = "1.0.0", config = WeatherConfig, listed)]
struct Weather;

impl From<WeatherConfig> for Weather {
    fn from(_: WeatherConfig) -> Self {
        Weather
    }
}

fn build(folder: &Path) -> Result<PluginManager, Error> {
    let config = Config::new().dir(folder);
    PluginManager::builder().config(config).plugin::<Weather>().build()
}

fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("plugins")).unwrap();
    fs::write(folder.path().join("plugins/weather.toml"), "port = 80\n").unwrap();
    assert!(build(folder.path()).is_ok(), "the folder is right before something wrong comes into it");
    folder
}

/// Builds, and holds what is told to what every error has to be.
#[track_caller]
fn refused(folder: &Path, what: &str) -> ConfigError {
    let begun = Instant::now();
    let error = build(folder).err().unwrap_or_else(|| panic!("{what}: it is taken"));
    assert!(begun.elapsed() < Duration::from_secs(5), "{what}: it takes {:?}", begun.elapsed());
    let told = error.to_string();
    assert!(told.len() < 2000, "{what}: {} letters are told", told.len());
    assert!(told.chars().all(|letter| !letter.is_control() || letter == '\n'), "{what}: {told:?}");
    match error.iter().next() {
        Some(Error::Config(error)) => error.clone(),
        _ => panic!("{what}: {error}"),
    }
}

fn nested(depth: usize, open: &str, close: &str) -> String {
    format!("{}1{}", open.repeat(depth), close.repeat(depth))
}

/// Ten lists of ten aliases, each of the list before: ten thousand million words.
fn bomb() -> String {
    let mut text = String::from("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
    for level in 1..10 {
        let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
        writeln!(text, "a{level}: &a{level} [{aliases}]").unwrap();
    }
    text
}

/// The same, of merged tables.
fn merge_bomb() -> String {
    let mut text = String::from("a0: &a0 {x: 1}\n");
    for level in 1..30 {
        let before = level - 1;
        writeln!(text, "a{level}: &a{level}\n  l: *a{before}\n  r: *a{before}").unwrap();
    }
    text
}

#[test]
fn malformed_documents_are_refused_with_their_lines() {
    let documents: &[(&str, String)] = &[
        ("toml", "port = \n".into()),
        ("toml", "port 80\n".into()),
        ("toml", "[weather\nport = 1\n".into()),
        ("toml", "port = 80\nport = 81\n".into()),
        ("toml", "[a]\nx = 1\n[a]\ny = 1\n".into()),
        ("toml", "a = 1\n[a]\nx = 1\n".into()),
        ("toml", "a = \"open\n".into()),
        ("toml", "a = \"\\q\"\n".into()),
        ("toml", format!("a = {}\n", "9".repeat(60))),
        ("toml", "a = 0x\n".into()),
        ("toml", "a = 2026-13-45\n".into()),
        ("toml", "a = [1, 2\n".into()),
        ("toml", "a = {x = 1\n".into()),
        ("toml", "\u{0}".into()),
        ("toml", "a = \"\u{1}\"\n".into()),
        ("toml", format!("a = {}\n", nested(10_000, "[", "]"))),
        ("toml", format!("a = {}\n", nested(70, "[", "]"))),
        ("toml", format!("a = {}\n", nested(70, "{x = ", "}"))),
        ("toml", format!("{} = 1\n", vec!["a"; 5_000].join("."))),
        ("toml", format!("[{}]\n", vec!["a"; 5_000].join("."))),
        ("yaml", "port: 80\nport: 81\n".into()),
        ("yaml", "{a: 1, a: 2}\n".into()),
        ("yaml", "port: [80\n".into()),
        ("yaml", "port: {a: 1\n".into()),
        ("yaml", "a: \"open\n".into()),
        ("yaml", "a: 1\n b: 2\n".into()),
        ("yaml", "a:\n\t- 1\n".into()),
        ("yaml", "a: *nobody\n".into()),
        ("yaml", "a: &a [*a]\n".into()),
        ("yaml", "a: &a {b: *a}\n".into()),
        ("yaml", "a: 1\n---\nb: 2\n".into()),
        ("yaml", "%YAML 9.9\n%FOO\n---\na: [\n".into()),
        ("yaml", "? [a, b]\n: 1\n".into()),
        ("yaml", "a: \"\\q\"\n".into()),
        ("yaml", bomb()),
        ("yaml", merge_bomb()),
        ("yaml", format!("a: {}\n", nested(10_000, "[", "]"))),
        ("yaml", format!("a: {}\n", nested(70, "[", "]"))),
        ("yaml", (0..200).map(|depth| " ".repeat(depth) + "a:\n").collect()),
        ("yaml", "- ".repeat(20_000)),
        ("yaml", format!("a: {}\n", "[[],".repeat(3_000))),
        ("json", String::new()),
        ("json", "{\"a\": }".into()),
        ("json", "{\"a\": 1,}".into()),
        ("json", "{\"a\": 1} {}".into()),
        ("json", "{\"a\": 1, \"a\": 2}".into()),
        ("json", "{a: 1}".into()),
        ("json", "{\"a\": \"\\ud800\"}".into()),
        ("json", "{\"a\": 1e999}".into()),
        ("json", "{\"a\": NaN}".into()),
        ("json", "// a comment\n{}".into()),
        ("json", format!("{{\"a\": {}}}", nested(10_000, "[", "]"))),
        ("json", format!("{{\"a\": {}}}", nested(70, "[", "]"))),
        ("json", "[".repeat(100_000)),
    ];
    assert!(documents.len() >= 50);
    let mut wrong = Vec::new();
    for (extension, text) in documents {
        let folder = folder();
        let name = format!("app.{extension}");
        fs::write(folder.path().join(&name), text).unwrap();
        let beginning: String = text.chars().take(40).collect();
        let what = format!("{name}: {beginning:?}");
        if build(folder.path()).is_ok() {
            wrong.push(what);
            continue;
        }
        let error = refused(folder.path(), &what);
        assert!(matches!(error, ConfigError::Malformed { .. }), "{what}: {error}");
        assert!(error.to_string().contains(&name), "{what}: {error}");
    }
    assert!(wrong.is_empty(), "these are taken: {wrong:#?}");
}

#[test]
fn documents_of_another_shape_are_refused() {
    for (name, text) in [
        ("app.yaml", "just words\n"),
        ("app.yaml", "- a\n- b\n"),
        ("app.json", "7"),
        ("app.json", "\"text\""),
        ("app.json", "[]"),
        ("app.toml", "plugins = 7\n"),
        ("app.toml", "plugins = []\n"),
        ("app.toml", "[plugins]\nweather = 7\n"),
        ("app.toml", "[plugins]\nweather = [1]\n"),
        ("plugins/other.yaml", "- a\n"),
    ] {
        let folder = folder();
        fs::write(folder.path().join(name), text).unwrap();
        let error = refused(folder.path(), text);
        assert!(matches!(error, ConfigError::NotATable { .. }), "{text:?}: {error}");
    }
}

#[test]
fn sections_that_no_plugin_can_have_are_refused() {
    for name in ["../weather", "..", "a/b", "a b", "1a", "", "a\\n"] {
        let folder = folder();
        fs::write(folder.path().join("app.toml"), format!("[plugins.\"{name}\"]\nport = 1\n")).unwrap();
        let error = refused(folder.path(), name);
        assert!(matches!(error, ConfigError::BadSection { .. }), "{name:?}: {error}");
    }
    let folder = folder();
    fs::write(folder.path().join("app.toml"), "plugins.enabled = [\"../weather\"]\n").unwrap();
    assert!(build(folder.path()).unwrap_err().to_string().contains("../weather"));
}

#[test]
fn no_error_obeys_what_stands_in_a_key_or_a_value() {
    for text in ["\"\\u001b[2J\" = 1\n", "port = \"\\u001b[2J\\n\"\n", "port = 1\n\"\\n- x\" = 1\n"] {
        let folder = folder();
        fs::write(folder.path().join("plugins/weather.toml"), text).unwrap();
        refused(folder.path(), text);
    }
    let folder = folder();
    fs::write(folder.path().join("app.json"), "{\"\\u001b[2J\": 1, \"\\u001b[2J\": 2}").unwrap();
    refused(folder.path(), "a key twice");
    for section in ["\"\\u001b[2J\"".to_owned(), "a".repeat(500_000)] {
        let folder = self::folder();
        fs::write(folder.path().join("app.toml"), format!("[plugins.{section}]\n")).unwrap();
        refused(folder.path(), "a section");
        fs::write(folder.path().join("app.toml"), format!("[plugins.weather]\n{section} = 1\n")).unwrap();
        refused(folder.path(), "a field");
    }
}

#[test]
fn what_is_not_text_is_refused_with_its_line() {
    let folder = folder();
    fs::write(folder.path().join("app.toml"), b"a = 1\nb = \"\xff\xfe\"\n").unwrap();
    let error = refused(folder.path(), "not UTF-8");
    assert!(matches!(error, ConfigError::NotUtf8 { line: 2, .. }), "{error}");
}

#[test]
fn what_is_too_large_is_refused_before_it_is_read() {
    let folder = folder();
    let file = fs::File::create(folder.path().join("app.toml")).unwrap();
    // A hole: as large as it says, and not there.
    file.set_len(1 << 40).unwrap();
    let error = refused(folder.path(), "a terabyte");
    assert!(matches!(error, ConfigError::TooLarge { .. }), "{error}");
}

#[test]
fn what_is_large_and_within_bounds_is_read_in_time() {
    let folder = folder();
    let mut text = String::from("port = 80\ntags = [\n");
    while text.len() < 900_000 {
        text.push_str("  \"a tag of some length\",\n");
    }
    text.push_str("]\n");
    fs::write(folder.path().join("plugins/weather.toml"), &text).unwrap();
    let begun = Instant::now();
    assert!(build(folder.path()).is_ok());
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
}

#[test]
fn many_mistakes_are_told_in_time_and_not_all_of_them() {
    for (extension, field) in
        [("toml", "field-N = 1\n"), ("yaml", "field-N: 1\n"), ("json", "\"field-N\": 1,\n")]
    {
        let folder = TempDir::new().unwrap();
        fs::create_dir(folder.path().join("plugins")).unwrap();
        let fields: String = (0..20_000).map(|number| field.replace('N', &number.to_string())).collect();
        let text = if extension == "json" { format!("{{{fields}\"port\": 80}}") } else { fields };
        fs::write(folder.path().join(format!("plugins/weather.{extension}")), text).unwrap();
        let begun = Instant::now();
        let error = build(folder.path()).unwrap_err();
        assert!(begun.elapsed() < Duration::from_secs(10), "{extension}: {:?}", begun.elapsed());
        let told: Vec<String> = error.iter().map(ToString::to_string).collect();
        assert!((60..100).contains(&told.len()), "{extension}: {}", told.len());
        assert!(told[0].contains(&format!("weather.{extension}:1)")), "{}", told[0]);
    }
}

#[test]
fn too_many_files_are_refused() {
    let folder = folder();
    for number in 0..5_000 {
        fs::write(folder.path().join(format!("plugins/p{number}.txt")), "").unwrap();
    }
    let error = refused(folder.path(), "many files");
    assert!(matches!(error, ConfigError::TooMany { .. }), "{error}");
}

#[test]
fn two_files_for_the_same_are_refused() {
    let with = |names: [&str; 2]| {
        let folder = folder();
        for name in names {
            fs::write(folder.path().join(name), "{}").unwrap();
        }
        refused(folder.path(), names[0])
    };
    for names in
        [["app.yaml", "app.json"], ["plugins/other.yaml", "plugins/other.json"], ["app.yml", "app.yaml"]]
    {
        let error = with(names);
        assert!(matches!(error, ConfigError::TwoFormats { .. }), "{error}");
    }
}

#[test]
fn a_folder_that_is_not_there_is_an_error() {
    let folder = folder();
    let error = refused(&folder.path().join("nowhere"), "no folder");
    assert!(matches!(error, ConfigError::Unreadable { .. }), "{error}");
}

#[test]
fn a_folder_in_the_place_of_a_file_is_an_error() {
    let folder = folder();
    fs::create_dir(folder.path().join("app.toml")).unwrap();
    let error = refused(folder.path(), "a folder");
    assert!(matches!(error, ConfigError::NotAFile { .. }), "{error}");
}

#[cfg(unix)]
mod links {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn links_out_of_the_folder_are_refused() {
        let outside = TempDir::new().unwrap();
        let secret = outside.path().join("secret.toml");
        fs::write(&secret, "port = 1\n").unwrap();
        for name in ["app.toml", "plugins/other.toml"] {
            let folder = folder();
            symlink(&secret, folder.path().join(name)).unwrap();
            let error = refused(folder.path(), name);
            assert!(matches!(error, ConfigError::Outside { .. }), "{error}");
        }
        let folder = TempDir::new().unwrap();
        symlink(outside.path(), folder.path().join("plugins")).unwrap();
        let error = refused(folder.path(), "the folder of plugins");
        assert!(matches!(error, ConfigError::Outside { .. }), "{error}");
    }

    #[test]
    fn links_within_the_folder_are_followed() {
        let folder = folder();
        fs::create_dir(folder.path().join("..data")).unwrap();
        fs::write(folder.path().join("..data/app.toml"), "[plugins.weather]\nprot = 1\n").unwrap();
        symlink("..data/app.toml", folder.path().join("app.toml")).unwrap();
        assert!(build(folder.path()).unwrap_err().to_string().contains("app.toml:2"));
        // The folder itself may be one.
        let elsewhere = TempDir::new().unwrap();
        symlink(folder.path(), elsewhere.path().join("etc")).unwrap();
        assert!(build(&elsewhere.path().join("etc")).unwrap_err().to_string().contains("prot"));
    }

    #[test]
    fn links_that_lead_nowhere_or_in_a_circle_are_errors() {
        for target in ["nowhere.toml", "app.toml"] {
            let folder = folder();
            symlink(target, folder.path().join("app.toml")).unwrap();
            let error = refused(folder.path(), target);
            assert!(matches!(error, ConfigError::Unreadable { .. }), "{error}");
        }
    }

    #[test]
    fn devices_are_no_files() {
        let folder = folder();
        symlink("/dev/zero", folder.path().join("app.toml")).unwrap();
        let error = refused(folder.path(), "a device");
        assert!(matches!(error, ConfigError::Outside { .. }), "{error}");
    }
}

#[test]
fn variables_that_mean_nothing_are_refused() {
    let deep = format!("APP{}", "__A".repeat(100_000));
    for name in [
        deep.as_str(),
        "APP__",
        "APP__A____B",
        "APP__PLUGINS__WEATHER",
        "APP__PLUGINS__WEATHER__",
        "APP__PLUGINS__",
    ] {
        let config = Config::new().variables("APP", [(name, "1")]);
        let error = PluginManager::builder().config(config).plugin::<Weather>().build().unwrap_err();
        let error = error.iter().next().unwrap();
        assert!(matches!(error, Error::Config(ConfigError::BadVariable { .. })), "{error}");
    }
}

#[test]
fn what_a_host_cannot_say_in_code_is_refused() {
    let odd = [((1, 2), 3)].into_iter().collect::<std::collections::BTreeMap<_, _>>();
    let config = Config::new().overlay(odd);
    let error = PluginManager::builder().config(config).build().unwrap_err();
    assert!(matches!(error, Error::Config(ConfigError::Unserializable { .. })), "{error}");
}

#[test]
fn a_file_that_is_written_while_it_is_read_is_read_whole_or_refused() {
    let folder = folder();
    let path = folder.path().join("plugins/weather.toml");
    let other = folder.path().join("other");
    let stop = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let long = format!("port = 1\ntags = [{}]\n", "\"tag\",".repeat(2_000));
            for round in 0.. {
                let text = if round % 2 == 0 { long.as_str() } else { "port = 2\n" };
                // A new file in the place of the old one: nobody sees half of it.
                fs::write(&other, text).unwrap();
                fs::rename(&other, &path).unwrap();
                if stop.load(std::sync::atomic::Ordering::Relaxed) {
                    return;
                }
            }
        });
        let outcomes: Vec<_> = (0..200).map(|_| build(folder.path()).err()).collect();
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
        for error in outcomes.into_iter().flatten() {
            assert!(matches!(error, Error::Config(ConfigError::Changing { .. })), "{error}");
        }
    });
}
