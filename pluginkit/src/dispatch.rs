//! Calling hooks: tables of what to call, the engines that call it, and the strategies that take failures.

mod appended;
mod asynchronous;
mod attributed;
#[cfg(background_runtime)]
mod background;
mod block_on;
mod bound;
mod called;
mod contract;
mod engine;
mod guard;
mod handle;
mod hook;
mod hub;
mod inner;
mod ledger;
mod limit;
mod mode;
mod offload;
mod selection;
mod slots;
mod strategy;
mod sync;
mod table;
mod wrapped;

pub(crate) use appended::Appended;
pub use block_on::block_on;
pub(crate) use block_on::run_soon;
pub use bound::ready;
pub(crate) use called::Whose;
pub(crate) use called::{
    Folded, Outcome, Payload, Turn, catch, discard, message, overrun, panicked, wrapper_failure,
};
pub use contract::{Attach, Extends, ExtensionPoint, Role, extension};
pub use engine::{AsyncEngine, SyncEngine};
pub use guard::Guard;
pub use handle::{Handle, Managed};
pub(crate) use hook::BoxFuture;
pub(crate) use hook::StateOf;
pub use hook::{
    Arguments, AsyncHook, AsyncImplementation, AsyncWrapper, CallAsync, CallSync, Copying, Hook, HookAt,
    HookOf, Keep, KindOf, NoKeep, NoOptions, Offload, Options, OutcomeOf, Place, RetOf, SyncHook,
    SyncImplementation, SyncWrapper, ValueOf, When, WrapAsync, WrapSync,
};
pub(crate) use hub::{Hub, Source};
pub(crate) use inner::Inside;
pub(crate) use ledger::AsyncLevel;
pub use ledger::{AsyncLedger, Ledger};
pub(crate) use limit::{Guarded, Limited};
pub(crate) use mode::Mode;
pub use mode::{
    Collect, CollectSome, Fails, Failure, Fallibility, Fallible, FirstResult, Gather, Notify, Pipeline,
    PipelineFlow, Spare,
};
pub use offload::{Job, Ownable};
pub use slots::Slots;
pub(crate) use strategy::AsyncCall;
pub use strategy::Policy;
pub use strategy::{AsDeclared, AsyncPolicy, FailFast, Isolated, Report, Reported, Strategy};
pub use table::{HasSlots, Placement, Table};
