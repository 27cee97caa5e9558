//! Where a call takes place: what plugins are told to do, and what they write down of it. The model acts here, too.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::told::{Does, HOOKS, Hook, Member, Shape, UNIT, extra};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Event {
    /// Its `when` is asked.
    Asked(&'static str, u32),
    /// An implementation is called.
    In(&'static str, u32),
    /// It is left, however that comes about.
    Out(&'static str),
    /// A wrapper is called.
    Around(&'static str, u32),
    /// It is left, however that comes about.
    Left(&'static str),
}

/// What happened, and how many milliseconds after the beginning of the call.
pub(crate) type Trace = Vec<(u64, Event)>;

/// One of these for each call. Plugins are handed it as an argument.
#[derive(Clone)]
pub(crate) struct Site(Arc<Scene>);

struct Scene {
    hook: usize,
    members: Vec<Member>,
    began: Instant,
    desk: Mutex<Desk>,
}

#[derive(Default)]
struct Desk {
    trace: Trace,
    /// How often each of them has answered.
    answers: Vec<usize>,
}

/// What an implementation answers.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Answer {
    Gives(u32),
    Abstains,
    Ends(u32),
    Fails,
    Panics,
}

/// Every panic of a plugin has this message.
pub(crate) const PLANNED: &str = "as planned";

impl Site {
    pub(crate) fn new(hook: usize, members: &[Member]) -> Self {
        Site(Arc::new(Scene {
            hook,
            members: members.to_vec(),
            began: Instant::now(),
            desk: Mutex::default(),
        }))
    }

    pub(crate) fn hook(&self) -> &'static Hook {
        &HOOKS[self.0.hook]
    }

    pub(crate) fn member(&self, seat: usize) -> &Member {
        &self.0.members[seat]
    }

    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.0.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn note(&self, event: Event) {
        let at = u64::try_from(self.0.began.elapsed().as_millis()).expect("calls are not that long");
        self.desk().trace.push((at, event));
    }

    /// Notes the first event, and the second one when it goes out of scope.
    pub(crate) fn inside(&self, entered: Event, left: Event) -> Inside {
        self.note(entered);
        Inside { site: self.clone(), left }
    }

    /// What has been written down. In which order those are torn down that run at once is nobody's promise.
    pub(crate) fn trace(&self) -> Trace {
        let mut trace = std::mem::take(&mut self.desk().trace);
        let is_out = |event: &Event| matches!(event, Event::Out(_));
        if self.hook().at_once.is_some() {
            trace.chunk_by_mut(|a, b| a.0 == b.0 && is_out(&a.1) && is_out(&b.1)).for_each(<[_]>::sort);
        }
        trace
    }

    /// An implementation waits.
    pub(crate) async fn wait(&self, seat: usize) {
        let units = self.member(seat).act.waits;
        if units > 0 {
            sleep(Duration::from_millis(units * UNIT + extra(seat))).await;
        }
    }

    /// A wrapper waits.
    pub(crate) async fn rest(&self, units: u64) {
        if units > 0 && self.hook().is_async {
            sleep(Duration::from_millis(units * UNIT)).await;
        }
    }

    /// What an implementation does now, in terms of its hook.
    pub(crate) fn answer(&self, seat: usize, value: u32) -> Answer {
        let Hook { shape, fallible, .. } = *self.hook();
        let mut desk = self.desk();
        desk.answers.resize(self.0.members.len(), 0);
        desk.answers[seat] += 1;
        let is_first = desk.answers[seat] == 1;
        match self.member(seat).act.does {
            Does::Gives(more) => Answer::Gives(value + more),
            Does::Ends(more) if shape == Shape::Flow => Answer::Ends(value + more),
            Does::Abstains if matches!(shape, Shape::CollectSome | Shape::First) => Answer::Abstains,
            Does::Fails if fallible => Answer::Fails,
            Does::FailsOnce if fallible && is_first => Answer::Fails,
            Does::Panics => Answer::Panics,
            Does::Ends(_) | Does::Abstains | Does::Fails | Does::FailsOnce => Answer::Gives(value),
        }
    }
}

/// See [`Site::inside`].
pub(crate) struct Inside {
    site: Site,
    left: Event,
}

impl Drop for Inside {
    fn drop(&mut self) {
        self.site.note(self.left);
    }
}
