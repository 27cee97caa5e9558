//! What a hook call costs, beside the same call written by hand.
//!
//! Each [`Case`] is one call, twice: through a pluginkit caller, and by the loop over `Vec<Arc<dyn Trait>>` that a
//! person would write instead. Ten plugins implement both sides with the same bodies, which do next to nothing: what is
//! counted is the call, not the plugin.
//!
//! [`set`] has the same for plugin sets, beside direct calls. [`Startup`] is the other half: what it costs to get there.
//!
//! `README.md` has the method and the figures.

mod cases;
mod hand;
mod measure;
mod plugins;
mod points;
pub mod set;
mod startup;

pub use cases::{CASES, Calls, Case};
pub use measure::{Error, Side, Workload, at_once, valgrind};
pub use startup::{Kind, Stage, Startup, growth, n_log_n};
