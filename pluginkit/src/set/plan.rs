//! The order of a set, in const evaluation: the manager's rules (`resolve`), written so that the compiler can follow them.
//!
//! A mistake never stops these functions: they give some order, and `check` says what is wrong. So a mistake is reported
//! once.

use super::slots::Member;
use crate::point::Facts;
use crate::version::{compare_text, satisfies};

/// That the first entry goes before the second.
pub type Pair = (usize, usize);

/// The members of a set by id, so that an id is found without asking everybody.
#[derive(Clone, Copy)]
pub struct Directory<const N: usize> {
    pub(crate) members: [Option<Member>; N],
    /// Whoever is there, in the order of their ids.
    by_id: Ranking<N>,
}

/// Some of the entries, in an order.
#[derive(Clone, Copy)]
pub struct Ranking<const N: usize> {
    pub(crate) entries: [usize; N],
    pub(crate) count: usize,
}

/// By what entries are sorted.
#[derive(Clone, Copy)]
struct Key {
    priority: i32,
    rank: usize,
    id: &'static str,
}

impl Key {
    /// For those who are not sorted.
    const NONE: Key = Key { priority: 0, rank: 0, id: "" };

    /// The higher priority goes first; among equals the lower dependency rank; among equals the lower id.
    const fn goes_before(&self, other: &Key) -> bool {
        if self.priority != other.priority {
            return self.priority > other.priority;
        }
        if self.rank != other.rank {
            return self.rank < other.rank;
        }
        compare_text(self.id, other.id).is_lt()
    }
}

impl<const N: usize> Ranking<N> {
    const EMPTY: Self = Ranking { entries: [N; N], count: 0 };

    /// How many entries are in it.
    pub const fn count(&self) -> usize {
        self.count
    }

    /// Them, one after the other.
    pub fn entries(&'static self) -> impl Iterator<Item = usize> {
        self.entries[..self.count].iter().copied()
    }

    /// Who has this place; `N`, behind the last one.
    pub const fn at(&self, place: usize) -> usize {
        if place < self.count { self.entries[place] } else { N }
    }

    const fn push(mut self, entry: usize) -> Self {
        self.entries[self.count] = entry;
        self.count += 1;
        self
    }

    /// A merge sort: equals stay as they were.
    const fn sorted(mut self, keys: &[Key; N]) -> Self {
        let mut width = 1;
        while width < self.count {
            let from = self.entries;
            let mut start = 0;
            while start < self.count {
                let middle = smaller(start + width, self.count);
                let end = smaller(middle + width, self.count);
                let (mut left, mut right, mut next) = (start, middle, start);
                while next < end {
                    let takes_right =
                        left == middle || (right < end && keys[from[right]].goes_before(&keys[from[left]]));
                    if takes_right {
                        self.entries[next] = from[right];
                        right += 1;
                    } else {
                        self.entries[next] = from[left];
                        left += 1;
                    }
                    next += 1;
                }
                start = end;
            }
            width *= 2;
        }
        self
    }

    /// The same circle the other way round, from the same entry on.
    pub(crate) const fn reversed(&self) -> Self {
        let mut reversed = *self;
        let mut next = 1;
        while next < self.count {
            reversed.entries[next] = self.entries[self.count - next];
            next += 1;
        }
        reversed
    }

    /// Those for whom `due` says so.
    const fn only(&self, due: &[bool; N]) -> Self {
        let mut some = Ranking::EMPTY;
        let mut next = 0;
        while next < self.count {
            if due[self.entries[next]] {
                some = some.push(self.entries[next]);
            }
            next += 1;
        }
        some
    }

    /// The first that may go goes next. If some are held back in a circle, they come last, as they were.
    const fn constrained(&self, pairs: &[Pair]) -> Self {
        if pairs.is_empty() {
            return *self;
        }
        let mut due = [false; N];
        let mut next = 0;
        while next < self.count {
            due[self.entries[next]] = true;
            next += 1;
        }
        let mut held = [0; N];
        let mut pair = 0;
        while pair < pairs.len() {
            let (first, second) = pairs[pair];
            if due[first] && due[second] {
                held[second] += 1;
            }
            pair += 1;
        }
        let mut ranking = Ranking::EMPTY;
        loop {
            let mut next = 0;
            while next < self.count && !(due[self.entries[next]] && held[self.entries[next]] == 0) {
                next += 1;
            }
            if next == self.count {
                break;
            }
            let entry = self.entries[next];
            due[entry] = false;
            ranking = ranking.push(entry);
            let mut pair = 0;
            while pair < pairs.len() {
                let (first, second) = pairs[pair];
                if first == entry && due[second] {
                    held[second] -= 1;
                }
                pair += 1;
            }
        }
        let rest = self.only(&due);
        let mut next = 0;
        while next < rest.count {
            ranking = ranking.push(rest.entries[next]);
            next += 1;
        }
        ranking
    }
}

