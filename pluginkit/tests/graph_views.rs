//! `graph()`: who depends on whom, as values, as text, for Graphviz and for Mermaid.

use pluginkit::prelude::*;
use pluginkit::{GraphEdge, GraphNode, Identified, Identity, PluginGraph, block_on};

/// Has whatever identity a test gives it.
#[plugin(id = "stub", version = "0.0.0", listed)]
#[derive(Default)]
struct Stub;

/// Cannot be started.
#[plugin(id = "fails", version = "2.0.0", listed)]
#[derive(Default)]
struct Fails;

#[extension]
impl Lifecycle for Fails {
    fn start(&self, _cx: &PluginContext) -> Result<(), BoxError> {
        Err("no disk".into())
    }
}

fn identity(id: &str) -> Identity {
    Identity::new(id, "1.0.0").unwrap()
}

/// Everything that can be drawn.
fn build() -> PluginManager {
    let weather = identity("weather")
        .depends_on("geo", ">=1, <3")
        .unwrap()
        .depends_on_optional("metrics", "*")
        .unwrap()
        .depends_on_optional("cache", "^1.0.0")
        .unwrap();
    let end = identity("end").depends_on("weather", "^2").unwrap().depends_on("nobody", "~1.2").unwrap();
    let fussy = identity("fussy").depends_on_optional("cache", "^2").unwrap();
    let needy = identity("needy").depends_on("fails", "=2.0.0").unwrap();
    [weather, end, fussy, needy, identity("geo"), identity("cache"), identity("off")]
        .into_iter()
        .fold(PluginManager::builder(), |builder, identity| builder.instance(Identified::new(identity, Stub)))
        .plugin::<Fails>()
        .disabled(["off"])
        .build()
        .unwrap()
}

/// After an attempt to start.
fn started() -> PluginManager {
    let plugins = build();
    for id in ["weather", "geo"] {
        block_on(plugins.start_plugin(id)).unwrap().unwrap();
    }
    block_on(plugins.start_plugin("fails")).unwrap().unwrap_err();
    plugins.disable("cache").unwrap();
    plugins
}

#[test]
fn as_text_everybody_is_followed_by_what_they_need() {
    assert_eq!(
        started().graph().to_string(),
        "\
cache 1.0.0: disabled
end 1.0.0: filtered (dependency_unmet)
  needs weather ^2, not met
  needs nobody ~1.2, not met
fails 2.0.0: failed
fussy 1.0.0: filtered (dependency_unmet)
  needs cache ^2, optional, not met
geo 1.0.0: started
needy 1.0.0: filtered (dependency_unmet)
  needs fails =2.0.0, not met
off 1.0.0: filtered (disabled)
weather 1.0.0: started
  needs geo >=1, <3
  needs metrics *, optional, not met
  needs cache ^1.0.0, optional
metrics: not there
nobody: not there
"
    );
}

/// A dashed arrow is optional; a red one is why somebody is kept out, optional or not.
#[test]
fn for_graphviz() {
    assert_eq!(
        started().graph().dot(),
        r#"digraph plugins {
    rankdir = LR;
    node [shape = box];
    "cache" [label = "cache 1.0.0\ndisabled"];
    "end" [label = "end 1.0.0\nfiltered (dependency_unmet)"];
    "fails" [label = "fails 2.0.0\nfailed"];
    "fussy" [label = "fussy 1.0.0\nfiltered (dependency_unmet)"];
    "geo" [label = "geo 1.0.0\nstarted"];
    "needy" [label = "needy 1.0.0\nfiltered (dependency_unmet)"];
    "off" [label = "off 1.0.0\nfiltered (disabled)"];
    "weather" [label = "weather 1.0.0\nstarted"];
    "metrics" [label = "metrics\nnot there", style = dashed];
    "nobody" [label = "nobody\nnot there", style = dashed];
    "end" -> "weather" [label = "^2", color = red];
    "end" -> "nobody" [label = "~1.2", color = red];
    "fussy" -> "cache" [label = "^2", style = dashed, color = red];
    "needy" -> "fails" [label = "=2.0.0", color = red];
    "weather" -> "geo" [label = ">=1, <3"];
    "weather" -> "metrics" [label = "*", style = dashed];
    "weather" -> "cache" [label = "^1.0.0", style = dashed];
}
"#
    );
}

