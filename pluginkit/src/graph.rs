//! Directed graphs: how deep their nodes lie, which cycles they have, and an order that respects
//! their edges.
//!
//! A graph is the list of its nodes' targets: `edges[n]` names the nodes that `n` points to, in any
//! order and any number of times. Every function panics if it names a node that the graph does not
//! have. Nothing here recurses, so the depth of a graph is limited by memory alone.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

/// The rank of each node: the length of the longest chain of edges that starts at it, 0 if it
/// points to nothing.
///
/// On a cycle, or before one, there is no longest chain. The rank of such a node is one more than
/// the highest among those of its targets that neither lie on a cycle nor lead to one, and 0
/// without any.
///
/// Takes time in proportion to nodes and edges.
pub(crate) fn ranks(edges: &[Vec<usize>]) -> Vec<usize> {
    let sources = reversed(edges);
    let mut unranked: Vec<usize> = edges.iter().map(Vec::len).collect();
    let mut ready: Vec<usize> = (0..edges.len()).filter(|&node| unranked[node] == 0).collect();
    let mut ranks = vec![0; edges.len()];
    while let Some(target) = ready.pop() {
        for &source in &sources[target] {
            ranks[source] = ranks[source].max(ranks[target] + 1);
            unranked[source] -= 1;
            if unranked[source] == 0 {
                ready.push(source);
            }
        }
    }
    ranks
}

/// A cycle of each strongly connected component that has one, sorted; empty if and only if the
/// graph has no cycle.
///
/// Each cycle starts with the smallest node of its component and is a shortest one through that
/// node; where several are as short, it is the lexicographically first. Every node of it points to
/// the next, the last one to the first. A node that points to itself is a cycle of its own.
///
/// Takes time in proportion to nodes and edges, but for sorting the targets of each node.
pub(crate) fn cycles(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let component = components(edges);
    let mut seen = vec![false; edges.len()];
    let mut parent = vec![None; edges.len()];
    (0..edges.len())
        .filter(|&node| !std::mem::replace(&mut seen[component[node]], true))
        .filter_map(|smallest| shortest_cycle(smallest, edges, &component, &mut parent))
        .collect()
}

/// Everything that leads to one of the `reached` nodes, and through which of its targets; `None` for those that are reached
/// themselves, and for all others.
///
/// Of several ways, it is a shortest one; of those, the one through the target that was reached first.
pub(crate) fn leading_to(
    edges: &[Vec<usize>],
    reached: impl IntoIterator<Item = usize>,
) -> Vec<Option<usize>> {
    let mut through = vec![None; edges.len()];
    let mut queue: VecDeque<usize> = reached.into_iter().collect();
    if queue.is_empty() {
        return through;
    }
    let mut known = vec![false; edges.len()];
    for &node in &queue {
        known[node] = true;
    }
    let sources = reversed(edges);
    while let Some(target) = queue.pop_front() {
        for &source in &sources[target] {
            if !std::mem::replace(&mut known[source], true) {
                through[source] = Some(target);
                queue.push_back(source);
            }
        }
    }
    through
}

/// All nodes in an order in which each comes after the nodes in `before[n]`, its predecessors.
///
/// At every step, the next node is the one with the smallest key among those whose predecessors are
/// all placed; equal keys go by index. So with distinct keys, the order depends on keys and
/// predecessors alone, not on the numbering.
///
/// # Errors
///
/// The [`cycles`] of `before`, if it has any: each node in one has to come after the next.
///
/// # Panics
///
/// If there are not as many keys as nodes.
pub(crate) fn order<K: Ord>(keys: &[K], before: &[Vec<usize>]) -> Result<Vec<usize>, Vec<Vec<usize>>> {
    assert_eq!(keys.len(), before.len(), "every node has one key");
    let after = reversed(before);
    // A predecessor named twice is counted twice here and stands twice in `after`, so it needs no
    // care.
    let mut missing: Vec<usize> = before.iter().map(Vec::len).collect();
    let entry = |node: usize| Reverse((&keys[node], node));
    let mut ready: BinaryHeap<_> = (0..keys.len()).filter(|&node| missing[node] == 0).map(entry).collect();
    let mut placed = Vec::with_capacity(keys.len());
    while let Some(Reverse((_, node))) = ready.pop() {
        placed.push(node);
        for &successor in &after[node] {
            missing[successor] -= 1;
            if missing[successor] == 0 {
                ready.push(entry(successor));
            }
        }
    }
    if placed.len() == keys.len() { Ok(placed) } else { Err(cycles(before)) }
}

