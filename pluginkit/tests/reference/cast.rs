//! The point, and the plugins: each has other facts, which the compiler checks, and does what the site of a call tells it.

use std::fmt;
use std::ops::ControlFlow;

use pluginkit::prelude::*;
use pluginkit::{Error, Identified, Identity, PluginManagerBuilder};

use crate::seen::Outcome;
use crate::site::{Answer, Event, PLANNED, Site};
use crate::told::{Facts, Hook, LIMIT, Member, Need, Place, Way, When, extra};

/// An error of a plugin's own.
#[derive(Debug)]
pub(crate) struct Refusal;

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no")
    }
}

impl std::error::Error for Refusal {}

/// In the order of [`HOOKS`](crate::told::HOOKS).
#[extension_point]
pub(crate) trait Line {
    fn tell(&self, value: u32, site: &Site);
    fn all(&self, value: u32, site: &Site) -> Result<u32, Refusal>;
    fn some(&self, value: u32, site: &Site) -> Option<u32>;
    #[hook(first_result)]
    fn first(&self, value: u32, site: &Site) -> Result<Option<u32>, Refusal>;
    #[hook(pipeline)]
    fn pipe(&self, value: u32, site: &Site) -> u32;
    #[hook(pipeline)]
    fn flow(&self, value: u32, site: &Site) -> Result<ControlFlow<u32, u32>, Refusal>;
    async fn tell_later(&self, value: u32, site: &Site) -> Result<(), Refusal>;
    async fn all_later(&self, value: u32, site: &Site) -> u32;
    async fn some_later(&self, value: u32, site: &Site) -> Result<Option<u32>, Refusal>;
    #[hook(first_result)]
    async fn first_later(&self, value: u32, site: &Site) -> Option<u32>;
    #[hook(pipeline)]
    async fn pipe_later(&self, value: u32, site: &Site) -> Result<u32, Refusal>;
    #[hook(pipeline)]
    async fn flow_later(&self, value: u32, site: &Site) -> ControlFlow<u32, u32>;
    #[hook(concurrent)]
    async fn tell_at_once(&self, value: u32, site: &Site);
    #[hook(concurrent)]
    async fn all_at_once(&self, value: u32, site: &Site) -> Result<u32, Refusal>;
    #[hook(concurrent(limit = 2))]
    async fn some_two_at_once(&self, value: u32, site: &Site) -> Result<Option<u32>, Refusal>;
    #[hook(first_result, concurrent)]
    async fn first_at_once(&self, value: u32, site: &Site) -> Result<Option<u32>, Refusal>;
    #[hook(first_result, concurrent(limit = 2))]
    async fn first_two_at_once(&self, value: u32, site: &Site) -> Option<u32>;
    #[hook(first_result, concurrent, race)]
    async fn race(&self, value: u32, site: &Site) -> Result<Option<u32>, Refusal>;
    #[hook(first_result, concurrent(limit = 2), race)]
    async fn race_by_two(&self, value: u32, site: &Site) -> Result<Option<u32>, Refusal>;
}

/// Hands the hooks to a macro, with what implementations return and what callers get.
macro_rules! with_hooks {
    ($macro:ident $($told:tt)*) => {
        $macro! {
            $($told)*
            now: [
                tell: (), ();
                all: Result<u32, Refusal>, Vec<u32>;
                some: Option<u32>, Vec<u32>;
                first: Result<Option<u32>, Refusal>, Option<u32>;
            ]
            now_piped: [
                pipe: u32, u32;
                flow: Result<ControlFlow<u32, u32>, Refusal>, u32;
            ]
            later: [
                tell_later: Result<(), Refusal>, ();
                all_later: u32, Vec<u32>;
                some_later: Result<Option<u32>, Refusal>, Vec<u32>;
                first_later: Option<u32>, Option<u32>;
                tell_at_once: (), ();
                all_at_once: Result<u32, Refusal>, Vec<u32>;
                some_two_at_once: Result<Option<u32>, Refusal>, Vec<u32>;
                first_at_once: Result<Option<u32>, Refusal>, Option<u32>;
                first_two_at_once: Option<u32>, Option<u32>;
                race: Result<Option<u32>, Refusal>, Option<u32>;
                race_by_two: Result<Option<u32>, Refusal>, Option<u32>;
            ]
            later_piped: [
                pipe_later: Result<u32, Refusal>, u32;
                flow_later: ControlFlow<u32, u32>, u32;
            ]
        }
    };
}

