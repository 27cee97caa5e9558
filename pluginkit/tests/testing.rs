//! What tests of hosts and plugins are made of: stand-ins, a notebook, injected failures, a clock that does not wait.

#![cfg(feature = "testing")]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use pluginkit::prelude::*;
use pluginkit::testing::{MockPlugin, MockPluginBuilder, Phase, Recorder, Sabotage, isolated, paused};
use pluginkit::{
    Error, HookErrorKind, Identified, Identity, LifecycleWrapper, LoadError, PluginDescriptor, StartError,
    StartPolicy, StopError,
};
use tokio::time::Instant;

/// Taken in by every manager that discovers.
#[plugin(id = "bystander", version = "1.0.0")]
#[derive(Default)]
struct Bystander;

/// A plugin with no life of its own.
#[plugin(id = "plain", version = "1.0.0", listed)]
#[derive(Default)]
struct Plain;

/// A wrapper of the host's, which sees what comes out of everybody's start.
#[plugin(id = "watchdog", version = "1.0.0", listed)]
struct Watchdog(Recorder);

#[extension(wrapper, priority = -10)]
impl LifecycleWrapper for Watchdog {
    async fn start(&self, cx: &PluginContext, next: Next<'_>) -> HookResult<()> {
        let started = next.run().await;
        self.0.note(format!("{}: {}", cx.id(), if started.is_ok() { "well" } else { "ill" }));
        started
    }
}

/// A plugin as they are: it knows nothing of tests, except that it notes what it does.
#[plugin(id = "weather", version = "1.0.0", depends_on(optional("geo")), listed)]
struct Weather(Recorder);

#[extension]
impl Lifecycle for Weather {
    async fn init(&self, _cx: &PluginContext) -> Result<(), BoxError> {
        self.0.note("init");
        Ok(())
    }

    async fn start(&self, _cx: &PluginContext) -> Result<(), BoxError> {
        self.0.note("start");
        Ok(())
    }

    fn stop(&self, _cx: &PluginContext) -> Result<(), BoxError> {
        self.0.note("stop");
        Ok(())
    }

    async fn unload(&self, _cx: &PluginContext) -> Result<(), BoxError> {
        self.0.note("unload");
        Ok(())
    }
}

#[extension]
impl Health for Weather {
    fn health(&self, _cx: &PluginContext) -> HealthStatus {
        self.0.note("health");
        HealthStatus::Ok
    }
}

fn mock(id: &str) -> MockPluginBuilder {
    MockPlugin::builder().id(id)
}

/// A manager of one mock.
fn only(mock: MockPluginBuilder) -> PluginManager {
    PluginManager::builder().instance(mock.build().unwrap()).build().unwrap()
}

fn descriptor(mock: MockPluginBuilder) -> PluginDescriptor {
    only(mock).descriptor("geo").unwrap()
}

/// `weather` and its saboteur, and where `weather` writes.
fn sabotaged(sabotage: Sabotage) -> (PluginManager, Recorder) {
    let log = Recorder::new();
    let builder = PluginManager::builder().instance(Weather(log.clone())).instance(sabotage);
    (builder.build().unwrap(), log)
}

fn state(plugins: &PluginManager, id: &str) -> PluginState {
    plugins.descriptor(id).unwrap().state()
}

/// The failure that kept a plugin from starting.
#[track_caller]
fn start_failure(error: &Error, id: &str) -> HookError {
    let failure = error.iter().find_map(|error| match error {
        Error::Start(StartError::Failed { plugin, source, .. }) if *plugin == id => Some(source.clone()),
        _ => None,
    });
    failure.unwrap_or_else(|| panic!("`{id}` did not fail: {error}"))
}

#[track_caller]
fn stop_failure(error: &Error, id: &str) -> HookError {
    let failure = error.iter().find_map(|error| match error {
        Error::Stop(StopError::Failed { plugin, source, .. }) if *plugin == id => Some(source.clone()),
        _ => None,
    });
    failure.unwrap_or_else(|| panic!("`{id}` did not fail: {error}"))
}

#[track_caller]
fn assert_failed(error: &HookError, message: &str) {
    let HookErrorKind::Failed(source) = error.kind() else { panic!("{error}") };
    assert_eq!(source.to_string(), message);
}

