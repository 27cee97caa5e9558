//! What is wrong with a set, or with a list, as errors of compilation that name the plugins concerned.

use super::plan::{Directory, Pair, Ranking, circle};
use super::slots::Member;
use crate::checks::{MISTAKEN, Text, is_mistaken};
use crate::error::Ordered;
use crate::plugin::PluginEntry;
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

    /// The entry's id and its dependencies.
    ///
    /// # Panics
    /// If something is wrong with them.
    #[track_caller]
    pub const fn entry(&self, entry: usize) {
        let Some(member) = &self.directory.members[entry] else { return };
        let mut mistakes = Mistakes::of(&self.text());
        if let Some(first) = self.directory.find(member.id)
            && first != entry
            && !is_mistaken(member.id)
        {
            mistakes = mistakes.same_id(member.id, self.entries[first], self.entries[entry]);
        }
        // Whose id is not known may be the one that seems to be missing.
        let absent =
            if self.directory.find(MISTAKEN).is_some() { Absent::IsElsewhere } else { Absent::IsMissing };
        mistakes.dependencies(&self.directory, member, absent).report();
    }

    /// Whether the entry depends on itself, through others or not. Each circle is the lowest entry's.
    ///
    /// # Panics
    /// If it does.
    #[track_caller]
    pub const fn depends_on_itself(&self, entry: usize) {
        if let Some(circle) = circle(self.dependencies, &self.directory.everybody(), entry) {
            Mistakes::of(&self.text()).circle(&self.directory, &circle.reversed()).report();
        }
    }

    /// Whether a point is listed for the first time.
    ///
    /// # Panics
    /// If not.
    #[track_caller]
    pub const fn listed(&self, point: &str, again: bool) {
        let text =
            self.text().add("the extension point `").add(point).add("` is listed twice: once is enough");
        assert!(!again, "{}", text.as_str());
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
                let text = ring(text, &self.directory, &circle).add(" (each before the next)");
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
        let Some(tangle) = circle(pairs, &everybody, entry) else { return };
        if circle(self.dependencies, &everybody, entry).is_some() {
            return;
        }
        let text = self.text().add("its plugins cannot be started in order: ");
        let text = ring(text, &self.directory, &tangle).add(" (each before the next)");
        panic!("{}", text.as_str());
    }
}

/// What is wrong with plugins that are listed: that somebody is not there is no mistake, others may list or link them.
///
/// # Panics
/// If two have one id, one is of another version than another asks for, or they depend on each other in a circle.
#[track_caller]
pub const fn check_listed<const N: usize>(entries: &[PluginEntry; N]) {
    /// Of more dependencies than these, circles are found when the manager is built.
    const DEPENDENCIES: usize = 1024;
    let mut members = [None; N];
    let mut entry = 0;
    while entry < N {
        members[entry] = Some(Member::of(entries[entry]));
        entry += 1;
    }
    let directory = Directory::of(members);
    let mut mistakes = Mistakes::of(&Text::new().add("`plugins!`: "));
    let (pairs, count) = directory.fill_dependencies::<DEPENDENCIES>();
    let pairs = pairs.split_at(if count < DEPENDENCIES { count } else { DEPENDENCIES }).0;
    entry = 0;
    while entry < N {
        let member = Member::of(entries[entry]);
        if let Some(first) = directory.find(member.id)
            && first != entry
            && !entries[first].origin().is_same(&entries[entry].origin())
            && !is_mistaken(member.id)
        {
            let (one, other) = (entries[first].origin(), entries[entry].origin());
            let one = Text::new().add(one.file()).add(":").add_number(one.line());
            let other = Text::new().add(other.file()).add(":").add_number(other.line());
            mistakes = mistakes.same_id(member.id, one.as_str(), other.as_str());
        }
        mistakes = mistakes.dependencies(&directory, &member, Absent::IsElsewhere);
        if let Some(circle) = circle(pairs, &directory.everybody(), entry) {
            mistakes = mistakes.circle(&directory, &circle.reversed());
        }
        entry += 1;
    }
    mistakes.report();
}

/// What it means that a dependency is not there.
#[derive(Clone, Copy)]
enum Absent {
    IsMissing,
    IsElsewhere,
}

/// What was found so far, as one text.
#[derive(Clone, Copy)]
struct Mistakes {
    text: Text,
    /// The length of the text while there are none.
    none: usize,
}

impl Mistakes {
    const fn of(head: &Text) -> Self {
        Mistakes { text: *head, none: head.len() }
    }

    /// Where the next one is written.
    const fn next(&self) -> Text {
        if self.text.len() == self.none { self.text } else { self.text.add("; ") }
    }

    const fn with(self, text: &Text) -> Self {
        Mistakes { text: *text, ..self }
    }

    const fn same_id(self, id: &str, one: &str, other: &str) -> Self {
        let text = self.next().add("two plugins have the id `").add(id);
        self.with(&text.add("`: `").add(one).add("` and `").add(other).add("`"))
    }

    const fn dependencies<const N: usize>(
        mut self,
        directory: &Directory<N>,
        member: &Member,
        absent: Absent,
    ) -> Self {
        let mut rest = member.dependencies;
        let mut position = 0;
        while let [dependency, after @ ..] = rest {
            let text = self.next().add("`").add(member.id).add("` ");
            let (id, requirement) = (dependency.id(), dependency.requirement());
            let there = match directory.find(id) {
                Some(there) => &directory.members[there],
                None => &None,
            };
            if member.has_named(id, position) {
                self =
                    self.with(&text.add("names its dependency `").add(id).add("` twice: keep one of them"));
            } else if let Some(there) = there {
                if !satisfies(requirement, there.version) && !is_mistaken(id) {
                    let text = text.add("depends on `").add(id).add("` ").add(requirement);
                    self = self.with(&text.add(", but `").add(id).add("` is ").add(there.version));
                }
            } else if matches!(absent, Absent::IsMissing) && !dependency.is_optional() {
                let text = text.add("depends on `").add(id).add("` (").add(requirement);
                self = self.with(&text.add("), which is not in the set: add it to the entries"));
            }
            rest = after;
            position += 1;
        }
        self
    }

    const fn circle<const N: usize>(self, directory: &Directory<N>, circle: &Ranking<N>) -> Self {
        let text = self.next().add("plugins depend on each other in a circle: ");
        self.with(&ring(text, directory, circle))
    }

    /// # Panics
    /// If there are any.
    #[track_caller]
    const fn report(self) {
        assert!(self.text.len() == self.none, "{}", self.text.as_str());
    }
}

/// One after the other, and the first again.
const fn ring<const N: usize>(mut text: Text, directory: &Directory<N>, circle: &Ranking<N>) -> Text {
    let mut next = 0;
    while next < circle.count {
        text = text.add(directory.id(circle.entries[next])).add(" → ");
        next += 1;
    }
    text.add(directory.id(circle.entries[0]))
}