macro_rules! plugin {
    ($($seat:literal $name:ident;)*) => {
        $(
            #[plugin(id = "nobody", version = "1.0.0", listed)]
            struct $name;

            impl $name {
                const SEAT: usize = $seat;
            }
        )*

        /// Puts one of the cast before the plugins that a manager is built with.
        pub(crate) fn with(
            builder: PluginManagerBuilder,
            seat: usize,
            members: &[Member],
        ) -> PluginManagerBuilder {
            match seat {
                $($seat => builder.instance(Identified::new(identity(seat, members), $name)),)*
                _ => unreachable!("nobody sits there"),
            }
        }

        /// Registers one of the cast.
        pub(crate) async fn register(plugins: &PluginManager, seat: usize, members: &[Member]) -> Result<(), Error> {
            match seat {
                $($seat => plugins.register(Identified::new(identity(seat, members), $name)).await.map(drop),)*
                _ => unreachable!("nobody sits there"),
            }
        }
    };
}

fn identity(seat: usize, members: &[Member]) -> Identity {
    let member = &members[seat];
    let identity = Identity::new(member.id, "1.0.0").expect("it is an id");
    let needing = member.needs.iter().try_fold(identity, |identity, (on, need)| match need {
        Need::Required => identity.depends_on(members[*on].id, "*"),
        Need::Optional => identity.depends_on_optional(members[*on].id, "*"),
    });
    needing.expect("they are ids")
}

macro_rules! implements {
    ($($name:ident $facts:tt $if_now:tt $if_later:tt $async:tt $acts:ident $await:tt;)*) => {
        $(with_hooks! { implements ($name $facts $if_now $if_later $async $acts $await) })*
    };
    (
        ($name:ident $facts:tt $if_now:tt $if_later:tt $async:tt $acts:ident $await:tt)
        now: [$($now:ident: $now_returns:ty, $now_gives:ty;)*]
        now_piped: [$($now_piped:ident: $now_piped_returns:ty, $now_piped_gives:ty;)*]
        later: [$($later:ident: $later_returns:ty, $later_gives:ty;)*]
        later_piped: [$($later_piped:ident: $later_piped_returns:ty, $later_piped_gives:ty;)*]
    ) => {
        implements! {
            @ $name $facts $acts
            [$($if_now $now: $now_returns;)* $($if_now $now_piped: $now_piped_returns;)*]
            [
                $($if_later $async $await $later: $later_returns;)*
                $($if_later $async $await $later_piped: $later_piped_returns;)*
            ]
        }
    };
    (
        @ $name:ident $facts:tt $acts:ident
        [$($if_now:tt $now:ident: $now_returns:ty;)*]
        [$($if_later:tt ($($async:ident)?) ($($await:tt)*) $later:ident: $later_returns:ty;)*]
    ) => {
        #[extension $facts]
        impl Line for $name {
            $(
                #[cfg $if_now]
                fn $now(&self, value: u32, site: &Site) -> $now_returns {
                    site.acts(Self::SEAT, value)
                }
            )*
            $(
                #[cfg $if_later]
                $($async)? fn $later(&self, value: u32, site: &Site) -> $later_returns {
                    site.$acts(Self::SEAT, value)$($await)*
                }
            )*
        }
    };
}

macro_rules! wraps {
    ($($name:ident ($($fact:tt)*);)*) => {
        $(with_hooks! { wraps ($name ($($fact)*)) })*
    };
    (
        ($name:ident ($($fact:tt)*))
        now: [$($now:ident: $now_returns:ty, $now_gives:ty;)*]
        now_piped: [$($now_piped:ident: $now_piped_returns:ty, $now_piped_gives:ty;)*]
        later: [$($later:ident: $later_returns:ty, $later_gives:ty;)*]
        later_piped: [$($later_piped:ident: $later_piped_returns:ty, $later_piped_gives:ty;)*]
    ) => {
        #[extension(wrapper $($fact)*)]
        impl LineWrapper for $name {
            $(fn $now(&self, value: u32, site: &Site, next: Next<'_>) -> HookResult<$now_gives> {
                site.surrounds(Self::SEAT, value, |_| next.run())
            })*
            $(fn $now_piped(&self, value: u32, site: &Site, next: Next<'_>) -> HookResult<$now_piped_gives> {
                site.surrounds(Self::SEAT, value, |value| next.run(value))
            })*
            $(async fn $later(&self, value: u32, site: &Site, next: Next<'_>) -> HookResult<$later_gives> {
                site.surrounds_later(Self::SEAT, value, |_| next.run()).await
            })*
            $(async fn $later_piped(&self, value: u32, site: &Site, next: Next<'_>) -> HookResult<$later_piped_gives> {
                site.surrounds_later(Self::SEAT, value, |value| next.run(value)).await
            })*
        }
    };
}

