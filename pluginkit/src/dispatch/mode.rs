//! What a hook does with what its implementations return: each mode's meaning, written once, for every engine.

use alloc::vec::Vec;
use core::marker::PhantomData;
use core::ops::ControlFlow;

use crate::error::BoxError;

/// What follows from one implementation's return value; the value travels on to the next implementation.
#[derive(Debug)]
pub enum Step<V> {
    /// It contributed; go on.
    Next(V),
    /// It had nothing to say; go on.
    Abstained(V),
    /// It contributed, and nobody after it is asked.
    Done(V),
    /// It failed, and took the value with it.
    Failed(BoxError),
}

/// The meaning of a hook's results: an engine calls implementations, its mode folds what they return.
///
/// `Value` is what is threaded through the implementations: a pipeline's value, or `()`.
pub trait Mode: 'static {
    /// What goes into each implementation beside the arguments, and moves along.
    type Value: 'static;
    /// What an implementation returns.
    type Ret: 'static;
    /// What the caller gets.
    type Outcome: 'static;
    /// What is gathered on the way.
    type State;
    /// An empty state for at most `implementations` contributions.
    fn begin(implementations: usize) -> Self::State;
    /// Folds one return value into the state.
    fn step(state: &mut Self::State, ret: Self::Ret) -> Step<Self::Value>;
    /// The outcome, when everyone due has been called.
    fn finish(state: Self::State, value: Self::Value) -> Self::Outcome;
    /// Whether the call ends with the first answer.
    const SEARCHES: bool = false;
    /// Whether this is a failure.
    #[inline(always)]
    fn fails(_: &Self::Ret) -> bool {
        false
    }
    /// The value for one more implementation at the same time, where nothing is handed from one to the next.
    #[inline(always)]
    fn again(_: &Self::Value) -> Option<Self::Value> {
        None
    }
    /// The outcome when everyone has been called and nobody ended the call.
    #[inline(always)]
    fn exhausted(state: Self::State, value: Self::Value) -> Self::Outcome {
        Self::finish(state, value)
    }
}

/// `-> ()`: everybody is told, nothing comes back.
#[derive(Debug)]
pub struct Notify;

impl Mode for Notify {
    type Value = ();
    type Ret = ();
    type Outcome = ();
    type State = ();

    #[inline(always)]
    fn begin(_: usize) {}

    #[inline(always)]
    fn step((): &mut (), (): ()) -> Step<()> {
        Step::Next(())
    }

    #[inline(always)]
    fn finish((): (), (): ()) {}

    #[inline(always)]
    fn again((): &()) -> Option<()> {
        Some(())
    }
}

/// `-> T`: everybody's answer, in call order.
#[derive(Debug)]
pub struct Collect<T>(PhantomData<T>);

impl<T: 'static> Mode for Collect<T> {
    type Value = ();
    type Ret = T;
    type Outcome = Vec<T>;
    type State = Vec<T>;

    #[inline(always)]
    fn begin(implementations: usize) -> Vec<T> {
        Vec::with_capacity(implementations)
    }

    #[inline(always)]
    fn step(state: &mut Vec<T>, ret: T) -> Step<()> {
        state.push(ret);
        Step::Next(())
    }

    #[inline(always)]
    fn finish(state: Vec<T>, (): ()) -> Vec<T> {
        state
    }

    #[inline(always)]
    fn again((): &()) -> Option<()> {
        Some(())
    }
}

/// `-> Option<T>`: the answers of those who have one, in call order.
#[derive(Debug)]
pub struct CollectSome<T>(PhantomData<T>);

impl<T: 'static> Mode for CollectSome<T> {
    type Value = ();
    type Ret = Option<T>;
    type Outcome = Vec<T>;
    type State = Vec<T>;

    #[inline(always)]
    fn begin(_: usize) -> Vec<T> {
        // Most may abstain, and an empty vector costs nothing.
        Vec::new()
    }

    #[inline(always)]
    fn step(state: &mut Vec<T>, ret: Option<T>) -> Step<()> {
        match ret {
            Some(answer) => {
                state.push(answer);
                Step::Next(())
            }
            None => Step::Abstained(()),
        }
    }

    #[inline(always)]
    fn finish(state: Vec<T>, (): ()) -> Vec<T> {
        state
    }

    #[inline(always)]
    fn again((): &()) -> Option<()> {
        Some(())
    }
}

/// A mode that collects: what is gathered on the way is the outcome, so that a caller may hand in the vector.
pub trait Gather: Mode<Outcome = Vec<Self::Item>, State = Vec<Self::Item>> {
    /// One answer.
    type Item: 'static;
    /// For how many answers of so many implementations there should be room.
    fn room(implementations: usize) -> usize;
}

impl<T: 'static> Gather for Collect<T> {
    type Item = T;

    #[inline(always)]
    fn room(implementations: usize) -> usize {
        implementations
    }
}

impl<T: 'static> Gather for CollectSome<T> {
    type Item = T;

    #[inline(always)]
    fn room(_: usize) -> usize {
        0
    }
}

/// `#[hook(first_result)] -> Option<T>`: the first answer; nobody after it is asked.
#[derive(Debug)]
pub struct FirstResult<T>(PhantomData<T>);