#[track_caller]
fn assert_panicked(error: &HookError, message: &str) {
    assert!(matches!(error.kind(), HookErrorKind::Panicked(found) if found == message), "{error}");
}

/// What a panic says.
fn complaint(act: impl FnOnce()) -> String {
    let payload = catch_unwind(AssertUnwindSafe(act)).expect_err("it must panic");
    *payload.downcast::<String>().expect("a panic with arguments has a `String`")
}

mod isolation {
    use super::*;

    #[test]
    fn keeps_out_what_is_linked() {
        let discovered = PluginManager::discover().unwrap();
        assert!(discovered.ids().any(|id| id == "bystander"), "{discovered:?}");
        assert_eq!(isolated(plugins![]).unwrap().ids().len(), 0);
    }

    #[test]
    fn takes_in_what_is_listed() {
        assert!(isolated(plugins![Bystander, Sabotage]).unwrap().ids().eq(["sabotage", "bystander"]));
    }

    #[test]
    fn says_what_the_builder_says() {
        // In one list, the compiler would say it.
        let twins = plugins![Bystander].into_iter().chain(plugins![twin::Bystander]);
        let error = isolated(twins).unwrap_err();
        assert!(matches!(error, Error::Load(LoadError::DuplicateId { .. })), "{error}");
    }

    mod twin {
        #[pluginkit::plugin(id = "bystander", version = "2.0.0", listed)]
        #[derive(Default)]
        pub(super) struct Bystander;
    }
}

mod mocks {
    use super::*;

    #[test]
    fn live_as_plugins_do_and_note_it() {
        let log = Recorder::new();
        let plugins = only(mock("geo").recorder(&log));
        paused(async {
            plugins.start().await.unwrap();
            plugins.health().await;
            plugins.stop().await.unwrap();
            plugins.start().await.unwrap();
            plugins.remove("geo").await.unwrap();
        });
        assert_eq!(
            log.lines(),
            ["geo.init", "geo.start", "geo.health", "geo.stop", "geo.start", "geo.stop", "geo.unload"]
        );
    }

    #[test]
    fn without_a_recorder_do_nothing() {
        let plugins = only(mock("geo"));
        paused(plugins.start()).unwrap();
        assert_eq!(state(&plugins, "geo"), PluginState::Started);
        paused(plugins.shutdown()).unwrap();
    }

    #[test]
    fn of_one_type_are_many_plugins() {
        let log = Recorder::new();
        let mocks = [mock("a").depends_on("b", "^1"), mock("b").version("1.2.0"), mock("c")];
        let builder = mocks.into_iter().fold(PluginManager::builder(), |builder, mock| {
            builder.instance(mock.recorder(&log).build().unwrap())
        });
        let plugins = builder.build().unwrap();
        paused(plugins.start()).unwrap();
        paused(plugins.stop()).unwrap();
        log.assert_order(["b.start", "a.start"]);
        log.assert_order(["c.start"]);
        log.assert_order(["a.stop", "b.stop"]);
    }

    #[test]
    fn may_come_later() {
        let log = Recorder::new();
        let plugins = PluginManager::builder().build().unwrap();
        paused(async {
            plugins.start().await.unwrap();
            plugins.register(mock("late").recorder(&log).build().unwrap()).await.unwrap();
        });
        assert_eq!(log.lines(), ["late.init", "late.start"]);
    }

    #[test]
    fn say_of_themselves_what_they_are_told() {
        let geo = descriptor(
            mock("geo")
                .version("1.2.0-beta.1")
                .name("Geography")
                .author("Ada")
                .description("Where things are")
                .api_version("1")
                .min_app_version("1.2.0")
                .target_application("newsroom"),
        );
        assert_eq!(geo.version(), "1.2.0-beta.1");
        let metadata = geo.metadata();
        let said = [
            &metadata.name,
            &metadata.author,
            &metadata.description,
            &metadata.api_version,
            &metadata.min_app_version,
            &metadata.target_application,
        ];
        let expected = ["Geography", "Ada", "Where things are", "1", "1.2.0", "newsroom"];
        assert_eq!(said.map(|said| said.as_deref().unwrap()), expected);
    }

