//! What is measured, handed to the recorder of the `metrics` crate.

use std::sync::OnceLock;

use metrics::{Counter, Histogram, Label};

use crate::id::PluginId;
use crate::watch::{CallOutcome, Ended};

/// The recorder's own meters for what one meter counts. Asked for by the first call, and not when a table is built: a recorder is
/// the host's code, and a lock is held then.
pub(super) struct Exported {
    labels: Vec<Label>,
    duration: OnceLock<Histogram>,
    outcomes: [(CallOutcome, OnceLock<Counter>); 5],
}

impl Exported {
    pub(super) fn new(hook: &'static str, plugin: Option<&PluginId>) -> Self {
        let plugin = plugin.map(|plugin| Label::new("plugin", plugin.to_string()));
        let outcomes = [
            CallOutcome::Returned,
            CallOutcome::Failed,
            CallOutcome::Panicked,
            CallOutcome::TimedOut,
            CallOutcome::Cancelled,
        ];
        Exported {
            labels: [Label::new("hook", hook)].into_iter().chain(plugin).collect(),
            duration: OnceLock::new(),
            outcomes: outcomes.map(|outcome| (outcome, OnceLock::new())),
        }
    }

    pub(super) fn record(&self, ended: &Ended) {
        if ended.outcome() != CallOutcome::Cancelled {
            let made = || metrics::histogram!("pluginkit_hook_duration_seconds", self.labels.iter());
            self.duration.get_or_init(made).record(ended.elapsed());
        }
        for (outcome, counter) in self.outcomes.iter().filter(|(outcome, _)| *outcome == ended.outcome()) {
            let labels = || self.labels.iter().cloned().chain([Label::new("outcome", outcome.name())]);
            let labels = || labels().collect::<Vec<Label>>();
            let made = || metrics::counter!("pluginkit_hook_calls_total", labels());
            counter.get_or_init(made).increment(1);
        }
    }
}
