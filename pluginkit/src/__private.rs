//! Not public API: what generated code names. It changes without notice; the macros are pinned to the same version.

pub use alloc::vec::Vec;

pub use pluginkit_macros::{__extend, __not_a_point, __plugin_set, __set_point};

pub use crate::checks::{
    MISTAKEN, NoResult, Observes, Returned, check_dependency, check_observer, check_point, check_returned,
    check_version, depends_on, not_provided,
};
pub use crate::dispatch::{
    Arguments, AsyncEngine, AsyncHook, AsyncLedger, AsyncPolicy, CallAsync, CallSync, Collect, CollectSome,
    Copying, Deprecated, Extends, Fails, Failure, Fallibility, Fallible, FirstResult, Gather, Guard,
    Historic, Hook, HookAt, HookOf, Job, Keep, Keepable, KindOf, Ledger, Managed, NoKeep, NoOptions,
    NotShown, Notify, Offload, Options, OutcomeOf, Ownable, Pipeline, PipelineFlow, Place, Policy, RetOf,
    Role, Show, Shown, Spare, SyncEngine, SyncHook, ValueOf, When, WrapAsync, WrapSync, ready,
};
pub use crate::next::{Kind, Proceed, ProceedAsync};
pub use crate::plugin::{Construct, NoDefault, Origin};
pub use crate::point::{Declared, Facts, Provided};
pub use crate::{
    __blocking as blocking, __clocked as clocked, __compiled as compiled, __config as config,
    __managed as managed, __offload as offload, __set_order as set_order, __submit as submit,
    __submit_plugin as submit_plugin, __timeout as timeout, __typed as typed,
};

#[cfg(feature = "config")]
pub use crate::config::Configured;
#[cfg(all(feature = "std", any(target_family = "wasm", miri)))]
pub use inventory;
#[cfg(all(feature = "std", not(any(target_family = "wasm", miri))))]
pub use linkme;

#[cfg(feature = "std")]
pub use crate::{
    dispatch::{
        AsyncImplementation, AsyncWrapper, Attach, Handle, HasSlots, Held, Placement, PointCaller, Slots,
        SyncImplementation, SyncWrapper, Table, extension,
    },
    entry::ExtensionEntry,
    registry::linked,
    watch::Watchers,
};

/// What the macro of a set names.
pub mod set {
    pub use crate::dispatch::{Fold, Store, Walk};
    pub use crate::point::Facts;
    #[cfg(feature = "std")]
    pub use crate::running::{Life, Living, LivingWrapper, NoLife, start};
    pub use crate::set::*;
}