    #[test]
    fn have_a_version_that_usual_requirements_accept() {
        assert_eq!(descriptor(mock("geo")).version(), "1.0.0");
    }

    #[test]
    fn need_what_they_say_they_need() {
        let lonely = only(mock("a").depends_on("b", "^2").depends_on_optional("c", "*"));
        assert!(matches!(state(&lonely, "a"), PluginState::Filtered(_)));
        assert_eq!(state(&only(mock("a").depends_on_optional("b", "^2")), "a"), PluginState::Loaded);
        let builder = PluginManager::builder().instance(mock("b").build().unwrap());
        let unfit =
            builder.instance(mock("a").depends_on_optional("b", "^2").build().unwrap()).build().unwrap();
        assert!(matches!(state(&unfit, "a"), PluginState::Filtered(_)));
    }

    #[test]
    fn are_as_well_as_they_are_told() {
        for status in
            [HealthStatus::Ok, HealthStatus::Degraded("fog".into()), HealthStatus::Failing("ice".into())]
        {
            let plugins = only(mock("geo").health(status.clone()));
            paused(plugins.start()).unwrap();
            assert_eq!(paused(plugins.health()).status(), status);
        }
    }

    #[test]
    fn are_asked_for_their_health_only_while_they_are_started() {
        let log = Recorder::new();
        let plugins = only(mock("geo").recorder(&log));
        paused(plugins.health());
        paused(plugins.start()).unwrap();
        paused(plugins.stop()).unwrap();
        paused(plugins.health());
        log.assert_never("geo.health");
    }

    mod that_fail {
        use super::*;

        #[test]
        fn do_so_where_they_are_told() {
            let plugins = only(mock("geo").fails(Phase::Init, "no map"));
            let error = start_failure(&paused(plugins.start()).unwrap_err(), "geo");
            assert_eq!((error.plugin(), error.hook()), ("geo", "lifecycle.init"));
            assert_failed(&error, "no map");
            assert_eq!(state(&plugins, "geo"), PluginState::Failed);

            let plugins = only(mock("geo").fails(Phase::Stop, "stuck"));
            paused(plugins.start()).unwrap();
            assert_failed(&stop_failure(&paused(plugins.stop()).unwrap_err(), "geo"), "stuck");

            let plugins = only(mock("geo").fails(Phase::Unload, "still here"));
            paused(plugins.start()).unwrap();
            let error = paused(plugins.remove("geo")).unwrap_err();
            assert_failed(&stop_failure(&error, "geo"), "still here");
        }

        #[test]
        fn do_so_every_time() {
            let log = Recorder::new();
            let plugins = only(mock("geo").fails(Phase::Start, "no map").recorder(&log));
            for _ in 0..2 {
                assert_failed(&start_failure(&paused(plugins.start()).unwrap_err(), "geo"), "no map");
            }
            assert_eq!(log.lines(), ["geo.init", "geo.start", "geo.start"]);
        }

        #[test]
        fn take_their_dependents_along() {
            let log = Recorder::new();
            let builder = PluginManager::builder()
                .start_policy(StartPolicy::Continue)
                .instance(mock("geo").fails(Phase::Start, "no map").build().unwrap())
                .instance(mock("daily").depends_on("geo", "*").recorder(&log).build().unwrap())
                .instance(mock("other").recorder(&log).build().unwrap());
            let plugins = builder.build().unwrap();
            paused(plugins.start()).unwrap_err();
            log.assert_never("daily.start");
            log.assert_order(["other.start"]);
        }

        #[test]
        fn in_their_health_are_failing() {
            let plugins = only(mock("geo").fails(Phase::Health, "no signal"));
            paused(plugins.start()).unwrap();
            let report = paused(plugins.health());
            assert_eq!(report.status(), HealthStatus::Failing("no signal".into()));
        }
    }

    mod that_panic {
        use super::*;