macro_rules! stands_alone {
    (
        ($name:ident)
        now: [$($now:ident: $now_returns:ty, $now_gives:ty;)*]
        now_piped: [$($now_piped:ident: $now_piped_returns:ty, $now_piped_gives:ty;)*]
        later: [$($later:ident: $later_returns:ty, $later_gives:ty;)*]
        later_piped: [$($later_piped:ident: $later_piped_returns:ty, $later_piped_gives:ty;)*]
    ) => {
        #[extension(wrapper)]
        impl LineWrapper for $name {
            $(fn $later(&self, value: u32, site: &Site, _next: Next<'_>) -> HookResult<$later_gives> {
                site.stands_alone(Self::SEAT, value)
            })*
            $(fn $later_piped(&self, value: u32, site: &Site, _next: Next<'_>) -> HookResult<$later_piped_gives> {
                site.stands_alone(Self::SEAT, value)
            })*
        }
    };
}

plugin! {
    0 Plain;
    1 High;
    2 Low;
    3 Before;
    4 After;
    5 Timed;
    6 Choosy;
    7 Barrier;
    8 Lifted;
    9 Around;
    10 TimedAround;
    11 Alone;
}

/// So many of the cast are there often.
pub(crate) const COMMON: usize = 11;

/// The plugins in their places, with what the macros below tell the compiler, once more.
pub(crate) const CAST: [Facts; 12] = [
    Facts { implements: Some(at(0)), ..facts("Plain") },
    Facts { implements: Some(at(10)), wraps: Some(at(5)), ..facts("High") },
    Facts { implements: Some(at(-10)), hooks: |hook| hook.is_async, ..facts("Low") },
    Facts {
        implements: Some(Place { before: &["a", "d"], after: &["g"], ..at(0) }),
        hooks: |hook| !hook.is_async,
        ..facts("Before")
    },
    Facts {
        implements: Some(Place { before: &["g"], after: &["b", "e"], ..at(20) }),
        wraps: Some(Place { before: &["c"], after: &["a"], ..at(0) }),
        ..facts("After")
    },
    Facts { implements: Some(at(0)), limit: Some(LIMIT + extra(5)), ..facts("Timed") },
    Facts { implements: Some(at(0)), asks_when: true, ..facts("Choosy") },
    Facts { implements: Some(at(0)), limit: Some(LIMIT + extra(7)), is_barrier: true, ..facts("Barrier") },
    Facts { implements: Some(at(10)), lifted: true, ..facts("Lifted") },
    Facts { wraps: Some(Place { before: &["c", "h"], after: &["f"], ..at(10) }), ..facts("Around") },
    Facts { wraps: Some(at(0)), limit: Some(LIMIT + 2), ..facts("TimedAround") },
    Facts { wraps: Some(at(0)), hooks: |hook| hook.is_async, lifted: true, ..facts("Alone") },
];

const fn at(priority: i32) -> Place {
    Place { priority, before: &[], after: &[] }
}

/// Nothing is known but its name.
const fn facts(name: &'static str) -> Facts {
    Facts {
        name,
        implements: None,
        wraps: None,
        hooks: |_: &Hook| true,
        limit: None,
        asks_when: false,
        is_barrier: false,
        lifted: false,
    }
}

implements! {
    Plain () (all()) (all()) (async) acts_later (.await);
    High (priority = 10) (all()) (all()) (async) acts_later (.await);
    Low (priority = -10) (any()) (all()) (async) acts_later (.await);
    Before (before("a", "d"), after("g")) (all()) (any()) (async) acts_later (.await);
    After (priority = 20, before("g"), after("b", "e")) (all()) (all()) (async) acts_later (.await);
    Timed (timeout = "1638528ms") (all()) (all()) (async) acts_later (.await);
    Choosy (when = wants) (all()) (all()) (async) acts_later (.await);
    Barrier (barrier, timeout = "1638912ms") (all()) (all()) (async) acts_later (.await);
    Lifted (priority = 10) (all()) (all()) () acts ();
}

wraps! {
    High (, priority = 5);
    After (, before("c"), after("a"));
    Around (, priority = 10, before("c", "h"), after("f"));
    TimedAround (, timeout = "1638402ms");
}

with_hooks! { stands_alone (Alone) }

#[allow(clippy::trivially_copy_pass_by_ref, reason = "a `when` is handed what is owned by reference")]
fn wants(_: &Choosy, value: &u32, site: &Site) -> bool {
    let chooser = site.member(Choosy::SEAT);
    site.note(Event::Asked(chooser.id, *value));
    match chooser.act.when {
        When::Yes => true,
        When::No => false,
        When::Panics => panic!("{PLANNED}"),
    }
}

impl Site {
    /// An implementation that is not awaited.
    fn acts<R: Returned>(&self, seat: usize, value: u32) -> R {
        let id = self.member(seat).id;
        let _inside = self.inside(Event::In(id, value), Event::Out(id));
        R::of(self.answer(seat, value))
    }

