//! What is wrong with a set, as errors of compilation: each where the entry is written, with the plugins it concerns.

use super::plan::{Directory, Pair, Ranking, circle};
use crate::checks::Text;
use crate::error::Ordered;
use crate::point::{Facts, HookInfo};
use crate::version::satisfies;

/// A set, as far as its checks need it.
#[derive(Clone, Copy)]
pub struct Checked<const N: usize> {
    /// The name of the set.
    pub set: &'static str,
    /// The names of the entries.
    pub entries: [&'static str; N],
    /// Who they are.
    pub directory: Directory<N>,
    /// Who depends on whom.
    pub dependencies: &'static [Pair],
}

impl<const N: usize> Checked<N> {
    const fn text(&self) -> Text {
        Text::new().add("plugin set `").add(self.set).add("`: ")
    }

    /// One after the other, and the first again.
    const fn ring(&self, mut text: Text, circle: &Ranking<N>) -> Text {
        let mut next = 0;
        while next < circle.count {
            text = text.add(self.directory.id(circle.entries[next])).add(" → ");
            next += 1;
        }
        text.add(self.directory.id(circle.entries[0]))
    }

    /// The entry's id and its dependencies.
    ///
    /// # Panics
    /// If something is wrong with them.
    #[track_caller]
    pub const fn entry(&self, entry: usize) {
        let Some(member) = &self.directory.members[entry] else { return };
        let mut text = self.text();
        let empty = text.len();
        if let Some(first) = self.directory.find(member.id)
            && first != entry
        {
            text = text
                .add("two entries have the id `")
                .add(member.id)
                .add("`: `")
                .add(self.entries[first])
                .add("` and `")
                .add(self.entries[entry])
                .add("`");
        }
        let mut rest = member.dependencies;
        let mut position = 0;
        while let [dependency, after @ ..] = rest {
            let next = if text.len() == empty { text } else { text.add("; ") };
            let next = next.add("`").add(member.id).add("` ");
            let (id, requirement) = (dependency.id(), dependency.requirement());
            let there = match self.directory.find(id) {
                Some(there) => &self.directory.members[there],
                None => &None,
            };
            if member.has_named(id, position) {
                text = next.add("names its dependency `").add(id).add("` twice: keep one of them");
            } else if let Some(there) = there {
                if !satisfies(requirement, there.version) {
                    text = next
                        .add("depends on `")
                        .add(id)
                        .add("` ")
                        .add(requirement)
                        .add(", but `")
                        .add(id)
                        .add("` is ")
                        .add(there.version);
                }
            } else if !dependency.is_optional() {
                text = next
                    .add("depends on `")
                    .add(id)
                    .add("` (")
                    .add(requirement)
                    .add("), which is not in the set: add it to the entries");
            }
            rest = after;
            position += 1;
        }
        assert!(text.len() == empty, "{}", text.as_str());
    }

    /// Whether the entry depends on itself, through others or not. Each circle is the lowest entry's.
    ///
    /// # Panics
    /// If it does.
    #[track_caller]
    pub const fn depends_on_itself(&self, entry: usize) {
        if let Some(circle) = circle(self.dependencies, &self.directory.everybody(), entry) {
            let text = self.text().add("plugins depend on each other in a circle: ");
            let text = self.ring(text, &circle.reversed());
            panic!("{}", text.as_str());
        }
    }

    /// Whether those who extend a point can be put in order, hook by hook. Each contradiction is the lowest entry's.
    ///
    /// # Panics
    /// If they cannot.
    #[track_caller]
    pub const fn order(
        &self,
        entry: usize,
        hooks: &[HookInfo],
        ordered: Ordered,
        facts: &[Option<Facts>; N],
        constraints: &[Pair],
    ) {
        if constraints.is_empty() {
            return;
        }
        let mut hook = 0;
        while hook < hooks.len() {
            let due = super::plan::providers(facts, hook);
            if let Some(circle) = circle(constraints, &due, entry) {
                let text = self
                    .text()
                    .add("the ")
                    .add(match ordered {
                        Ordered::Implementations => "implementations",
                        Ordered::Wrappers => "wrappers",
                    })
                    .add(" of hook `")
                    .add(hooks[hook].id())
                    .add("` cannot be put in order: ");
                let text = self.ring(text, &circle).add(" (each before the next)");
                panic!("{}", text.as_str());
            }
            hook += 1;
        }
    }

    /// Whether everybody can be started, those first whom others depend on. What goes in circles already without the
    /// constraints is not reported again.
    ///
    /// # Panics
    /// If not.
    #[track_caller]
    pub const fn start(&self, entry: usize, pairs: &[Pair]) {
        if pairs.len() == self.dependencies.len() {
            return;
        }
        let everybody = self.directory.everybody();
        let Some(ring) = circle(pairs, &everybody, entry) else { return };
        if circle(self.dependencies, &everybody, entry).is_some() {
            return;
        }
        let text = self.text().add("its plugins cannot be started in order: ");
        let text = self.ring(text, &ring).add(" (each before the next)");
        panic!("{}", text.as_str());
    }
}
