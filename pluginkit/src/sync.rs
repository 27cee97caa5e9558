//! Locks and flags that two threads may meet at; a model checker's own where the build asks for it (`scripts/model.sh`).

#[cfg(pluginkit_model)]
pub(crate) use shuttle::sync::atomic::AtomicBool;
#[cfg(pluginkit_model)]
pub(crate) use shuttle::{
    sync::{Mutex, MutexGuard},
    thread_local,
};

#[cfg(not(pluginkit_model))]
pub(crate) use std::sync::atomic::AtomicBool;
#[cfg(not(pluginkit_model))]
pub(crate) use std::{
    sync::{Mutex, MutexGuard},
    thread_local,
};

use std::sync::PoisonError;

/// Locks, whatever a panic has left behind: what these locks protect is whole between any two statements.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