/// The same graph with every edge turned around; the targets come out in ascending order.
pub(crate) fn reversed(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut reversed = vec![Vec::new(); edges.len()];
    for (source, targets) in edges.iter().enumerate() {
        for &target in targets {
            reversed[target].push(source);
        }
    }
    reversed
}

/// The number of each node's strongly connected component, counted from 0: Tarjan's algorithm.
fn components(edges: &[Vec<usize>]) -> Vec<usize> {
    const UNKNOWN: usize = usize::MAX;
    let mut component = vec![UNKNOWN; edges.len()];
    let mut components = 0;
    // When each node was reached, and the earliest that anything found from it so far was.
    let mut reached = vec![UNKNOWN; edges.len()];
    let mut earliest = vec![UNKNOWN; edges.len()];
    let mut clock = 0;
    // Nodes reached whose component is still open.
    let mut open = Vec::new();
    // The path being walked: nodes, each with its targets that are still to be visited.
    let mut path = Vec::new();

    for root in 0..edges.len() {
        let mut entering = (reached[root] == UNKNOWN).then_some(root);
        loop {
            if let Some(node) = entering.take() {
                reached[node] = clock;
                earliest[node] = clock;
                clock += 1;
                open.push(node);
                path.push((node, edges[node].iter()));
            }
            let Some((node, targets)) = path.last_mut() else {
                break;
            };
            let node = *node;
            if let Some(&target) = targets.next() {
                if reached[target] == UNKNOWN {
                    entering = Some(target);
                } else if component[target] == UNKNOWN {
                    earliest[node] = earliest[node].min(reached[target]);
                }
                continue;
            }
            path.pop();
            if let Some(&(source, _)) = path.last() {
                earliest[source] = earliest[source].min(earliest[node]);
            }
            if earliest[node] == reached[node] {
                while let Some(member) = open.pop() {
                    component[member] = components;
                    if member == node {
                        break;
                    }
                }
                components += 1;
            }
        }
    }
    component
}

