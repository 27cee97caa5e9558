//! Who depends on whom, to be drawn.

use std::collections::HashMap;
use std::fmt::{self, Write};

use serde::{Deserialize, Serialize};

use super::inspection::DependencyInspection;
use super::roster::Roster;
use super::shared::Shared;
use crate::id::PluginId;
use crate::state::PluginState;

/// Who depends on whom, with everybody's state: as text (its `Display`), for Graphviz, for Mermaid.
///
/// ```
/// use pluginkit::prelude::*;
///
/// #[plugin(id = "geo", version = "1.2.0", listed)]
/// #[derive(Default)]
/// struct Geo;
///
/// #[plugin(id = "weather", version = "1.0.0", depends_on(Geo = "^1"), listed)]
/// #[derive(Default)]
/// struct Weather;
///
/// let plugins = PluginManager::builder().plugin::<Geo>().plugin::<Weather>().build()?;
/// assert_eq!(plugins.graph().to_string(), "geo 1.2.0: loaded\nweather 1.0.0: loaded\n  needs geo ^1\n");
/// # Ok::<(), pluginkit::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PluginGraph {
    /// Everybody, dependencies before their dependents; then whoever is needed and not there, by id.
    pub nodes: Vec<GraphNode>,
    /// Everybody's dependencies, in the order of the nodes and of their declarations.
    pub edges: Vec<GraphEdge>,
}

/// A plugin in a graph.
///
/// ```
/// # let plugins = pluginkit::PluginManager::builder().build()?;
/// let missing = plugins.graph().nodes.into_iter().filter(|node| node.state.is_none()).count();
/// # Ok::<(), pluginkit::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct GraphNode {
    /// Its id.
    pub id: PluginId,
    /// Its version; `None` where it is not there.
    pub version: Option<String>,
    /// Its state; `None` where it is not there.
    pub state: Option<PluginState>,
}

/// A dependency in a graph.
///
/// ```
/// # let plugins = pluginkit::PluginManager::builder().build()?;
/// let unmet = plugins.graph().edges.into_iter().filter(|edge| !edge.met && !edge.optional).count();
/// # Ok::<(), pluginkit::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct GraphEdge {
    /// Who depends.
    pub from: PluginId,
    /// On whom.
    pub to: PluginId,
    /// In which versions.
    pub requirement: String,
    /// Whether it may be absent.
    pub optional: bool,
    /// Whether it is there in the right version, and available.
    pub met: bool,
}

impl Shared {
    pub(super) fn graph(&self) -> PluginGraph {
        self.state().roster.graph()
    }
}

impl Roster {
    fn graph(&self) -> PluginGraph {
        let mut graph = PluginGraph::default();
        let mut missing = Vec::new();
        for (at, member) in self.members().iter().enumerate() {
            graph.nodes.push(GraphNode {
                id: member.id().clone(),
                version: Some(member.identity.version.to_string()),
                state: Some(self.state(at)),
            });
            for DependencyInspection { id, requirement, optional, found, met } in self.dependencies(member) {
                if found.is_none() {
                    missing.push(id.clone());
                }
                graph.edges.push(GraphEdge { from: member.id().clone(), to: id, requirement, optional, met });
            }
        }
        missing.sort();
        missing.dedup();
        graph.nodes.extend(missing.into_iter().map(|id| GraphNode { id, version: None, state: None }));
        graph
    }
}

impl PluginGraph {
    /// The graph in the language of Graphviz: solid arrows for what is needed, dashed ones for what is optional, red ones for
    /// what is not met.
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// assert!(plugins.graph().dot().starts_with("digraph plugins {"));
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn dot(&self) -> String {
        let numbers = self.numbers();
        let mut text = String::from("digraph plugins {\n    rankdir = LR;\n    node [shape = box];\n");
        for node in &self.nodes {
            let style = if node.state.is_none() { ", style = dashed" } else { "" };
            // Ids, versions and states have no quotes and no backslashes in them.
            line(&mut text, format_args!("    \"{}\" [label = \"{}\"{style}];", node.id, node.label("\\n")));
        }
        for edge in &self.edges {
            let style = if edge.optional { ", style = dashed" } else { "" };
            let color = if is_broken(edge, &numbers) { ", color = red" } else { "" };
            let GraphEdge { from, to, requirement, .. } = edge;
            line(
                &mut text,
                format_args!("    \"{from}\" -> \"{to}\" [label = \"{requirement}\"{style}{color}];"),
            );
        }
        text.push_str("}\n");
        text
    }

    /// The graph in the language of Mermaid: solid arrows for what is needed, dotted ones for what is optional, crossed ones for
    /// what is not met.
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// assert!(plugins.graph().mermaid().starts_with("flowchart LR"));
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn mermaid(&self) -> String {
        // Ids of plugins may be words of the language, so nodes are numbered.
        let numbers = self.numbers();
        let number = |id: &PluginId| numbers.get(id).map_or(0, |(number, _)| *number);
        let mut text = String::from("flowchart LR\n");
        for (at, node) in self.nodes.iter().enumerate() {
            line(&mut text, format_args!("    p{at}[\"{}\"]", node.label("<br/>")));
        }
        for edge in &self.edges {
            let arrow = match (edge.optional, is_broken(edge, &numbers)) {
                (true, false) => "-.->",
                (true, true) => "-.-x",
                (false, false) => "-->",
                (false, true) => "--x",
            };
            let (from, to) = (number(&edge.from), number(&edge.to));
            // Entities, because these characters belong to the language, and to Markdown in it.
            let requirement = edge.requirement.replace('<', "&lt;").replace('>', "&gt;").replace('*', "#42;");
            line(&mut text, format_args!("    p{from} {arrow}|\"{requirement}\"| p{to}"));
        }
        text
    }
}

impl PluginGraph {
    /// The number of each node, and whether it is there.
    fn numbers(&self) -> HashMap<&PluginId, (usize, bool)> {
        let numbered = self.nodes.iter().enumerate();
        numbered.map(|(number, node)| (&node.id, (number, node.version.is_some()))).collect()
    }
}

/// Whether a dependency keeps a plugin out: it is not met, and not merely absent where it may be.
fn is_broken(edge: &GraphEdge, numbers: &HashMap<&PluginId, (usize, bool)>) -> bool {
    let is_there = || numbers.get(&edge.to).is_some_and(|(_, is_there)| *is_there);
    !edge.met && (!edge.optional || is_there())
}

impl GraphNode {
    fn label(&self, separator: &str) -> String {
        match (&self.version, &self.state) {
            (Some(version), Some(state)) => format!("{} {version}{separator}{state}", self.id),
            _ => format!("{}{separator}not there", self.id),
        }
    }
}

fn line(text: &mut String, line: fmt::Arguments<'_>) {
    // Writing to a string does not fail.
    let _ = writeln!(text, "{line}");
}

impl fmt::Display for PluginGraph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // In the order of the nodes, as they are.
        let mut edges = self.edges.iter().peekable();
        for node in &self.nodes {
            match (&node.version, &node.state) {
                (Some(version), Some(state)) => writeln!(f, "{} {version}: {state}", node.id)?,
                _ => writeln!(f, "{}: not there", node.id)?,
            }
            while let Some(edge) = edges.next_if(|edge| edge.from == node.id) {
                let optional = if edge.optional { ", optional" } else { "" };
                let met = if edge.met { "" } else { ", not met" };
                writeln!(f, "  needs {} {}{optional}{met}", edge.to, edge.requirement)?;
            }
        }
        Ok(())
    }
}
