//! What keeps a plugin out: every reason, in what order they are looked at, and that nobody gets round them.

use std::cell::Cell;

use pluginkit::prelude::*;
use pluginkit::{
    Error, ErrorPhase, FilterReason, Identified, Identity, LoadError, PluginManagerBuilder, Severity,
};

/// Has whatever identity a test gives it.
#[plugin(id = "stub", version = "0.0.0", listed)]
#[derive(Debug, Default)]
struct Stub;

fn identity(id: &str) -> Identity {
    Identity::new(id, "1.0.0").unwrap()
}

fn of(identities: impl IntoIterator<Item = Identity>) -> PluginManagerBuilder {
    let instance =
        |builder: PluginManagerBuilder, identity| builder.instance(Identified::new(identity, Stub));
    identities.into_iter().fold(PluginManager::builder(), instance)
}

fn reason(plugins: &PluginManager, id: &str) -> Option<FilterReason> {
    match plugins.descriptor(id).unwrap().state() {
        PluginState::Filtered(reason) => Some(reason),
        _ => None,
    }
}

/// What the manager says of one plugin: why it is filtered, the same in words, and the errors that are its own.
type Told = (Option<FilterReason>, Option<String>, Vec<(ErrorPhase, Severity)>);

#[track_caller]
fn told(builder: PluginManagerBuilder, id: &str) -> Told {
    let plugins = builder.build().unwrap();
    let discovery = plugins.discovery();
    let errors = discovery.errors().iter().filter(|error| *error.plugin() == id);
    let why = plugins.descriptor(id).unwrap().failure().map(str::to_owned);
    (reason(&plugins, id), why, errors.map(|error| (error.phase(), error.severity())).collect())
}

/// Filtered, with one error.
fn refused(reason: FilterReason, why: &str, phase: ErrorPhase) -> Told {
    (Some(reason), Some(why.to_owned()), vec![(phase, Severity::Error)])
}

/// Filtered because the host said so, which is nobody's mistake.
fn unwanted(reason: FilterReason, why: &str) -> Told {
    (Some(reason), Some(why.to_owned()), vec![])
}

/// There, and nothing to be said about it.
fn welcome() -> Told {
    (None, None, vec![])
}

mod what_the_host_asks_for {
    use super::*;

    #[test]
    fn whoever_is_enabled_and_nowhere_is_not_discovered() {
        let told = told(of([identity("a")]).enabled(["a", "ghost"]), "ghost");
        assert_eq!(told, refused(FilterReason::NotDiscovered, "not discovered", ErrorPhase::Discovery));
    }

    #[test]
    fn whoever_is_not_in_the_list_is_not_enabled() {
        let builder = || of([identity("a"), identity("b")]).enabled(["b"]);
        assert_eq!(told(builder(), "a"), unwanted(FilterReason::NotEnabled, "not enabled"));
        assert_eq!(told(builder(), "b"), welcome());
    }

    #[test]
    fn an_empty_list_enables_nobody_and_no_list_everybody() {
        assert_eq!(told(of([identity("a")]).enabled([""; 0]), "a").0, Some(FilterReason::NotEnabled));
        assert_eq!(told(of([identity("a")]), "a"), welcome());
    }

    #[test]
    fn whoever_is_disabled_is_out_although_it_is_enabled_too() {
        let disabled = unwanted(FilterReason::Disabled, "disabled by the host");
        assert_eq!(told(of([identity("a")]).disabled(["a"]), "a"), disabled);
        assert_eq!(told(of([identity("a")]).enabled(["a"]).disabled(["a"]), "a"), disabled);
        assert_eq!(told(of([identity("a"), identity("b")]).disabled(["a"]), "b"), welcome());
    }

    #[test]
    fn lists_add_up() {
        let plugins = of(["a", "b", "c", "d", "e"].map(identity));
        let plugins = plugins.enabled(["a", "b"]).enabled(["c", "d"]).disabled(["b"]).disabled(["d"]);
        assert!(plugins.build().unwrap().ids().eq(["a", "c"]));
    }

