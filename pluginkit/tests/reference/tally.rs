//! How often what happened: cases in which nothing happens agree about nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::seen::{Course, End};
use crate::site::Event;

#[derive(Debug, Default)]
pub(crate) struct Tally(BTreeMap<&'static str, usize>);

impl Tally {
    pub(crate) fn add(&mut self, what: &'static str, times: usize) {
        *self.0.entry(what).or_default() += times;
    }

    pub(crate) fn count(&mut self, course: &Course) {
        let Course { end, failures, contributors, vector, published, trace } = course;
        self.add("calls", 1);
        self.add("dropped before anything happened", usize::from(*end == End::Dropped && trace.is_empty()));
        self.add("dropped under way", usize::from(*end == End::Dropped && !trace.is_empty()));
        self.add("ended by a failure", usize::from(matches!(end, End::Failed(_))));
        self.add("passed over", failures.len());
        self.add("contributors", contributors.len());
        self.add("appended", vector.as_ref().map_or(0, |vector| vector.len() - 1));
        for kind in ["failed", "panicked", "timed out"] {
            self.add(kind, published.iter().filter(|failure| failure.text.starts_with(kind)).count());
        }
        let mut inside = BTreeSet::new();
        let mut before = BTreeSet::new();
        for (_, event) in trace {
            match event {
                Event::Asked(..) => self.add("asked", 1),
                Event::Around(..) => self.add("wrappers", 1),
                Event::Left(_) => {}
                Event::In(id, _) => {
                    self.add("implementations", 1);
                    self.add("beside others", usize::from(!inside.is_empty()));
                    self.add("called again", usize::from(!before.insert(*id)));
                    inside.insert(*id);
                }
                Event::Out(id) => {
                    inside.remove(id);
                }
            }
        }
    }

    /// Few cases may be dull; many are not.
    pub(crate) fn check(&self) {
        println!("{:#?}", self.0);
        let dull = self.0.get("calls").is_none_or(|calls| *calls < 5000);
        assert!(dull || self.0.len() == 18 && self.0.values().all(|times| *times > 100), "{self:?}");
    }
}
