//! A call of any hook, under any strategy, of a set or of a manager: as users write it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use pluginkit::FailFast;

use crate::outcome::{End, Outcome, Result, Returns, Seen};
use crate::point::{LineCaller, LineEngine};
use crate::told::HOOKS;

/// The second argument of all hooks.
pub(crate) const MARK: &str = "mark";
/// What stands in a caller's vector before the call.
pub(crate) const BEFORE: u64 = 99;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Strategy {
    FailFast,
    Isolated,
    Reported,
}

impl Strategy {
    pub(crate) const ALL: [Strategy; 3] = [Strategy::FailFast, Strategy::Isolated, Strategy::Reported];
}

/// Where the answers of a hook that collects go.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Gathered {
    Returned,
    Appended,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Call {
    pub(crate) hook: usize,
    pub(crate) strategy: Strategy,
    pub(crate) gathered: Gathered,
    pub(crate) value: u64,
    /// After so many polls, the future is dropped.
    pub(crate) polls: usize,
}

/// More than any of these calls takes.
pub(crate) const TO_THE_END: usize = 100_000;

/// Each hook by its name.
macro_rules! by_name {
    (
        $line:expr, $call:ident,
        now: [$($now:ident)*], later: [$($later:ident)*],
        appending: [$(($append:ident $append_into:ident))*],
        appending later: [$(($append_later:ident $append_later_into:ident))*]
    ) => {{
        let line = $line;
        let Call { hook, gathered, value, polls, .. } = *$call;
        match (HOOKS[hook].name, gathered) {
            $((stringify!($now), Gathered::Returned) => caught(|| line.$now(value, MARK).seen()),)*
            $((stringify!($later), Gathered::Returned) => caught(|| polled(line.$later(value, MARK), polls)),)*
            $((stringify!($append), Gathered::Appended) => {
                appended(|into| line.$append_into(into, value, MARK).seen())
            })*
            $((stringify!($append_later), Gathered::Appended) => {
                appended(|into| polled(line.$append_later_into(into, value, MARK), polls))
            })*
            (name, _) => unreachable!("`{name}` is no hook that is called like this"),
        }
    }};
}

macro_rules! by_hook {
    ($line:expr, $call:ident) => {
        by_name!(
            $line, $call,
            now: [tell try_tell all try_all some try_some first try_first pipe try_pipe flow try_flow],
            later: [
                tell_later try_tell_later all_later try_all_later some_later try_some_later
                first_later try_first_later pipe_later try_pipe_later flow_later try_flow_later
            ],
            appending: [(all all_into) (try_all try_all_into) (some some_into) (try_some try_some_into)],
            appending later: [
                (all_later all_later_into) (try_all_later try_all_later_into)
                (some_later some_later_into) (try_some_later try_some_later_into)
            ]
        )
    };
}

/// Makes a call, and says what came of it.
pub(crate) fn make<E: LineEngine>(line: &LineCaller<FailFast, E>, call: &Call) -> Result {
    match call.strategy {
        Strategy::FailFast => by_hook!(line, call),
        Strategy::Isolated => by_hook!(line.isolated(), call),
        Strategy::Reported => by_hook!(line.reported(), call),
    }
}

/// What comes of a call, also if that is a panic.
fn caught(call: impl FnOnce() -> Result) -> Result {
    catch_unwind(AssertUnwindSafe(call)).unwrap_or_else(|payload| {
        Result::of(End::Panicked(*payload.downcast::<String>().expect("all of them carry a text")))
    })
}

/// What comes of a future; or nothing, if it takes too long.
fn polled<F: Future<Output: Returns> + Send>(future: F, polls: usize) -> Result {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..polls {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output.seen();
        }
    }
    Result::of(End::Dropped)
}

/// What comes of a call that appends to a vector, and what is in there then.
fn appended<T>(call: impl FnOnce(&mut Vec<T>) -> Result) -> Result
where
    Vec<T>: Outcome,
{
    let mut vector = Vec::answer(BEFORE);
    let result = caught(|| call(&mut vector));
    let Seen::Many(vector) = vector.seen() else { unreachable!("a vector is many") };
    Result { vector: Some(vector), ..result }
}