    #[test]
    fn disabling_somebody_who_is_not_there_is_no_error() {
        let plugins = of([identity("a")]).disabled(["ghost"]).build().unwrap();
        assert!(plugins.discovery().errors().is_empty());
        assert!(plugins.ids().eq(["a"]));
    }
}

mod application {
    use super::*;

    #[test]
    fn host_and_plugin_must_name_the_same_one() {
        let builder = |host: Option<&str>, plugin: Option<&str>| {
            let identity = identity("a");
            let plugin = of([match plugin {
                Some(target) => identity.target_application(target),
                None => identity,
            }]);
            match host {
                Some(host) => plugin.application(host, "1.0.0"),
                None => plugin,
            }
        };
        let wrong = |target: &str| {
            let why = format!("wrong application '{target}'");
            refused(FilterReason::WrongApplication, &why, ErrorPhase::IdentityCheck)
        };
        let missing = refused(
            FilterReason::MissingTargetApplication,
            "no target application",
            ErrorPhase::IdentityCheck,
        );
        assert_eq!(told(builder(Some("newsroom"), Some("newsroom")), "a"), welcome());
        assert_eq!(told(builder(Some("newsroom"), Some("darkroom")), "a"), wrong("darkroom"));
        assert_eq!(told(builder(Some("newsroom"), Some("Newsroom")), "a"), wrong("Newsroom"));
        assert_eq!(told(builder(Some("newsroom"), None), "a"), missing);
        assert_eq!(told(builder(None, Some("darkroom")), "a"), welcome());
        assert_eq!(told(builder(None, None), "a"), welcome());
    }

    #[test]
    fn the_errors_say_who_and_for_what() {
        let plugins = of([identity("a").target_application("x"), identity("b")]);
        let discovery = plugins.application("newsroom", "1.0.0").build().unwrap().discovery();
        let [wrong, missing] = discovery.errors() else { panic!("{:?}", discovery.errors()) };
        let Error::Load(LoadError::WrongApplication { plugin, target, host, .. }) = wrong.error() else {
            panic!("{wrong}")
        };
        assert_eq!((plugin.as_str(), target.as_str(), host.as_str()), ("a", "x", "newsroom"));
        let Error::Load(LoadError::MissingTargetApplication { plugin, host, .. }) = missing.error() else {
            panic!("{missing}")
        };
        assert_eq!((plugin.as_str(), host.as_str()), ("b", "newsroom"));
        for (error, id) in [(wrong, "`a`"), (missing, "`b`")] {
            let text = error.to_string();
            assert!(text.contains(id) && text.contains("newsroom"), "{text}");
        }
    }
}

mod versions {
    use super::*;

    fn api(host: Option<&str>, plugin: Option<&str>) -> PluginManagerBuilder {
        let identity = identity("a");
        let builder = of([match plugin {
            Some(version) => identity.api_version(version),
            None => identity,
        }]);
        match host {
            Some(version) => builder.api_version(version),
            None => builder,
        }
    }

    fn app(host: &str, min: &str) -> PluginManagerBuilder {
        of([identity("a").target_application("newsroom").min_app_version(min)]).application("newsroom", host)
    }

    #[test]
    fn another_api_version_is_a_warning_unless_the_host_is_strict() {
        let why = "api version '1', the host's is '2'";
        let (reason, failure, errors) = told(api(Some("2"), Some("1")), "a");
        assert_eq!((reason, failure), (None, None), "a warning keeps nobody out");
        assert_eq!(errors, [(ErrorPhase::VersionCheck, Severity::Warning)]);
        assert_eq!(
            told(api(Some("2"), Some("1")).api_version_severity(Severity::Warning), "a").2,
            [(ErrorPhase::VersionCheck, Severity::Warning)]
        );
        assert_eq!(
            told(api(Some("2"), Some("1")).api_version_severity(Severity::Error), "a"),
            refused(FilterReason::IncompatibleApiVersion, why, ErrorPhase::VersionCheck)
        );
    }

