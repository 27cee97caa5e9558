//! What layers and changes come to, against a model of it that is plain.
#![cfg(feature = "config")]

use pluginkit::{Config, ConfigOrigin, config_diff, prelude::*};
use proptest::prelude::*;
use serde_json::{Map, Value};

/// Keys that are paths to somebody, and keys that are not even words.
fn key() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["a", "b", "c", "", "a.b", "a[0]", "[0]", "A", "ä b", "root"])
        .prop_map(str::to_owned)
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-3_i64..3).prop_map(Value::from),
        "[a-c]{0,2}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            table_of(inner).prop_map(Value::from),
        ]
    })
}

fn table_of(values: impl Strategy<Value = Value>) -> impl Strategy<Value = Map<String, Value>> {
    prop::collection::vec((key(), values), 0..4).prop_map(|entries| entries.into_iter().collect())
}

/// Tables merge; everything else replaces.
fn merge(below: &mut Map<String, Value>, above: Map<String, Value>) {
    for (key, value) in above {
        match (below.get_mut(&key), value) {
            (Some(Value::Object(below)), Value::Object(above)) => merge(below, above),
            (_, value) => drop(below.insert(key, value)),
        }
    }
}

#[derive(Clone, Debug)]
enum Change {
    Merge(Map<String, Value>),
    Replace(Map<String, Value>),
    Reload,
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        4 => table_of(value()).prop_map(Change::Merge),
        1 => table_of(value()).prop_map(Change::Replace),
        1 => Just(Change::Reload),
    ]
}

proptest! {
    #[test]
    fn layers_and_changes_come_to_what_the_model_says(
        defaults in prop::collection::vec(table_of(value()), 0..3),
        overlays in prop::collection::vec(table_of(value()), 0..3),
        changes in prop::collection::vec(change(), 0..6),
    ) {
        let mut config = Config::new();
        let mut model = Map::new();
        for layer in &defaults {
            config = config.defaults(layer);
            merge(&mut model, layer.clone());
        }
        for layer in &overlays {
            config = config.overlay(layer);
            merge(&mut model, layer.clone());
        }
        let built = model.clone();
        let plugins = PluginManager::builder().config(config).build().unwrap();
        let read = || plugins.config().read::<Value>("").unwrap();
        prop_assert_eq!(read(), Value::from(model.clone()));

        for change in changes {
            let (before, old) = (plugins.config().snapshot(), model.clone());
            let silently = plugins.config().silently();
            let report = match change.clone() {
                Change::Merge(overlay) => {
                    merge(&mut model, overlay.clone());
                    silently.merge(overlay)
                }
                Change::Replace(with) => {
                    model.clone_from(&with);
                    silently.replace(with)
                }
                Change::Reload => {
                    model.clone_from(&built);
                    silently.refresh()
                }
            };
            let report = report.unwrap();
            prop_assert_eq!(read(), Value::from(model.clone()), "after {:?}", change);
            prop_assert_eq!(report.diff.is_empty(), old == model, "{}", report.diff);
            prop_assert_eq!(&report.diff, &config_diff(&before, &plugins.config().snapshot()));
        }
    }

    #[test]
    fn every_value_comes_from_the_highest_layer_that_has_it(layers in prop::collection::vec(table_of(value()), 1..4)) {
        let (last, below) = layers.split_last().unwrap();
        let config = below.iter().fold(Config::new(), Config::defaults).overlay(last);
        let plugins = PluginManager::builder().config(config).build().unwrap();
        for key in ["a", "b", "c"] {
            let origin = plugins.config().origin(key);
            let is_leaf = |value: &Value| !value.is_object();
            if last.get(key).is_some_and(is_leaf) {
                prop_assert_eq!(origin, Some(ConfigOrigin::Overlay));
            } else if !last.contains_key(key) && below.iter().all(|layer| !layer.contains_key(key)) {
                prop_assert_eq!(origin, None);
            } else if !last.contains_key(key) {
                prop_assert_ne!(origin, Some(ConfigOrigin::Overlay));
            }
        }
    }
}
