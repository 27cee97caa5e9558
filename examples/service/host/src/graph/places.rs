//! Where on the picture everything is.

use std::collections::HashMap;

use pluginkit::{GraphNode, PluginGraph, PluginId};

use super::layers;

/// The size of a plugin's box, in the units of the picture.
pub(super) const WIDTH: usize = 168;
pub(super) const HEIGHT: usize = 56;

/// The room between two columns, and between two boxes in a column.
const ACROSS: usize = 112;
const DOWN: usize = 28;

/// The room around everything.
const MARGIN: usize = 12;

/// A graph that has its places: dependencies to the left of those that need them.
pub(super) struct Places<'a> {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) boxes: Vec<(&'a GraphNode, Corner)>,
}

/// The upper left corner of a box.
#[derive(Clone, Copy)]
pub(super) struct Corner {
    pub(super) x: usize,
    pub(super) y: usize,
}

impl<'a> Places<'a> {
    pub(super) fn of(graph: &'a PluginGraph) -> Self {
        let layers = layers::by_depth(graph);
        let tallest = layers.iter().map(|layer| tall(layer.len())).max().unwrap_or_default();
        let mut boxes = Vec::new();
        for (column, layer) in layers.iter().enumerate() {
            let x = MARGIN + column * (WIDTH + ACROSS);
            // Each column is in the middle of the picture's height.
            let top = MARGIN + (tallest - tall(layer.len())) / 2;
            boxes.extend(
                layer
                    .iter()
                    .enumerate()
                    .map(|(row, node)| (*node, Corner { x, y: top + row * (HEIGHT + DOWN) })),
            );
        }
        let wide = (layers.len() * (WIDTH + ACROSS)).saturating_sub(ACROSS);
        Places { width: wide + 2 * MARGIN, height: tallest + 2 * MARGIN, boxes }
    }

    pub(super) fn by_id(&self) -> HashMap<&'a PluginId, Corner> {
        self.boxes.iter().map(|(node, corner)| (&node.id, *corner)).collect()
    }
}

/// The height of so many boxes with what is between them.
fn tall(boxes: usize) -> usize {
    (boxes * (HEIGHT + DOWN)).saturating_sub(DOWN)
}

#[cfg(test)]
mod tests {
    use super::super::sample::graph;
    use super::*;

    #[test]
    fn no_box_covers_another_one_or_leaves_the_picture() {
        let graph = graph(&["a:", "b:", "c:", "d:a b", "e:d", "f:d c"]);
        let places = Places::of(&graph);
        let corners: Vec<Corner> = places.boxes.iter().map(|(_, corner)| *corner).collect();
        assert_eq!(corners.len(), 6);
        for (at, one) in corners.iter().enumerate() {
            assert!(one.x + WIDTH < places.width && one.y + HEIGHT < places.height);
            for other in &corners[at + 1..] {
                assert!(one.x.abs_diff(other.x) > WIDTH || one.y.abs_diff(other.y) > HEIGHT);
            }
        }
    }

    #[test]
    fn whoever_is_needed_is_to_the_left() {
        let graph = graph(&["a:", "b:a", "c:a b"]);
        let corners = Places::of(&graph).by_id();
        for edge in &graph.edges {
            assert!(corners[&edge.to].x + WIDTH < corners[&edge.from].x);
        }
    }

    #[test]
    fn a_picture_of_nobody_is_empty() {
        let graph = graph(&[]);
        let places = Places::of(&graph);
        assert!((places.width, places.height) == (2 * MARGIN, 2 * MARGIN) && places.boxes.is_empty());
    }
}