        #[test]
        fn do_so_where_they_are_told() {
            let plugins = only(mock("geo").panics(Phase::Start, "no {map}"));
            let error = start_failure(&paused(plugins.start()).unwrap_err(), "geo");
            assert_eq!(error.hook(), "lifecycle.start");
            assert_panicked(&error, "no {map}");

            let plugins = only(mock("geo").panics(Phase::Stop, "stuck"));
            paused(plugins.start()).unwrap();
            assert_panicked(&stop_failure(&paused(plugins.stop()).unwrap_err(), "geo"), "stuck");
        }

        #[test]
        fn in_their_health_are_failing() {
            let plugins = only(mock("geo").panics(Phase::Health, "no signal"));
            paused(plugins.start()).unwrap();
            let report = paused(plugins.health());
            assert!(matches!(report.status(), HealthStatus::Failing(_)));
            assert_panicked(report.get("geo").unwrap().error.as_ref().unwrap(), "no signal");
        }

        #[test]
        fn or_fail_do_what_was_said_last() {
            let plugins = only(mock("geo").panics(Phase::Start, "first").fails(Phase::Start, "last"));
            assert_failed(&start_failure(&paused(plugins.start()).unwrap_err(), "geo"), "last");
            let plugins = only(mock("geo").fails(Phase::Start, "first").panics(Phase::Start, "last"));
            assert_panicked(&start_failure(&paused(plugins.start()).unwrap_err(), "geo"), "last");
        }
    }

    mod that_are_slow {
        use super::*;

        /// How long it takes, on the clock that jumps.
        async fn seconds(future: impl Future<Output = Result<(), Error>>) -> u64 {
            let begin = Instant::now();
            future.await.unwrap();
            begin.elapsed().as_secs()
        }

        #[test]
        fn take_their_time_in_each_phase() {
            let times = [
                (Phase::Init, 1000),
                (Phase::Start, 200),
                (Phase::Health, 3000),
                (Phase::Stop, 40),
                (Phase::Unload, 5),
            ];
            let slow = times
                .into_iter()
                .fold(mock("geo"), |mock, (phase, seconds)| mock.delays(phase, Duration::from_secs(seconds)));
            let plugins = only(slow);
            paused(async {
                assert_eq!(seconds(plugins.start()).await, 1200);
                let begin = Instant::now();
                plugins.health().await;
                assert_eq!(begin.elapsed().as_secs(), 3000);
                assert_eq!(seconds(plugins.stop()).await, 40);
                assert_eq!(seconds(plugins.start()).await, 200);
                assert_eq!(seconds(plugins.remove("geo")).await, 45);
            });
        }

        #[test]
        fn note_the_phase_before_they_wait_and_fail_after() {
            let log = Recorder::new();
            let slow = mock("geo").delays(Phase::Start, Duration::from_secs(9)).fails(Phase::Start, "no map");
            let plugins = only(slow.recorder(&log));
            paused(async {
                let begin = Instant::now();
                let clock = async {
                    tokio::time::sleep(Duration::from_secs(8)).await;
                    log.note("8 s");
                };
                let (started, ()) = tokio::join!(plugins.start(), clock);
                started.unwrap_err();
                assert_eq!(begin.elapsed().as_secs(), 9);
            });
            assert_eq!(log.lines(), ["geo.init", "geo.start", "8 s"]);
        }

        #[test]
        fn meet_the_limit_of_the_host() {
            let mock = mock("geo").delays(Phase::Start, Duration::from_mins(1)).build().unwrap();
            let builder = PluginManager::builder().lifecycle_timeout(Duration::from_secs(30));
            let plugins = builder.instance(mock).build().unwrap();
            let error = start_failure(&paused(plugins.start()).unwrap_err(), "geo");
            assert!(
                matches!(error.kind(), HookErrorKind::TimedOut(limit) if limit.as_secs() == 30),
                "{error}"
            );
        }
    }

    mod that_cannot_be_built {
        use super::*;

        #[track_caller]
        fn refusal(mock: MockPluginBuilder) -> String {
            mock.build().expect_err("it must be refused").to_string()
        }

        #[test]
        fn without_an_id() {
            let message = refusal(MockPlugin::builder().version("1.0.0"));
            assert!(message.contains("`.id(\"..\")`"), "{message}");
        }

        #[test]
        fn with_an_id_that_is_none() {
            let message = refusal(mock("7zip"));
            assert!(message.contains("7zip") && message.contains("not a plugin id"), "{message}");
        }

