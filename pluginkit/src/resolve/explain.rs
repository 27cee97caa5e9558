//! Why each position in a call order is what it is.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::id::PluginId;

/// The call order of every hook of an extension point, with the reason for each position. What `feed.explain()` returns.
///
/// ```
/// use pluginkit::prelude::*;
///
/// #[extension_point]
/// trait Feed {
///     fn fetch(&self) -> u8;
/// }
///
/// #[plugin(id = "weather", version = "1.0.0", listed)]
/// #[derive(Default)]
/// struct Weather;
///
/// #[extension(priority = 10)]
/// impl Feed for Weather {
///     fn fetch(&self) -> u8 { 7 }
/// }
///
/// let plugins = PluginManager::builder().plugin::<Weather>().build()?;
/// let explanation = plugins.caller::<dyn Feed>().explain();
/// assert_eq!(explanation.to_string(), "feed.fetch\n  1. weather (priority 10): first\n");
/// # Ok::<(), pluginkit::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Explanation {
    /// The id of the point.
    pub point: String,
    /// Its hooks, in the order of the declaration.
    pub hooks: Vec<HookOrder>,
}

/// The call order of a hook.
///
/// ```
/// # use pluginkit::prelude::*;
/// # #[extension_point] trait Feed { fn fetch(&self) -> u8; }
/// let plugins = PluginManager::builder().build()?;
/// let explanation = plugins.caller::<dyn Feed>().explain();
/// assert!(explanation.hooks[0].implementations.is_empty());
/// # Ok::<(), pluginkit::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct HookOrder {
    /// The id of the hook.
    pub hook: String,
    /// Its wrappers, outermost first.
    pub wrappers: Vec<Position>,
    /// Its implementations, first called first.
    pub implementations: Vec<Position>,
}

/// A place in a call order.
///
/// ```
/// # use pluginkit::prelude::*;
/// # #[extension_point] trait Feed { fn fetch(&self) -> u8; }
/// # #[plugin(id = "weather", version = "1.0.0", listed)] #[derive(Default)] struct Weather;
/// # #[extension] impl Feed for Weather { fn fetch(&self) -> u8 { 7 } }
/// let plugins = PluginManager::builder().plugin::<Weather>().build()?;
/// let explanation = plugins.caller::<dyn Feed>().explain();
/// assert_eq!(explanation.hooks[0].implementations[0].plugin.as_str(), "weather");
/// # Ok::<(), pluginkit::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Position {
    /// Whose it is.
    pub plugin: PluginId,
    /// Its priority.
    pub priority: i32,
    /// Why it is not earlier.
    pub reason: Reason,
}

/// Why somebody comes after the one before.
///
/// ```
/// assert_eq!(pluginkit::Reason::First.to_string(), "first");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Reason {
    /// Nobody comes before it.
    First,
    /// A `before` or an `after` says so.
    Constraint {
        /// Whom it has to follow.
        after: PluginId,
    },
    /// The one before has a higher priority.
    Priority {
        /// The one before.
        after: PluginId,
        /// Its priority.
        its_priority: i32,
    },
    /// Priorities are equal, and the one before has a shorter chain of dependencies.
    Dependencies {
        /// The one before.
        after: PluginId,
        /// The length of its longest chain of dependencies.
        its_rank: usize,
        /// The length of this one's.
        rank: usize,
    },
    /// All else is equal, and the one before has the lower id.
    Id {
        /// The one before.
        after: PluginId,
    },
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::First => f.write_str("first"),
            Reason::Constraint { after } => write!(f, "must come after `{after}`"),
            Reason::Priority { after, its_priority } => write!(f, "`{after}` has priority {its_priority}"),
            Reason::Dependencies { after, its_rank, rank } => {
                write!(f, "equal to `{after}`, and depends on more: dependency rank {rank}, not {its_rank}")
            }
            Reason::Id { after } => write!(f, "equal to `{after}`, and later by id"),
        }
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for HookOrder { hook, wrappers, implementations } in &self.hooks {
            writeln!(f, "{hook}")?;
            if wrappers.is_empty() && implementations.is_empty() {
                writeln!(f, "  (nobody)")?;
            }
            for Position { plugin, priority, reason } in wrappers {
                writeln!(f, "  around: {plugin} (priority {priority}): {reason}")?;
            }
            for (at, Position { plugin, priority, reason }) in implementations.iter().enumerate() {
                writeln!(f, "  {}. {plugin} (priority {priority}): {reason}", at + 1)?;
            }
        }
        Ok(())
    }
}
