//! Where plugins write down what happens to them. Everything happens in the thread of the caller, so each test has its own.

use std::cell::RefCell;
use std::collections::HashMap;
use std::pin::Pin;
use std::task::{Context, Poll};

type Id = &'static str;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Event {
    /// Its `when` is asked.
    Asked(Id, u64),
    /// An implementation is called.
    In(Id, u64),
    /// It is left, however that comes about.
    Out(Id),
    /// A wrapper is called.
    Around(Id, u64),
    /// It is left, however that comes about.
    Left(Id),
    /// The call waits, and goes on with the next poll.
    Waits,
    Panics(Id, u64),
    /// What it owned since this step is dropped.
    TakenBack(Id, usize),
}

#[derive(Default)]
struct Desk {
    trace: Vec<Event>,
    calls: HashMap<Id, usize>,
}

thread_local! {
    static DESK: RefCell<Desk> = RefCell::default();
}

pub(crate) fn note(event: Event) {
    DESK.with_borrow_mut(|desk| desk.trace.push(event));
}

/// How often an implementation was called before.
pub(crate) fn again(plugin: Id) -> usize {
    DESK.with_borrow_mut(|desk| {
        let calls = desk.calls.entry(plugin).or_default();
        *calls += 1;
        *calls - 1
    })
}

/// What has been written down, for the next one to begin with an empty desk.
pub(crate) fn clear() -> Vec<Event> {
    DESK.take().trace
}

/// Notes the first event, and the second one when it goes out of scope.
pub(crate) fn inside(entered: Event, left: Event) -> Finally {
    note(entered);
    Finally(left)
}

/// Notes this event when it goes out of scope.
pub(crate) struct Finally(pub(crate) Event);

impl Drop for Finally {
    fn drop(&mut self) {
        note(self.0);
    }
}

/// Waits so many times.
pub(crate) async fn wait(times: usize) {
    for _ in 0..times {
        Wait(false).await;
    }
}

struct Wait(bool);

impl Future for Wait {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.0, true) {
            return Poll::Ready(());
        }
        note(Event::Waits);
        context.waker().wake_by_ref();
        Poll::Pending
    }
}
