//! Callers that are narrowed to some plugins, or given one more, for as long as they are held.

mod support;

use std::sync::Arc;

use pluginkit::prelude::*;
use support::{Log, Refusal};

#[extension_point]
trait Feed {
    fn fetch(&self) -> Result<String, Refusal>;
    async fn fetch_later(&self) -> Result<String, Refusal>;
    #[hook(pipeline)]
    fn polish(&self, text: String) -> String;
    fn seldom(&self) -> String;
}

macro_rules! member {
    ($name:ident, $id:tt, [$($plugin:tt)*], [$($extension:tt)*]) => {
        #[plugin(id = $id, version = "1.0.0", listed $($plugin)*)]
        #[derive(Default)]
        struct $name {
            says: Option<&'static str>,
        }

        #[extension($($extension)*)]
        impl Feed for $name {
            fn fetch(&self) -> Result<String, Refusal> {
                match self.says {
                    Some("nothing") => Err(Refusal("nothing")),
                    says => Ok(says.unwrap_or($id).to_owned()),
                }
            }
            async fn fetch_later(&self) -> Result<String, Refusal> {
                tokio::task::yield_now().await;
                self.fetch()
            }
            fn polish(&self, text: String) -> String {
                text + self.says.unwrap_or($id)
            }
        }
    };
}

member!(A, "a", [], []);
member!(B, "b", [], [priority = 5]);
member!(C, "c", [], []);
member!(Extra, "extra", [], [priority = 1]);
member!(First, "first", [], [priority = 100]);
member!(Base, "z-base", [], []);
member!(Dependent, "dependent", [, depends_on(Base)], []);

#[plugin(id = "seldom", version = "1.0.0", listed)]
#[derive(Default)]
struct Seldom;

#[extension]
impl Feed for Seldom {
    fn seldom(&self) -> String {
        "seldom".to_owned()
    }
}

#[plugin(id = "around", version = "1.0.0", listed)]
#[derive(Default)]
struct Around(Log);

#[extension(wrapper)]
impl FeedWrapper for Around {
    fn fetch(&self, next: Next<'_>) -> HookResult<Vec<String>> {
        self.0.note("around");
        next.run()
    }
    async fn fetch_later(&self, next: Next<'_>) -> HookResult<Vec<String>> {
        self.0.note("around");
        next.run().await
    }
}

fn plugins() -> (PluginManager, Log) {
    let log = Log::default();
    let builder = PluginManager::builder().plugins(plugins![A, B, C]).instance(Around(log.clone()));
    (builder.build().unwrap(), log)
}

fn feed() -> (FeedCaller, Log) {
    let (plugins, log) = plugins();
    (plugins.caller::<dyn Feed>(), log)
}

fn says<P>(says: &'static str) -> P
where
    P: From<Option<&'static str>>,
{
    Some(says).into()
}

macro_rules! from {
    ($($name:ident),*) => {
        $(impl From<Option<&'static str>> for $name {
            fn from(says: Option<&'static str>) -> Self {
                $name { says }
            }
        })*
    };
}

from!(A, B, C, Extra, First, Base, Dependent);

fn ids<T>(each: &[(PluginId, T)]) -> Vec<&str> {
    each.iter().map(|(id, _)| id.as_str()).collect()
}

#[tokio::test]
async fn only_these() {
    let (feed, _) = feed();
    assert_eq!(feed.only(["c", "a"]).fetch().unwrap(), ["a", "c"], "in call order");
    assert_eq!(feed.only(["c"]).fetch_later().await.unwrap(), ["c"]);
    assert_eq!(feed.only(["b", "a"]).polish(String::new()).unwrap(), "ba");
    assert_eq!(feed.only([] as [&str; 0]).fetch().unwrap(), [""; 0]);
    assert_eq!(feed.fetch().unwrap(), ["b", "a", "c"], "the caller it was made of is as it was");
}

#[tokio::test]
async fn all_but_these() {
    let (feed, _) = feed();
    assert_eq!(feed.without(["a"]).fetch().unwrap(), ["b", "c"]);
    assert_eq!(feed.without(["a", "b", "c"]).fetch_later().await.unwrap(), [""; 0]);
    assert_eq!(feed.without([] as [&str; 0]).fetch().unwrap(), ["b", "a", "c"]);
}

#[test]
fn ids_come_in_any_form() {
    let (feed, _) = feed();
    let id: PluginId = "a".parse().unwrap();
    assert_eq!(feed.only([&id]).fetch().unwrap(), ["a"]);
    assert_eq!(feed.only(vec![String::from("a")]).fetch().unwrap(), ["a"]);
    assert_eq!(feed.without(&[id]).fetch().unwrap(), ["b", "c"]);
}

#[test]
fn ids_that_nobody_has_select_nobody() {
    let (feed, _) = feed();
    assert_eq!(feed.only(["nobody"]).fetch().unwrap(), [""; 0]);
    assert_eq!(feed.without(["nobody"]).fetch().unwrap(), ["b", "a", "c"]);
}

