//! Texts that plugins bring along, and take with them.

#![cfg(feature = "i18n")]

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use pluginkit::i18n::{Locales, TextError, Translations};
use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather {
    asked: AtomicUsize,
}

#[extension]
impl Translations for Weather {
    fn translations(&self) -> Result<Locales, TextError> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        Locales::embedded([
            (
                "en",
                "title = Weather\n    .tooltip = What the sky does\n\
                 drops = { $count ->\n    [one] one drop\n   *[other] { $count } drops\n }\nwind = Wind",
            ),
            (
                "de",
                "title = Wetter\ndrops = { $count ->\n    [one] ein Tropfen\n   *[other] { $count } Tropfen\n }",
            ),
            ("de-AT", "wind = A Lüfterl"),
            ("ar", "here = في { $place }"),
        ])
    }
}

#[plugin(id = "stocks", version = "1.0.0", listed)]
#[derive(Default)]
struct Stocks;

#[extension]
impl Translations for Stocks {
    fn translations(&self) -> Result<Locales, TextError> {
        Locales::embedded([("de", "title = Kurse")])
    }
}

#[plugin(id = "careless", version = "1.0.0", listed)]
#[derive(Default)]
struct Careless;

#[extension]
impl Translations for Careless {
    fn translations(&self) -> Result<Locales, TextError> {
        Locales::embedded([("de", "title Kurse")])
    }
}

fn plugins() -> PluginManager {
    PluginManager::builder().plugin::<Weather>().plugin::<Stocks>().plugin::<Careless>().build().unwrap()
}

#[test]
fn a_text_is_looked_for_from_the_special_to_the_general() {
    let texts = plugins().texts();
    assert_eq!(texts.text("weather.wind", "de-AT"), "A Lüfterl");
    assert_eq!(texts.text("weather.title", "de-AT"), "Wetter");
    assert_eq!(texts.text("weather.wind", "de"), "Wind");
    assert_eq!(texts.text("weather.title.tooltip", "fr-CA"), "What the sky does");
    assert_eq!(texts.text("weather.nothing", "de"), "weather.nothing");
    let german = texts.with_default("de").unwrap();
    assert_eq!(german.text("weather.title", "fr"), "Wetter");
}

#[test]
fn a_language_that_is_none_counts_as_none() {
    let texts = plugins().texts();
    for odd in ["", "de_", "../../etc", "german?", "x".repeat(10_000).as_str()] {
        assert_eq!(texts.text("weather.title", odd), "Weather", "{odd}");
    }
}

#[test]
fn a_key_that_is_none_is_given_back() {
    let texts = plugins().texts();
    for odd in [
        "",
        ".",
        "weather",
        "weather.",
        "weather..",
        ".title",
        "nobody.title",
        "weather.title.nothing",
        "wéather.☂",
    ] {
        assert_eq!(texts.text(odd, "de"), odd);
    }
}

#[test]
fn plurals_go_by_their_language() {
    let texts = plugins().texts();
    let drops =
        |count: u32, language: &str| texts.text_with("weather.drops", language, [("count", count.into())]);
    assert_eq!((drops(1, "en"), drops(2, "en")), ("one drop".into(), "2 drops".into()));
    assert_eq!((drops(1, "de-AT"), drops(0, "de-AT")), ("ein Tropfen".into(), "0 Tropfen".into()));
}

#[test]
fn an_argument_that_is_missing_is_written_as_its_name() {
    assert_eq!(plugins().texts().text("weather.drops", "de"), "{$count} Tropfen");
}

#[test]
fn what_is_read_from_right_to_left_keeps_its_arguments_apart() {
    let text = plugins().texts().text_with("weather.here", "ar", [("place", "Graz".into())]);
    assert_eq!(text, "في \u{2068}Graz\u{2069}");
}

#[tokio::test]
async fn texts_come_and_go_with_their_plugin() {
    let plugins = plugins();
    let texts = plugins.texts();
    assert_eq!(texts.text("weather.title", "de"), "Wetter");
    plugins.disable("weather").unwrap();
    assert_eq!(texts.text("weather.title", "de"), "weather.title");
    plugins.enable("weather").unwrap();
    assert_eq!(texts.text("weather.title", "de"), "Wetter");
    plugins.remove("weather").await.unwrap();
    assert_eq!(texts.text("weather.title", "de"), "weather.title");
    assert_eq!(texts.text("stocks.title", "de"), "Kurse");
}