        #[test]
        fn with_a_version_that_is_none() {
            let message = refusal(mock("geo").version("1.2"));
            assert!(message.contains("geo") && message.contains("1.2"), "{message}");
        }

        #[test]
        fn with_a_dependency_that_is_none() {
            for mock in [mock("geo").depends_on("ge o", "*"), mock("geo").depends_on_optional("ge o", "*")] {
                let message = refusal(mock);
                assert!(message.contains("ge o"), "{message}");
            }
        }

        #[test]
        fn with_a_requirement_that_is_none() {
            for mock in [mock("geo").depends_on("b", "new"), mock("geo").depends_on_optional("b", "new")] {
                let message = refusal(mock);
                assert!(["geo", "b", "new"].iter().all(|part| message.contains(part)), "{message}");
            }
        }
    }

    #[test]
    fn show_what_they_are() {
        let builder = mock("geo").version("1.2.0").fails(Phase::Start, "no map");
        let shown = format!("{builder:?}");
        assert!(["geo", "1.2.0", "no map"].iter().all(|part| shown.contains(part)), "{shown}");
    }
}

mod phases {
    use super::*;

    #[test]
    fn are_called_as_their_hooks() {
        let phases = [Phase::Init, Phase::Start, Phase::Stop, Phase::Unload, Phase::Health];
        let names = phases.map(|phase| phase.to_string());
        assert_eq!(names, ["init", "start", "stop", "unload", "health"]);
    }
}

mod notebooks {
    use super::*;

    fn noted(lines: &[&str]) -> Recorder {
        let log = Recorder::new();
        for line in lines {
            log.note(*line);
        }
        log
    }

    #[test]
    fn are_shared_by_clones() {
        let log = noted(&["a"]);
        log.clone().note(String::from("b"));
        assert_eq!(log.lines(), ["a", "b"]);
        assert_eq!(log.clone().take(), ["a", "b"]);
        assert!(log.lines().is_empty());
    }

    #[test]
    fn are_not_shared_otherwise() {
        noted(&["a"]);
        assert!(Recorder::new().lines().is_empty());
    }

    #[test]
    fn check_order_with_gaps() {
        let log = noted(&["a", "b", "c", "a"]);
        log.assert_order(["a", "c"]);
        log.assert_order(["b", "a"]);
        log.assert_order(["a", "a"]);
        log.assert_order(vec![String::from("b")]);
        log.assert_order([""; 0]);
    }

    #[test]
    fn say_which_line_is_missing_and_what_there_was() {
        let log = noted(&["b.start", "a.start"]);
        assert_eq!(
            complaint(|| log.assert_order(["a.start", "b.start"])),
            "`b.start` was not noted after `a.start`\nwhat was noted:\n    b.start\n    a.start"
        );
        assert_eq!(
            complaint(|| log.assert_order(["c.start", "b.start"])),
            "`c.start` was not noted\nwhat was noted:\n    b.start\n    a.start"
        );
        assert_eq!(
            complaint(|| log.assert_order(["a.start", "a.start"])),
            "`a.start` was not noted after `a.start`\nwhat was noted:\n    b.start\n    a.start"
        );
        assert_eq!(
            complaint(|| Recorder::new().assert_order(["a.start"])),
            "`a.start` was not noted\nnothing was noted"
        );
    }

    #[test]
    fn say_what_should_not_be_there() {
        let log = noted(&["a.start", "b.start"]);
        log.assert_never("b.stop");
        log.assert_never("b");
        assert_eq!(
            complaint(|| log.assert_never("b.start")),
            "`b.start` was noted, and should not have been\nwhat was noted:\n    a.start\n    b.start"
        );
    }

