//! What nobody should ask for, and the error that says so: it names the plugin, and nothing is half done.

use std::sync::Arc;

use pluginkit::prelude::*;
use pluginkit::{
    Error, ErrorPhase, FilterReason, Identified, Identity, LoadError, PluginManagerBuilder, Severity,
    StateError, block_on,
};

#[extension_point]
trait Roll {
    fn call(&self) -> u32;
}

/// Has whatever identity a test gives it. Dropping the given value is how one sees that it is gone.
#[plugin(id = "stub", version = "0.0.0", listed)]
#[derive(Debug, Default)]
struct Stub(Arc<()>);

#[extension]
impl Roll for Stub {
    fn call(&self) -> u32 {
        1
    }
}

fn identity(id: &str) -> Identity {
    Identity::new(id, "1.0.0").unwrap()
}

fn stub(id: &str) -> Identified<Stub> {
    Identified::new(identity(id), Stub::default())
}

fn built(plugins: impl IntoIterator<Item = Identified<Stub>>) -> PluginManager {
    plugins.into_iter().fold(PluginManager::builder(), PluginManagerBuilder::instance).build().unwrap()
}

mod identities {
    use super::*;

    #[test]
    fn have_an_id() {
        let long = "x".repeat(65);
        for id in ["", "7zip", "rate limit", "a.b", "é", "abc\n", "-a", long.as_str()] {
            let error = Error::from(Identity::new(id, "1.0.0").unwrap_err());
            assert!(matches!(error, Error::Load(LoadError::BadId { .. })), "{id:?}: {error}");
            assert!(error.to_string().contains("not a plugin id"), "{error}");
        }
        for id in ["a", "Z9_-", &"x".repeat(64)] {
            Identity::new(id, "1.0.0").unwrap();
        }
    }

    #[test]
    fn have_a_version() {
        for version in ["", "1", "1.0", "v1.0.0", "1.0.0.0", "01.0.0", " 1.0.0", "latest"] {
            let error = Error::from(Identity::new("a", version).unwrap_err());
            let Error::Load(LoadError::BadVersion { plugin, version: bad, .. }) = &error else {
                panic!("{version:?}: {error}")
            };
            assert_eq!((plugin.as_str(), bad.as_str()), ("a", version));
            assert!(error.to_string().contains("`a`"), "{error}");
        }
        Identity::new("a", "1.0.0-beta.2+build.5").unwrap();
    }

    #[test]
    fn have_requirements_that_can_be_read() {
        for requirement in ["", "one", "^", "1.2.3.4", ">=1 <2"] {
            for result in [
                identity("a").depends_on("b", requirement),
                identity("a").depends_on_optional("b", requirement),
            ] {
                let error = Error::from(result.unwrap_err());
                let Error::Load(LoadError::BadRequirement { plugin, dependency, requirement: bad, .. }) =
                    &error
                else {
                    panic!("{requirement:?}: {error}")
                };
                assert_eq!([plugin.as_str(), dependency.as_str(), bad.as_str()], ["a", "b", requirement]);
                let text = error.to_string();
                assert!(text.contains("`a`") && text.contains("`b`"), "{text}");
            }
        }
    }

    #[test]
    fn depend_on_ids() {
        for result in [identity("a").depends_on("b c", "*"), identity("a").depends_on_optional("b c", "*")] {
            let error = Error::from(result.unwrap_err());
            assert!(matches!(error, Error::Load(LoadError::BadId { .. })), "{error}");
            assert!(error.to_string().contains("b c"), "{error}");
        }
    }

    /// The plugin's own mistake, and not the host's.
    #[test]
    fn whose_oldest_application_is_no_version_are_kept_out() {
        let a = identity("a").target_application("n").min_app_version("eleven");
        let plugins = built_for("n", a);
        assert_eq!(
            plugins.descriptor("a").unwrap().state(),
            PluginState::Filtered(FilterReason::IncompatibleAppVersion)
        );
        let discovery = plugins.discovery();
        let error = &discovery.errors()[0];
        assert_eq!(error.severity(), Severity::Error);
        let Error::Load(LoadError::BadMinAppVersion { plugin, version, .. }) = error.error() else {
            panic!("{error}")
        };
        assert_eq!((plugin.as_str(), version.as_str()), ("a", "eleven"));
        assert!(error.to_string().contains("eleven") && error.to_string().contains("`a`"), "{error}");
    }

