//! The cases: every call twice, with the same arguments.

#![allow(clippy::redundant_closure_for_method_calls, reason = "both sides are written as calls are written")]

use std::hint::black_box;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use pluginkit::{Breaker, HookPolicy, PluginManager};
use tokio::runtime::{Builder, Runtime};

use crate::points::{Choosy, Limited, Plain, Waiting};
use crate::{hand, plugins};

/// A call that is ready to be made as often as it is asked for.
pub type Calls = Box<dyn Fn(u64)>;

/// One call, on both sides.
pub struct Case {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is, in the words of the table.
    pub title: &'static str,
    /// The loop by hand, over so many implementations.
    pub hand: fn(usize) -> Calls,
    /// The same with pluginkit.
    pub pluginkit: fn(usize) -> Calls,
}

impl Case {
    /// The case of that name.
    pub fn named(name: &str) -> Option<&'static Case> {
        CASES.iter().find(|case| case.name == name)
    }
}

/// Every case.
pub const CASES: &[Case] = &[
    Case {
        name: "notify",
        title: "notify",
        hand: |n| repeat(plugins::plain(n), |plugins, i| hand::notify(plugins, i)),
        pluginkit: |n| attempt(plain(n), |plain, i| plain.notify(i)),
    },
    Case {
        name: "text",
        title: "notify with `&str` and `u64`",
        hand: |n| repeat(plugins::plain(n), |plugins, i| hand::text(plugins, black_box("harbor"), i)),
        pluginkit: |n| attempt(plain(n), |plain, i| plain.text(black_box("harbor"), i)),
    },
    Case {
        name: "collect",
        title: "collect",
        hand: |n| repeat(plugins::plain(n), |plugins, i| hand::collect(plugins, i)),
        pluginkit: |n| attempt(plain(n), |plain, i| plain.collect(i)),
    },
    Case {
        name: "crowd",
        title: "collect, beside 40 plugins that implement another hook of the point",
        hand: |n| repeat(plugins::plain(n), |plugins, i| hand::collect(plugins, i)),
        pluginkit: |n| {
            let everybody = plugins::listed(n).chain(plugins::bystanders());
            attempt(manager(everybody).caller::<dyn Plain>(), |plain, i| plain.collect(i))
        },
    },
    Case {
        name: "unobserved",
        title: "collect, while another hook is observed, measured and has a policy",
        hand: |n| repeat(plugins::plain(n), |plugins, i| hand::collect(plugins, i)),
        pluginkit: |n| {
            let strict = HookPolicy::new().slow(Duration::from_millis(50)).breaker(Breaker {
                failures: 5,
                within: Duration::from_secs(10),
                retry: Duration::from_secs(30),
            });
            let manager = PluginManager::builder()
                .plugins(plugins::listed(n).chain([plugins::observer()]))
                .policy("plain.notify", strict)
                .build()
                .expect("these plugins go together");
            manager.measure("plain.notify").expect("a pattern").detach();
            drop(manager.measure("plain.*"));
            attempt(manager.caller::<dyn Plain>(), |plain, i| plain.collect(i))
        },
    },
    Case {
        name: "first",
        title: "first result: the last one answers",
        hand: |n| {
            repeat((plugins::plain(n), last(n)), |(plugins, last), _| hand::first(plugins, black_box(*last)))
        },
        pluginkit: |n| attempt((plain(n), last(n)), |(plain, last), _| plain.first(black_box(*last))),
    },
    Case {
        name: "nobody",
        title: "first result: nobody answers",
        hand: |n| repeat(plugins::plain(n), |plugins, _| hand::first(plugins, black_box(NOBODY))),
        pluginkit: |n| attempt(plain(n), |plain, _| plain.first(black_box(NOBODY))),
    },
    Case {
        name: "pipeline",
        title: "pipeline",
        hand: |n| repeat(plugins::plain(n), |plugins, i| hand::stage(plugins, i, black_box(7))),
        pluginkit: |n| attempt(plain(n), |plain, i| plain.stage(i, black_box(7))),
    },
    Case {
        name: "stale",
        title: "collect, by a caller from before a plugin was disabled and enabled",
        hand: |n| repeat(plugins::plain(n), |plugins, i| hand::collect(plugins, i)),
        pluginkit: |n| {
            let manager = manager(plugins::listed(n));
            let stale = manager.caller::<dyn Plain>();
            manager.disable("p0").expect("p0 is there");
            manager.enable("p0").expect("p0 is there");
            attempt(stale, |plain, i| plain.collect(i))
        },
    },
    Case {
        name: "isolated",
        title: "collect, isolated (by hand: `catch_unwind` round each)",
        hand: |n| repeat(plugins::plain(n), |plugins, i| hand::collect_isolated(plugins, i)),
        pluginkit: |n| repeat(plain(n).isolated(), |plain, i| plain.collect(i)),
    },
    Case {
        name: "reported",
        title: "collect, reported (by hand: the same, and two vectors of ids)",
        hand: |n| repeat(plugins::plain(n), |plugins, i| hand::collect_reported(plugins, i)),
        pluginkit: |n| repeat(plain(n).reported(), |plain, i| plain.collect(i)),
    },
    Case {
        name: "when",
        title: "notify with a `when` that agrees",
        hand: |n| repeat(plugins::plain(n), |plugins, i| hand::notify_who_wants(plugins, i)),
        pluginkit: |n| {
            attempt(manager(plugins::listed(n)).caller::<dyn Choosy>(), |choosy, i| choosy.notify(i))
        },
    },
    Case {
        name: "wrapper",
        title: "collect with one wrapper (by hand: middleware with `next`)",
        hand: |n| {
            repeat(middleware(n), |(middleware, plugins), i| hand::Rest { middleware, plugins }.collect(i))
        },
        pluginkit: |n| attempt(wrapped(n).caller::<dyn Plain>(), |plain, i| plain.collect(i)),
    },
    Case {
        name: "wrapper_pipeline",
        title: "pipeline with one wrapper (by hand: middleware with `next`)",
        hand: |n| {
            repeat(middleware(n), |(middleware, plugins), i| {
                hand::Rest { middleware, plugins }.stage(i, black_box(7))
            })
        },
        pluginkit: |n| attempt(wrapped(n).caller::<dyn Plain>(), |plain, i| plain.stage(i, black_box(7))),
    },
    Case {
        name: "async_ready",
        title: "async collect, done at once",
        hand: |n| repeat(plugins::waiting(n), |plugins, i| drive(async { hand::ready(plugins, i).await })),
        pluginkit: |n| attempt(waiting(n), |waiting, i| drive(async { waiting.ready(i).await })),
    },
    Case {
        name: "async_pending",
        title: "async collect, each waits once",
        hand: |n| repeat(plugins::waiting(n), |plugins, i| drive(async { hand::pending(plugins, i).await })),
        pluginkit: |n| attempt(waiting(n), |waiting, i| drive(async { waiting.pending(i).await })),
    },
    Case {
        name: "async_pipeline",
        title: "async pipeline, done at once",
        hand: |n| {
            repeat(plugins::waiting(n), |plugins, i| {
                drive(async { hand::waiting_stage(plugins, i, black_box(7)).await })
            })
        },
        pluginkit: |n| {
            attempt(waiting(n), |waiting, i| drive(async { waiting.stage(i, black_box(7)).await }))
        },
    },
    Case {
        name: "async_isolated",
        title: "async collect, done at once, isolated (by hand: not isolated)",
        hand: |n| repeat(plugins::waiting(n), |plugins, i| drive(async { hand::ready(plugins, i).await })),
        pluginkit: |n| repeat(waiting(n).isolated(), |waiting, i| drive(async { waiting.ready(i).await })),
    },
    Case {
        name: "async_wrapper",
        title: "async collect, done at once, one wrapper (by hand: async middleware with `next`)",
        hand: |n| {
            repeat(waiting_middleware(n), |(middleware, plugins), i| {
                drive(async { hand::WaitingRest { middleware, plugins }.ready(i).await })
            })
        },
        pluginkit: |n| {
            attempt(wrapped(n).caller::<dyn Waiting>(), |waiting, i| drive(async { waiting.ready(i).await }))
        },
    },
    Case {
        name: "async_wrapper_pipeline",
        title: "async pipeline, done at once, one wrapper (by hand: async middleware with `next`)",
        hand: |n| {
            repeat(waiting_middleware(n), |(middleware, plugins), i| {
                drive(async { hand::WaitingRest { middleware, plugins }.stage(i, black_box(7)).await })
            })
        },
        pluginkit: |n| {
            attempt(wrapped(n).caller::<dyn Waiting>(), |waiting, i| {
                drive(async { waiting.stage(i, black_box(7)).await })
            })
        },
    },
    Case {
        name: "lifted",
        title: "async collect by synchronous functions (by hand: a synchronous loop)",
        hand: |n| repeat(plugins::plain(n), |plugins, i| hand::collect(plugins, i)),
        pluginkit: |n| attempt(waiting(n), |waiting, i| drive(async { waiting.lifted(i).await })),
    },
    Case {
        name: "lifted_boxed",
        title: "async collect by synchronous functions (by hand: async-trait)",
        hand: |n| repeat(plugins::waiting(n), |plugins, i| drive(async { hand::ready(plugins, i).await })),
        pluginkit: |n| attempt(waiting(n), |waiting, i| drive(async { waiting.lifted(i).await })),
    },
    Case {
        name: "timeout_ready",
        title: "async collect, done at once, each with a timeout (by hand: `tokio::time::timeout`)",
        hand: |n| {
            repeat((plugins::waiting(n), runtime()), |(plugins, runtime), i| {
                within(runtime, async { hand::limited_ready(plugins, i).await })
            })
        },
        pluginkit: |n| {
            attempt((limited(n), runtime()), |(limited, runtime), i| {
                within(runtime, async { limited.ready(i).await })
            })
        },
    },
    Case {
        name: "timeout_pending",
        title: "async collect, each waits twice, each with a timeout (by hand: `tokio::time::timeout`)",
        hand: |n| {
            repeat((plugins::waiting(n), runtime()), |(plugins, runtime), i| {
                within(runtime, async { hand::limited_pending(plugins, i).await })
            })
        },
        pluginkit: |n| {
            attempt((limited(n), runtime()), |(limited, runtime), i| {
                within(runtime, async { limited.pending(i).await })
            })
        },
    },
];

