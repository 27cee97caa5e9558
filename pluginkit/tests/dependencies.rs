//! Who needs whom: what is unmet is told with its whole chain, keeps out whoever needs it, and nobody else.

use pluginkit::prelude::*;
use pluginkit::{
    DiscoveryError, DiscoveryResult, Error, ErrorPhase, FilterReason, Identified, Identity,
    PluginManagerBuilder, ResolutionError, Severity,
};

/// Has whatever identity a test gives it.
#[plugin(id = "stub", version = "0.0.0", listed)]
#[derive(Debug, Default)]
struct Stub;

/// `"a 1.0.0: b ^1; c?"`: who it is, and whom it needs; with `?` if they are there.
fn parsed(text: &str) -> Identity {
    let (plugin, needs) = text.split_once(':').unwrap_or((text, ""));
    let (id, version) = plugin.trim().split_once(' ').unwrap_or((plugin.trim(), "1.0.0"));
    let needs = needs.split(';').map(str::trim).filter(|need| !need.is_empty());
    needs.fold(Identity::new(id, version).unwrap(), |identity, need| {
        let (on, requirement) = need.split_once(' ').unwrap_or((need, "*"));
        match on.strip_suffix('?') {
            Some(on) => identity.depends_on_optional(on, requirement).unwrap(),
            None => identity.depends_on(on, requirement).unwrap(),
        }
    })
}

fn of(plugins: &[&str]) -> PluginManagerBuilder {
    let instance = |builder: PluginManagerBuilder, plugin: &&str| {
        builder.instance(Identified::new(parsed(plugin), Stub))
    };
    plugins.iter().fold(PluginManager::builder(), instance)
}

fn build(plugins: &[&str]) -> PluginManager {
    of(plugins).build().unwrap()
}

fn why(plugins: &PluginManager, id: &str) -> String {
    let descriptor = plugins.descriptor(id).unwrap();
    assert_eq!(descriptor.state(), PluginState::Filtered(FilterReason::DependencyUnmet), "{id}");
    descriptor.failure().unwrap().to_owned()
}

fn ids(plugins: &PluginManager) -> Vec<String> {
    plugins.ids().map(|id| id.to_string()).collect()
}

fn errors_of<'a>(discovery: &'a DiscoveryResult, id: &str) -> Vec<&'a DiscoveryError> {
    discovery.errors().iter().filter(|error| *error.plugin() == id).collect()
}

fn texts(errors: &[DiscoveryError]) -> Vec<String> {
    errors.iter().map(|error| error.error().to_string()).collect()
}

mod what_is_unmet {
    use super::*;

    #[test]
    fn somebody_who_is_not_there() {
        let plugins = build(&["a: nobody ^2", "free"]);
        assert_eq!(why(&plugins, "a"), "needs nobody, which is not there");
        assert_eq!(ids(&plugins), ["free"]);
        let discovery = plugins.discovery();
        let [error] = discovery.errors() else { panic!("{:?}", discovery.errors()) };
        assert_eq!((error.phase(), error.severity()), (ErrorPhase::DependencyCheck, Severity::Error));
        let Error::Resolution(ResolutionError::MissingDependency { plugin, dependency, requirement, .. }) =
            error.error()
        else {
            panic!("{error}")
        };
        assert_eq!((plugin.as_str(), dependency.as_str(), requirement.as_str()), ("a", "nobody", "^2"));
    }

    #[test]
    fn somebody_of_another_version() {
        let plugins = build(&["a: c ^2", "c 1.0.0", "free"]);
        assert_eq!(why(&plugins, "a"), "needs c ^2, but c is 1.0.0");
        assert_eq!(ids(&plugins), ["c", "free"]);
        let discovery = plugins.discovery();
        let [error] = discovery.errors() else { panic!("{:?}", discovery.errors()) };
        assert_eq!((error.phase(), error.severity()), (ErrorPhase::DependencyCheck, Severity::Error));
        let Error::Resolution(ResolutionError::VersionMismatch {
            plugin,
            dependency,
            requirement,
            found,
            ..
        }) = error.error()
        else {
            panic!("{error}")
        };
        assert_eq!(
            [plugin.as_str(), dependency.as_str(), requirement.as_str(), found.as_str()],
            ["a", "c", "^2", "1.0.0"]
        );
    }