    fn built_for(application: &str, identity: Identity) -> PluginManager {
        let plugins = PluginManager::builder().instance(Identified::new(identity, Stub::default()));
        plugins.application(application, "1.0.0").build().unwrap()
    }
}

mod ids_used_twice {
    use super::*;

    #[test]
    fn are_refused_when_building() {
        let error = PluginManager::builder()
            .instance(stub("a"))
            .instance(stub("b"))
            .instance(stub("a"))
            .build()
            .unwrap_err();
        let duplicate = matches!(
            &error,
            Error::Load(LoadError::DuplicateId { id, .. } | LoadError::DuplicateInstance { id, .. }) if *id == "a"
        );
        assert!(duplicate, "{error}");
        assert!(error.to_string().contains("`a`"), "{error}");
    }

    /// Elsewhere the second one takes the place of the first, silently, and the hooks of the first stay behind.
    #[test]
    fn are_refused_when_registering_and_the_first_stays() {
        let first = Arc::new(());
        let second = Arc::new(());
        let plugins = built([Identified::new(identity("a"), Stub(Arc::clone(&first)))]);
        block_on(plugins.start()).unwrap().unwrap();
        let error = block_on(plugins.register(Identified::new(identity("a"), Stub(Arc::clone(&second)))))
            .unwrap()
            .unwrap_err();
        assert!(error.to_string().contains("`a`"), "{error}");
        assert_eq!(plugins.caller::<dyn Roll>().call().unwrap(), [1]);
        assert!(Arc::ptr_eq(&plugins.plugin::<Stub>().unwrap().0, &first));
        assert_eq!(Arc::strong_count(&second), 1, "nothing of it is kept");
        assert_eq!(plugins.descriptor("a").unwrap().state(), PluginState::Started);
    }

    #[test]
    fn are_refused_of_gated_ones_too() {
        let waits = identity("a").depends_on("nobody", "*").unwrap();
        let plugins = built([Identified::new(waits, Stub::default())]);
        let error = block_on(plugins.register(stub("a"))).unwrap().unwrap_err();
        assert!(error.to_string().contains("`a`"), "{error}");
        assert_eq!(plugins.caller::<dyn Roll>().call().unwrap(), [0_u32; 0], "this is no way round a gate");
    }
}

/// What comes later must fit those who are there, and not the other way round.
mod newcomers {
    use super::*;

    /// `a` runs without `b`; this `b` has the wrong version for it, or closes a circle.
    #[test]
    fn do_not_take_out_somebody_who_is_running() {
        let old = identity("b");
        let circular = identity("b").depends_on("a", "*").unwrap();
        for (requirement, newcomer) in [("^2", old), ("*", circular)] {
            let fussy = identity("a").depends_on_optional("b", requirement).unwrap();
            let plugins = built([Identified::new(fussy, Stub::default())]);
            block_on(plugins.start()).unwrap().unwrap();
            let error =
                block_on(plugins.register(Identified::new(newcomer, Stub::default()))).unwrap().unwrap_err();
            assert!(error.to_string().contains('b'), "{error}");
            assert_eq!(plugins.descriptor("a").unwrap().state(), PluginState::Started);
            assert!(plugins.ids().eq(["a"]));
            assert_eq!(plugins.caller::<dyn Roll>().call().unwrap(), [1]);
            assert!(plugins.descriptor("b").is_none(), "nothing of it stays");
        }
    }

