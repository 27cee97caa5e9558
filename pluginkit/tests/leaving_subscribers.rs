//! Subscribers that go while events are handed over, and take things with them that use the manager.

#[path = "support/life.rs"]
mod life;
mod support;

use std::sync::{Arc, Mutex};

use life::{actor, troupe};
use pluginkit::Subscription;
use pluginkit::prelude::*;
use support::Log;

/// Uses the manager when it goes.
struct Parting(PluginManager, Log);

impl Drop for Parting {
    fn drop(&mut self) {
        self.0.disable("b").unwrap();
        self.1.note("gone");
    }
}

/// Notes what `b` hears.
fn watched(log: &Log) -> PluginManager {
    let plugins = troupe([actor("a", log).likes("b"), actor("b", log)]);
    let noted = log.clone();
    plugins.subscribe(move |event| noted.note(event.to_string())).detach();
    plugins
}

#[tokio::test]
async fn what_it_holds_may_use_the_manager_while_it_goes() {
    let log = Log::default();
    let plugins = watched(&log);
    plugins.start().await.unwrap();
    let parting = Parting(plugins.clone(), log.clone());
    let subscription = plugins.subscribe(move |_| parting.1.note("heard"));
    log.take();
    drop(subscription);
    assert_eq!(log.take(), ["plugin.deactivated: b", "gone"]);
}

#[tokio::test]
async fn it_may_end_itself_while_it_is_told() {
    let log = Log::default();
    let plugins = watched(&log);
    plugins.start().await.unwrap();
    let own = Arc::new(Mutex::new(None::<Subscription>));
    let (parting, mine) = (Parting(plugins.clone(), log.clone()), Arc::clone(&own));
    let subscription = plugins.subscribe(move |event| {
        parting.1.note(format!("heard {event}"));
        drop(mine.lock().unwrap().take());
    });
    *own.lock().unwrap() = Some(subscription);
    log.take();
    plugins.disable("a").unwrap();
    let told = ["plugin.deactivated: a", "heard plugin.deactivated: a", "gone", "plugin.deactivated: b"];
    assert_eq!(log.take(), told);
}

/// Once it is dropped, nothing is handed over any more: not even what others are being told.
#[test]
fn who_is_ended_by_another_does_not_hear_what_that_one_is_told() {
    let log = Log::default();
    let plugins = troupe([actor("a", &log)]);
    let second = Arc::new(Mutex::new(None::<Subscription>));
    let others = Arc::clone(&second);
    plugins.subscribe(move |_| drop(others.lock().unwrap().take())).detach();
    let noted = log.clone();
    *second.lock().unwrap() = Some(plugins.subscribe(move |event| noted.note(event.to_string())));
    plugins.blocking().start().unwrap();
    assert_eq!(log.take(), ["a.init", "a.start"]);
}

#[test]
fn a_destructor_that_panics_harms_nobody() {
    let log = Log::default();
    let plugins = troupe([actor("a", &log)]);
    let bomb = support::Bomb;
    let subscription = plugins.subscribe(move |_| {
        let _armed = &bomb;
    });
    drop(subscription);
    plugins.disable("a").unwrap();
}
