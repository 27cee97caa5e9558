//! Which plugins stand in one column.

use std::collections::HashMap;

use pluginkit::{GraphNode, PluginGraph, PluginId};

/// The nodes of a graph by the depth of their dependencies: first those that need nobody, then those that need only these, and so on.
/// Whoever is in a circle stands as far along as the rest of its dependencies demand.
pub(super) fn by_depth(graph: &PluginGraph) -> Vec<Vec<&GraphNode>> {
    let mut depths = Depths { graph, known: HashMap::new() };
    let mut layers: Vec<Vec<&GraphNode>> = Vec::new();
    for node in &graph.nodes {
        let depth = depths.of(&node.id);
        if layers.len() <= depth {
            layers.resize_with(depth + 1, Vec::new);
        }
        layers[depth].push(node);
    }
    layers
}

struct Depths<'a> {
    graph: &'a PluginGraph,
    /// `None` while it is being worked out: whoever comes by then has gone round in a circle.
    known: HashMap<&'a PluginId, Option<usize>>,
}

impl<'a> Depths<'a> {
    fn of(&mut self, plugin: &'a PluginId) -> usize {
        if let Some(&Some(depth)) = self.known.get(plugin) {
            return depth;
        }
        self.known.insert(plugin, None);
        let mut depth = 0;
        for edge in self.graph.edges.iter().filter(|edge| edge.from == *plugin) {
            if self.known.get(&edge.to) != Some(&None) {
                depth = depth.max(self.of(&edge.to) + 1);
            }
        }
        self.known.insert(plugin, Some(depth));
        depth
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::graph;
    use super::*;

    fn layers(lines: &[&str]) -> Vec<String> {
        let graph = graph(lines);
        let names =
            |layer: &Vec<&GraphNode>| layer.iter().map(|node| node.id.as_str()).collect::<Vec<_>>().join(" ");
        by_depth(&graph).iter().map(names).collect()
    }

    #[test]
    fn everybody_stands_behind_those_it_needs() {
        assert_eq!(layers(&["a:", "b:", "c:a b", "d:c a", "e:"]), ["a b e", "c", "d"]);
    }

    #[test]
    fn a_circle_does_not_keep_the_graph_from_being_drawn() {
        assert_eq!(layers(&["a:b", "b:a", "c:a", "d:d"]), ["b d", "a", "c"]);
    }

    #[test]
    fn nobody_stands_nowhere() {
        assert!(layers(&[]).is_empty());
    }
}