    #[test]
    fn that_a_gate_refuses_leave_nothing_behind() {
        let gone = Arc::new(());
        let builder = PluginManager::builder()
            .application("n", "1.0.0")
            .disabled(["off"])
            .pre_activate(|plugin| if *plugin.id() == "rejected" { Err("no".into()) } else { Ok(()) });
        let plugins = builder.build().unwrap();
        let n = |id: &str| identity(id).target_application("n");
        for (identity, phase) in [
            (identity("wrong").target_application("x"), Some(ErrorPhase::IdentityCheck)),
            (n("new").min_app_version("9.0.0"), Some(ErrorPhase::VersionCheck)),
            (n("needy").depends_on("nobody", "*").unwrap(), Some(ErrorPhase::DependencyCheck)),
            (n("self").depends_on("self", "*").unwrap(), Some(ErrorPhase::DependencyCheck)),
            (n("rejected"), Some(ErrorPhase::PreActivate)),
            (n("off"), None),
        ] {
            let id = identity.id().clone();
            let newcomer = Identified::new(identity, Stub(Arc::clone(&gone)));
            let error = block_on(plugins.register(newcomer)).unwrap().unwrap_err();
            match (&error, phase) {
                (Error::Discovery(error), Some(phase)) => {
                    assert_eq!((error.phase(), error.severity()), (phase, Severity::Error), "{error}");
                    assert_eq!(*error.plugin(), id);
                }
                (Error::State(StateError::Filtered { id: named, reason, .. }), None) => {
                    assert_eq!((named, *reason), (&id, FilterReason::Disabled));
                }
                _ => panic!("{error}"),
            }
            assert!(
                error.to_string().contains(&format!("`{id}`")) || error.to_string().contains("self →"),
                "{error}"
            );
            assert!(plugins.descriptor(id.as_str()).is_none(), "{id}");
            assert_eq!(Arc::strong_count(&gone), 1, "{id}");
        }
        assert!(plugins.discovery().states().is_empty() && plugins.discovery().errors().is_empty());
        block_on(plugins.register(Identified::new(n("fine"), Stub::default()))).unwrap().unwrap();
    }
}

mod unknown_ids {
    use super::*;

    #[test]
    fn are_an_error_of_every_operation() {
        let plugins = built([stub("a")]);
        let results: [(&str, Result<(), Error>); 5] = [
            ("start_plugin", block_on(plugins.start_plugin("ghost")).unwrap()),
            ("stop_plugin", block_on(plugins.stop_plugin("ghost")).unwrap()),
            ("remove", block_on(plugins.remove("ghost")).unwrap()),
            ("enable", plugins.enable("ghost").map_err(Error::from)),
            ("disable", plugins.disable("ghost").map_err(Error::from)),
        ];
        for (operation, result) in results {
            let error = result.unwrap_err();
            assert!(
                matches!(&error, Error::State(StateError::Unknown { id, .. }) if id == "ghost"),
                "{operation}: {error}"
            );
        }
    }

    #[test]
    fn have_nothing_to_show() {
        let plugins = built([stub("a")]);
        for id in ["ghost", "", "not an id", "A"] {
            assert!(plugins.descriptor(id).is_none(), "{id}");
            assert!(plugins.inspect(id).is_none(), "{id}");
            assert!(plugins.explain(id).is_none(), "{id}");
        }
    }

    #[test]
    fn are_those_of_removed_plugins_too() {
        let plugins = built([stub("a")]);
        block_on(plugins.remove("a")).unwrap().unwrap();
        let error = block_on(plugins.remove("a")).unwrap().unwrap_err();
        assert!(matches!(error, Error::State(StateError::Unknown { .. })), "{error}");
        assert!(plugins.explain("a").is_none());
    }
}

mod expectations {
    use super::*;

