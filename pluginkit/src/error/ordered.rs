//! What is put in order.

use core::fmt;

use serde::Serialize;

/// What is put in order for a hook.
///
/// ```
/// assert_eq!(pluginkit::Ordered::Wrappers.to_string(), "wrappers");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ordered {
    /// The implementations, first called first.
    Implementations,
    /// The wrappers, outermost first.
    Wrappers,
}

impl fmt::Display for Ordered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Ordered::Implementations => "implementations",
            Ordered::Wrappers => "wrappers",
        })
    }
}
