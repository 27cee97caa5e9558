//! The order of any plugins in any listing, against a model of it that is slow and plain.

use std::cmp::Reverse;

use pluginkit::PluginEntry;
use pluginkit::prelude::*;
use proptest::prelude::*;
use proptest::sample::subsequence;

#[extension_point]
trait Line {
    fn call(&self) -> String;
    async fn call_later(&self) -> String;
}

/// What a plugin of the pool says of itself, once more for the model.
struct Told {
    id: &'static str,
    priority: i32,
    needs: &'static [&'static str],
    before: &'static [&'static str],
    after: &'static [&'static str],
}

macro_rules! pool {
    ($($name:ident: $id:tt, $priority:literal, [$($need:tt),*], [$($before:tt),*], [$($after:tt),*],
        [$($depends:tt)*], [$($order:tt)*];)*) => {
        $(
            #[plugin(id = $id, version = "1.0.0", listed $($depends)*)]
            #[derive(Default)]
            struct $name;

            #[extension(priority = $priority $($order)*)]
            impl Line for $name {
                fn call(&self) -> String {
                    $id.to_owned()
                }
                fn call_later(&self) -> String {
                    $id.to_owned()
                }
            }

            #[extension(wrapper, priority = $priority $($order)*)]
            impl LineWrapper for $name {
                async fn call_later(&self, next: Next<'_>) -> HookResult<Vec<String>> {
                    let mut all = next.run().await?;
                    all.insert(0, $id.to_owned());
                    Ok(all)
                }
            }
        )*

        const TOLD: &[Told] = &[$(
            Told { id: $id, priority: $priority, needs: &[$($need),*], before: &[$($before),*], after: &[$($after),*] },
        )*];

        fn pool() -> Vec<PluginEntry> {
            plugins![$($name),*].to_vec()
        }
    };
}

pool! {
    Kiwi: "kiwi", 0, [], [], [], [], [];
    Apple: "apple", 0, ["kiwi"], [], [], [, depends_on(optional("kiwi"))], [];
    Banana: "banana", 0, ["apple", "fig"], [], [], [, depends_on(optional("apple"), optional("fig"))], [];
    Cherry: "cherry", 7, [], [], [], [], [];
    Fig: "fig", 7, ["cherry"], [], [], [, depends_on(optional("cherry"))], [];
    Lemon: "lemon", -3, [], ["cherry"], [], [], [, before("cherry")];
    Mango: "mango", 100, [], [], ["kiwi", "lemon"], [], [, after("kiwi", "lemon")];
    Date: "date", 0, [], ["apple"], ["banana"], [], [, before("apple"), after("banana")];
    Plum: "plum", 0, [], [], [], [], [];
}

fn told(id: &str) -> &'static Told {
    TOLD.iter().find(|told| told.id == id).unwrap()
}

/// The length of the longest chain of dependencies below it, among those who are there.
fn rank(id: &str, there: &[&str]) -> usize {
    let needs = told(id).needs.iter().filter(|need| there.contains(need));
    needs.map(|need| rank(need, there) + 1).max().unwrap_or(0)
}

/// Of those who must wait for nobody any more, the best goes next. `None` where nobody can go.
fn model(active: &[&'static str], there: &[&str]) -> Option<Vec<&'static str>> {
    let mut left = active.to_vec();
    let mut placed = Vec::new();
    while !left.is_empty() {
        let waits = |id: &str| {
            left.iter().any(|other| told(id).after.contains(other) || told(other).before.contains(&id))
        };
        let free = left.iter().filter(|id| !waits(id));
        let next = *free.min_by_key(|id| (Reverse(told(id).priority), rank(id, there), **id))?;
        left.retain(|id| *id != next);
        placed.push(next);
    }
    Some(placed)
}

/// Dependencies first, and by id where that leaves a choice.
fn model_of_ids(there: &[&'static str]) -> Vec<&'static str> {
    let mut left = there.to_vec();
    let mut placed = Vec::new();
    while !left.is_empty() {
        let free = left.iter().filter(|id| !told(id).needs.iter().any(|need| left.contains(need)));
        let next = *free.min().unwrap();
        left.retain(|id| *id != next);
        placed.push(next);
    }
    placed
}

fn some_of_the_pool() -> impl Strategy<Value = Vec<PluginEntry>> {
    subsequence(pool(), 0..=TOLD.len()).prop_shuffle()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn the_order_is_that_of_the_model(
        listed in some_of_the_pool(),
        disabled in subsequence(TOLD.iter().map(|told| told.id).collect::<Vec<_>>(), 0..4),
        chosen in subsequence(TOLD.iter().map(|told| told.id).collect::<Vec<_>>(), 0..=TOLD.len()),
    ) {
        let there: Vec<&'static str> = listed.iter().map(|plugin| told(plugin.id()).id).collect();
        let built = PluginManager::builder().plugins(listed).build();
        let Some(expected) = model(&there, &there) else {
            prop_assert!(built.is_err(), "the model finds no order");
            return Ok(());
        };
        let plugins = built.unwrap();
        prop_assert!(plugins.ids().eq(model_of_ids(&there)), "{:?}", plugins.ids().collect::<Vec<_>>());

        let line = plugins.caller::<dyn Line>();
        prop_assert_eq!(&line.call().unwrap(), &expected);
        let report = line.reported().call();
        prop_assert_eq!(&report.value, &expected);
        prop_assert!(report.contributors.iter().eq(expected.iter()));
        let each = line.each();
        prop_assert!(each.iter().map(|(id, _)| id).eq(expected.iter()));

        // Everybody wraps everybody here: first the wrappers, outermost first, then the implementations.
        let around: Vec<&str> = expected.iter().chain(&expected).copied().collect();
        prop_assert_eq!(pluginkit::block_on(line.call_later()).unwrap().unwrap(), around);

        for id in disabled.iter().filter(|id| there.contains(id)) {
            plugins.disable(id).unwrap();
        }
        let active: Vec<&'static str> = there.iter().copied().filter(|id| !disabled.contains(id)).collect();
        prop_assert_eq!(line.call().unwrap(), model(&active, &there).unwrap());

        let selected: Vec<&'static str> = active.iter().copied().filter(|id| chosen.contains(id)).collect();
        prop_assert_eq!(line.only(&chosen).call().unwrap(), model(&selected, &there).unwrap());
    }

    #[test]
    fn no_listing_is_seen(listed in some_of_the_pool().prop_flat_map(|plugins| {
        (Just(plugins.clone()), Just(plugins).prop_shuffle())
    })) {
        let message = |plugins: Vec<PluginEntry>| match PluginManager::builder().plugins(plugins).build() {
            Ok(plugins) => plugins.caller::<dyn Line>().explain().to_string(),
            Err(error) => error.to_string(),
        };
        prop_assert_eq!(message(listed.0), message(listed.1));
    }
}

#[test]
fn the_pool_has_a_contradiction_in_it_and_the_model_sees_it() {
    assert_eq!(model(&["mango", "kiwi"], &["mango", "kiwi"]), Some(vec!["kiwi", "mango"]));
    assert_eq!(model(&["apple", "banana", "date"], &["apple", "banana", "date"]).unwrap().len(), 3);
}