    #[test]
    fn api_versions_are_compared_where_both_have_one() {
        for (host, plugin) in [(Some("2"), Some("2")), (Some("2"), None), (None, Some("2")), (None, None)] {
            let builder = api(host, plugin).api_version_severity(Severity::Error);
            assert_eq!(told(builder, "a"), welcome(), "{host:?} {plugin:?}");
        }
    }

    #[test]
    fn too_old_an_application_is_an_error_unless_the_host_is_lenient() {
        let why = "needs application 2.0.0 or later, the host is 1.0.0";
        let gated = refused(FilterReason::IncompatibleAppVersion, why, ErrorPhase::VersionCheck);
        assert_eq!(told(app("1.0.0", "2.0.0"), "a"), gated);
        assert_eq!(told(app("1.0.0", "2.0.0").app_version_severity(Severity::Error), "a"), gated);
        let (reason, failure, errors) =
            told(app("1.0.0", "2.0.0").app_version_severity(Severity::Warning), "a");
        assert_eq!((reason, failure), (None, None), "a warning keeps nobody out");
        assert_eq!(errors, [(ErrorPhase::VersionCheck, Severity::Warning)]);
    }

    /// As numbers, not as text; and as semver orders pre-releases.
    #[test]
    fn application_versions_are_compared_as_versions() {
        for (host, min, enough) in [
            ("1.2.0", "1.2.0", true),
            ("1.10.0", "1.9.0", true),
            ("1.9.0", "1.10.0", false),
            ("10.0.0", "9.0.0", true),
            ("2.0.0", "1.9.9", true),
            ("1.2.2", "1.2.3", false),
            ("2.0.0-beta.1", "2.0.0", false),
            ("2.0.0-beta.11", "2.0.0-beta.2", true),
            ("2.0.0-beta.2", "2.0.0-beta.11", false),
            ("2.0.0", "2.0.0-beta.2", true),
            ("2.1.0-beta.1", "2.0.0", true),
            ("1.2.0+build.7", "1.2.0", true),
            ("1.2.0", "1.2.0+build.7", true),
        ] {
            let reason = told(app(host, min), "a").0;
            let expected = if enough { None } else { Some(FilterReason::IncompatibleAppVersion) };
            assert_eq!(reason, expected, "{host} for {min}");
        }
    }

    #[test]
    fn without_an_application_its_version_is_not_asked_for() {
        assert_eq!(told(of([identity("a").min_app_version("9.0.0")]), "a"), welcome());
    }

    #[test]
    fn both_versions_may_be_wrong_and_both_are_told() {
        let builder = || {
            let identity = identity("a").target_application("n").api_version("1").min_app_version("2.0.0");
            of([identity]).application("n", "1.0.0").api_version("2")
        };
        let (reason, _, errors) = told(builder(), "a");
        assert_eq!(reason, Some(FilterReason::IncompatibleAppVersion));
        let phase = ErrorPhase::VersionCheck;
        assert_eq!(errors, [(phase, Severity::Warning), (phase, Severity::Error)]);
        let both = builder().app_version_severity(Severity::Warning);
        assert_eq!(told(both, "a"), (None, None, vec![(phase, Severity::Warning); 2]));
    }

    #[test]
    fn the_errors_say_which_versions() {
        let identity = identity("a").target_application("n").api_version("1").min_app_version("2.0.0");
        let plugins = of([identity]).application("n", "1.0.0").api_version("2").build().unwrap();
        let discovery = plugins.discovery();
        let [api, app] = discovery.errors() else { panic!("{:?}", discovery.errors()) };
        let Error::Load(LoadError::IncompatibleApiVersion { plugin, declared, host, .. }) = api.error()
        else {
            panic!("{api}")
        };
        assert_eq!((plugin.as_str(), declared.as_str(), host.as_str()), ("a", "1", "2"));
        let Error::Load(LoadError::IncompatibleAppVersion { plugin, required, host, .. }) = app.error()
        else {
            panic!("{app}")
        };
        assert_eq!((plugin.as_str(), required.as_str(), host.as_str()), ("a", "2.0.0", "1.0.0"));
        assert!(api.to_string().contains("`a`") && app.to_string().contains("`a`"), "{api}; {app}");
    }