impl<const N: usize> Directory<N> {
    /// Sorts them.
    pub const fn of(members: [Option<Member>; N]) -> Self {
        let mut keys = [Key::NONE; N];
        let mut present = Ranking::EMPTY;
        let mut entry = 0;
        while entry < N {
            if let Some(member) = &members[entry] {
                keys[entry] = Key { id: member.id, ..Key::NONE };
                present = present.push(entry);
            }
            entry += 1;
        }
        Directory { members, by_id: present.sorted(&keys) }
    }

    pub(crate) const fn id(&self, entry: usize) -> &'static str {
        match &self.members[entry] {
            Some(member) => member.id,
            None => "",
        }
    }

    /// The entry with this id; the first one written, if there are several.
    pub(crate) const fn find(&self, id: &str) -> Option<usize> {
        let (mut low, mut high) = (0, self.by_id.count);
        while low < high {
            let middle = low + (high - low) / 2;
            if compare_text(self.id(self.by_id.entries[middle]), id).is_lt() {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if low < self.by_id.count && compare_text(self.id(self.by_id.entries[low]), id).is_eq() {
            Some(self.by_id.entries[low])
        } else {
            None
        }
    }

    /// How many dependencies are met by others in the set.
    pub const fn count_dependencies(&self) -> usize {
        self.fill_dependencies::<0>().1
    }

    /// Those dependencies: whoever is depended on goes before whoever depends on it.
    pub const fn dependencies<const P: usize>(&self) -> [Pair; P] {
        self.fill_dependencies::<P>().0
    }

    pub(crate) const fn fill_dependencies<const P: usize>(&self) -> ([Pair; P], usize) {
        let mut pairs = [(0, 0); P];
        let mut count = 0;
        let mut entry = 0;
        while entry < N {
            if let Some(member) = &self.members[entry] {
                let mut rest = member.dependencies;
                let mut position = 0;
                while let [dependency, after @ ..] = rest {
                    if !member.has_named(dependency.id(), position)
                        && let Some(there) = self.find(dependency.id())
                        && let Some(Member { version, .. }) = &self.members[there]
                        && satisfies(dependency.requirement(), version)
                    {
                        if count < P {
                            pairs[count] = (there, entry);
                        }
                        count += 1;
                    }
                    rest = after;
                    position += 1;
                }
            }
            entry += 1;
        }
        (pairs, count)
    }

    /// How many constraints an extension of these facts has that concern others.
    pub const fn count_constraints(&self, facts: &[Option<Facts>; N], concerned: &[bool; N]) -> usize {
        self.fill_constraints::<0>(facts, concerned).1
    }

    /// Those constraints.
    pub const fn constraints<const P: usize>(
        &self,
        facts: &[Option<Facts>; N],
        concerned: &[bool; N],
    ) -> [Pair; P] {
        self.fill_constraints::<P>(facts, concerned).0
    }

    const fn fill_constraints<const P: usize>(
        &self,
        facts: &[Option<Facts>; N],
        concerned: &[bool; N],
    ) -> ([Pair; P], usize) {
        let mut pairs = [(0, 0); P];
        let mut count = 0;
        let mut entry = 0;
        while entry < N {
            if let Some(facts) = &facts[entry] {
                let mut rest = facts.after;
                while let [id, after @ ..] = rest {
                    if let Some(there) = self.find(id)
                        && concerned[there]
                    {
                        if count < P {
                            pairs[count] = (there, entry);
                        }
                        count += 1;
                    }
                    rest = after;
                }
                let mut rest = facts.before;
                while let [id, after @ ..] = rest {
                    if let Some(there) = self.find(id)
                        && concerned[there]
                    {
                        if count < P {
                            pairs[count] = (entry, there);
                        }
                        count += 1;
                    }
                    rest = after;
                }
            }
            entry += 1;
        }
        (pairs, count)
    }

    /// Whoever is there.
    pub const fn everybody(&self) -> [bool; N] {
        let mut there = [false; N];
        let mut next = 0;
        while next < self.by_id.count {
            there[self.by_id.entries[next]] = true;
            next += 1;
        }
        there
    }

    /// Everybody by priority, dependency rank and id.
    pub const fn ranking(&self, ranks: &[usize; N], facts: &[Option<Facts>; N]) -> Ranking<N> {
        let mut keys = [Key::NONE; N];
        let mut entry = 0;
        while entry < N {
            let priority = match &facts[entry] {
                Some(facts) => facts.priority,
                None => 0,
            };
            keys[entry] = Key { priority, rank: ranks[entry], id: self.id(entry) };
            entry += 1;
        }
        self.by_id.sorted(&keys)
    }
}

/// The length of the longest chain of dependencies below each entry.
pub const fn ranks<const N: usize>(dependencies: &[Pair]) -> [usize; N] {
    let mut ranks = [0; N];
    let mut round = 0;
    let mut changed = true;
    // No chain is longer than the set. (In a circle there is no end to it.)
    while changed && round < N {
        changed = false;
        let mut pair = 0;
        while pair < dependencies.len() {
            let (below, above) = dependencies[pair];
            if ranks[above] <= ranks[below] {
                ranks[above] = ranks[below] + 1;
                changed = true;
            }
            pair += 1;
        }
        round += 1;
    }
    ranks
}

/// Whether anybody extends it.
pub const fn anybody<const N: usize>(facts: &[Option<Facts>; N]) -> bool {
    let mut entry = 0;
    while entry < N {
        if facts[entry].is_some() {
            return true;
        }
        entry += 1;
    }
    false
}

/// Who extends something.
pub const fn extenders<const N: usize>(facts: &[Option<Facts>; N]) -> [bool; N] {
    let mut some = [false; N];
    let mut entry = 0;
    while entry < N {
        some[entry] = facts[entry].is_some();
        entry += 1;
    }
    some
}

/// Who implements, or wraps, the hook at this place of its point.
pub(crate) const fn providers<const N: usize>(facts: &[Option<Facts>; N], hook: usize) -> [bool; N] {
    let mut due = [false; N];
    let mut entry = 0;
    while entry < N {
        if let Some(facts) = &facts[entry] {
            due[entry] = facts.provides(hook);
        }
        entry += 1;
    }
    due
}

/// Who implements, or wraps, the hook at this place of its point, in the order in which they are called.
pub const fn call_order<const N: usize>(
    ranking: &Ranking<N>,
    facts: &[Option<Facts>; N],
    constraints: &[Pair],
    hook: usize,
) -> Ranking<N> {
    ranking.only(&providers(facts, hook)).constrained(constraints)
}

/// The order in which everybody is started: as `Lifecycle` says, and dependencies first.
pub const fn start_order<const N: usize>(
    directory: &Directory<N>,
    lifecycle: &[Option<Facts>; N],
    constraints: &[Pair],
) -> Ranking<N> {
    directory.ranking(&[0; N], lifecycle).constrained(constraints)
}

/// Two lists as one.
pub const fn joined<const P: usize>(some: &[Pair], more: &[Pair]) -> [Pair; P] {
    let mut all = [(0, 0); P];
    let mut next = 0;
    while next < P {
        all[next] = if next < some.len() { some[next] } else { more[next - some.len()] };
        next += 1;
    }
    all
}

/// The shortest circle that has this entry as its lowest, if there is one: each goes before the next.
pub(crate) const fn circle<const N: usize>(
    pairs: &[Pair],
    due: &[bool; N],
    lowest: usize,
) -> Option<Ranking<N>> {
    if !due[lowest] {
        return None;
    }
    // Backwards: from whom each was reached, so that the way back is the way there.
    let mut towards = [N; N];
    let mut frontier = [false; N];
    frontier[lowest] = true;
    loop {
        let mut reached = [false; N];
        let mut any = false;
        let mut pair = 0;
        while pair < pairs.len() {
            let (first, second) = pairs[pair];
            if frontier[second] && due[first] && first >= lowest && towards[first] == N {
                towards[first] = second;
                reached[first] = true;
                any = true;
            }
            pair += 1;
        }
        if towards[lowest] < N {
            let mut circle = Ranking::EMPTY.push(lowest);
            let mut next = towards[lowest];
            while next != lowest {
                circle = circle.push(next);
                next = towards[next];
            }
            return Some(circle);
        }
        if !any {
            return None;
        }
        frontier = reached;
    }
}

const fn smaller(one: usize, other: usize) -> usize {
    if one < other { one } else { other }
}