    /// Elsewhere a circle is found without a word about who is in it, and ends everything.
    #[test]
    fn each_other() {
        let plugins = build(&["a: b", "b: c", "c: a; free", "free", "behind: c"]);
        for id in ["a", "b", "c"] {
            assert_eq!(why(&plugins, id), "a → b → c → a");
        }
        assert_eq!(why(&plugins, "behind"), "needs c: a → b → c → a");
        assert_eq!(ids(&plugins), ["free"]);
        let discovery = plugins.discovery();
        for id in ["a", "b", "c"] {
            let [error] = errors_of(&discovery, id)[..] else { panic!("{:?}", discovery.errors()) };
            assert_eq!((error.phase(), error.severity()), (ErrorPhase::DependencyCheck, Severity::Error));
            let Error::Resolution(ResolutionError::DependencyCycle { cycle, .. }) = error.error() else {
                panic!("{error}")
            };
            assert_eq!(*cycle, ["a", "b", "c"], "each needs the next");
        }
    }

    #[test]
    fn oneself() {
        let plugins = build(&["a: a", "free"]);
        assert_eq!(why(&plugins, "a"), "a → a");
        assert_eq!(ids(&plugins), ["free"]);
    }

    #[test]
    fn two_circles_are_two_errors() {
        let plugins = build(&["a: b", "b: a", "x: y", "y: x", "both: a; x"]);
        assert_eq!((why(&plugins, "b"), why(&plugins, "y")), ("a → b → a".into(), "x → y → x".into()));
        assert_eq!(why(&plugins, "both"), "needs a: a → b → a");
    }

    /// Both are found, although one way of walking the plugins passes through either before it comes back.
    #[test]
    fn two_circles_that_may_do_without_each_other_are_two_as_well() {
        let plugins = build(&["a: b; c?", "b: a", "c: d; a?", "d: c", "free"]);
        assert_eq!((why(&plugins, "a"), why(&plugins, "b")), ("a → b → a".into(), "a → b → a".into()));
        assert_eq!((why(&plugins, "c"), why(&plugins, "d")), ("c → d → c".into(), "c → d → c".into()));
        assert_eq!(ids(&plugins), ["free"]);
    }
}

mod chains {
    use super::*;

    #[test]
    fn are_told_whole_over_three_levels() {
        let build = |root: &str| build(&["a: b", "b: c", "c: d", root, "free"]);
        for (root, own) in [
            ("other", "needs d, which is not there"),
            ("d: d", "needs d: d → d"),
            ("d: e", "needs d: needs e, which is not there"),
            ("d: free ^2", "needs d: needs free ^2, but free is 1.0.0"),
        ] {
            let plugins = build(root);
            assert_eq!(why(&plugins, "c"), own);
            assert_eq!(why(&plugins, "b"), format!("needs c: {own}"));
            assert_eq!(why(&plugins, "a"), format!("needs b: needs c: {own}"));
            assert!(plugins.ids().any(|id| id == "free"));
        }
    }

    /// Elsewhere only the plugin whose dependency is missing is left out, and whoever needs that one runs without it.
    #[test]
    fn end_with_whatever_the_gate_says() {
        let chain = ["a: b", "b: c", "c", "free"];
        let reasons = [
            (of(&chain).disabled(["c"]), "disabled by the host"),
            (of(&chain).enabled(["a", "b", "free"]), "not enabled"),
            (
                of(&chain).pre_activate(|plugin| if *plugin.id() == "c" { Err("no".into()) } else { Ok(()) }),
                "rejected: no",
            ),
        ];
        for (builder, reason) in reasons {
            let plugins = builder.build().unwrap();
            assert_eq!(why(&plugins, "b"), format!("needs c: {reason}"));
            assert_eq!(why(&plugins, "a"), format!("needs b: needs c: {reason}"));
            assert_eq!(ids(&plugins), ["free"]);
        }
    }

    #[test]
    fn end_with_the_wrong_application() {
        let at = |text: &str| parsed(text).target_application("newsroom");
        let plugins = [at("a: b"), parsed("b").target_application("x"), at("free")];
        let builder = plugins.into_iter().fold(PluginManager::builder(), |builder, plugin| {
            builder.instance(Identified::new(plugin, Stub))
        });
        let plugins = builder.application("newsroom", "1.0.0").build().unwrap();
        assert_eq!(plugins.explain("a").unwrap().to_string(), "a: needs b: wrong application 'x'");
        assert_eq!(why(&plugins, "a"), "needs b: wrong application 'x'");
        assert_eq!(ids(&plugins), ["free"]);
    }