    #[test]
    fn complain_where_the_test_asks() {
        let (sender, places) = std::sync::mpsc::channel();
        let this = std::thread::current().id();
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if std::thread::current().id() == this {
                let _ = sender.send(info.location().map(|place| (place.file().to_owned(), place.line())));
            } else {
                before(info);
            }
        }));
        let here = line!();
        complaint(|| Recorder::new().assert_order(["a"]));
        complaint(|| noted(&["a"]).assert_never("a"));
        let _ = std::panic::take_hook();
        let expected = [1, 2].map(|below| Some((file!().to_owned(), here + below)));
        assert_eq!(places.try_iter().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn note_the_events_of_a_manager_in_order() {
        let log = Recorder::new();
        let builder = PluginManager::builder().instance(mock("geo").recorder(&log).build().unwrap());
        let daily = mock("daily").depends_on("geo", "*").fails(Phase::Stop, "stuck").recorder(&log);
        let plugins = builder.instance(daily.build().unwrap()).build().unwrap();
        log.watch(&plugins);
        paused(plugins.start()).unwrap();
        log.assert_order(["geo.start", "geo: started", "daily.start", "daily: started"]);
        log.take();
        paused(plugins.stop()).unwrap_err();
        log.assert_order(["daily.stop", "daily: failed", "geo.stop", "geo: stopped"]);
        log.take();
        paused(plugins.remove("geo")).unwrap();
        log.assert_order(["geo.unload", "geo: removed"]);
    }

    #[test]
    fn tell_a_failed_hook_from_a_failed_plugin() {
        let log = Recorder::new();
        let plugins = only(mock("geo").panics(Phase::Start, "no map"));
        log.watch(&plugins);
        paused(plugins.start()).unwrap_err();
        assert_eq!(log.lines(), ["geo: hook failed", "geo: failed"]);
    }

    #[test]
    fn note_switching_and_registering() {
        let log = Recorder::new();
        let plugins = only(mock("geo"));
        log.watch(&plugins);
        paused(plugins.start()).unwrap();
        plugins.disable("geo").unwrap();
        plugins.enable("geo").unwrap();
        paused(plugins.register(mock("late").build().unwrap())).unwrap();
        log.assert_order(["geo: started", "geo: deactivated", "geo: activated", "late: registered"]);
    }

    #[test]
    fn note_each_plugin_that_is_abandoned() {
        let log = Recorder::new();
        let builder = PluginManager::builder().instance(mock("a").build().unwrap());
        let plugins = builder.instance(mock("b").build().unwrap()).build().unwrap();
        log.watch(&plugins);
        paused(plugins.start()).unwrap();
        log.take();
        drop(plugins);
        let lines = log.lines();
        assert!(
            ["a: abandoned", "b: abandoned"].iter().all(|line| lines.iter().any(|noted| noted == line)),
            "{lines:?}"
        );
    }

    #[test]
    fn do_not_keep_a_manager() {
        let log = Recorder::new();
        let plugins = only(mock("geo"));
        log.watch(&plugins);
        let weak = plugins.downgrade();
        drop(plugins);
        assert!(weak.upgrade().is_none());
    }
}

mod sabotages {
    use super::*;

    #[test]
    fn let_everybody_alone_who_is_not_named() {
        let sabotage = Sabotage::new().fails("stocks", Phase::Start, "a crash").delays(
            "wether",
            Phase::Start,
            Duration::from_secs(9),
        );
        let (plugins, log) = sabotaged(sabotage);
        paused(async {
            let begin = Instant::now();
            plugins.start().await.unwrap();
            plugins.health().await;
            plugins.shutdown().await.unwrap();
            assert!(begin.elapsed().is_zero());
        });
        assert_eq!(log.lines(), ["init", "start", "health", "stop", "unload"]);
    }

    #[test]
    fn of_a_start_keep_it_from_starting() {
        let (plugins, log) = sabotaged(Sabotage::new().fails("weather", Phase::Start, "a storm"));
        let error = start_failure(&paused(plugins.start()).unwrap_err(), "weather");
        assert_failed(&error, "a storm");
        assert_eq!((error.plugin(), error.hook()), ("sabotage", "lifecycle.start"));
        assert_eq!(state(&plugins, "weather"), PluginState::Failed);
        assert_eq!(log.take(), ["init"], "its own hook is not run");
    }

    #[test]
    fn of_a_stop_come_in_time() {
        let (plugins, log) = sabotaged(Sabotage::new().panics("weather", Phase::Stop, "a storm"));
        paused(plugins.start()).unwrap();
        assert_panicked(&stop_failure(&paused(plugins.stop()).unwrap_err(), "weather"), "a storm");
        log.assert_never("stop");
    }