    /// An implementation that is awaited.
    async fn acts_later<R: Returned>(&self, seat: usize, value: u32) -> R {
        let id = self.member(seat).id;
        let _inside = self.inside(Event::In(id, value), Event::Out(id));
        self.wait(seat).await;
        R::of(self.answer(seat, value))
    }

    /// A wrapper that is not awaited.
    fn surrounds<O: Outcome>(
        &self,
        seat: usize,
        value: u32,
        run: impl Fn(u32) -> HookResult<O>,
    ) -> HookResult<O> {
        let id = self.member(seat).id;
        let _inside = self.inside(Event::Around(id, value), Event::Left(id));
        match self.member(seat).layer.way {
            Way::Through => run(value),
            Way::Changes(more) => Ok(run(O::before(value, more))?.changed(more)),
            Way::Answers(more) => Ok(O::answer(value + more)),
            Way::Retries => run(value).or_else(|_| run(value)),
            Way::Recovers(more) => run(value).or_else(|_| Ok(O::answer(value + more))),
            Way::Replaces => run(value).map_err(|_| HookError::failed(Refusal)),
            Way::Twice => run(run(value)?.onward(value)),
            Way::FailsBefore => Err(HookError::failed(Refusal)),
            Way::FailsAfter => run(value).and_then(|_| Err(HookError::failed(Refusal))),
            Way::PanicsBefore => panic!("{PLANNED}"),
            Way::PanicsAfter => run(value).map(|_| panic!("{PLANNED}")),
        }
    }

    /// A wrapper that is awaited.
    async fn surrounds_later<O: Outcome, F: Future<Output = HookResult<O>>>(
        &self,
        seat: usize,
        value: u32,
        run: impl Fn(u32) -> F,
    ) -> HookResult<O> {
        let (id, layer) = (self.member(seat).id, self.member(seat).layer);
        let _inside = self.inside(Event::Around(id, value), Event::Left(id));
        self.rest(layer.before).await;
        let outcome = match layer.way {
            Way::Through => run(value).await,
            Way::Changes(more) => run(O::before(value, more)).await.map(|outcome| outcome.changed(more)),
            Way::Answers(more) => Ok(O::answer(value + more)),
            Way::Retries => match run(value).await {
                Err(_) => run(value).await,
                outcome => outcome,
            },
            Way::Recovers(more) => run(value).await.or_else(|_| Ok(O::answer(value + more))),
            Way::Replaces => run(value).await.map_err(|_| HookError::failed(Refusal)),
            Way::Twice => match run(value).await {
                Ok(outcome) => run(outcome.onward(value)).await,
                failed => failed,
            },
            Way::FailsBefore => Err(HookError::failed(Refusal)),
            Way::FailsAfter => run(value).await.and_then(|_| Err(HookError::failed(Refusal))),
            Way::PanicsBefore => panic!("{PLANNED}"),
            Way::PanicsAfter => run(value).await.map(|_| panic!("{PLANNED}")),
        };
        self.rest(layer.after).await;
        outcome
    }

    /// A wrapper of a hook that is awaited, which is not itself, and so cannot run what is inside.
    fn stands_alone<O: Outcome>(&self, seat: usize, value: u32) -> HookResult<O> {
        let id = self.member(seat).id;
        let _inside = self.inside(Event::Around(id, value), Event::Left(id));
        match self.member(seat).layer.way {
            Way::FailsBefore | Way::FailsAfter => Err(HookError::failed(Refusal)),
            Way::PanicsBefore | Way::PanicsAfter => panic!("{PLANNED}"),
            _ => Ok(O::answer(value)),
        }
    }
}

/// What an implementation returns.
trait Returned: Sized {
    fn of(answer: Answer) -> Self;
}

fn given(answer: Answer) -> u32 {
    match answer {
        Answer::Gives(value) => value,
        Answer::Panics => panic!("{PLANNED}"),
        other => unreachable!("{other:?} is no answer here"),
    }
}

impl Returned for () {
    fn of(answer: Answer) {
        given(answer);
    }
}

impl Returned for u32 {
    fn of(answer: Answer) -> u32 {
        given(answer)
    }
}

impl Returned for Option<u32> {
    fn of(answer: Answer) -> Option<u32> {
        if let Answer::Abstains = answer { None } else { Some(given(answer)) }
    }
}

impl Returned for ControlFlow<u32, u32> {
    fn of(answer: Answer) -> ControlFlow<u32, u32> {
        if let Answer::Ends(value) = answer {
            ControlFlow::Break(value)
        } else {
            ControlFlow::Continue(given(answer))
        }
    }
}

impl<T: Returned> Returned for Result<T, Refusal> {
    fn of(answer: Answer) -> Self {
        if let Answer::Fails = answer { Err(Refusal) } else { Ok(T::of(answer)) }
    }
}
