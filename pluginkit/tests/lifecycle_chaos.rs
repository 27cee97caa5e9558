//! Everything at once, from many tasks, with failures and lost interest: whatever happens, nobody runs without what it
//! needs, and nobody is in two hooks at once.

#[path = "support/life.rs"]
mod life;
mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicU32, Ordering::SeqCst};

use futures_util::future::join_all;
use life::Phase::{Init, Start, Stop, Unload};
use life::{Actor, Present, actor, cast, here, in_time, states};
use pluginkit::StartPolicy;
use pluginkit::prelude::*;
use support::Log;

const IDS: [&str; 5] = ["a", "b", "c", "d", "e"];
/// `d` needs `b` and `c`, which need `a`; `e` likes `a`.
const NEEDS: [&[usize]; 5] = [&[], &[0], &[0], &[1, 2], &[]];

/// What is true of a plugin now.
#[derive(Default)]
struct Truth {
    initialised: AtomicBool,
    up: AtomicBool,
    /// How many of its hooks are running.
    inside: AtomicI32,
    starts: AtomicU32,
}

/// What must be true whenever a hook runs, whoever asked for it.
#[derive(Default)]
struct Watch {
    truth: [Truth; 5],
    /// One in so many starts fails; none if it is 0.
    breaks: AtomicU32,
    /// Whoever loses interest in a registration takes it back, and there is nobody to unload.
    forgets: AtomicBool,
    violations: Log,
}

/// While it lives, a hook is running.
struct Inside(Arc<Watch>, usize);

impl Drop for Inside {
    fn drop(&mut self) {
        self.0.truth[self.1].inside.fetch_sub(1, SeqCst);
    }
}

impl Watch {
    fn check(&self, holds: bool, what: &str, at: usize) {
        if !holds {
            self.violations.note(format!("{}: {what}", IDS[at]));
        }
    }

    fn check_initialised(&self, holds: bool, what: &str, at: usize) {
        self.check(holds || self.forgets.load(SeqCst), what, at);
    }

    fn enter(self: Arc<Self>, at: usize) -> Inside {
        self.check(self.truth[at].inside.fetch_add(1, SeqCst) == 0, "two hooks at once", at);
        Inside(self, at)
    }

    fn is_up(&self, at: usize) -> bool {
        self.truth[at].up.load(SeqCst)
    }

    fn stands(&self, at: usize) -> bool {
        NEEDS[at].iter().all(|&below| self.is_up(below))
    }

    fn bears(&self, at: usize) -> bool {
        (0..IDS.len()).any(|above| NEEDS[above].contains(&at) && self.is_up(above))
    }

    async fn init(self: Arc<Self>, at: usize) -> life::Done {
        let inside = self.enter(at);
        tokio::task::yield_now().await;
        inside.0.check_initialised(
            !inside.0.truth[at].initialised.swap(true, SeqCst),
            "initialised twice",
            at,
        );
        Ok(())
    }

    async fn start(self: Arc<Self>, at: usize) -> life::Done {
        let inside = self.enter(at);
        let (watch, truth) = (&inside.0, &inside.0.truth[at]);
        watch.check_initialised(truth.initialised.load(SeqCst), "started before it is initialised", at);
        watch.check(!truth.up.load(SeqCst), "started twice", at);
        watch.check(watch.stands(at), "started on nothing", at);
        tokio::task::yield_now().await;
        watch.check(watch.stands(at), "what it needs is pulled away", at);
        let breaks = watch.breaks.load(SeqCst);
        if truth.starts.fetch_add(1, SeqCst) % breaks.max(1) + 1 == breaks {
            return Err("once in a while".into());
        }
        truth.up.store(true, SeqCst);
        Ok(())
    }

    async fn stop(self: Arc<Self>, at: usize) -> life::Done {
        let inside = self.enter(at);
        let watch = &inside.0;
        watch.check(watch.truth[at].up.swap(false, SeqCst), "stopped, and not up", at);
        watch.check(!watch.bears(at), "stopped under those who need it", at);
        tokio::task::yield_now().await;
        watch.check(!watch.bears(at), "somebody comes who needs it", at);
        Ok(())
    }

    fn unload(self: Arc<Self>, at: usize) {
        let inside = self.enter(at);
        inside.0.check(!inside.0.is_up(at), "unloaded while it is up", at);
        inside.0.check_initialised(
            inside.0.truth[at].initialised.swap(false, SeqCst),
            "unloaded, and not initialised",
            at,
        );
    }

    fn actor(self: &Arc<Self>, at: usize) -> Actor {
        let watched = [(); 4].map(|()| Arc::clone(self));
        let [init, start, stop, unload] = watched;
        let actor =
            NEEDS[at].iter().fold(actor(IDS[at], &Log::default()), |actor, &below| actor.needs(IDS[below]));
        let actor = if at == 4 { actor.likes("a") } else { actor };
        actor
            .on(Init, move |_| Arc::clone(&init).init(at))
            .on(Start, move |_| Arc::clone(&start).start(at))
            .on(Stop, move |_| Arc::clone(&stop).stop(at))
            .on(Unload, move |_| {
                Arc::clone(&unload).unload(at);
                async { Ok(()) }
            })
    }
}

