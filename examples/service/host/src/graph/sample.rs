//! Graphs for tests.

use pluginkit::PluginGraph;
use serde_json::{Value, json};

/// A graph of these plugins, of which each needs those behind its colon: `"bulletin:weather phrases"`.
pub(super) fn graph(lines: &[&str]) -> PluginGraph {
    let plugins = lines.iter().map(|line| line.split_once(':').unwrap());
    let nodes: Vec<Value> =
        plugins.clone().map(|(id, _)| json!({ "id": id, "version": "1.0.0", "state": "started" })).collect();
    let needs = plugins.flat_map(|(from, needs)| needs.split_whitespace().map(move |to| (from, to)));
    let edge =
        |(from, to)| json!({ "from": from, "to": to, "requirement": "*", "optional": false, "met": true });
    let edges: Vec<Value> = needs.map(edge).collect();
    serde_json::from_value(json!({ "nodes": nodes, "edges": edges })).unwrap()
}
