//! Taking everybody out: one after the other, each while those are there that it depends on.

#[path = "support/life.rs"]
mod life;
mod support;

use life::Phase::{Init, Start, Stop, Unload};
use life::{actor, actor_of, cast, here, state, troupe};
use pluginkit::prelude::*;
use pluginkit::{Identified, Identity};
use support::{Log, poll_once};

#[tokio::test]
async fn what_it_owns_goes_before_the_next_one_is_stopped() {
    let log = Log::default();
    let plugins = troupe([actor("a", &log).owns(Init, "a's"), actor("b", &log).needs("a").owns(Init, "b's")]);
    plugins.start().await.unwrap();
    log.take();
    plugins.shutdown().await.unwrap();
    assert_eq!(log.take(), ["b.stop", "b.unload", "b's", "a.stop", "a.unload", "a's"]);
}

#[tokio::test]
async fn who_is_still_there_may_call_the_others() {
    let log = Log::default();
    let plugins = troupe([
        actor("a", &log).calls_the_roll(Stop).calls_the_roll(Unload),
        actor("b", &log).calls_the_roll(Stop).calls_the_roll(Unload),
        actor("c", &log),
    ]);
    plugins.start().await.unwrap();
    log.take();
    plugins.shutdown().await.unwrap();
    let told = ["c.stop", "c.unload", "b.stop", "here: a", "b.unload", "here: a"];
    assert_eq!(log.take(), [&told[..], &["a.stop", "here: ", "a.unload", "here: "]].concat());
}

/// What it owns goes first, and with it what listens on its behalf.
#[tokio::test]
async fn without_a_shutdown_it_does_not_hear_of_its_own_end() {
    let log = Log::default();
    let heard = log.clone();
    let plugins = troupe([actor("a", &log).on(Start, move |cx| {
        let heard = heard.clone();
        let subscribed = cx.subscribe(move |event| heard.note(event.to_string()));
        async move { Ok(subscribed?) }
    })]);
    plugins.start().await.unwrap();
    log.take();
    drop(plugins);
    assert_eq!(log.take(), [""; 0]);
}

/// A table that nobody calls any more keeps nobody.
#[tokio::test]
async fn who_has_been_called_goes_all_the_same() {
    for everybody in [false, true] {
        let log = Log::default();
        let plugins = troupe([actor("a", &log).mourned()]);
        plugins.start().await.unwrap();
        assert_eq!(here(&plugins), ["a"]);
        log.take();
        if everybody {
            plugins.shutdown().await.unwrap();
        } else {
            plugins.remove("a").await.unwrap();
        }
        assert_eq!(log.take(), ["a.stop", "a.unload", "a is gone"]);
    }
}

#[tokio::test]
async fn who_comes_afterwards_waits_to_be_started() {
    let log = Log::default();
    let plugins = troupe([actor("a", &log)]);
    plugins.start().await.unwrap();
    plugins.shutdown().await.unwrap();
    plugins.register(actor("b", &log).ready()).await.unwrap();
    assert_eq!(state(&plugins, "b"), "loaded");
}

#[plugin(id = "picky", version = "1.0.0", listed)]
struct Picky;

/// Those who have gone do not stand in anybody's way, however far it came.
#[tokio::test]
async fn cancelled_it_leaves_everything_in_order() {
    let log = Log::default();
    let picky = Identity::new("picky", "1.0.0").unwrap().depends_on_optional("z", "^1").unwrap();
    let plugins = cast([actor("s", &log).hangs(Unload), actor_of("z", "2.0.0", &log).mourned()])
        .instance(Identified::new(picky, Picky))
        .build()
        .unwrap();
    plugins.start().await.unwrap();
    assert_eq!(here(&plugins), ["s", "z"]);
    assert!(state(&plugins, "picky").starts_with("filtered"));
    let mut shutdown = Box::pin(plugins.shutdown());
    assert!(poll_once(&mut shutdown).is_pending());
    log.take();
    drop(shutdown);
    assert_eq!(state(&plugins, "z"), "unknown");
    assert!(log.take().contains(&"z is gone".to_owned()));
    assert_eq!(state(&plugins, "picky"), "loaded");
    plugins.start_plugin("picky").await.unwrap();
}
