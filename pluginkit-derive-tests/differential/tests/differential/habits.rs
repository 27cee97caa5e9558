//! What a plugin does, as its world tells: for the plugin and for the model alike.

use crate::told::{Habit, Hook, Layer, Member, Shape, Values, Way, World};

impl Values {
    pub(crate) fn hold(self, value: u64) -> bool {
        value.checked_rem(self.0) == Some(self.1)
    }
}

/// What an implementation answers.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Answer {
    Gives(u64),
    Abstains,
    Ends(u64),
    Fails,
    Panics,
}

impl Habit {
    /// `again` counts how often it was called before in this call.
    pub(crate) fn answer(&self, hook: &Hook, value: u64, again: usize) -> Answer {
        let answer = plus(value, self.adds);
        if self.panics.hold(value) {
            Answer::Panics
        } else if hook.fallible && self.fails.hold(value) && !(self.recovers && again > 0) {
            Answer::Fails
        } else if matches!(hook.shape, Shape::CollectSome | Shape::First) && self.abstains.hold(value) {
            Answer::Abstains
        } else if hook.shape == Shape::Flow && self.ends.hold(value) {
            Answer::Ends(answer)
        } else {
            Answer::Gives(answer)
        }
    }
}

impl Layer {
    pub(crate) fn way(&self, value: u64) -> Way {
        if self.waits.is_some() && !self.on.hold(value) { Way::Through } else { self.way }
    }

    pub(crate) fn waits(&self) -> (usize, usize) {
        self.waits.unwrap_or_default()
    }
}

/// Small numbers stay small, so that many ways lead to those on which something happens.
pub(crate) fn plus(value: u64, more: u64) -> u64 {
    (value + more) % 12
}

pub(crate) fn refusal(plugin: &Member, value: u64) -> String {
    format!("{} refuses {value}", plugin.id)
}

/// Every panic of a plugin begins like this.
pub(crate) const PLANNED: &str = "as planned: ";

pub(crate) fn panic_message(plugin: &Member, value: u64) -> String {
    format!("{PLANNED}{} at {value}", plugin.id)
}

impl World {
    pub(crate) fn habit(&self, plugin: usize, hook: usize) -> Option<&Habit> {
        let implements = self.plugins[plugin].implements.as_ref()?;
        implements.habits.iter().find(|habit| habit.hook == hook)
    }

    pub(crate) fn layer(&self, plugin: usize, hook: usize) -> Option<&Layer> {
        let wraps = self.plugins[plugin].wraps.as_ref()?;
        wraps.layers.iter().find(|layer| layer.hook == hook)
    }
}