    #[test]
    fn of_a_gated_plugin_fail_and_say_why_it_is_gated() {
        let waits = identity("a").depends_on("b", "*").unwrap();
        let plugins = PluginManager::builder()
            .instance(Identified::new(waits, Stub::default()))
            .instance(Identified::new(identity("b").depends_on("nobody", "*").unwrap(), Stub::default()))
            .expect(["a"]);
        let error = plugins.build().unwrap_err();
        let errors: Vec<&Error> = error.iter().collect();
        let [Error::Load(LoadError::NotActivated { id, reason, why, .. })] = errors[..] else {
            panic!("{error}")
        };
        assert_eq!((id.as_str(), *reason), ("a", FilterReason::DependencyUnmet));
        assert_eq!(why, "needs b: needs nobody, which is not there");
        assert!(error.to_string().contains("`a`") && error.to_string().contains("nobody"), "{error}");
    }

    #[test]
    fn of_a_disabled_plugin_fail_too() {
        let plugins = PluginManager::builder().instance(stub("a")).disabled(["a"]).expect(["a"]);
        let error = plugins.build().unwrap_err();
        assert!(
            matches!(&error, Error::Load(LoadError::NotActivated { reason: FilterReason::Disabled, .. })),
            "{error}"
        );
    }

    #[test]
    fn of_others_do_not_mind_a_gated_one() {
        let gated = Identified::new(identity("b").depends_on("nobody", "*").unwrap(), Stub::default());
        PluginManager::builder().instance(stub("a")).instance(gated).expect(["a"]).build().unwrap();
    }
}

/// Elsewhere a plugin that was rejected is activated as soon as somebody asks for it by name.
mod ways_round_a_gate {
    use super::*;

    fn gated() -> PluginManager {
        let builder = PluginManager::builder()
            .instance(Identified::new(identity("wrong").target_application("x"), Stub::default()))
            .instance(Identified::new(identity("off").target_application("n"), Stub::default()))
            .instance(Identified::new(identity("rejected").target_application("n"), Stub::default()))
            .instance(Identified::new(
                identity("needs").target_application("n").depends_on("wrong", "*").unwrap(),
                Stub::default(),
            ))
            .application("n", "1.0.0")
            .disabled(["off"])
            .pre_activate(|plugin| if *plugin.id() == "rejected" { Err("no".into()) } else { Ok(()) });
        builder.build().unwrap()
    }

    #[test]
    fn do_not_exist() {
        let plugins = gated();
        let roll = plugins.caller::<dyn Roll>();
        for (id, expected, text) in [
            ("wrong", FilterReason::WrongApplication, "wrong application 'x'"),
            ("off", FilterReason::Disabled, "disabled by the host"),
            ("rejected", FilterReason::PreActivateRejected, "rejected: no"),
            ("needs", FilterReason::DependencyUnmet, "needs wrong: wrong application 'x'"),
        ] {
            let enabled = plugins.enable(id).map_err(Error::from);
            for result in [block_on(plugins.start_plugin(id)).unwrap(), enabled] {
                let error = result.unwrap_err();
                let Error::State(StateError::Filtered { id: named, reason, why, .. }) = &error else {
                    panic!("{error}")
                };
                assert_eq!((named.as_str(), *reason, why.as_str()), (id, expected, text));
            }
            let _ = block_on(plugins.stop_plugin(id)).unwrap();
            block_on(plugins.start()).unwrap().unwrap();
            assert!(block_on(plugins.register(stub(id))).unwrap().is_err());
            assert_eq!(plugins.descriptor(id).unwrap().state(), PluginState::Filtered(expected));
            assert_eq!(roll.call().unwrap(), [0_u32; 0], "{id}");
        }
        assert!(plugins.plugin::<Stub>().is_none());
    }

    #[test]
    fn are_not_made_by_taking_it_out_and_in_again() {
        let plugins = gated();
        for (id, target) in [("wrong", "x"), ("off", "n"), ("rejected", "n")] {
            block_on(plugins.remove(id)).unwrap().unwrap();
            let again = Identified::new(identity(id).target_application(target), Stub::default());
            let _ = block_on(plugins.register(again)).unwrap();
            let _ = block_on(plugins.start()).unwrap();
            assert_eq!(plugins.caller::<dyn Roll>().call().unwrap(), [0_u32; 0], "{id}");
        }
    }
}