    #[test]
    fn of_a_stop_reach_plugins_that_would_start_before_them() {
        let sabotage = Sabotage::new().fails("a", Phase::Stop, "stuck").fails("z", Phase::Stop, "stuck too");
        let mocks = [mock("a"), mock("z")].map(|mock| mock.build().unwrap());
        let [a, z] = mocks;
        let plugins = PluginManager::builder().instance(a).instance(z).instance(sabotage).build().unwrap();
        paused(plugins.start()).unwrap();
        let error = paused(plugins.stop()).unwrap_err();
        assert_failed(&stop_failure(&error, "a"), "stuck");
        assert_failed(&stop_failure(&error, "z"), "stuck too");
    }

    #[test]
    fn reach_every_phase() {
        let (plugins, log) = sabotaged(Sabotage::new().fails("weather", Phase::Init, "a storm"));
        assert_failed(&start_failure(&paused(plugins.start()).unwrap_err(), "weather"), "a storm");
        assert!(log.lines().is_empty());

        let (plugins, log) = sabotaged(Sabotage::new().fails("weather", Phase::Unload, "a storm"));
        paused(plugins.start()).unwrap();
        assert_failed(&stop_failure(&paused(plugins.remove("weather")).unwrap_err(), "weather"), "a storm");
        log.assert_never("unload");

        let (plugins, log) = sabotaged(Sabotage::new().fails("weather", Phase::Health, "a storm"));
        paused(plugins.start()).unwrap();
        let report = paused(plugins.health());
        assert_failed(report.get("weather").unwrap().error.as_ref().unwrap(), "a storm");
        log.assert_never("health");
    }

    #[test]
    fn of_an_unload_come_in_time_when_everything_is_shut_down() {
        let (plugins, log) = sabotaged(Sabotage::new().fails("weather", Phase::Unload, "a storm"));
        paused(plugins.start()).unwrap();
        assert_failed(&stop_failure(&paused(plugins.shutdown()).unwrap_err(), "weather"), "a storm");
        log.assert_never("unload");
    }

    #[test]
    fn that_only_delay_let_the_hook_run_then() {
        let sabotage = Sabotage::new().delays("weather", Phase::Start, Duration::from_mins(1));
        let (plugins, log) = sabotaged(sabotage.delays("weather", Phase::Stop, Duration::from_secs(7)));
        paused(async {
            let begin = Instant::now();
            plugins.start().await.unwrap();
            assert_eq!(begin.elapsed().as_secs(), 60);
            plugins.stop().await.unwrap();
            assert_eq!(begin.elapsed().as_secs(), 67);
        });
        assert_eq!(log.lines(), ["init", "start", "stop"]);
    }

    #[test]
    fn that_delay_meet_the_limit_of_the_host() {
        let log = Recorder::new();
        let builder = PluginManager::builder().lifecycle_timeout(Duration::from_secs(30));
        let sabotage = Sabotage::new().delays("weather", Phase::Start, Duration::from_mins(1));
        let plugins = builder.instance(Weather(log.clone())).instance(sabotage).build().unwrap();
        let error = start_failure(&paused(plugins.start()).unwrap_err(), "weather");
        assert!(matches!(error.kind(), HookErrorKind::TimedOut(limit) if limit.as_secs() == 30), "{error}");
        log.assert_never("start");
    }

    #[test]
    fn reach_plugins_without_a_life_of_their_own() {
        let sabotage = Sabotage::new().fails("plain", Phase::Start, "a storm");
        let plugins = PluginManager::builder().plugin::<Plain>().instance(sabotage).build().unwrap();
        assert_failed(&start_failure(&paused(plugins.start()).unwrap_err(), "plain"), "a storm");
    }

    #[test]
    fn are_seen_by_every_other_wrapper() {
        let log = Recorder::new();
        let sabotage = Sabotage::new().fails("plain", Phase::Start, "a storm");
        let builder = PluginManager::builder().start_policy(StartPolicy::Continue).plugin::<Plain>();
        let plugins = builder.instance(sabotage).instance(Watchdog(log.clone())).build().unwrap();
        paused(plugins.start()).unwrap_err();
        assert_eq!(log.lines(), ["sabotage: well", "plain: ill", "watchdog: well"]);
    }

