//! Calling hooks: tables of what to call, the engines that call it, and the strategies that take failures.

mod appended;
#[cfg(feature = "std")]
mod asynchronous;
mod attributed;
#[cfg(background_runtime)]
mod background;
#[cfg(feature = "std")]
mod block_on;
#[cfg(feature = "std")]
mod bound;
mod called;
mod concurrent;
mod contract;
mod engine;
#[cfg(feature = "std")]
mod erased;
mod fold;
mod guard;
#[cfg(feature = "std")]
mod handle;
mod historic;
mod hook;
#[cfg(feature = "std")]
mod hub;
mod inner;
mod ledger;
#[cfg(feature = "std")]
mod limit;
mod mode;
mod offload;
mod panics;
#[cfg(feature = "std")]
mod past;
#[cfg(feature = "std")]
mod remembering;
#[cfg(feature = "std")]
mod selection;
#[cfg(feature = "std")]
mod slots;
#[cfg(feature = "std")]
mod span;
#[cfg(feature = "std")]
mod stopwatch;
mod strategy;
#[cfg(feature = "std")]
mod sync;
#[cfg(feature = "std")]
mod table;
#[cfg(feature = "std")]
mod under_way;
#[cfg(not(feature = "std"))]
mod unheld;
#[cfg(feature = "std")]
mod watched;
#[cfg(feature = "std")]
mod wrapped;

pub(crate) use appended::Appended;
pub use called::ready;
pub(crate) use called::{Begun, Outcome, Whose, wrapper_failure};
pub(crate) use concurrent::{Lineup, at_once};
pub use contract::{Deprecated, Extends, ExtensionPoint, Role};
pub use engine::{AsyncEngine, SyncEngine};
pub use fold::{Fold, Store, Walk};
pub(crate) use fold::{Lent, Own};
pub use guard::Guard;
pub use historic::{Historic, Keepable};
pub(crate) use hook::BoxFuture;
pub use hook::{
    Arguments, AsyncHook, CallAsync, CallSync, Copying, Hook, HookAt, HookOf, Keep, KindOf, NoKeep,
    NoOptions, NotShown, Offload, Options, OutcomeOf, Place, RetOf, Show, Shown, SyncHook, ValueOf, When,
    WrapAsync, WrapSync,
};
pub(crate) use inner::Inside;
pub(crate) use ledger::AsyncLevel;
pub use ledger::{AsyncLedger, Ledger};
pub use mode::{
    Collect, CollectSome, Fails, Failure, Fallibility, Fallible, FirstResult, Gather, Notify, Pipeline,
    PipelineFlow, Spare,
};
pub use offload::{Job, Ownable};
pub(crate) use panics::{Payload, panicked};
pub(crate) use strategy::AsyncCall;
pub use strategy::Policy;
pub use strategy::{AsDeclared, AsyncPolicy, FailFast, Isolated, Report, Reported, Strategy};

// The manager's: tables, and what calls along them.
#[cfg(feature = "std")]
pub use self::{
    block_on::block_on,
    contract::PointCaller,
    erased::{AsyncImplementation, AsyncWrapper, Held, SyncImplementation, SyncWrapper},
    handle::{Handle, Managed},
    remembering::History,
    slots::Slots,
    table::{Attach, HasSlots, Placement, Table, extension},
};
#[cfg(feature = "std")]
pub(crate) use self::{
    block_on::run_soon,
    hub::{Audience, Hub, Source},
    limit::{Guarded, Limited, overrun},
    panics::{catch, discard, message},
    past::NOBODY,
    remembering::Pasts,
    stopwatch::Stopwatch,
};
#[cfg(feature = "std")]
use erased::CallsWrappers;
#[cfg(any(feature = "i18n", web))]
pub(crate) use handle::Stamp;

#[cfg(not(feature = "std"))]
use unheld::CallsWrappers;
#[cfg(not(feature = "std"))]
pub use unheld::Managed;
