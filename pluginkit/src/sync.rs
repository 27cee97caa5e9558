//! Locks and flags that two threads may meet at: the operating system's, a model checker's own where the build asks for it
//! (`scripts/model.sh`), or locks that wait by looking again where there is no operating system.

#[cfg(feature = "std")]
pub(crate) use parking::{AtomicBool, Mutex, MutexGuard, into_inner, lock, thread_local};
#[cfg(not(feature = "std"))]
pub(crate) use spinning::{Mutex, into_inner, lock};

#[cfg(feature = "std")]
mod parking {
    use std::sync::PoisonError;

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

    /// Locks, whatever a panic has left behind: what these locks protect is whole between any two statements.
    #[inline]
    pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
        mutex.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a lock protected that nobody else has any more.
    #[inline]
    pub(crate) fn into_inner<T>(mutex: Mutex<T>) -> T {
        mutex.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whoever holds one is soon done: no lock is held while plugin code runs, and what is locked belongs to one call.
#[cfg(not(feature = "std"))]
mod spinning {
    pub(crate) use spin::mutex::SpinMutex as Mutex;
    use spin::mutex::SpinMutexGuard;

    #[inline]
    pub(crate) fn lock<T>(mutex: &Mutex<T>) -> SpinMutexGuard<'_, T> {
        mutex.lock()
    }

    #[inline]
    pub(crate) fn into_inner<T>(mutex: Mutex<T>) -> T {
        mutex.into_inner()
    }
}
