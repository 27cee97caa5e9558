//! What a manager has found: who is there, who is kept out, and what is wrong.

use std::collections::HashMap;

use serde::Serialize;

use super::descriptor::PluginDescriptor;
use crate::error::{DiscoveryError, PluginError};
use crate::id::PluginId;
use crate::state::{FilterReason, PluginState, Severity};

/// Everybody whom a manager knows, and everything that is wrong with them.
///
/// ```
/// use pluginkit::{FilterReason, prelude::*};
///
/// #[plugin(id = "weather", version = "1.0.0", depends_on("geo"), listed)]
/// #[derive(Default)]
/// struct Weather;
///
/// let plugins = PluginManager::builder().plugin::<Weather>().build()?;
/// let discovery = plugins.discovery();
/// assert_eq!(discovery.by_reason(FilterReason::DependencyUnmet), ["weather"]);
/// for plugin in discovery.filtered() {
///     println!("{}: {}", plugin.id(), plugin.failure().unwrap_or_default());
/// }
/// assert!(discovery.check().is_err());
/// # Ok::<(), pluginkit::Error>(())
/// ```
#[derive(Clone, Debug, Default, Serialize)]
pub struct DiscoveryResult {
    pub(super) states: Vec<PluginDescriptor>,
    pub(super) errors: Vec<DiscoveryError>,
}

impl DiscoveryResult {
    /// Everybody, dependencies before their dependents.
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// for plugin in plugins.discovery().states() {
    ///     println!("{}: {}", plugin.id(), plugin.state());
    /// }
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn states(&self) -> &[PluginDescriptor] {
        &self.states
    }

    /// Those whom no gate keeps out and who have not failed, dependencies before their dependents.
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// println!("{} plugins are there", plugins.discovery().activated().len());
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn activated(&self) -> Vec<PluginId> {
        let active = |plugin: &&PluginDescriptor| is_active(plugin.state());
        self.states.iter().filter(active).map(|plugin| plugin.id().clone()).collect()
    }

    /// Everything that is wrong, and everything that was warned about.
    ///
    /// Whom the host itself does not want ([`NotEnabled`](FilterReason::NotEnabled), [`Disabled`](FilterReason::Disabled)) is
    /// no error; whoever needs such a plugin is.
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// for error in plugins.discovery().errors() {
    ///     eprintln!("{}: {error}", error.severity());
    /// }
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn errors(&self) -> &[DiscoveryError] {
        &self.errors
    }

    /// Those whom a gate keeps out.
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// assert_eq!(plugins.discovery().filtered().count(), 0);
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn filtered(&self) -> impl Iterator<Item = &PluginDescriptor> {
        self.states.iter().filter(|plugin| matches!(plugin.state(), PluginState::Filtered(_)))
    }

    /// Those whom this gate keeps out.
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// use pluginkit::FilterReason;
    /// assert!(plugins.discovery().by_reason(FilterReason::WrongApplication).is_empty());
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn by_reason(&self, reason: FilterReason) -> Vec<PluginId> {
        let kept_out = self.states.iter().filter(|plugin| plugin.state() == PluginState::Filtered(reason));
        kept_out.map(|plugin| plugin.id().clone()).collect()
    }

    /// For hosts that want all or nothing.
    ///
    /// # Errors
    /// Every [error](DiscoveryResult::errors) that is more than a warning.
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// plugins.discovery().check()?;
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn check(&self) -> Result<(), PluginError> {
        let errors = self.errors.iter().filter(|error| error.severity() == Severity::Error);
        PluginError::all(errors.cloned())
    }

    /// What is different in a later result.
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// let diff = plugins.last_discovery().diff(&plugins.discovery());
    /// assert!(diff.added.is_empty() && diff.removed.is_empty());
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn diff(&self, later: &DiscoveryResult) -> DiscoveryDiff {
        let by_id = |result: &'_ DiscoveryResult| -> HashMap<PluginId, (String, PluginState)> {
            let states = result.states.iter();
            states
                .map(|plugin| (plugin.id().clone(), (plugin.version().to_owned(), plugin.state())))
                .collect()
        };
        let (before, after) = (by_id(self), by_id(later));
        let mut diff = DiscoveryDiff::default();
        for plugin in &later.states {
            let id = plugin.id().clone();
            if plugin.state() == PluginState::Failed {
                diff.failed.push(id.clone());
            }
            match before.get(&id) {
                None => diff.added.push(id),
                same if same == after.get(&id) => diff.unchanged.push(id),
                Some(_) => diff.changed.push(id),
            }
        }
        let gone = self.states.iter().map(PluginDescriptor::id).filter(|id| !after.contains_key(*id));
        diff.removed.extend(gone.cloned());
        diff
    }
}

/// What is different between two results.
///
/// ```
/// let diff = pluginkit::DiscoveryDiff::default();
/// assert!(diff.changed.is_empty());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct DiscoveryDiff {
    /// Who has come.
    pub added: Vec<PluginId>,
    /// Who has gone.
    pub removed: Vec<PluginId>,
    /// Whose state or version is another.
    pub changed: Vec<PluginId>,
    /// Who is as before.
    pub unchanged: Vec<PluginId>,
    /// Who has failed, as of the later result. They are among the others too.
    pub failed: Vec<PluginId>,
}

fn is_active(state: PluginState) -> bool {
    !matches!(state, PluginState::Filtered(_) | PluginState::Failed)
}