    #[test]
    fn take_dependents_along() {
        let log = Recorder::new();
        let sabotage = Sabotage::new().fails("geo", Phase::Start, "no satellite");
        let builder = PluginManager::builder().instance(mock("geo").recorder(&log).build().unwrap());
        let daily = mock("daily").depends_on("geo", "*").recorder(&log).build().unwrap();
        let plugins = builder.instance(daily).instance(sabotage).build().unwrap();
        paused(plugins.start()).unwrap_err();
        assert_eq!(log.lines(), ["geo.init"]);
    }

    #[test]
    fn of_several_plugins_and_phases_are_one() {
        let sabotage = Sabotage::new()
            .delays("geo", Phase::Start, Duration::from_secs(3))
            .fails("weather", Phase::Stop, "a storm")
            .fails("geo", Phase::Stop, "stuck");
        let builder = PluginManager::builder().instance(Weather(Recorder::new()));
        let builder = builder.instance(mock("geo").build().unwrap()).instance(sabotage);
        let plugins = builder.build().unwrap();
        paused(async {
            let begin = Instant::now();
            plugins.start().await.unwrap();
            assert_eq!(begin.elapsed().as_secs(), 3);
        });
        let error = paused(plugins.stop()).unwrap_err();
        assert_failed(&stop_failure(&error, "weather"), "a storm");
        assert_failed(&stop_failure(&error, "geo"), "stuck");
    }

    #[test]
    fn pass_the_gates_of_the_host_or_do_nothing() {
        let sabotage = || Sabotage::new().fails("geo", Phase::Start, "no satellite");
        let host = || {
            let geo = mock("geo").target_application("newsroom").build().unwrap();
            PluginManager::builder().application("newsroom", "2.0.0").instance(geo)
        };
        paused(host().instance(sabotage()).build().unwrap().start()).unwrap();
        let identity = Identity::new("storm", "1.0.0").unwrap().target_application("newsroom");
        let plugins = host().instance(Identified::new(identity, sabotage())).build().unwrap();
        let error = start_failure(&paused(plugins.start()).unwrap_err(), "geo");
        assert_failed(&error, "no satellite");
        assert_eq!(error.plugin(), "storm");
    }

    #[test]
    fn are_switched_off_and_on() {
        let (plugins, _log) = sabotaged(Sabotage::new().fails("weather", Phase::Start, "a storm"));
        paused(plugins.start()).unwrap_err();
        plugins.disable("sabotage").unwrap();
        paused(plugins.start()).unwrap();
        paused(plugins.stop()).unwrap();
        plugins.enable("sabotage").unwrap();
        paused(plugins.start()).unwrap_err();
    }
}

mod clocks {
    use super::*;

    #[test]
    fn that_are_paused_jump() {
        let real = std::time::Instant::now();
        let year = Duration::from_hours(365 * 24);
        let passed = paused(async {
            let begin = Instant::now();
            tokio::time::sleep(year).await;
            begin.elapsed()
        });
        assert_eq!(passed, year);
        assert!(real.elapsed() < year);
    }

    #[test]
    fn keep_the_order_of_what_happens() {
        let log = Recorder::new();
        let late = |seconds: u64| {
            let log = log.clone();
            async move {
                tokio::time::sleep(Duration::from_secs(seconds)).await;
                log.note(format!("{seconds} s"));
            }
        };
        paused(async { tokio::join!(late(3), late(1), late(2)) });
        assert_eq!(log.lines(), ["1 s", "2 s", "3 s"]);
    }

    #[test]
    fn need_nothing_to_be_send_or_static() {
        let text = String::from("here");
        let borrowed = std::rc::Rc::new(&text);
        assert_eq!(paused(async { borrowed.len() }), 4);
    }

    #[test]
    fn let_panics_through() {
        assert_eq!(complaint(|| paused(async { panic!("{}", "out of the future") })), "out of the future");
    }

    #[tokio::test]
    async fn are_not_for_the_inside_of_a_runtime() {
        assert!(catch_unwind(|| paused(async {})).is_err());
    }
}