#[test]
fn plugins_are_asked_again_only_when_something_has_changed() {
    let weather = Arc::new(Weather::default());
    let plugins = PluginManager::builder().instance(Arc::clone(&weather)).plugin::<Stocks>().build().unwrap();
    let texts = plugins.texts();
    for _ in 0..10 {
        texts.text("weather.title", "de");
        texts.clone().missing();
    }
    assert_eq!(plugins.texts().text("weather.title", "de"), "Wetter");
    assert_eq!(plugins.text("weather.title", "de-AT"), "Wetter");
    assert_eq!(weather.asked.load(Ordering::SeqCst), 1);
    plugins.disable("stocks").unwrap();
    texts.text("weather.title", "de");
    assert_eq!(weather.asked.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn what_was_gathered_keeps_nobody_alive() {
    let weather = Arc::new(Weather::default());
    let gone = Arc::downgrade(&weather);
    let plugins = PluginManager::builder().instance(weather).build().unwrap();
    assert_eq!(plugins.text("weather.title", "de"), "Wetter");
    plugins.remove("weather").await.unwrap();
    assert!(gone.upgrade().is_none());
}

#[test]
fn whoever_fails_to_give_texts_has_none_and_is_named() {
    let plugins = plugins();
    let failures = plugins.caller::<dyn Translations>().reported().translations().failures;
    assert_eq!(failures[0].plugin(), "careless");
    assert_eq!(plugins.texts().text("careless.title", "de"), "careless.title");
    assert_eq!(plugins.texts().text("stocks.title", "de"), "Kurse");
}

#[test]
fn what_is_left_to_translate_is_listed() {
    let missing: Vec<String> = plugins().texts().missing().iter().map(ToString::to_string).collect();
    let expected = [
        "`weather.drops` has no text in `ar`",
        "`weather.title` has no text in `ar`",
        "`weather.title.tooltip` has no text in `ar`",
        "`weather.wind` has no text in `ar`",
        "`weather.here` has no text in `de`",
        "`weather.title.tooltip` has no text in `de`",
        "`weather.wind` has no text in `de`",
        "`weather.here` has no text in `de-AT`",
        "`weather.title.tooltip` has no text in `de-AT`",
        "`weather.here` has no text in `en`",
    ];
    assert_eq!(missing, expected);
    assert!(plugins().texts().languages().iter().eq(["ar", "de", "de-AT", "en"]));
}

#[test]
fn texts_that_are_wrong_are_refused_with_their_place() {
    let refused = |texts: &[(&str, &str)]| Locales::embedded(texts.iter().copied()).unwrap_err().to_string();
    assert_eq!(refused(&[("d", "")]), "`d` is not a language tag such as `de` or `de-AT`");
    assert_eq!(
        refused(&[("de", "a = 1"), ("de", "a = 2")]),
        "the texts for `de`: `a` has another text already"
    );
    assert_eq!(refused(&[("de", "a = 1\na = 2")]), "the texts for `de`: `a` has another text already");
    let error = refused(&[("de", "a = 1\n\nb = { $count ->\n}")]);
    assert!(
        error.starts_with("the texts for `de`, line 3: ")
            || error.starts_with("the texts for `de`, line 4: "),
        "{error}"
    );
}

#[test]
fn a_directory_has_a_file_or_a_directory_for_each_language() {
    let directory = std::env::temp_dir().join(format!("pluginkit-locales-{}", std::process::id()));
    fs::create_dir_all(directory.join("de")).unwrap();
    fs::write(directory.join("en.ftl"), "title = Weather").unwrap();
    fs::write(directory.join("de/first.ftl"), "title = Wetter").unwrap();
    fs::write(directory.join("de/second.ftl"), "wind = Wind").unwrap();
    fs::write(directory.join("README.md"), "no texts").unwrap();
    let locales = Locales::read(&directory).unwrap();
    assert!(locales.languages().eq(["de", "en"]));
    assert!(locales.keys("de").eq(["title", "wind"]));

    fs::write(directory.join("en.ftl"), [0xff, 0xfe]).unwrap();
    assert!(Locales::read(&directory).unwrap_err().to_string().contains("en.ftl"));
    fs::write(directory.join("en.ftl"), "title = Weather\nno text").unwrap();
    let error = Locales::read(&directory).unwrap_err().to_string();
    assert!(error.contains("en.ftl, line 2:"), "{error}");
    fs::remove_dir_all(&directory).unwrap();
    assert!(matches!(Locales::read(&directory), Err(TextError::Unreadable { .. })));
}
