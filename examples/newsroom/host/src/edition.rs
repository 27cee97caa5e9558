use std::time::Duration;

use crate::days::Day;
use crate::missing::Missing;
use crate::sources::Source;
use crate::times::Lap;

/// Everything that is printed, in the order in which it is printed. How it looks is the business of `page`.
#[derive(Debug)]
pub(crate) struct Edition {
    pub(crate) days: Vec<Day>,
    pub(crate) sources: Vec<Source>,
    /// The plugins that filed something.
    pub(crate) contributors: Vec<String>,
    pub(crate) missing: Vec<Missing>,
    /// How long it took to ask all sources in one call.
    pub(crate) whole: Option<Duration>,
    /// How long it took to ask each of them alone.
    pub(crate) each: Vec<Lap>,
}
