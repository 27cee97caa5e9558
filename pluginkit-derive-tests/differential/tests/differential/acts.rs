//! What the plugins of all worlds have in common: they do what their world tells.

use std::ops::ControlFlow;

use pluginkit::{BoxError, HookError, HookResult, PluginContext};

use crate::calls::MARK;
use crate::desk::{self, Event, Finally, inside, note, wait};
use crate::habits::{Answer, panic_message, plus, refusal};
use crate::outcome::Outcome;
use crate::point::{Refusal, Unique};
use crate::told::{Deed, Ending, HOOKS, Layer, Member, STEPS, Way, World};

/// A plugin of a world.
#[derive(Clone, Copy)]
pub(crate) struct Who(pub(crate) &'static World, pub(crate) usize);

impl Who {
    fn told(self) -> &'static Member {
        &self.0.plugins[self.1]
    }

    fn panics(self, value: u64) -> ! {
        note(Event::Panics(self.told().id, value));
        panic!("{}", panic_message(self.told(), value))
    }

    /// Its `when`.
    pub(crate) fn wants(self, value: u64, mark: &str) -> bool {
        assert_eq!(mark, MARK);
        note(Event::Asked(self.told().id, value));
        let when = self.told().implements.as_ref().and_then(|implements| implements.when.as_ref());
        let when = when.expect("it is asked");
        if when.panics.hold(value) {
            self.panics(value);
        }
        !when.refuses.hold(value)
    }

    /// An implementation that is not awaited.
    pub(crate) fn acts<R: Returned>(self, hook: usize, value: u64, mark: &str) -> R {
        assert_eq!(mark, MARK);
        let _inside = inside(Event::In(self.told().id, value), Event::Out(self.told().id));
        self.answers(hook, value)
    }

    /// An implementation that is awaited.
    pub(crate) async fn acts_later<R: Returned>(self, hook: usize, value: u64, mark: &str) -> R {
        assert_eq!(mark, MARK);
        let _inside = inside(Event::In(self.told().id, value), Event::Out(self.told().id));
        wait(self.0.habit(self.1, hook).and_then(|habit| habit.waits).unwrap_or_default()).await;
        self.answers(hook, value)
    }

    fn answers<R: Returned>(self, hook: usize, value: u64) -> R {
        let habit = self.0.habit(self.1, hook).expect("it implements the hook");
        match habit.answer(&HOOKS[hook], value, desk::again(self.told().id)) {
            Answer::Panics => self.panics(value),
            Answer::Fails => R::failed(Refusal(refusal(self.told(), value))),
            answer => R::of(answer),
        }
    }

    /// A wrapper that is not awaited.
    pub(crate) fn surrounds<O: Outcome>(
        self,
        hook: usize,
        value: u64,
        mark: &str,
        run: impl Fn(u64) -> HookResult<O>,
    ) -> HookResult<O> {
        assert_eq!(mark, MARK);
        let _inside = inside(Event::Around(self.told().id, value), Event::Left(self.told().id));
        match self.way(hook, value) {
            Way::Through => run(value),
            Way::Changes(more) => Ok(run(O::before(value, more))?.changed(more)),
            Way::Retries => run(value).or_else(|_| run(value)),
            Way::Recovers(more) => run(value).or_else(|_| Ok(O::answer(plus(value, more)))),
            Way::Replaces => run(value).map_err(|_| self.failure(value)),
            Way::Twice => run(run(value)?.onward(value)),
            Way::FailsAfter => run(value).and_then(|_| Err(self.failure(value))),
            Way::PanicsAfter => run(value).and_then(|_| self.panics(value)),
            Way::Answers(_) | Way::FailsBefore | Way::PanicsBefore => self.stands_alone(hook, value),
        }
    }

    /// A wrapper that is awaited.
    pub(crate) async fn surrounds_later<O: Outcome, F: Future<Output = HookResult<O>>>(
        self,
        hook: usize,
        value: u64,
        mark: &str,
        run: impl Fn(u64) -> F,
    ) -> HookResult<O> {
        assert_eq!(mark, MARK);
        let _inside = inside(Event::Around(self.told().id, value), Event::Left(self.told().id));
        let (before, after) = self.0.layer(self.1, hook).map(Layer::waits).unwrap_or_default();
        wait(before).await;
        let outcome = match self.way(hook, value) {
            Way::Through => run(value).await,
            Way::Changes(more) => run(O::before(value, more)).await.map(|outcome| outcome.changed(more)),
            Way::Retries => match run(value).await {
                Err(_) => run(value).await,
                outcome => outcome,
            },
            Way::Recovers(more) => run(value).await.or_else(|_| Ok(O::answer(plus(value, more)))),
            Way::Replaces => run(value).await.map_err(|_| self.failure(value)),
            Way::Twice => match run(value).await {
                Ok(outcome) => run(outcome.onward(value)).await,
                failed => failed,
            },
            Way::FailsAfter => run(value).await.and_then(|_| Err(self.failure(value))),
            Way::PanicsAfter => run(value).await.and_then(|_| self.panics(value)),
            Way::Answers(_) | Way::FailsBefore | Way::PanicsBefore => self.stands_alone(hook, value),
        };
        wait(after).await;
        outcome
    }

    /// A wrapper of a hook that is awaited, which is not itself.
    pub(crate) fn surrounds_alone<O: Outcome>(self, hook: usize, value: u64, mark: &str) -> HookResult<O> {
        assert_eq!(mark, MARK);
        let _inside = inside(Event::Around(self.told().id, value), Event::Left(self.told().id));
        self.stands_alone(hook, value)
    }

    fn stands_alone<O: Outcome>(self, hook: usize, value: u64) -> HookResult<O> {
        match self.way(hook, value) {
            Way::Answers(more) => Ok(O::answer(plus(value, more))),
            Way::FailsBefore => Err(self.failure(value)),
            Way::PanicsBefore => self.panics(value),
            other => unreachable!("{other:?} needs what is inside"),
        }
    }

    fn way(self, hook: usize, value: u64) -> Way {
        self.0.layer(self.1, hook).expect("it wraps the hook").way(value)
    }

    fn failure(self, value: u64) -> HookError {
        HookError::failed(Refusal(refusal(self.told(), value)))
    }
}

