//! Plugins as `#[plugin]` declares them that cannot be taken in: nothing is made of them, everything that is wrong is told at
//! once, and nobody else is touched.

use std::cell::RefCell;

use pluginkit::prelude::*;
use pluginkit::{DiscoveryError, Error, FilterReason, LoadError, PluginEntry, ResolutionError};

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
member!(Needy, "needy", "1.0.0", [, depends_on("breaks")]);

#[plugin(id = "given", version = "1.0.0", listed)]
struct Given(u32);

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

fn build(plugins: impl IntoIterator<Item = PluginEntry>) -> PluginManager {
    PluginManager::builder().plugins(plugins).build().unwrap()
}

/// What keeps out those who are kept out; nobody else is constructed.
#[track_caller]
fn gated<const N: usize>(
    plugins: impl IntoIterator<Item = PluginEntry>,
    active: [&str; N],
) -> Vec<DiscoveryError> {
    made();
    let plugins = build(plugins);
    assert_eq!(made(), active);
    assert!(plugins.ids().eq(active), "{plugins:?}");
    plugins.discovery().errors().to_vec()
}

fn texts(errors: &[DiscoveryError]) -> Vec<String> {
    errors.iter().map(ToString::to_string).collect()
}

#[test]
fn missing_dependencies_are_named_one_by_one() {
    let errors = gated(plugins![Orphan, Geo], ["geo"]);
    let missing: Vec<_> = errors
        .iter()
        .map(|error| match error.error() {
            Error::Resolution(ResolutionError::MissingDependency {
                plugin, dependency, requirement, ..
            }) => (plugin.as_str(), dependency.as_str(), requirement.as_str()),
            other => panic!("{other}"),
        })
        .collect();
    assert_eq!(missing, [("orphan", "nobody", "^2"), ("orphan", "no-one", "*")]);
}

#[test]
fn optional_dependencies_may_be_missing() {
    assert_eq!(build(plugins![Easy]).ids().len(), 1);
    assert_eq!(build(plugins![FussyIfThere]).ids().len(), 1);
}

#[test]
fn versions_must_match_of_optional_dependencies_too() {
    assert_eq!(
        texts(&gated(apart![Geo, Fussy, FussyIfThere], ["geo"])),
        [
            "plugin `fussy` depends on `geo` ^2.0, but `geo` is 1.2.3",
            "plugin `fussy-if-there` depends on `geo` =3.0.0, but `geo` is 1.2.3",
        ]
    );
}

#[test]
fn a_pre_release_matches_who_asks_for_one() {
    assert_eq!(texts(&gated(plugins![Early, Tolerant], ["early-release", "tolerant"])), [""; 0]);
    assert_eq!(
        texts(&gated(apart![Early, Strict], ["early-release"])),
        ["plugin `strict` depends on `early-release` ^1.0, but `early-release` is 1.0.0-beta.2"]
    );
}

#[test]
fn a_circle_is_printed_whole_by_everybody_on_it() {
    let errors = gated(apart![Ring, Rung, Rang, Geo], ["geo"]);
    assert!(errors.iter().map(DiscoveryError::plugin).eq(&["rang", "ring", "rung"]), "{errors:?}");
    for error in errors {
        let Error::Resolution(ResolutionError::DependencyCycle { cycle, .. }) = error.error() else {
            panic!("{error}")
        };
        assert!(cycle.iter().eq(["rang", "ring", "rung"].iter()), "each needs the next: {cycle:?}");
        assert_eq!(error.to_string(), "plugins depend on each other in a circle: rang → ring → rung → rang");
    }
}

#[test]
fn everything_that_keeps_plugins_out_is_told_at_once() {
    let errors =
        gated(apart![Geo, Orphan, Fussy, FussyIfThere, Ring, Rung, Rang, Weather], ["geo", "weather"]);
    let all = texts(&errors);
    for (times, expected) in [
        (1, "plugin `orphan` depends on `nobody` (^2), which is not there"),
        (1, "plugin `orphan` depends on `no-one` (*), which is not there"),
        (1, "plugin `fussy` depends on `geo` ^2.0, but `geo` is 1.2.3"),
        (1, "plugin `fussy-if-there` depends on `geo` =3.0.0, but `geo` is 1.2.3"),
        (3, "plugins depend on each other in a circle"),
    ] {
        let told = all.iter().filter(|error| error.starts_with(expected)).count();
        assert_eq!(told, times, "{expected}: {all:#?}");
    }
    assert_eq!(all.len(), 7, "{all:#?}");
}

#[test]
fn several_errors_are_listed_in_one() {
    let error = build(plugins![Orphan]).discovery().check().unwrap_err();
    let Error::Several(several) = &error else { panic!("{error}") };
    assert_eq!(several.iter().count(), 2);
    assert_eq!((several.into_iter().count(), (&error).into_iter().count()), (2, 2));
    assert!(error.to_string().starts_with("2 errors:\n- plugin `orphan`"), "{error}");
}

/// Who waited is made when that has come; who waits for something else is not.
#[test]
fn who_waited_is_constructed_when_what_it_needs_has_come() {
    let plugins = build(plugins![Fussy, Weather, Orphan]);
    assert_eq!(made(), [""; 0]);
    pluginkit::block_on(plugins.register(Geo)).unwrap().unwrap();
    assert_eq!(made(), ["weather"]);
    assert!(plugins.plugin::<Weather>().is_some() && plugins.plugin::<Orphan>().is_none());
    assert!(plugins.ids().eq(["geo", "weather"]));
}

#[test]
fn what_has_no_default_needs_an_instance() {
    let errors = gated(plugins![Given], []);
    let error = errors[0].error();
    assert!(matches!(error, Error::Load(LoadError::NeedsInstance { id, .. }) if *id == "given"));
    assert!(error.to_string().contains(".instance(..)"), "{error}");
    let plugins = PluginManager::builder().instance(Given(1)).build().unwrap();
    assert_eq!(plugins.plugin::<Given>().unwrap().0, 1);
}

#[test]
fn a_constructor_that_panics_is_an_error_and_not_the_only_one() {
    let messages = texts(&gated(plugins![Breaks, BreaksToo, Given, Geo], ["geo"]));
    assert_eq!(messages.len(), 3, "{messages:#?}");
    assert_eq!(messages[0], "plugin `breaks`: its constructor panicked: no disk");
    assert_eq!(messages[1], "plugin `breaks-too`: its constructor panicked: (its message is not text)");
    assert!(messages[2].starts_with("plugin `given`"));
}

/// Whoever needs what could not be made is not made either; the order of construction sees to that.
#[test]
fn nothing_is_constructed_for_who_needs_what_could_not_be() {
    let plugins = build(plugins![Breaks, Needy, Geo]);
    assert_eq!(made(), ["geo"]);
    assert_eq!(plugins.discovery().by_reason(FilterReason::LoadFailed), ["breaks"]);
    assert_eq!(plugins.discovery().by_reason(FilterReason::DependencyUnmet), ["needy"]);
}
