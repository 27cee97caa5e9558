//! What is made to go wrong, and when.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use crate::BoxError;

/// When something is made to go wrong: in which hook of a plugin's life, or when it is asked for its health.
///
/// ```
/// use pluginkit::testing::Phase;
///
/// assert_eq!(Phase::Start.to_string(), "start");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Phase {
    /// `Lifecycle::init`.
    Init,
    /// `Lifecycle::start`.
    Start,
    /// `Lifecycle::stop`.
    Stop,
    /// `Lifecycle::unload`.
    Unload,
    /// `Health::health`.
    Health,
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Phase::Init => "init",
            Phase::Start => "start",
            Phase::Stop => "stop",
            Phase::Unload => "unload",
            Phase::Health => "health",
        })
    }
}

/// What goes wrong with one plugin.
#[derive(Debug, Default)]
pub(super) struct Faults {
    delays: BTreeMap<Phase, Duration>,
    ends: BTreeMap<Phase, End>,
}

#[derive(Debug)]
enum End {
    Fails(String),
    Panics(String),
}

impl Faults {
    pub(super) fn delays(&mut self, phase: Phase, delay: Duration) {
        self.delays.insert(phase, delay);
    }

    pub(super) fn fails(&mut self, phase: Phase, message: String) {
        self.ends.insert(phase, End::Fails(message));
    }

    pub(super) fn panics(&mut self, phase: Phase, message: String) {
        self.ends.insert(phase, End::Panics(message));
    }

    /// Does what is asked for in this phase, the delay first.
    pub(super) async fn strike(&self, phase: Phase) -> Result<(), BoxError> {
        if let Some(delay) = self.delays.get(&phase) {
            tokio::time::sleep(*delay).await;
        }
        match self.ends.get(&phase) {
            None => Ok(()),
            Some(End::Fails(message)) => Err(message.as_str().into()),
            Some(End::Panics(message)) => panic!("{message}"),
        }
    }
}