/// The lexicographically first of the shortest cycles through `start`, found breadth first.
///
/// `parent` is room for one entry per node, empty within the component of `start`. It is shared
/// between calls because one of its own for each would take time in proportion to all nodes.
fn shortest_cycle(
    start: usize,
    edges: &[Vec<usize>],
    component: &[usize],
    parent: &mut [Option<usize>],
) -> Option<Vec<usize>> {
    let mut queue = VecDeque::from([start]);
    while let Some(node) = queue.pop_front() {
        // A cycle never leaves its component.
        let within = |target: &usize| component[*target] == component[start];
        let mut targets: Vec<usize> = edges[node].iter().copied().filter(within).collect();
        targets.sort_unstable();
        for target in targets {
            if target == start {
                let mut cycle: Vec<usize> = std::iter::successors(Some(node), |&node| parent[node]).collect();
                cycle.reverse();
                return Some(cycle);
            }
            if parent[target].is_none() {
                parent[target] = Some(node);
                queue.push_back(target);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    /// Long enough for any recursion to overflow the stack of a test.
    const LONG: usize = 100_000;

    /// Each node points to the one before it.
    fn chain() -> Vec<Vec<usize>> {
        (0..LONG).map(|node| node.checked_sub(1).into_iter().collect()).collect()
    }

    #[test]
    fn an_empty_graph_has_nothing() {
        assert!(ranks(&[]).is_empty());
        assert!(cycles(&[]).is_empty());
        assert_eq!(order::<u8>(&[], &[]), Ok(vec![]));
    }

    #[test]
    fn a_long_chain_overflows_nothing() {
        let chain = chain();
        let ascending: Vec<usize> = (0..LONG).collect();
        assert_eq!(ranks(&chain), ascending);
        assert!(cycles(&chain).is_empty());
        let keys: Vec<Reverse<usize>> = ascending.iter().copied().map(Reverse).collect();
        assert_eq!(order(&keys, &chain), Ok(ascending));
    }

    #[test]
    fn a_long_cycle_overflows_nothing() {
        let mut ring = chain();
        ring[0].push(LONG - 1);
        let cycle: Vec<usize> = std::iter::once(0).chain((1..LONG).rev()).collect();
        assert_eq!(ranks(&ring), vec![0; LONG]);
        assert_eq!(order(&[(); LONG], &ring), Err(vec![cycle]));
    }

    #[test]
    fn ranks_count_the_longest_chain() {
        // 3 -> 2 -> 1 -> 0, with short cuts.
        let edges = [vec![], vec![0], vec![0, 1, 1], vec![0, 2]];
        assert_eq!(ranks(&edges), [0, 1, 2, 3]);
    }

    #[test]
    fn ranks_around_a_cycle_count_what_is_clear_of_it() {
        // 0 <-> 1 -> 2 -> 3, and 4 -> 0.
        let edges = [vec![1], vec![0, 2], vec![3], vec![], vec![0]];
        assert_eq!(ranks(&edges), [0, 2, 1, 0, 0]);
    }

    #[test]
    fn a_cycle_starts_with_the_smallest_node_and_is_shortest() {
        // 1 -> 4 -> 2 -> 1 and the longer way 1 -> 3 -> 5 -> 2 -> 1; 0 only leads there.
        let edges = [vec![1], vec![3, 4], vec![1], vec![5], vec![2], vec![2]];
        assert_eq!(cycles(&edges), [[1, 4, 2]]);
    }

    #[test]
    fn of_equally_short_cycles_the_smaller_nodes_win() {
        let edges = [vec![3, 2, 1], vec![5], vec![0], vec![0], vec![], vec![0]];
        assert_eq!(cycles(&edges), [[0, 2]]);
    }

    #[test]
    fn a_node_that_names_itself_is_a_cycle() {
        assert_eq!(cycles(&[vec![], vec![1], vec![1, 3], vec![2, 3]]), [vec![1], vec![2, 3]]);
        assert_eq!(order(&['a', 'b'], &[vec![], vec![1]]), Err(vec![vec![1]]));
    }

    #[test]
    fn the_smallest_key_that_may_go_goes_next() {
        // "a" waits for "z", and once "z" is there, "a" goes before "y".
        let keys = ["a", "y", "z", "x"];
        let before = [vec![2, 2], vec![2], vec![], vec![]];
        assert_eq!(order(&keys, &before), Ok(vec![3, 2, 0, 1]));
    }

    #[test]
    fn equal_keys_go_by_index() {
        assert_eq!(order(&[1, 0, 1, 0], &vec![vec![]; 4]), Ok(vec![1, 3, 0, 2]));
    }

    #[test]
    #[should_panic(expected = "every node has one key")]
    fn keys_and_nodes_must_be_as_many() {
        let _ = order(&[1], &[]);
    }

    /// Any graph, mostly with cycles.
    fn graph() -> impl Strategy<Value = Vec<Vec<usize>>> {
        (0..12_usize).prop_flat_map(|len| vec(vec(0..len, 0..4), len))
    }

    /// A graph without cycles, and a renumbering of its nodes, which are numbered downwards along
    /// every edge.
    fn acyclic() -> impl Strategy<Value = (Vec<Vec<usize>>, Vec<usize>)> {
        let edges = vec(vec(any::<prop::sample::Index>(), 0..4), 0..16).prop_map(|choices| {
            let targets = |(node, choices): (usize, Vec<prop::sample::Index>)| {
                choices.iter().filter(|_| node > 0).map(|choice| choice.index(node)).collect()
            };
            choices.into_iter().enumerate().map(targets).collect::<Vec<Vec<usize>>>()
        });
        edges.prop_flat_map(|edges| {
            let numbers = Just((0..edges.len()).collect::<Vec<_>>()).prop_shuffle();
            (Just(edges), numbers)
        })
    }

    /// The same graph with node `n` called `numbers[n]`.
    fn renumbered(edges: &[Vec<usize>], numbers: &[usize]) -> Vec<Vec<usize>> {
        let mut renumbered = vec![Vec::new(); edges.len()];
        for (node, targets) in edges.iter().enumerate() {
            renumbered[numbers[node]] = targets.iter().map(|&target| numbers[target]).collect();
        }
        renumbered
    }

    fn naive_rank(edges: &[Vec<usize>], node: usize) -> usize {
        edges[node].iter().map(|&target| naive_rank(edges, target) + 1).max().unwrap_or(0)
    }

    fn naive_order(keys: &[u32], before: &[Vec<usize>]) -> Option<Vec<usize>> {
        let mut placed = Vec::new();
        while placed.len() < keys.len() {
            let free = |node: &usize| {
                !placed.contains(node) && before[*node].iter().all(|other| placed.contains(other))
            };
            let next = (0..keys.len()).filter(free).min_by_key(|&node| (keys[node], node))?;
            placed.push(next);
        }
        Some(placed)
    }

    /// The length of the shortest way of at least one edge between any two nodes.
    fn distances(edges: &[Vec<usize>]) -> Vec<Vec<Option<usize>>> {
        let nodes = 0..edges.len();
        let mut distance = vec![vec![None; edges.len()]; edges.len()];
        for (source, targets) in edges.iter().enumerate() {
            for &target in targets {
                distance[source][target] = Some(1);
            }
        }
        for via in nodes.clone() {
            for from in nodes.clone() {
                for to in nodes.clone() {
                    if let (Some(there), Some(onward)) = (distance[from][via], distance[via][to]) {
                        let known = distance[from][to].unwrap_or(usize::MAX);
                        distance[from][to] = Some(known.min(there + onward));
                    }
                }
            }
        }
        distance
    }

    proptest! {
        #[test]
        fn ranks_are_what_the_definition_says((edges, numbers) in acyclic()) {
            let edges = renumbered(&edges, &numbers);
            let naive: Vec<usize> = (0..edges.len()).map(|node| naive_rank(&edges, node)).collect();
            prop_assert_eq!(ranks(&edges), naive);
            prop_assert!(cycles(&edges).is_empty());
        }

        #[test]
        fn ranks_around_cycles_are_what_the_documentation_says(edges in graph()) {
            let distance = distances(&edges);
            let ranks = ranks(&edges);
            let on_cycle = |node: usize| distance[node][node].is_some();
            // A node on a cycle leads to itself.
            let clear = |node: usize| (0..edges.len())
                .all(|end| !on_cycle(end) || distance[node][end].is_none());
            for (node, targets) in edges.iter().enumerate() {
                let counted = targets.iter().filter(|&&target| clear(target));
                let expected = counted.map(|&target| ranks[target] + 1).max().unwrap_or(0);
                prop_assert_eq!(ranks[node], expected);
            }
        }

        #[test]
        fn cycles_are_true_shortest_and_complete(edges in graph()) {
            let cycles = cycles(&edges);
            for cycle in &cycles {
                for (node, next) in cycle.iter().zip(cycle.iter().cycle().skip(1)) {
                    prop_assert!(edges[*node].contains(next));
                }
            }
            let distance = distances(&edges);
            let leads = |node: usize| (0..node)
                .all(|other| distance[node][other].is_none() || distance[other][node].is_none());
            let expected: Vec<(usize, usize)> = (0..edges.len())
                .filter(|&node| leads(node))
                .filter_map(|node| distance[node][node].map(|length| (node, length)))
                .collect();
            let found: Vec<(usize, usize)> =
                cycles.iter().map(|cycle| (cycle[0], cycle.len())).collect();
            prop_assert_eq!(found, expected);
        }

        #[test]
        fn the_way_a_graph_is_written_does_not_matter(edges in graph()) {
            let mut written = edges.clone();
            for targets in &mut written {
                targets.reverse();
                targets.extend(targets.clone());
            }
            prop_assert_eq!(cycles(&edges), cycles(&written));
            prop_assert_eq!(ranks(&edges), ranks(&written));
            let keys = vec![(); edges.len()];
            prop_assert_eq!(order(&keys, &edges), order(&keys, &written));
        }

        #[test]
        fn the_order_is_the_naive_one(before in graph(), keys in vec(0..4_u32, 12)) {
            let keys = &keys[..before.len()];
            match order(keys, &before) {
                Ok(found) => prop_assert_eq!(Some(found), naive_order(keys, &before)),
                Err(found) => {
                    prop_assert_eq!(naive_order(keys, &before), None);
                    prop_assert!(!found.is_empty());
                    prop_assert_eq!(found, cycles(&before));
                }
            }
        }

        #[test]
        fn the_order_is_valid_and_greedy(
            (before, numbers) in acyclic(),
            keys in vec(0..4_u32, 16),
        ) {
            let before = renumbered(&before, &numbers);
            let keys = &keys[..before.len()];
            let found = order(keys, &before).unwrap();
            for (place, node) in found.iter().enumerate() {
                for predecessor in &before[*node] {
                    prop_assert!(found[..place].contains(predecessor));
                }
            }
            prop_assert_eq!(Some(found), naive_order(keys, &before));
        }

        #[test]
        fn numbering_does_not_matter_when_keys_are_distinct(
            (before, numbers) in acyclic(),
            keys in Just((0..16).collect::<Vec<u32>>()).prop_shuffle(),
        ) {
            let keys = &keys[..before.len()];
            let mut renumbered_keys = keys.to_vec();
            for (node, &number) in numbers.iter().enumerate() {
                renumbered_keys[number] = keys[node];
            }
            let plain = order(keys, &before).unwrap();
            let expected: Vec<usize> = plain.iter().map(|&node| numbers[node]).collect();
            prop_assert_eq!(order(&renumbered_keys, &renumbered(&before, &numbers)), Ok(expected));
        }
    }
}
