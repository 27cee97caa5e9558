//! In which order plugins start, and in the reverse of which they stop: dependencies, then what their `Lifecycle` asks.

#[path = "support/life.rs"]
mod life;
mod support;

use life::Phase::Start;
use life::{Done, actor, troupe};
use pluginkit::prelude::*;
use pluginkit::{Identified, Identity};
use support::Log;

macro_rules! starter {
    ($name:ident, $id:tt, [$($extension:tt)*] $(, $($needs:tt)*)?) => {
        #[plugin(id = $id, version = "1.0.0", $(depends_on($($needs)*),)? listed)]
        struct $name(Log);

        #[extension($($extension)*)]
        impl Lifecycle for $name {
            fn start(&self, cx: &PluginContext) -> Done {
                self.0.note(cx.id().as_str());
                Ok(())
            }
            async fn stop(&self, cx: &PluginContext) -> Result<(), BoxError> {
                self.0.note(cx.id().as_str());
                Ok(())
            }
        }
    };
}

starter!(A, "a", []);
starter!(B, "b", []);
starter!(Early, "y-early", [priority = 10]);
starter!(Late, "c-late", [priority = -10]);
starter!(Base, "x-base", [priority = -100]);
starter!(OnBase, "on-base", [priority = 100], Base);
starter!(First, "z-first", [before("a", "y-early")]);
starter!(Last, "b-last", [after("z-first", Late), priority = 50]);

/// Who is started and stopped, in order.
async fn life(plugins: PluginManager, log: &Log) -> Vec<String> {
    plugins.start().await.unwrap();
    let started = log.take();
    assert!(plugins.ids().eq(started.iter().map(String::as_str)), "`ids` are in this order");
    plugins.stop().await.unwrap();
    let mut stopped = log.take();
    stopped.reverse();
    assert_eq!(started, stopped, "and stopped the other way round");
    started
}

#[tokio::test]
async fn without_a_wish_it_is_dependencies_and_then_ids() {
    let log = Log::default();
    let plugins = PluginManager::builder().instance(B(log.clone())).instance(A(log.clone()));
    assert_eq!(life(plugins.build().unwrap(), &log).await, ["a", "b"]);
}

#[tokio::test]
async fn a_priority_moves_it() {
    let log = Log::default();
    let plugins = PluginManager::builder()
        .instance(Late(log.clone()))
        .instance(B(log.clone()))
        .instance(Early(log.clone()))
        .instance(A(log.clone()));
    assert_eq!(life(plugins.build().unwrap(), &log).await, ["y-early", "a", "b", "c-late"]);
}

#[tokio::test]
async fn but_not_past_what_it_needs() {
    let log = Log::default();
    let plugins = PluginManager::builder()
        .instance(OnBase(log.clone()))
        .instance(A(log.clone()))
        .instance(Base(log.clone()));
    assert_eq!(life(plugins.build().unwrap(), &log).await, ["a", "x-base", "on-base"]);
}

#[tokio::test]
async fn before_and_after_hold_whatever_the_priority() {
    let log = Log::default();
    let plugins = PluginManager::builder()
        .instance(A(log.clone()))
        .instance(Early(log.clone()))
        .instance(First(log.clone()))
        .instance(Last(log.clone()))
        .instance(Late(log.clone()));
    assert_eq!(life(plugins.build().unwrap(), &log).await, ["z-first", "y-early", "a", "c-late", "b-last"]);
}

starter!(Contrary, "contrary", [before("x-base")], Base);

#[test]
fn a_wish_against_a_dependency_is_an_error() {
    let log = Log::default();
    let plugins = PluginManager::builder().instance(Contrary(log.clone())).instance(Base(log.clone()));
    let error = plugins.build().unwrap_err();
    assert!(error.to_string().contains("contrary") && error.to_string().contains("x-base"), "{error}");
}

/// Elsewhere what was restarted moves to the end of the list, and from then on stops before those that need it.
#[tokio::test]
async fn a_restarted_dependency_still_stops_after_its_dependents() {
    let log = Log::default();
    let plugins = troupe([actor("a", &log), actor("b", &log).needs("a")]);
    plugins.start().await.unwrap();
    plugins.stop_plugin("a").await.unwrap();
    plugins.start_plugin("a").await.unwrap();
    plugins.start_plugin("b").await.unwrap();
    log.take();
    plugins.stop().await.unwrap();
    assert_eq!(log.take(), ["b.stop", "a.stop"]);
}

