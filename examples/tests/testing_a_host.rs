//! How a host is tested: its own code, between plugins that do what the test says.

use std::time::Duration;

use pluginkit::testing::{MockPlugin, Phase, Recorder, paused};
use pluginkit::{Error, PluginState, StartError, prelude::*};

/// The code of a host: bring everything up, or say who is to blame.
async fn bring_up(plugins: &PluginManager) -> Result<(), String> {
    match plugins.start().await {
        Ok(()) => Ok(()),
        Err(Error::Start(StartError::Failed { plugin, .. })) => Err(format!("call the people of {plugin}")),
        Err(other) => Err(other.to_string()),
    }
}

fn host() -> pluginkit::PluginManagerBuilder {
    PluginManager::builder().lifecycle_timeout(Duration::from_secs(30))
}

#[test]
fn the_culprit_is_named_and_nothing_is_left_running() {
    let recorder = Recorder::new();
    let database = MockPlugin::builder().id("database").recorder(&recorder);
    let http = MockPlugin::builder().id("http").depends_on("database", "*").recorder(&recorder);
    let plugins = host()
        .instance(database.build().unwrap())
        .instance(http.fails(Phase::Start, "port 80 is taken").build().unwrap())
        .build()
        .unwrap();
    assert_eq!(paused(bring_up(&plugins)), Err("call the people of http".to_owned()));
    recorder.assert_order(["database.start", "http.start", "database.stop"]);
}

#[test]
fn who_hangs_is_given_up_after_half_a_minute_of_a_paused_clock() {
    let slow =
        MockPlugin::builder().id("slow").delays(Phase::Start, Duration::from_hours(1)).build().unwrap();
    let plugins = host().instance(slow).build().unwrap();
    assert!(paused(bring_up(&plugins)).is_err());
    let slow = plugins.descriptor("slow").unwrap();
    assert_eq!(slow.state(), PluginState::Failed);
    assert!(slow.failure().unwrap().contains("timed out after 30s"), "{slow:?}");
}
