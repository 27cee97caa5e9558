//! Whose hook is running on this thread: what an operation asks for from inside a hook may have to wait for that hook.

use std::cell::RefCell;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::dispatch::BoxFuture;
use crate::id::PluginId;

thread_local! {
    static FRAMES: RefCell<Vec<Frame>> = const { RefCell::new(Vec::new()) };
}

/// A hook that a manager runs for a plugin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Frame {
    /// Which manager: its address.
    pub(super) manager: usize,
    pub(super) plugin: PluginId,
    pub(super) activity: Activity,
}

/// What the plugin is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Activity {
    /// It passes from one state to another, and whoever needs it waits.
    Passing,
    /// It hears of its failures.
    OnError,
}

/// The plugins of a manager that are busy with this around the current code, the outermost first.
pub(super) fn around(manager: usize, activity: Activity) -> Vec<PluginId> {
    FRAMES.with_borrow(|frames| {
        let due = frames.iter().filter(|frame| frame.manager == manager && frame.activity == activity);
        due.map(|frame| frame.plugin.clone()).collect()
    })
}

/// A future whose code knows whose hook it is.
pub(super) struct Enclosed<'f, T> {
    frame: Frame,
    future: BoxFuture<'f, T>,
}

impl<'f, T> Enclosed<'f, T> {
    pub(super) fn new(frame: Frame, future: BoxFuture<'f, T>) -> Self {
        Enclosed { frame, future }
    }
}

impl<T> Future for Enclosed<'_, T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        let _entered = Entered::new(self.frame.clone());
        self.future.as_mut().poll(context)
    }
}

/// Leaves the frame, however that comes about.
struct Entered;

impl Entered {
    fn new(frame: Frame) -> Self {
        FRAMES.with_borrow_mut(|frames| frames.push(frame));
        Entered
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        FRAMES.with_borrow_mut(Vec::pop);
    }
}