/// Elsewhere the order depends on who was registered first, or on chance.
#[tokio::test]
async fn the_order_of_registration_does_not_matter() {
    let log = Log::default();
    let one = troupe([actor("a", &log), actor("b", &log), actor("c", &log).needs("b"), actor("d", &log)]);
    let other = troupe([actor("d", &log), actor("c", &log).needs("b")]);
    other.register(actor("b", &log).ready()).await.unwrap();
    other.register(actor("a", &log).ready()).await.unwrap();
    assert_eq!(life_of(one, &log).await, life_of(other, &log).await);
}

async fn life_of(plugins: PluginManager, log: &Log) -> Vec<String> {
    plugins.start().await.unwrap();
    plugins.stop().await.unwrap();
    log.take()
}

/// Elsewhere whatever is started as a dependency of another is left out of "all".
#[tokio::test]
async fn one_is_started_with_what_it_needs_and_nobody_else() {
    let log = Log::default();
    let actors = [
        actor("a", &log),
        actor("b", &log).needs("a"),
        actor("c", &log).needs("b").calls_the_roll(Start),
        actor("d", &log).needs("c"),
        actor("other", &log).needs("b"),
    ];
    let plugins = troupe(actors);
    plugins.start_plugin("c").await.unwrap();
    assert_eq!(log.take(), ["a.init", "a.start", "b.init", "b.start", "c.init", "c.start", "here: a b"]);
    assert_eq!(life::states(&plugins, ["c", "d", "other"]), ["started", "loaded", "loaded"]);
    plugins.start().await.unwrap();
    assert_eq!(sorted(&log), ["d.init", "d.start", "other.init", "other.start"]);
    plugins.stop_plugin("c").await.unwrap();
    assert_eq!(log.take(), ["d.stop", "c.stop"]);
    plugins.stop().await.unwrap();
    assert_eq!(log.take(), ["other.stop", "b.stop", "a.stop"]);
}

fn sorted(log: &Log) -> Vec<String> {
    let mut lines = log.take();
    lines.sort();
    lines
}

#[tokio::test]
async fn a_diamond_starts_each_once() {
    let log = Log::default();
    let actors = [
        actor("top", &log).needs("left").needs("right"),
        actor("left", &log).needs("base"),
        actor("right", &log).needs("base"),
        actor("base", &log),
    ];
    let plugins = troupe(actors);
    plugins.start_plugin("top").await.unwrap();
    let started: Vec<String> = log.take().into_iter().filter(|line| line.ends_with("start")).collect();
    assert_eq!(started, ["base.start", "left.start", "right.start", "top.start"]);
    plugins.stop_plugin("base").await.unwrap();
    assert_eq!(log.take(), ["top.stop", "right.stop", "left.stop", "base.stop"]);
}

starter!(AfterAbsent, "after-absent", [after("absent")]);
starter!(Absent, "absent", [before("fine")], AfterAbsent, Fine, "nobody");
starter!(OnAbsent, "on-absent", [before("fine")], Fine, Absent);
starter!(Fine, "fine", []);

/// What somebody wants who is not there contradicts nothing, nor what is wanted of them.
#[tokio::test]
async fn the_wishes_of_those_who_are_kept_out_count_for_nothing() {
    let log = Log::default();
    let plugins = PluginManager::builder()
        .instance(Absent(log.clone()))
        .instance(AfterAbsent(log.clone()))
        .instance(Fine(log.clone()))
        .instance(OnAbsent(log.clone()));
    plugins.build().unwrap().start().await.unwrap();
    assert_eq!(log.take(), ["after-absent", "fine"]);
}

#[tokio::test]
async fn those_who_only_like_somebody_who_is_kept_out_have_their_wish() {
    let log = Log::default();
    let identity = Identity::new("z-first", "1.0.0").unwrap().depends_on_optional("absent", "*").unwrap();
    let plugins = PluginManager::builder()
        .instance(Absent(log.clone()))
        .instance(Identified::new(identity, First(log.clone())))
        .instance(A(log.clone()));
    plugins.build().unwrap().start().await.unwrap();
    assert_eq!(log.take(), ["z-first", "a"]);
}
