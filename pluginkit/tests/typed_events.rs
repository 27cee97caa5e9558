//! Hooks as events: their names, who hears of them in which order, and who ends them.

mod support;

use std::ops::ControlFlow::{self, Break, Continue};

use pluginkit::prelude::*;
use support::{Log, Refusal};

/// What is handed from one listener to the next.
#[derive(Clone, Debug, Default, PartialEq)]
struct Visit(Vec<&'static str>);

#[extension_point(id = "user")]
trait UserEvents {
    #[hook(pipeline)]
    fn login(&self, visit: Visit) -> Result<ControlFlow<Visit, Visit>, Refusal>;
    #[hook(pipeline)]
    async fn load(&self, visit: Visit) -> ControlFlow<Visit, Visit>;
    fn logout(&self, name: &str);
}

/// What a listener does with a visit when it has signed it.
#[derive(Clone, Copy, Default)]
enum Deed {
    #[default]
    HandsOn,
    Ends,
    Fails,
    Panics,
}

macro_rules! listener {
    ($name:ident, $id:literal, $priority:literal, [$($asyncness:tt)*]) => {
        #[plugin(id = $id, version = "1.0.0", listed)]
        #[derive(Default)]
        struct $name(Deed, Log);

        #[extension(priority = $priority)]
        impl UserEvents for $name {
            fn login(&self, mut visit: Visit) -> Result<ControlFlow<Visit, Visit>, Refusal> {
                visit.0.push($id);
                match self.0 {
                    Deed::HandsOn => Ok(Continue(visit)),
                    Deed::Ends => Ok(Break(visit)),
                    Deed::Fails => Err(Refusal("no")),
                    Deed::Panics => panic!("no"),
                }
            }
            $($asyncness)* fn load(&self, mut visit: Visit) -> ControlFlow<Visit, Visit> {
                visit.0.push($id);
                if matches!(self.0, Deed::Ends) { Break(visit) } else { Continue(visit) }
            }
            fn logout(&self, name: &str) {
                self.1.note(format!("{}: {name}", $id));
            }
        }
    };
}

listener!(Last, "a-last", -100, [async]);
listener!(First, "first", 100, []);
listener!(Second, "second", 50, [async]);

fn listeners(second: Deed) -> (PluginManager, Log) {
    let log = Log::default();
    let plugins = PluginManager::builder()
        .instance(Last(Deed::HandsOn, log.clone()))
        .instance(Second(second, log.clone()))
        .instance(First(Deed::HandsOn, log.clone()));
    (plugins.build().unwrap(), log)
}

#[test]
fn are_named_by_their_point_and_their_method() {
    let (plugins, _) = listeners(Deed::Fails);
    let user = plugins.caller::<dyn UserEvents>();
    let explanation = user.explain();
    let events: Vec<&str> = explanation.hooks.iter().map(|hook| hook.hook.as_str()).collect();
    assert_eq!(events, ["user.login", "user.load", "user.logout"]);
    assert_eq!(user.login(Visit::default()).unwrap_err().hook(), "user.login");
}

#[tokio::test]
async fn go_to_those_with_the_higher_priority_first() {
    let (plugins, log) = listeners(Deed::HandsOn);
    let user = plugins.caller::<dyn UserEvents>();
    let all = Visit(vec!["first", "second", "a-last"]);
    assert_eq!(user.login(Visit::default()).unwrap(), all);
    assert_eq!(user.load(Visit::default()).await.unwrap(), all, "whether or not they wait");
    user.logout("ada").unwrap();
    assert_eq!(log.take(), ["first: ada", "second: ada", "a-last: ada"]);
}

#[tokio::test]
async fn end_where_somebody_ends_them_with_what_is_in_it() {
    let (plugins, _) = listeners(Deed::Ends);
    let user = plugins.caller::<dyn UserEvents>();
    let ended = Visit(vec!["first", "second"]);
    assert_eq!(user.login(Visit::default()).unwrap(), ended);
    assert_eq!(user.load(Visit::default()).await.unwrap(), ended);
    let report = user.reported().login(Visit::default());
    assert!(report.is_complete(), "that is not a failure");
}

#[test]
fn carry_nothing_of_a_listener_that_failed() {
    for deed in [Deed::Fails, Deed::Panics] {
        let (plugins, _) = listeners(deed);
        let report = plugins.caller::<dyn UserEvents>().reported().login(Visit::default());
        assert_eq!(report.value, Visit(vec!["first", "a-last"]), "it had signed before it failed");
        assert_eq!(report.failures[0].plugin(), "second");
    }
}

#[test]
fn pass_over_whoever_is_switched_off() {
    let (plugins, log) = listeners(Deed::Ends);
    let user = plugins.caller::<dyn UserEvents>();
    plugins.disable("second").unwrap();
    assert_eq!(user.login(Visit::default()).unwrap(), Visit(vec!["first", "a-last"]));
    user.logout("ada").unwrap();
    assert_eq!(log.take(), ["first: ada", "a-last: ada"]);
    plugins.enable("second").unwrap();
    assert_eq!(user.login(Visit::default()).unwrap(), Visit(vec!["first", "second"]));
}

#[test]
fn that_nobody_hears_of_come_back_as_they_are() {
    let user = PluginManager::builder().build().unwrap().caller::<dyn UserEvents>();
    assert_eq!(user.login(Visit(vec!["only me"])).unwrap(), Visit(vec!["only me"]));
    user.logout("ada").unwrap();
}