    /// Elsewhere whoever needs a plugin whose constructor raised is activated all the same.
    #[test]
    fn end_with_a_constructor_that_panics() {
        #[plugin(id = "breaks", version = "1.0.0", listed)]
        struct Breaks;
        impl Default for Breaks {
            fn default() -> Self {
                panic!("no disk")
            }
        }
        let plugins = of(&["a: b", "b: breaks", "free"]).plugin::<Breaks>().build().unwrap();
        assert!(why(&plugins, "a").starts_with("needs b: needs breaks: "), "{}", why(&plugins, "a"));
        assert!(why(&plugins, "a").ends_with("panicked: no disk"), "{}", why(&plugins, "a"));
        assert_eq!(ids(&plugins), ["free"]);
    }

    /// Everybody who is kept out has an error of their own, and it says what the chain says.
    #[test]
    fn are_in_the_errors_too() {
        let plugins = build(&["a: b", "b: c", "c: nobody", "free"]);
        let discovery = plugins.discovery();
        let own: Vec<(&str, ErrorPhase)> =
            discovery.errors().iter().map(|error| (error.plugin().as_str(), error.phase())).collect();
        assert_eq!(own.len(), 3, "{:?}", discovery.errors());
        for (id, on, expected) in [
            ("a", "b", "needs c: needs nobody, which is not there"),
            ("b", "c", "needs nobody, which is not there"),
        ] {
            let [error] = errors_of(&discovery, id)[..] else { panic!("{:?}", discovery.errors()) };
            let Error::Resolution(ResolutionError::DependencyUnavailable { plugin, dependency, why, .. }) =
                error.error()
            else {
                panic!("{error}")
            };
            assert_eq!([plugin.as_str(), dependency.as_str(), why.as_str()], [id, on, expected]);
            assert_eq!((error.phase(), error.severity()), (ErrorPhase::DependencyCheck, Severity::Error));
        }
    }

    /// Somebody the host does not want may lack what it likes.
    #[test]
    fn of_unwanted_plugins_are_nobody_s_error() {
        for plugins in [["off: nobody", "free"], ["off: off", "free"], ["off: free ^2", "free"]] {
            for builder in [of(&plugins).disabled(["off"]), of(&plugins).enabled(["free"])] {
                let discovery = builder.build().unwrap().discovery();
                assert!(discovery.errors().is_empty(), "{:?}", discovery.errors());
                discovery.check().unwrap();
            }
        }
        let both = of(&["off: off-too", "off-too", "free"]).disabled(["off", "off-too"]).build().unwrap();
        assert!(both.discovery().errors().is_empty(), "{:?}", both.discovery().errors());
    }
}

mod optional {
    use super::*;

    #[test]
    fn ones_may_be_absent() {
        let plugins = build(&["a: nobody? ^2"]);
        assert_eq!(ids(&plugins), ["a"]);
        assert!(plugins.discovery().errors().is_empty());
    }

    #[test]
    fn ones_go_first_if_they_are_there() {
        assert_eq!(ids(&build(&["a: z? ^1", "z 1.2.0"])), ["z", "a"]);
    }

    #[test]
    fn ones_must_have_the_right_version_if_they_are_there() {
        let plugins = build(&["a: z? ^2", "z 1.2.0"]);
        assert_eq!(why(&plugins, "a"), "needs z ^2, but z is 1.2.0");
        assert_eq!(ids(&plugins), ["z"]);
    }

    #[test]
    fn ones_that_are_kept_out_keep_nobody_out() {
        assert_eq!(ids(&build(&["a: z?", "z: nobody"])), ["a"]);
        assert_eq!(ids(&build(&["a: b", "b: z?", "z: y", "y: nobody"])), ["b", "a"]);
        let rejects = |plugin: &pluginkit::PluginDescriptor| {
            if *plugin.id() == "z" { Err("no".to_owned()) } else { Ok(()) }
        };
        assert_eq!(ids(&of(&["a: z?", "z"]).pre_activate(rejects).build().unwrap()), ["a"]);
    }

    /// Switching off what does not fit is how a host mends it.
    #[test]
    fn ones_that_the_host_does_not_want_are_as_good_as_absent() {
        for plugins in [["a: z? ^9", "z"], ["a: z?", "z: a"]] {
            assert_eq!(ids(&of(&plugins).disabled(["z"]).build().unwrap()), ["a"], "{plugins:?}");
            assert_eq!(ids(&of(&plugins).enabled(["a"]).build().unwrap()), ["a"], "{plugins:?}");
        }
    }