impl<T: 'static> Mode for FirstResult<T> {
    type Value = ();
    type Ret = Option<T>;
    type Outcome = Option<T>;
    type State = Option<T>;
    const SEARCHES: bool = true;

    #[inline(always)]
    fn begin(_: usize) -> Option<T> {
        None
    }

    #[inline(always)]
    fn step(state: &mut Option<T>, ret: Option<T>) -> Step<()> {
        match ret {
            Some(answer) => {
                *state = Some(answer);
                Step::Done(())
            }
            None => Step::Abstained(()),
        }
    }

    #[inline(always)]
    fn finish(state: Option<T>, (): ()) -> Option<T> {
        state
    }

    /// Nobody has answered. The compiler would find that out, and still keep the first answer that there might have been.
    #[inline(always)]
    fn exhausted(_: Option<T>, (): ()) -> Option<T> {
        None
    }

    #[inline(always)]
    fn again((): &()) -> Option<()> {
        Some(())
    }
}

/// `#[hook(pipeline)] (T, ..) -> T`: the value goes through everybody's hands.
#[derive(Debug)]
pub struct Pipeline<T>(PhantomData<T>);

impl<T: 'static> Mode for Pipeline<T> {
    type Value = T;
    type Ret = T;
    type Outcome = T;
    type State = ();

    #[inline(always)]
    fn begin(_: usize) {}

    #[inline(always)]
    fn step((): &mut (), ret: T) -> Step<T> {
        Step::Next(ret)
    }

    #[inline(always)]
    fn finish((): (), value: T) -> T {
        value
    }
}

/// `#[hook(pipeline)] (T, ..) -> ControlFlow<T, T>`: a pipeline that `Break(value)` ends.
#[derive(Debug)]
pub struct PipelineFlow<T>(PhantomData<T>);

impl<T: 'static> Mode for PipelineFlow<T> {
    type Value = T;
    type Ret = ControlFlow<T, T>;
    type Outcome = T;
    type State = ();

    #[inline(always)]
    fn begin(_: usize) {}

    #[inline(always)]
    fn step((): &mut (), ret: ControlFlow<T, T>) -> Step<T> {
        match ret {
            ControlFlow::Continue(value) => Step::Next(value),
            ControlFlow::Break(value) => Step::Done(value),
        }
    }

    #[inline(always)]
    fn finish((): (), value: T) -> T {
        value
    }
}

/// A pipeline's value that can be kept, to go on with it when a plugin fails.
#[diagnostic::on_unimplemented(
    message = "the value of this pipeline, `{Self}`, cannot be copied",
    label = "goes on past failures, for which `{Self}` needs `Clone`",
    note = "a plugin that fails takes the value with it: whoever goes on then, as `isolated()` and `reported()` do, keeps a \
            copy; `fail_fast()` needs none"
)]
pub trait Spare: Clone {}

impl<T: Clone> Spare for T {}

/// A hook that can fail. What its error must be is asked in one place only, the body of `boxed`: an error that is none is
/// then reported once, where it is written.
pub trait Fails: 'static {
    /// The error in its `Result`.
    type Error: 'static;
    /// What callers are handed.
    fn boxed(error: Self::Error) -> BoxError;
}

/// An error that a failure can be made of.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no error that a caller can be handed",
    label = "not an error that can be boxed",
    note = "a failure is handed on as a `pluginkit::BoxError`: implement `std::error::Error` for `{Self}`, which must be \
            `Send` and `Sync`, or return `BoxError`"
)]
pub trait Failure {
    /// The error, its type forgotten.
    fn boxed(self) -> BoxError;
}

impl<E: Into<BoxError>> Failure for E {
    #[inline(always)]
    fn boxed(self) -> BoxError {
        self.into()
    }
}

/// Any mode as `-> Result<_, H::Error>`: an `Err` is a failure, and an `Ok` means what it means in `M`.
#[derive(Debug)]
pub struct Fallible<M, H>(PhantomData<(M, H)>);

impl<M: Mode, H: Fails> Mode for Fallible<M, H> {
    type Value = M::Value;
    type Ret = Result<M::Ret, H::Error>;
    type Outcome = M::Outcome;
    type State = M::State;
    const SEARCHES: bool = M::SEARCHES;

    #[inline(always)]
    fn begin(implementations: usize) -> M::State {
        M::begin(implementations)
    }

    #[inline(always)]
    fn step(state: &mut M::State, ret: Result<M::Ret, H::Error>) -> Step<M::Value> {
        match ret {
            Ok(ret) => M::step(state, ret),
            Err(error) => Step::Failed(H::boxed(error)),
        }
    }

    #[inline(always)]
    fn finish(state: M::State, value: M::Value) -> M::Outcome {
        M::finish(state, value)
    }

    #[inline(always)]
    fn exhausted(state: M::State, value: M::Value) -> M::Outcome {
        M::exhausted(state, value)
    }

    #[inline(always)]
    fn fails(ret: &Result<M::Ret, H::Error>) -> bool {
        ret.is_err()
    }

    #[inline(always)]
    fn again(value: &M::Value) -> Option<M::Value> {
        M::again(value)
    }
}

impl<M: Gather, H: Fails> Gather for Fallible<M, H> {
    type Item = M::Item;

    #[inline(always)]
    fn room(implementations: usize) -> usize {
        M::room(implementations)
    }
}

/// Names the error of a `Result` that is written through an alias, such as `io::Result<T>`.
pub trait Fallibility {
    /// The error type.
    type Error;
}

impl<T, E> Fallibility for Result<T, E> {
    type Error = E;
}