/// A key that no implementation answers.
const NOBODY: u64 = 100;

/// The key that the last of so many answers: each answers its own number.
pub(crate) fn last(implementations: usize) -> u64 {
    implementations as u64 - 1
}

/// Makes the call over and over. The compiler knows neither what is called nor with what.
pub(crate) fn repeat<S: 'static, R>(state: S, call: impl Fn(&S, u64) -> R + 'static) -> Calls {
    Box::new(move |calls| {
        for i in 0..calls {
            black_box(&once(&call, black_box(&state), black_box(i)));
        }
    })
}

/// The same for a call that may fail, and does not.
fn attempt<S: 'static, R>(state: S, call: impl Fn(&S, u64) -> pluginkit::HookResult<R> + 'static) -> Calls {
    Box::new(move |calls| {
        for i in 0..calls {
            black_box(&once(&call, black_box(&state), black_box(i)).expect("nobody fails here"));
        }
    })
}

/// A call site, with a function of its own.
#[inline(never)]
fn once<S, R>(call: &impl Fn(&S, u64) -> R, state: &S, i: u64) -> R {
    call(state, i)
}

/// Polls until it is done: all a runtime does for a future that is woken at once. It is given a block that awaits the
/// call, as calls are written, rather than the future of the call, which it would have to move.
pub(crate) fn drive<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return value;
        }
    }
}

