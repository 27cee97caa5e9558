//! Files that are watched: when they change, the configuration is refreshed.

use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Weak};
use std::time::Duration;

use notify_debouncer_full::notify::{self, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, Debouncer, RecommendedCache, new_debouncer};

use super::changing::ConfigReport;
use super::handle::Configuration;
use crate::dispatch::block_on;
use crate::error::{ConfigError, PluginError};
use crate::manager::shared::Shared;

/// Watches the files of a configuration for as long as it lives. Made by [`Configuration::watch`].
///
/// ```
/// # use std::time::Duration;
/// # fn watched(plugins: &pluginkit::PluginManager) -> Result<(), pluginkit::Error> {
/// let watch = plugins.config().watch(Duration::from_millis(200), |outcome| println!("{outcome:?}"))?;
/// drop(watch);
/// # Ok(())
/// # }
/// ```
#[must_use = "files are watched until this is dropped"]
pub struct ConfigWatch {
    folder: PathBuf,
    _watching: Debouncer<RecommendedWatcher, RecommendedCache>,
}

impl Configuration {
    /// Watches the folder of the configuration, and [refreshes](Configuration::refresh) when something in it has changed and then
    /// been left alone for this long. What came of it is handed to `told`, unless nothing is different.
    ///
    /// That happens in a thread of its own; a hook that has to be waited for is waited for there, with timers and I/O. A file that
    /// is being written may be read half: that is an error, everything stays as it is, and the rest of the file is the next change.
    /// The manager is not kept alive by this.
    ///
    /// # Errors
    /// [`ConfigError::Unwatched`] where there is no folder, or the system does not tell of its changes.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use pluginkit::{Config, prelude::*};
    /// # fn host() -> Result<(), pluginkit::Error> {
    /// let plugins = PluginManager::builder().config(Config::new().dir("etc")).discover().build()?;
    /// let _watch = plugins.config().watch(Duration::from_millis(200), |outcome| match outcome {
    ///     Ok(report) => println!("{}", report.diff),
    ///     Err(error) => eprintln!("{error}"),
    /// })?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn watch(
        &self,
        quiet: Duration,
        told: impl Fn(Result<ConfigReport, PluginError>) + Send + 'static,
    ) -> Result<ConfigWatch, PluginError> {
        let folder = self.shared.kept.config.folder.clone();
        let folder = folder.ok_or_else(|| ConfigError::Unwatched {
            path: PathBuf::new(),
            message: "it has no folder: say which with `Config::dir`".to_owned(),
        })?;
        let unwatched = |error: notify::Error| ConfigError::Unwatched {
            path: folder.clone(),
            message: error.to_string(),
        };
        let manager = Arc::downgrade(&self.shared);
        let heard = move |events: DebounceEventResult| {
            if is_change(&events)
                && let Some(outcome) = refreshed(&manager)
            {
                told(outcome);
            }
        };
        let mut watching = new_debouncer(quiet, None, heard).map_err(unwatched)?;
        watching.watch(&folder, RecursiveMode::Recursive).map_err(unwatched)?;
        Ok(ConfigWatch { folder, _watching: watching })
    }
}

/// Whether anything may be different: to read a file is no change, and we are about to read them all. What the system could not
/// tell may have been one.
fn is_change(events: &DebounceEventResult) -> bool {
    events.as_ref().map_or(true, |events| events.iter().any(|event| !event.kind.is_access()))
}

/// `None` where nothing is different, or the manager is gone.
fn refreshed(manager: &Weak<Shared>) -> Option<Result<ConfigReport, PluginError>> {
    let configuration = Configuration { shared: manager.upgrade()? };
    let outcome = block_on(configuration.refresh()).map_err(PluginError::from).and_then(|outcome| outcome);
    match outcome {
        Ok(report) if report.diff.is_empty() => None,
        outcome => Some(outcome),
    }
}

impl fmt::Debug for ConfigWatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConfigWatch").field("folder", &self.folder).finish_non_exhaustive()
    }
}
