//! Not public API: what generated code names. It changes without notice; the macros are pinned to the same version.

#[cfg(any(target_family = "wasm", miri))]
pub use inventory;
#[cfg(not(any(target_family = "wasm", miri)))]
pub use linkme;

pub use std::vec::Vec;

pub use pluginkit_macros::{__extend, __not_a_point, __plugin_set, __set_point};

pub use crate::checks::{
    NoResult, Returned, check_dependency, check_returned, check_version, depends_on, not_provided,
};
pub use crate::dispatch::{
    Arguments, AsyncEngine, AsyncHook, AsyncImplementation, AsyncLedger, AsyncPolicy, AsyncWrapper, Attach,
    CallAsync, CallSync, Collect, CollectSome, Copying, Extends, Fails, Failure, Fallibility, Fallible,
    FirstResult, Gather, Guard, Handle, HasSlots, Hook, HookAt, HookOf, Job, Keep, KindOf, Ledger, Managed,
    NoKeep, NoOptions, Notify, Offload, Options, OutcomeOf, Ownable, Pipeline, PipelineFlow, Place,
    Placement, Policy, RetOf, Role, Slots, Spare, SyncEngine, SyncHook, SyncImplementation, SyncWrapper,
    Table, ValueOf, When, WrapAsync, WrapSync, extension, ready,
};
pub use crate::next::{Kind, Proceed, ProceedAsync};
pub use crate::plugin::{Construct, NoDefault, Origin};
pub use crate::point::{Declared, ExtensionEntry, Facts, Provided};
pub use crate::registry::linked;
pub use crate::{
    __blocking as blocking, __managed as managed, __offload as offload, __set_order as set_order,
    __submit as submit, __submit_plugin as submit_plugin, __timeout as timeout,
};

/// What the macro of a set names.
pub mod set {
    pub use crate::point::Facts;
    pub use crate::running::{Life, Living, LivingWrapper, NoLife, start};
    pub use crate::set::*;
}
