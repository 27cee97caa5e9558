//! Which of a point's extensions a narrowed caller calls.

use std::collections::BTreeSet;

use crate::id::PluginId;
use crate::resolve::{Attachment, Extension};

/// What was chosen, one thing after the other: what is said later holds for what was added earlier.
#[derive(Clone, Default)]
pub(super) struct Selection {
    only: Option<BTreeSet<String>>,
    without: BTreeSet<String>,
    with: Vec<Extra>,
}

/// An implementation that the manager does not know.
#[derive(Clone)]
pub(super) struct Extra {
    pub(super) attachment: Attachment,
    pub(super) needs: Vec<PluginId>,
}

impl Selection {
    /// Implementations of these plugins only.
    pub(super) fn only(&mut self, plugins: BTreeSet<String>) {
        self.only = Some(match self.only.take() {
            Some(only) => only.intersection(&plugins).cloned().collect(),
            None => plugins,
        });
    }

    /// Nothing of these plugins.
    pub(super) fn without(&mut self, plugins: BTreeSet<String>) {
        self.without.extend(plugins);
    }

    /// One more implementation, whatever has been said before.
    pub(super) fn with(&mut self, extra: Extra) {
        let id = extra.id().as_str();
        self.without.remove(id);
        if let Some(only) = &mut self.only {
            only.insert(id.to_owned());
        }
        self.with.retain(|other| other.id() != extra.id());
        self.with.push(extra);
    }

    /// What it leaves of these, and adds to them.
    pub(super) fn of(&self, known: &[Attachment]) -> Vec<Attachment> {
        let extra = self.with.iter().map(|extra| extra.among(known));
        let others = known.iter().filter(|attachment| !self.replaces(&attachment.extension)).cloned();
        others.chain(extra).filter(|attachment| self.keeps(&attachment.extension)).collect()
    }

    /// Whether it has added a plugin of this id.
    pub(super) fn adds(&self, id: &str) -> bool {
        self.with.iter().any(|extra| *extra.id() == id)
    }

    fn keeps(&self, extension: &Extension) -> bool {
        let id = extension.id.as_str();
        let named = extension.is_wrapper() || self.only.as_ref().is_none_or(|only| only.contains(id));
        named && !self.without.contains(id)
    }

    /// An id is called once: an extra instance of a plugin that is there takes its place.
    fn replaces(&self, extension: &Extension) -> bool {
        !extension.is_wrapper() && self.adds(extension.id.as_str())
    }
}

impl Extra {
    fn id(&self) -> &PluginId {
        &self.attachment.extension.id
    }

    /// The attachment with the dependency rank that it has among those who are there.
    fn among(&self, known: &[Attachment]) -> Attachment {
        let rank =
            |id: &str| known.iter().find(|other| other.extension.id == *id).map(|other| other.extension.rank);
        let below = || self.needs.iter().filter_map(|needed| rank(needed.as_str())).max();
        let mut attachment = self.attachment.clone();
        attachment.extension.rank =
            rank(self.id().as_str()).or_else(|| below().map(|below| below + 1)).unwrap_or(0);
        attachment
    }
}