    /// What becomes of somebody does not depend on whether something else has happened since.
    #[test]
    fn ones_that_could_not_be_taken_in_are_as_good_as_absent_too() {
        let rejects = |plugin: &pluginkit::PluginDescriptor| {
            if *plugin.id() == "z" { Err("no".to_owned()) } else { Ok(()) }
        };
        let plugins = of(&["a: z? ^9", "z"]).pre_activate(rejects).build().unwrap();
        let built = ids(&plugins);
        pluginkit::block_on(plugins.register(Identified::new(parsed("other"), Stub))).unwrap().unwrap();
        assert_eq!((built, ids(&plugins)), (vec!["a".to_owned()], vec!["a".to_owned(), "other".to_owned()]));
    }

    #[test]
    fn ones_can_close_a_circle() {
        let plugins = build(&["a: b?", "b: a", "free"]);
        assert_eq!(why(&plugins, "a"), "a → b → a");
        assert_eq!(ids(&plugins), ["free"]);
    }
}

/// Elsewhere one mistake ends everything with the first error, and the others are found one start at a time.
#[test]
fn everything_that_is_wrong_is_told_at_once() {
    let plugins =
        build(&["missing: nobody; no-one", "old: free ^2", "a: b", "b: a", "self: self", "free", "ok: free"]);
    assert_eq!(ids(&plugins), ["free", "ok"]);
    let texts = texts(plugins.discovery().errors());
    for expected in [
        "plugin `missing` depends on `nobody` (*), which is not there",
        "plugin `missing` depends on `no-one` (*), which is not there",
        "plugin `old` depends on `free` ^2, but `free` is 1.0.0",
        "plugins depend on each other in a circle: a → b → a",
        "plugins depend on each other in a circle: self → self",
    ] {
        assert!(texts.iter().any(|text| text.starts_with(expected)), "{expected}: {texts:#?}");
    }
    assert_eq!(texts.len(), 6, "each of a circle says so: {texts:#?}");
    assert_eq!(plugins.discovery().check().unwrap_err().iter().count(), 6);
}

/// Elsewhere a dependency that is listed twice is taken for a circle.
#[test]
fn a_dependency_listed_twice_is_a_mistake_of_its_own() {
    for twice in ["a: b ^1; b ^1", "a: b ^1; b? *", "a: b?; b ^1"] {
        let plugins = build(&[twice, "b", "behind: a", "free"]);
        assert_eq!(why(&plugins, "a"), "needs b twice", "{twice}");
        assert_eq!(why(&plugins, "behind"), "needs a: needs b twice");
        assert_eq!(ids(&plugins), ["b", "free"]);
        let discovery = plugins.discovery();
        let [error] = errors_of(&discovery, "a")[..] else { panic!("{:?}", discovery.errors()) };
        let Error::Resolution(ResolutionError::DuplicateDependency { plugin, dependency, .. }) =
            error.error()
        else {
            panic!("{error}")
        };
        assert_eq!((plugin.as_str(), dependency.as_str()), ("a", "b"));
        assert_eq!(error.phase(), ErrorPhase::DependencyCheck);
    }
}

/// Elsewhere a missing dependency of one plugin keeps others from being started.
#[test]
fn strangers_are_started_whatever_is_wrong_elsewhere() {
    let plugins = build(&["broken: nobody", "a: b", "b"]);
    pluginkit::block_on(plugins.start_plugin("a")).unwrap().unwrap();
    for id in ["a", "b"] {
        assert_eq!(plugins.descriptor(id).unwrap().state(), PluginState::Started);
    }
    pluginkit::block_on(plugins.stop()).unwrap().unwrap();
    pluginkit::block_on(plugins.start()).unwrap().unwrap();
    assert_eq!(
        plugins.descriptor("broken").unwrap().state(),
        PluginState::Filtered(FilterReason::DependencyUnmet)
    );
}

/// Elsewhere ranges cannot be asked for at all.
#[test]
fn versions_are_semantic_ones() {
    for (requirement, found, met) in [
        ("^1.2", "1.10.0", true),
        ("^1.2", "1.1.9", false),
        ("^0.1", "0.2.0", false),
        ("~1.2", "1.3.0", false),
        (">=1, <3", "2.9.0", true),
        ("*", "0.0.1", true),
        ("^1.0", "1.0.0-beta.2", false),
        ("^1.0.0-beta.1", "1.0.0-beta.2", true),
        ("*", "1.0.0-beta.2", false),
    ] {
        let plugins = build(&[&format!("z {found}"), &format!("a: z {requirement}")]);
        assert_eq!(plugins.ids().any(|id| id == "a"), met, "{found} for {requirement}");
    }
}
