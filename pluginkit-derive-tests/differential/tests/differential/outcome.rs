//! What callers get, as wrappers make and change it, and as it is compared.

use pluginkit::{HookError, HookErrorKind, HookResult, Report};

use crate::habits::plus;
use crate::point::{Refusal, Unique};

/// An outcome of any hook.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Seen {
    Nothing,
    Many(Vec<u64>),
    Maybe(Option<u64>),
    One(u64),
}

/// A failure, as its caller sees it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Failure {
    pub(crate) plugin: String,
    pub(crate) hook: String,
    pub(crate) text: String,
}

/// What a call ends with.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum End {
    Given(Seen),
    Failed(Failure),
    /// A panic has come through.
    Panicked(String),
    /// The future was dropped before it was done.
    Dropped,
}

/// What a caller sees of a call.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Result {
    pub(crate) end: End,
    pub(crate) failures: Vec<Failure>,
    pub(crate) contributors: Vec<String>,
    /// What is in the caller's vector then, if there is one.
    pub(crate) vector: Option<Vec<u64>>,
}

impl Result {
    pub(crate) fn of(end: End) -> Self {
        Result { end, failures: Vec::new(), contributors: Vec::new(), vector: None }
    }
}

impl From<&HookError> for Failure {
    fn from(error: &HookError) -> Self {
        let source = std::error::Error::source(error).map(<dyn std::error::Error>::is::<Refusal>);
        assert_eq!(source, matches!(error.kind(), HookErrorKind::Failed(_)).then_some(true), "{error:?}");
        let (plugin, hook, text) = (error.plugin(), error.hook(), error.kind().to_string());
        Failure { plugin: plugin.to_owned(), hook: hook.to_owned(), text }
    }
}

/// What a call returns, by its strategy.
pub(crate) trait Returns {
    fn seen(self) -> Result;
}

impl<O: Outcome> Returns for HookResult<O> {
    fn seen(self) -> Result {
        Result::of(match self {
            Ok(outcome) => End::Given(outcome.seen()),
            Err(error) => End::Failed(Failure::from(&error)),
        })
    }
}

impl<O: Outcome> Returns for Report<O> {
    fn seen(self) -> Result {
        Result {
            end: End::Given(self.value.seen()),
            failures: self.failures.iter().map(Failure::from).collect(),
            contributors: self.contributors.iter().map(ToString::to_string).collect(),
            vector: None,
        }
    }
}

/// What the caller of a hook gets.
pub(crate) trait Outcome: Sized {
    fn seen(&self) -> Seen;
    /// The answer of a wrapper that asks nobody.
    fn answer(value: u64) -> Self;
    #[must_use]
    fn changed(self, more: u64) -> Self;

    /// What goes in, where a wrapper changes that.
    fn before(value: u64, _more: u64) -> u64 {
        value
    }

    /// What goes in when the rest is run again.
    fn onward(&self, value: u64) -> u64 {
        value
    }
}

impl Outcome for () {
    fn seen(&self) -> Seen {
        Seen::Nothing
    }

    fn answer(_: u64) {}

    fn changed(self, _: u64) {}
}

impl Outcome for Vec<u64> {
    fn seen(&self) -> Seen {
        Seen::Many(self.clone())
    }

    fn answer(value: u64) -> Self {
        vec![value]
    }

    fn changed(mut self, more: u64) -> Self {
        self.push(more);
        self
    }
}

impl Outcome for Vec<Unique> {
    fn seen(&self) -> Seen {
        Seen::Many(self.iter().map(|Unique(value)| *value).collect())
    }

    fn answer(value: u64) -> Self {
        vec![Unique(value)]
    }

    fn changed(mut self, more: u64) -> Self {
        self.push(Unique(more));
        self
    }
}

impl Outcome for Option<u64> {
    fn seen(&self) -> Seen {
        Seen::Maybe(*self)
    }

    fn answer(value: u64) -> Self {
        Some(value)
    }

    fn changed(self, more: u64) -> Self {
        self.map(|value| plus(value, more))
    }
}

impl Outcome for u64 {
    fn seen(&self) -> Seen {
        Seen::One(*self)
    }

    fn answer(value: u64) -> Self {
        value
    }

    fn changed(self, more: u64) -> Self {
        plus(self, more)
    }

    fn before(value: u64, more: u64) -> u64 {
        plus(value, more)
    }

    fn onward(&self, _: u64) -> u64 {
        *self
    }
}

/// Under `isolated`, the outcome is all there is.
macro_rules! alone {
    ($($outcome:ty),*) => {
        $(
            impl Returns for $outcome {
                fn seen(self) -> Result {
                    Result::of(End::Given(Outcome::seen(&self)))
                }
            }
        )*
    };
}

alone!((), Vec<u64>, Vec<Unique>, Option<u64>, u64);
