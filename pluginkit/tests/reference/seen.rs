//! What callers get, as wrappers make and change it, and as it is compared.

use pluginkit::{HookError, HookErrorKind, HookResult, Report};

use crate::cast::Refusal;
use crate::site::Trace;

/// An outcome of any hook.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Seen {
    Nothing,
    Many(Vec<u32>),
    Maybe(Option<u32>),
    One(u32),
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
    /// The future was dropped before it was done.
    Dropped,
}

/// Everything that can be seen of a call.
#[derive(Debug, PartialEq)]
pub(crate) struct Course {
    pub(crate) end: End,
    /// In the report, where one was asked for.
    pub(crate) failures: Vec<Failure>,
    pub(crate) contributors: Vec<String>,
    /// What is in the caller's vector then, where it was handed in.
    pub(crate) vector: Option<Vec<u32>>,
    /// What subscribers were told of.
    pub(crate) published: Vec<Failure>,
    pub(crate) trace: Trace,
}

impl Course {
    pub(crate) fn of(end: End) -> Self {
        Course {
            end,
            failures: Vec::new(),
            contributors: Vec::new(),
            vector: None,
            published: Vec::new(),
            trace: Trace::new(),
        }
    }
}

/// What stands in a caller's vector before the call.
pub(crate) const BEFORE: u32 = 99;

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
    fn seen(self) -> Course;
}

impl<O: Outcome> Returns for HookResult<O> {
    fn seen(self) -> Course {
        Course::of(match self {
            Ok(outcome) => End::Given(outcome.seen()),
            Err(error) => End::Failed(Failure::from(&error)),
        })
    }
}

impl<O: Outcome> Returns for Report<O> {
    fn seen(self) -> Course {
        Course {
            failures: self.failures.iter().map(Failure::from).collect(),
            contributors: self.contributors.iter().map(ToString::to_string).collect(),
            ..Course::of(End::Given(self.value.seen()))
        }
    }
}

/// What the caller of a hook gets.
pub(crate) trait Outcome: Sized {
    fn seen(&self) -> Seen;
    /// The answer of a wrapper that asks nobody.
    fn answer(value: u32) -> Self;
    #[must_use]
    fn changed(self, more: u32) -> Self;

    /// What goes in, where a wrapper changes that.
    fn before(value: u32, _more: u32) -> u32 {
        value
    }

    /// What goes in when the rest is run again.
    fn onward(&self, value: u32) -> u32 {
        value
    }
}

impl Outcome for () {
    fn seen(&self) -> Seen {
        Seen::Nothing
    }

    fn answer(_: u32) {}

    fn changed(self, _: u32) {}
}

impl Outcome for Vec<u32> {
    fn seen(&self) -> Seen {
        Seen::Many(self.clone())
    }

    fn answer(value: u32) -> Self {
        vec![value]
    }

    fn changed(mut self, more: u32) -> Self {
        self.push(more);
        self
    }
}

impl Outcome for Option<u32> {
    fn seen(&self) -> Seen {
        Seen::Maybe(*self)
    }

    fn answer(value: u32) -> Self {
        Some(value)
    }

    fn changed(self, more: u32) -> Self {
        self.map(|value| value + more)
    }
}

impl Outcome for u32 {
    fn seen(&self) -> Seen {
        Seen::One(*self)
    }

    fn answer(value: u32) -> Self {
        value
    }

    fn changed(self, more: u32) -> Self {
        self + more
    }

    fn before(value: u32, more: u32) -> u32 {
        value + more
    }

    fn onward(&self, _: u32) -> u32 {
        *self
    }
}

/// Under `isolated`, the outcome is all there is.
macro_rules! alone {
    ($($outcome:ty),*) => {
        $(
            impl Returns for $outcome {
                fn seen(self) -> Course {
                    Course::of(End::Given(Outcome::seen(&self)))
                }
            }
        )*
    };
}

alone!((), Vec<u32>, Option<u32>, u32);
