//! The picture itself.

use maud::{Markup, html};
use pluginkit::{GraphEdge, GraphNode, PluginGraph};

use super::places::{Corner, HEIGHT, Places, WIDTH};

/// An SVG of the graph: an arrow leads from each plugin to those that it needs, dashed where it may do without, red where it is not met.
pub(crate) fn draw(graph: &PluginGraph) -> Markup {
    let places = Places::of(graph);
    let corners = places.by_id();
    let arrows =
        graph.edges.iter().filter_map(|edge| Some((edge, corners.get(&edge.from)?, corners.get(&edge.to)?)));
    html! {
        svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="Who depends on whom"
            viewBox=(format!("0 0 {} {}", places.width, places.height))
            width=(places.width) height=(places.height) {
            defs {
                marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto" {
                    path d="M0 0 8 4 0 8z" fill="context-stroke" {}
                }
            }
            @for (edge, from, to) in arrows { (arrow(edge, *from, *to)) }
            @for (node, corner) in &places.boxes { (plugin(node, *corner)) }
        }
    }
}

/// From the left side of who needs to the right side of who is needed.
fn arrow(edge: &GraphEdge, from: Corner, to: Corner) -> Markup {
    let (x1, y1) = (from.x, from.y + HEIGHT / 2);
    let (x2, y2) = (to.x + WIDTH, to.y + HEIGHT / 2);
    let middle = usize::midpoint(x1, x2);
    html! {
        g class=(edge_class(edge)) data-from=(edge.from) data-to=(edge.to) {
            path d=(format!("M{x1} {y1} C{middle} {y1} {middle} {y2} {x2} {y2}")) marker-end="url(#tip)" {}
            text x=(middle) y=(usize::midpoint(y1, y2) + 4) { (edge.requirement) }
        }
    }
}

fn edge_class(edge: &GraphEdge) -> &'static str {
    match (edge.met, edge.optional) {
        (true, false) => "edge",
        (true, true) => "edge optional",
        (false, true) => "edge optional unmet",
        (false, false) => "edge unmet",
    }
}

fn plugin(node: &GraphNode, Corner { x, y }: Corner) -> Markup {
    let state = node.state.map_or("not there".to_owned(), |state| state.to_string());
    let name = match &node.version {
        Some(version) => format!("{} {version}", node.id),
        None => node.id.to_string(),
    };
    html! {
        g class="plugin" data-plugin=(node.id) data-state=(state) {
            rect x=(x) y=(y) width=(WIDTH) height=(HEIGHT) rx="8" {}
            text class="name" x=(x + WIDTH / 2) y=(y + 24) { (name) }
            text class="state" x=(x + WIDTH / 2) y=(y + 42) { (state) }
        }
    }
}
