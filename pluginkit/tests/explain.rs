//! The explanation of a call order, for people and for programs.

use pluginkit::prelude::*;
use pluginkit::{Explanation, Reason};

#[extension_point(id = "news")]
trait Feed {
    fn fetch(&self) -> String;
    async fn publish(&self);
    fn forgotten(&self);
}

macro_rules! member {
    ($name:ident, $id:tt, [$($plugin:tt)*], [$($extension:tt)*]) => {
        #[plugin(id = $id, version = "1.0.0", listed $($plugin)*)]
        #[derive(Default)]
        struct $name;

        #[extension($($extension)*)]
        impl Feed for $name {
            fn fetch(&self) -> String {
                $id.to_owned()
            }
        }
    };
}

member!(High, "high", [], [priority = 10]);
member!(Plain, "plain", [], []);
member!(Zebra, "zebra", [], []);
member!(Needy, "needy", [, depends_on(Plain)], []);
member!(Held, "held", [], [priority = 9, after("needy")]);

#[plugin(id = "timing", version = "1.0.0", listed)]
#[derive(Default)]
struct Timing;

#[extension(wrapper, priority = 100)]
impl FeedWrapper for Timing {
    fn fetch(&self, next: Next<'_>) -> HookResult<Vec<String>> {
        next.run()
    }
    async fn publish(&self, next: Next<'_>) -> HookResult<()> {
        next.run().await
    }
}

#[plugin(id = "audit", version = "1.0.0", listed)]
#[derive(Default)]
struct Audit;

#[extension(wrapper)]
impl FeedWrapper for Audit {
    fn fetch(&self, next: Next<'_>) -> HookResult<Vec<String>> {
        next.run()
    }
}

fn plugins() -> PluginManager {
    PluginManager::builder()
        .plugins(plugins![Held, Needy, Zebra, Plain, High, Timing, Audit])
        .build()
        .unwrap()
}

fn explained(explanation: &Explanation) -> Vec<&str> {
    explanation.hooks[0].implementations.iter().map(|position| position.plugin.as_str()).collect()
}

#[test]
fn people_read_every_position_with_its_reason() {
    let expected = "\
news.fetch
  around: timing (priority 100): first
  around: audit (priority 0): `timing` has priority 100
  1. high (priority 10): first
  2. plain (priority 0): `high` has priority 10
  3. zebra (priority 0): equal to `plain`, and later by id
  4. needy (priority 0): equal to `zebra`, and depends on more: dependency rank 1, not 0
  5. held (priority 9): must come after `needy`
news.publish
  around: timing (priority 100): first
news.forgotten
  (nobody)
";
    assert_eq!(plugins().caller::<dyn Feed>().explain().to_string(), expected);
}

#[test]
fn programs_read_json() {
    let explanation =
        plugins().caller::<dyn Feed>().only(["high", "held", "needy"]).without(["audit"]).explain();
    let expected = serde_json::json!({
        "point": "news",
        "hooks": [
            {
                "hook": "news.fetch",
                "wrappers": [{ "plugin": "timing", "priority": 100, "reason": "first" }],
                "implementations": [
                    { "plugin": "high", "priority": 10, "reason": "first" },
                    {
                        "plugin": "needy",
                        "priority": 0,
                        "reason": { "priority": { "after": "high", "its_priority": 10 } },
                    },
                    { "plugin": "held", "priority": 9, "reason": { "constraint": { "after": "needy" } } },
                ],
            },
            {
                "hook": "news.publish",
                "wrappers": [{ "plugin": "timing", "priority": 100, "reason": "first" }],
                "implementations": [],
            },
            { "hook": "news.forgotten", "wrappers": [], "implementations": [] },
        ],
    });
    assert_eq!(serde_json::to_value(explanation).unwrap(), expected);
}

#[test]
fn the_other_reasons_in_json() {
    let hooks = plugins().caller::<dyn Feed>().explain().hooks;
    let reasons: Vec<_> = hooks[0].implementations.iter().map(|position| &position.reason).collect();
    assert_eq!(serde_json::to_value(reasons[2]).unwrap(), serde_json::json!({ "id": { "after": "plain" } }));
    assert_eq!(
        serde_json::to_value(reasons[3]).unwrap(),
        serde_json::json!({ "dependencies": { "after": "zebra", "its_rank": 0, "rank": 1 } })
    );
    assert!(matches!(reasons[4], Reason::Constraint { after } if *after == "needy"));
}

#[test]
fn it_says_what_is_called_in_that_order() {
    let feed = plugins().caller::<dyn Feed>();
    assert_eq!(explained(&feed.explain()), feed.fetch().unwrap());
    let narrowed = feed.without(["plain"]);
    assert_eq!(explained(&narrowed.explain()), narrowed.fetch().unwrap());
}

#[test]
fn who_is_disabled_is_not_in_it() {
    let plugins = plugins();
    let feed = plugins.caller::<dyn Feed>();
    plugins.disable("zebra").unwrap();
    plugins.disable("timing").unwrap();
    assert_eq!(explained(&feed.explain()), ["high", "plain", "needy", "held"]);
    assert_eq!(feed.explain().hooks[0].wrappers.len(), 1);
    plugins.enable("zebra").unwrap();
    assert_eq!(explained(&feed.explain()), ["high", "plain", "zebra", "needy", "held"]);
}

#[test]
fn with_nobody_there() {
    let feed = PluginManager::builder().build().unwrap().caller::<dyn Feed>();
    assert_eq!(
        feed.explain().to_string(),
        "news.fetch\n  (nobody)\nnews.publish\n  (nobody)\nnews.forgotten\n  (nobody)\n"
    );
}