/// The same where there are timers.
fn within<T>(runtime: &Runtime, future: impl Future<Output = T>) -> T {
    let _timers = runtime.enter();
    drive(future)
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_time().build().expect("a runtime of this thread")
}

fn manager(plugins: impl Iterator<Item = pluginkit::PluginEntry>) -> PluginManager {
    PluginManager::builder().plugins(plugins).build().expect("these plugins go together")
}

fn wrapped(implementations: usize) -> PluginManager {
    let wrapper = pluginkit::plugins![plugins::Wrapper];
    manager(plugins::listed(implementations).chain(wrapper))
}

fn plain(implementations: usize) -> crate::points::PlainCaller {
    manager(plugins::listed(implementations)).caller::<dyn Plain>()
}

fn waiting(implementations: usize) -> crate::points::WaitingCaller {
    manager(plugins::listed(implementations)).caller::<dyn Waiting>()
}

fn limited(implementations: usize) -> crate::points::LimitedCaller {
    manager(plugins::listed(implementations)).caller::<dyn Limited>()
}

type Chain<M, P> = (Vec<Arc<M>>, Vec<Arc<P>>);

fn middleware(implementations: usize) -> Chain<dyn hand::Middleware, dyn hand::Plain> {
    (vec![Arc::new(plugins::Wrapper::default())], plugins::plain(implementations))
}

fn waiting_middleware(implementations: usize) -> Chain<dyn hand::WaitingMiddleware, dyn hand::Waiting> {
    (vec![Arc::new(plugins::Wrapper::default())], plugins::waiting(implementations))
}