impl Who {
    /// A hook of its life that is awaited.
    pub(crate) async fn lives(self, step: usize, cx: &PluginContext) -> Result<(), BoxError> {
        let _inside = self.enters(step, cx);
        wait(self.deed(step).waits.unwrap_or_default()).await;
        self.ends(step)
    }

    /// A hook of its life that is not.
    pub(crate) fn lives_at_once(self, step: usize, cx: &PluginContext) -> Result<(), BoxError> {
        let _inside = self.enters(step, cx);
        self.ends(step)
    }

    fn enters(self, step: usize, cx: &PluginContext) -> Finally {
        let id = self.told().id;
        assert_eq!(cx.id(), id);
        let inside = inside(Event::In(id, step as u64), Event::Out(id));
        if matches!(STEPS[step], "init" | "start") {
            cx.own(Finally(Event::TakenBack(id, step)));
        }
        inside
    }

    fn ends(self, step: usize) -> Result<(), BoxError> {
        match self.deed(step).end {
            Ending::Well => Ok(()),
            Ending::Failing => Err(refusal(self.told(), step as u64).into()),
            Ending::Panicking => self.panics(step as u64),
        }
    }

    fn deed(self, step: usize) -> &'static Deed {
        let lives = self.told().lives.as_ref();
        lives.and_then(|lives| lives.deeds.iter().find(|deed| deed.step == step)).expect("it is called")
    }
}

/// What an implementation returns.
pub(crate) trait Returned: Sized {
    fn of(answer: Answer) -> Self;

    fn failed(refusal: Refusal) -> Self {
        unreachable!("{refusal}, but cannot")
    }
}

fn given(answer: Answer) -> u64 {
    match answer {
        Answer::Gives(value) => value,
        other => unreachable!("{other:?} is no answer here"),
    }
}

impl Returned for () {
    fn of(answer: Answer) {
        given(answer);
    }
}

impl Returned for u64 {
    fn of(answer: Answer) -> u64 {
        given(answer)
    }
}

impl Returned for Unique {
    fn of(answer: Answer) -> Unique {
        Unique(given(answer))
    }
}

impl<T: Returned> Returned for Option<T> {
    fn of(answer: Answer) -> Option<T> {
        if let Answer::Abstains = answer { None } else { Some(T::of(answer)) }
    }
}

impl Returned for ControlFlow<u64, u64> {
    fn of(answer: Answer) -> ControlFlow<u64, u64> {
        if let Answer::Ends(value) = answer {
            ControlFlow::Break(value)
        } else {
            ControlFlow::Continue(given(answer))
        }
    }
}

impl<T: Returned> Returned for Result<T, Refusal> {
    fn of(answer: Answer) -> Self {
        Ok(T::of(answer))
    }

    fn failed(refusal: Refusal) -> Self {
        Err(refusal)
    }
}