    /// Elsewhere the host's own junk is blamed on every plugin that asks for a version.
    #[test]
    fn a_host_whose_version_is_none_is_told_so_itself() {
        for severity in [Severity::Error, Severity::Warning] {
            for builder in [app("eleven", "1.0.0"), of([]).application("newsroom", "1.0")] {
                let error = builder.app_version_severity(severity).build().unwrap_err();
                assert!(matches!(error, Error::Load(LoadError::BadApplicationVersion { .. })), "{error}");
                assert!(!error.to_string().contains("`a`"), "no plugin is to blame: {error}");
            }
        }
    }
}

thread_local! {
    /// How many of [`Onion`] were made on this thread.
    static MADE: Cell<u32> = const { Cell::new(0) };
    /// Whether making one works.
    static WORKS: Cell<bool> = const { Cell::new(false) };
}

/// Has every fault there is.
#[plugin(
    id = "onion",
    version = "1.0.0",
    api_version = "9",
    min_app_version = "9.0.0",
    target_application = "kitchen",
    depends_on("knife" = "^2"),
    listed
)]
struct Onion;

impl Default for Onion {
    fn default() -> Self {
        MADE.set(MADE.get() + 1);
        assert!(WORKS.get(), "tears");
        Onion
    }
}

/// The onion's host, with this many of its faults mended, in the order in which they are looked at.
fn kitchen(mended: usize) -> PluginManagerBuilder {
    let mended = move |fault: usize| mended > fault;
    WORKS.set(mended(7));
    let knife = Identity::new("knife", if mended(5) { "2.0.0" } else { "1.0.0" }).unwrap();
    of([knife.target_application("kitchen")])
        .plugin::<Onion>()
        .api_version_severity(Severity::Error)
        .enabled(if mended(0) { ["knife", "onion"] } else { ["knife", "knife"] })
        .disabled(if mended(1) { vec![] } else { vec!["onion"] })
        .application(if mended(2) { "kitchen" } else { "garage" }, if mended(4) { "9.0.0" } else { "1.0.0" })
        .api_version(if mended(3) { "9" } else { "1" })
        .pre_activate(
            move |plugin| {
                if plugin.id() == "knife" || mended(6) { Ok(()) } else { Err("too sharp".to_owned()) }
            },
        )
}

#[test]
fn the_first_fault_is_the_reason_and_nothing_is_made_before_the_last() {
    let reasons = [
        FilterReason::NotEnabled,
        FilterReason::Disabled,
        FilterReason::WrongApplication,
        FilterReason::IncompatibleApiVersion,
        FilterReason::IncompatibleAppVersion,
        FilterReason::DependencyUnmet,
        FilterReason::PreActivateRejected,
        FilterReason::LoadFailed,
    ];
    for (mended, expected) in reasons.into_iter().map(Some).chain([None]).enumerate() {
        let plugins = kitchen(mended).build().unwrap();
        assert_eq!(reason(&plugins, "onion"), expected, "{mended} faults mended");
        assert_eq!(MADE.take(), u32::from(mended >= 7), "{mended} faults mended");
        assert_eq!(plugins.plugin::<Onion>().is_some(), expected.is_none());
        assert_eq!(plugins.ids().any(|id| id == "onion"), expected.is_none());
    }
}

#[test]
fn what_has_no_application_is_not_asked_for_versions() {
    let identity = identity("a").api_version("1").min_app_version("9.0.0");
    let builder = of([identity]).application("n", "1.0.0").api_version("2");
    assert_eq!(
        told(builder.api_version_severity(Severity::Error), "a"),
        refused(FilterReason::MissingTargetApplication, "no target application", ErrorPhase::IdentityCheck)
    );
}
