//! Whose hook is running on this thread: what is asked for from inside a hook may have to wait for that hook.

use std::cell::RefCell;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::id::PluginId;
use crate::sync::thread_local;

thread_local! {
    #[allow(clippy::missing_const_for_thread_local, reason = "a model checker's have no constants")]
    static FRAMES: RefCell<Vec<Frame>> = RefCell::new(Vec::new());
}

/// A hook that a manager runs for a plugin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Frame {
    /// Which manager: its address.
    pub(crate) manager: usize,
    pub(crate) plugin: PluginId,
    pub(crate) activity: Activity,
}

/// What the plugin is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Activity {
    /// It passes from one state to another, and whoever needs it waits.
    Passing,
    /// It hears of its failures.
    OnError,
    /// It is told of a call.
    Observing,
    /// It hears that its configuration has changed.
    #[cfg(feature = "config")]
    Configuring,
}

/// The plugins of a manager that are busy with this around the current code, the outermost first.
pub(crate) fn around(manager: usize, activity: Activity) -> Vec<PluginId> {
    FRAMES.with(|frames| {
        let frames = frames.borrow();
        let due = frames.iter().filter(|frame| frame.manager == manager && frame.activity == activity);
        due.map(|frame| frame.plugin.clone()).collect()
    })
}

/// Everything around the current code, to be entered again where that goes on.
pub(crate) fn frames() -> Vec<Frame> {
    FRAMES.with(|frames| frames.borrow().clone())
}

/// Code that knows whom it is about.
pub(crate) fn within<T>(frame: Frame, run: impl FnOnce() -> T) -> T {
    let mut inside = frames();
    inside.push(frame);
    let _entered = Entered::new(inside);
    run()
}

/// A future whose code knows whose hook it is.
pub(crate) struct Enclosed<F> {
    frame: Frame,
    /// What is around it wherever it runs; `None` for what is around it then.
    outer: Option<Vec<Frame>>,
    future: F,
}

impl<F> Enclosed<F> {
    /// Inside of everything around it.
    pub(crate) fn new(frame: Frame, future: F) -> Self {
        Enclosed { frame, outer: None, future }
    }

    /// Inside of those frames around it, as they are now, that tell of plugins that hear of failures or of calls: that is what
    /// this comes of. In the others, nobody waits for it.
    pub(crate) fn apart(frame: Frame, future: F) -> Self {
        let mut outer = frames();
        outer.retain(|frame| frame.activity != Activity::Passing);
        Enclosed { frame, outer: Some(outer), future }
    }
}

impl<F: Future + Unpin> Future for Enclosed<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let mut inside = self.outer.clone().unwrap_or_else(frames);
        inside.push(self.frame.clone());
        let _entered = Entered::new(inside);
        Pin::new(&mut self.future).poll(context)
    }
}

/// Gives back what was around, however that comes about.
pub(crate) struct Entered {
    before: Vec<Frame>,
}

impl Entered {
    pub(crate) fn new(inside: Vec<Frame>) -> Self {
        Entered { before: FRAMES.with(|frames| frames.replace(inside)) }
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        FRAMES.with(|frames| frames.replace(std::mem::take(&mut self.before)));
    }
}