#[tokio::test]
async fn wrappers_stay_under_only_and_go_under_without() {
    let (feed, log) = feed();
    feed.only(["a"]).fetch().unwrap();
    feed.only(["a"]).fetch_later().await.unwrap();
    assert_eq!(log.take(), ["around", "around"]);
    feed.without(["around"]).fetch().unwrap();
    assert_eq!(log.take(), [""; 0]);
    assert_eq!(feed.only(["around"]).fetch().unwrap(), [""; 0]);
    assert_eq!(log.take(), ["around"]);
}

#[test]
fn one_more() {
    let (feed, _) = feed();
    assert_eq!(feed.with(Extra::default()).fetch().unwrap(), ["b", "extra", "a", "c"], "in its place");
    assert_eq!(feed.with(&Arc::new(Extra::default())).polish(String::new()).unwrap(), "bextraac");
    assert_eq!(feed.with(Extra::default()).with(First::default()).fetch().unwrap()[0], "first");
    assert_eq!(feed.fetch().unwrap(), ["b", "a", "c"]);
}

#[tokio::test]
async fn one_more_among_its_equals_and_around_it_the_wrappers() {
    let (feed, log) = feed();
    let report = feed.with(Extra::default()).reported().fetch_later().await;
    assert_eq!(report.contributors, ["b", "extra", "a", "c"]);
    assert_eq!(log.take(), ["around"]);
}

#[test]
fn one_more_is_shared_with_who_keeps_it() {
    let (feed, _) = feed();
    let extra = Arc::new(Extra::default());
    let held = feed.with(&extra);
    assert!(Arc::strong_count(&extra) > 1);
    drop(held);
    assert_eq!(Arc::strong_count(&extra), 1, "and given back with the caller");
}

#[test]
fn one_more_of_the_same_id_takes_the_place_of_the_one_that_is_there() {
    let (feed, _) = feed();
    let other: A = says("other");
    assert_eq!(feed.with(other).fetch().unwrap(), ["b", "other", "c"]);
    assert_eq!(feed.fetch().unwrap(), ["b", "a", "c"]);
    let last = feed.with(says::<A>("second")).with(says::<A>("third"));
    assert_eq!(last.fetch().unwrap(), ["b", "third", "c"]);
}

#[test]
fn who_takes_a_place_stands_exactly_there() {
    let plugins = PluginManager::builder().plugins(plugins![Dependent, Base]).build().unwrap();
    let feed = plugins.caller::<dyn Feed>();
    assert_eq!(feed.fetch().unwrap(), ["z-base", "dependent"]);
    assert_eq!(feed.with(says::<Dependent>("other")).fetch().unwrap(), ["z-base", "other"]);
    plugins.disable("dependent").unwrap();
    assert_eq!(
        feed.with(says::<Dependent>("other")).fetch().unwrap(),
        ["z-base", "other"],
        "while it is off, too"
    );
}

#[test]
fn one_more_that_fails_is_a_failure_like_any() {
    let (feed, _) = feed();
    let feed = feed.with(says::<Extra>("nothing"));
    assert_eq!(feed.fetch().unwrap_err().plugin(), "extra");
    assert_eq!(feed.isolated().fetch(), ["b", "a", "c"]);
}

#[test]
fn only_and_without_can_be_said_of_one_more() {
    let (feed, _) = feed();
    assert_eq!(feed.with(Extra::default()).without(["extra"]).fetch().unwrap(), ["b", "a", "c"]);
    assert_eq!(feed.with(Extra::default()).only(["extra"]).fetch().unwrap(), ["extra"]);
    assert_eq!(feed.with(Extra::default()).only(["a"]).fetch().unwrap(), ["a"]);
}

#[test]
fn one_more_is_added_to_what_was_selected_before() {
    let (feed, _) = feed();
    assert_eq!(feed.only(["a"]).with(Extra::default()).fetch().unwrap(), ["extra", "a"]);
    assert_eq!(feed.only([] as [&str; 0]).with(Extra::default()).fetch().unwrap(), ["extra"]);
    assert_eq!(feed.without(["extra", "a"]).with(Extra::default()).fetch().unwrap(), ["b", "extra", "c"]);
    assert_eq!(feed.without(["a"]).with(says::<A>("other")).fetch().unwrap(), ["b", "other", "c"]);
}

#[tokio::test]
async fn each_by_itself() {
    let (plugins, log) = plugins();
    let each = plugins.caller::<dyn Feed>().each();
    assert_eq!(ids(&each), ["b", "a", "c"], "in call order, and no wrappers");
    for (id, one) in each {
        assert_eq!(one.fetch().unwrap(), [id.as_str()]);
        assert_eq!(one.fetch_later().await.unwrap(), [id.as_str()]);
    }
    assert_eq!(log.take().len(), 6, "with their wrappers");
}