/// As random as it has to be.
struct Dice(u32);

impl Dice {
    fn roll(&mut self, sides: u32) -> usize {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        usize::try_from((self.0 >> 16) % sides).unwrap()
    }
}

#[derive(Clone, Copy)]
struct Chaos {
    policy: StartPolicy,
    breaks: u32,
    removes: bool,
    cancels: bool,
}

async fn operate(plugins: &PluginManager, watch: &Arc<Watch>, dice: &mut Dice, chaos: Chaos) {
    let at = dice.roll(5);
    let id = IDS[at];
    // What comes of it is not the question here: removed ones are unknown for a while, and their dependents filtered.
    let _ = match dice.roll(12) {
        0 | 1 => plugins.start().await,
        2..=4 => plugins.start_plugin(id).await,
        5 | 6 => plugins.stop_plugin(id).await,
        7 => plugins.stop().await,
        8 if chaos.removes => plugins.remove(id).await,
        9 if chaos.removes => plugins.register(watch.actor(at).ready()).await,
        10 => plugins.disable(id).and_then(|()| plugins.enable(id)).map_err(Into::into),
        _ => plugins.caller::<dyn Present>().here().map(drop).map_err(Into::into),
    };
}

/// How long somebody is interested: for ever, if it is not said.
async fn interest(polls: Option<usize>) {
    match polls {
        None => std::future::pending().await,
        Some(polls) => {
            for _ in 0..polls {
                tokio::task::yield_now().await;
            }
        }
    }
}

async fn unleash(chaos: Chaos) {
    let watch = Arc::new(Watch::default());
    watch.breaks.store(chaos.breaks, SeqCst);
    watch.forgets.store(chaos.removes && chaos.cancels, SeqCst);
    let plugins = cast([0, 1, 2, 3, 4].map(|at| watch.actor(at))).start_policy(chaos.policy).build().unwrap();
    let tasks = (0..8).map(|seed| {
        let (plugins, watch) = (plugins.clone(), Arc::clone(&watch));
        tokio::spawn(async move {
            let mut dice = Dice(seed);
            for _ in 0..150 {
                let polls = (chaos.cancels && dice.roll(4) == 0).then(|| dice.roll(4));
                tokio::select! {
                    () = operate(&plugins, &watch, &mut dice, chaos) => {}
                    () = interest(polls) => {}
                }
            }
        })
    });
    let all = in_time(join_all(tasks)).await;
    all.into_iter().for_each(Result::unwrap);
    assert_eq!(watch.violations.take(), [""; 0]);

    // Afterwards everything is as it should be.
    watch.breaks.store(0, SeqCst);
    plugins.stop().await.unwrap();
    assert!((0..IDS.len()).all(|at| !watch.is_up(at)), "who is up can be stopped");
    for (at, id) in IDS.into_iter().enumerate() {
        if plugins.descriptor(id).is_none() {
            plugins.register(watch.actor(at).ready()).await.unwrap();
        }
    }
    plugins.start().await.unwrap();
    assert!((0..IDS.len()).all(|at| watch.is_up(at)), "nobody is lost: {:?}", states(&plugins, IDS));
    for id in IDS {
        plugins.enable(id).unwrap();
    }
    assert_eq!(here(&plugins).len(), IDS.len());
    plugins.shutdown().await.unwrap();
    assert_eq!(watch.violations.take(), [""; 0]);
    for Truth { up, inside, .. } in &watch.truth {
        assert_eq!((up.load(SeqCst), inside.load(SeqCst)), (false, 0));
    }
}

const CALM: Chaos = Chaos { policy: StartPolicy::RollBack, breaks: 0, removes: false, cancels: false };

/// Elsewhere nothing is locked: whoever starts, stops and calls at once meets half of everything.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_starts_and_stops_at_once_meets_an_order() {
    unleash(CALM).await;
    unleash(Chaos { policy: StartPolicy::Continue, ..CALM }).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn with_failures() {
    unleash(Chaos { breaks: 3, ..CALM }).await;
    unleash(Chaos { breaks: 3, policy: StartPolicy::Continue, ..CALM }).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn with_coming_and_going() {
    unleash(Chaos { removes: true, ..CALM }).await;
    unleash(Chaos { removes: true, breaks: 4, policy: StartPolicy::Continue, ..CALM }).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn with_callers_who_lose_interest() {
    unleash(Chaos { cancels: true, ..CALM }).await;
    unleash(Chaos { cancels: true, breaks: 5, policy: StartPolicy::Continue, ..CALM }).await;
    unleash(Chaos { cancels: true, removes: true, ..CALM }).await;
}