/// Nodes are numbered, because `end` is a word of that language; `<`, `>` and a lone `*` mean something in it.
#[test]
fn for_mermaid() {
    assert_eq!(
        started().graph().mermaid(),
        r##"flowchart LR
    p0["cache 1.0.0<br/>disabled"]
    p1["end 1.0.0<br/>filtered (dependency_unmet)"]
    p2["fails 2.0.0<br/>failed"]
    p3["fussy 1.0.0<br/>filtered (dependency_unmet)"]
    p4["geo 1.0.0<br/>started"]
    p5["needy 1.0.0<br/>filtered (dependency_unmet)"]
    p6["off 1.0.0<br/>filtered (disabled)"]
    p7["weather 1.0.0<br/>started"]
    p8["metrics<br/>not there"]
    p9["nobody<br/>not there"]
    p1 --x|"^2"| p7
    p1 --x|"~1.2"| p9
    p3 -.-x|"^2"| p0
    p5 --x|"=2.0.0"| p2
    p7 -->|"&gt;=1, &lt;3"| p4
    p7 -.->|"#42;"| p8
    p7 -.->|"^1.0.0"| p0
"##
    );
}

#[test]
fn as_values_it_has_everybody_once_and_every_dependency() {
    let graph = started().graph();
    let node = |id: &str| graph.nodes.iter().filter(|node| node.id == id).collect::<Vec<&GraphNode>>();
    let [geo] = node("geo")[..] else { panic!("{graph:?}") };
    assert_eq!((geo.version.as_deref(), geo.state), (Some("1.0.0"), Some(PluginState::Started)));
    let [nobody] = node("nobody")[..] else { panic!("{graph:?}") };
    assert_eq!((nobody.version.as_deref(), nobody.state), (None, None));
    assert_eq!((graph.nodes.len(), graph.edges.len()), (10, 7));

    let edge = |from: &str, to: &str| {
        let found = |edge: &&GraphEdge| edge.from == from && edge.to == to;
        let GraphEdge { requirement, optional, met, .. } = graph.edges.iter().find(found).unwrap();
        (requirement.as_str(), *optional, *met)
    };
    assert_eq!(edge("weather", "geo"), (">=1, <3", false, true));
    assert_eq!(edge("weather", "metrics"), ("*", true, false));
    assert_eq!(edge("end", "weather"), ("^2", false, false));
    assert_eq!(edge("needy", "fails"), ("=2.0.0", false, false), "it is there, and failed");
}

#[test]
fn circles_are_drawn_too() {
    let plugins = [("a", "b"), ("b", "a"), ("c", "c")]
        .into_iter()
        .fold(PluginManager::builder(), |builder, (id, on)| {
            let identity = identity(id).depends_on(on, "^1").unwrap();
            builder.instance(Identified::new(identity, Stub))
        })
        .build()
        .unwrap();
    let graph = plugins.graph();
    let edges: Vec<(&str, &str, bool)> =
        graph.edges.iter().map(|edge| (edge.from.as_str(), edge.to.as_str(), edge.met)).collect();
    assert_eq!(edges, [("a", "b", false), ("b", "a", false), ("c", "c", false)]);
}

#[test]
fn it_changes_with_what_happens() {
    let plugins = build();
    let states =
        |id: &str| plugins.graph().nodes.into_iter().find(|node| node.id == id).map(|node| node.state);
    assert_eq!(states("geo"), Some(Some(PluginState::Loaded)));
    block_on(plugins.start_plugin("geo")).unwrap().unwrap();
    assert_eq!(states("geo"), Some(Some(PluginState::Started)));
    block_on(plugins.remove("geo")).unwrap().unwrap();
    assert_eq!(states("geo"), Some(None), "it is needed, and not there");
    block_on(plugins.remove("off")).unwrap().unwrap();
    assert_eq!(states("off"), None);
}

#[test]
fn nobody_is_an_empty_graph() {
    let graph = PluginManager::builder().build().unwrap().graph();
    assert_eq!(graph, PluginGraph::default());
    assert_eq!(graph.to_string(), "");
    assert_eq!(graph.dot(), "digraph plugins {\n    rankdir = LR;\n    node [shape = box];\n}\n");
    assert_eq!(graph.mermaid(), "flowchart LR\n");
}

#[test]
fn it_survives_serialization() {
    let graph = started().graph();
    let json = serde_json::to_string(&graph).unwrap();
    assert_eq!(serde_json::from_str::<PluginGraph>(&json).unwrap(), graph);
    let json = serde_json::to_value(&graph).unwrap();
    assert_eq!(json["nodes"][3]["state"], serde_json::json!({ "filtered": "dependency_unmet" }));
    assert_eq!(json["edges"][0]["to"], "weather");
}