#[test]
fn each_of_the_selected() {
    let (feed, _) = feed();
    assert_eq!(ids(&feed.only(["a", "c"]).each()), ["a", "c"]);
    assert_eq!(ids(&feed.without(["a"]).each()), ["b", "c"]);
    assert_eq!(ids(&feed.only([] as [&str; 0]).each()), [""; 0]);
}

#[test]
fn each_with_one_more_by_itself() {
    let (feed, _) = feed();
    let each = feed.with(Extra::default()).each();
    assert_eq!(ids(&each), ["b", "extra", "a", "c"]);
    for (id, one) in each {
        assert_eq!(one.fetch().unwrap(), [id.as_str()]);
    }
}

#[test]
fn the_best_is_the_first_of_each() {
    let (feed, _) = feed();
    assert_eq!(feed.best().unwrap().fetch().unwrap(), ["b"]);
    assert_eq!(feed.without(["b"]).best().unwrap().fetch().unwrap(), ["a"]);
    assert!(feed.only([] as [&str; 0]).best().is_none());
    assert_eq!(feed.with(First::default()).best().unwrap().fetch().unwrap(), ["first"]);
}

#[test]
fn each_knows_plugins_by_their_implementations_of_any_hook() {
    let plugins = PluginManager::builder().plugins(plugins![A, Seldom, Around]).build().unwrap();
    let each = plugins.caller::<dyn Feed>().each();
    assert_eq!(ids(&each), ["a", "seldom"]);
    assert_eq!(each[1].1.seldom().unwrap(), ["seldom"]);
    assert_eq!(each[1].1.fetch().unwrap(), [""; 0]);
}

#[test]
fn selections_add_up_in_any_order() {
    let (feed, _) = feed();
    for selected in [
        feed.only(["a", "b"]).without(["a"]),
        feed.without(["a"]).only(["a", "b"]),
        feed.only(["a", "b"]).only(["b", "c"]),
        feed.without(["a"]).without(["c"]),
    ] {
        assert_eq!(selected.fetch().unwrap(), ["b"]);
    }
}

#[test]
fn strategies_and_selections_mix_in_any_order() {
    let (feed, _) = feed();
    let feed = feed.with(says::<A>("nothing"));
    assert_eq!(feed.isolated().without(["c"]).fetch(), ["b"]);
    assert_eq!(feed.without(["c"]).isolated().fetch(), ["b"]);
    assert_eq!(feed.reported().only(["a"]).fetch().failures.len(), 1);
    assert!(feed.isolated().only(["a"]).fail_fast().fetch().is_err());
    assert_eq!(feed.isolated().best().unwrap().fetch(), ["b"]);
    assert_eq!(feed.isolated().each().len(), 3);
}

#[test]
fn a_held_selection_sees_plugins_come_and_go() {
    let (plugins, log) = plugins();
    let feed = plugins.caller::<dyn Feed>();
    let (only, without, with) = (feed.only(["a", "c"]), feed.without(["c"]), feed.with(Extra::default()));
    let best = feed.best().unwrap();
    plugins.disable("a").unwrap();
    assert_eq!(only.fetch().unwrap(), ["c"]);
    assert_eq!(without.fetch().unwrap(), ["b"]);
    assert_eq!(with.fetch().unwrap(), ["b", "extra", "c"]);
    plugins.disable("b").unwrap();
    assert_eq!(best.fetch().unwrap(), [""; 0], "it was chosen, and is off");
    plugins.enable("a").unwrap();
    plugins.enable("b").unwrap();
    assert_eq!(only.fetch().unwrap(), ["a", "c"]);
    assert_eq!(without.fetch().unwrap(), ["b", "a"]);
    assert_eq!(with.fetch().unwrap(), ["b", "extra", "a", "c"]);
    assert_eq!(best.fetch().unwrap(), ["b"]);
    log.take();
    plugins.disable("around").unwrap();
    only.fetch().unwrap();
    assert_eq!(log.take(), [""; 0]);
}

#[test]
fn a_selection_made_while_a_plugin_is_off_has_it_when_it_is_on() {
    let (plugins, _) = plugins();
    plugins.disable("a").unwrap();
    let feed = plugins.caller::<dyn Feed>();
    let (only, with) = (feed.only(["a"]), feed.with(Extra::default()));
    assert_eq!(only.fetch().unwrap(), [""; 0]);
    plugins.enable("a").unwrap();
    assert_eq!(only.fetch().unwrap(), ["a"]);
    assert_eq!(only.clone().fetch().unwrap(), ["a"]);
    assert_eq!(with.clone().fetch().unwrap(), ["b", "extra", "a", "c"]);
}

#[test]
fn who_took_a_place_keeps_it_while_the_other_is_off() {
    let (plugins, _) = plugins();
    let feed = plugins.caller::<dyn Feed>().with(says::<A>("other"));
    plugins.disable("a").unwrap();
    assert_eq!(feed.fetch().unwrap(), ["b", "other", "c"], "it is the caller's, not the manager's");
    plugins.enable("a").unwrap();
    assert_eq!(feed.fetch().unwrap(), ["b", "other", "c"]);
}
