//! For tests of hosts and of plugins (feature `testing`): stand-ins for plugins, a notebook, injected failures, and a
//! clock that does not wait.
//!
//! Everything here is made of what every host has: [`MockPlugin`] and [`Sabotage`] are ordinary plugins, and [`isolated`]
//! is an ordinary manager. Enable the feature where tests are built, and only there:
//!
//! ```toml
//! [dev-dependencies]
//! pluginkit = { version = "0.1", features = ["testing"] }
//! ```
//!
//! # How a host tests a plugin
//!
//! ```
//! use std::time::Duration;
//!
//! use pluginkit::prelude::*;
//! use pluginkit::testing::{MockPlugin, Phase, Recorder, Sabotage, paused};
//!
//! // The plugin that is tested. It needs another one, which has no place in the test.
//! #[plugin(id = "weather", version = "1.0.0", depends_on("geo" = "^1"), listed)]
//! #[derive(Default)]
//! struct Weather;
//!
//! #[extension]
//! impl Lifecycle for Weather {
//!     async fn start(&self, _cx: &PluginContext) -> Result<(), BoxError> {
//!         Ok(())
//!     }
//! }
//!
//! // A mock stands in for what it needs, and takes its time; on this clock, a minute takes none.
//! let log = Recorder::new();
//! let slow = MockPlugin::builder().id("geo").delays(Phase::Start, Duration::from_mins(1)).recorder(&log).build()?;
//! let plugins = PluginManager::builder().plugin::<Weather>().instance(slow).build()?;
//! log.watch(&plugins);
//! paused(plugins.start())?;
//! log.assert_order(["geo.start", "geo: started", "weather: started"]);
//!
//! // What becomes of it when its dependency fails?
//! let broken = MockPlugin::builder().id("geo").fails(Phase::Start, "no satellite").build()?;
//! let plugins = PluginManager::builder().plugin::<Weather>().instance(broken).build()?;
//! assert!(paused(plugins.start()).unwrap_err().to_string().contains("no satellite"));
//!
//! // And what does the host do when it fails itself? It need not be changed for that.
//! let geo = MockPlugin::builder().id("geo").recorder(&log).build()?;
//! let storm = Sabotage::new().fails("weather", Phase::Start, "a storm");
//! let plugins = PluginManager::builder().plugin::<Weather>().instance(geo).instance(storm).build()?;
//! log.take();
//! assert!(paused(plugins.start()).is_err());
//! log.assert_order(["geo.start", "geo.stop"]);
//! # Ok::<(), pluginkit::Error>(())
//! ```

mod clock;
mod faults;
#[allow(
    unsafe_code,
    reason = "where linkme puts entries in a section; in other crates, its macro hides that from the lint"
)]
mod mock;
mod recorder;
#[allow(
    unsafe_code,
    reason = "where linkme puts entries in a section; in other crates, its macro hides that from the lint"
)]
mod sabotage;

pub use clock::paused;
pub use faults::Phase;
pub use mock::{MockPlugin, MockPluginBuilder};
pub use recorder::Recorder;
pub use sabotage::Sabotage;

use crate::{Error, PluginEntry, PluginManager};

/// A manager of these plugins and no others: what is linked into the test binary stays out.
///
/// Short for `PluginManager::builder().plugins(plugins).build()`; for instances, mocks and settings, use the builder. Tests
/// that run side by side in one process do not see each other's managers.
///
/// # Errors
/// Those of [`build`](crate::PluginManagerBuilder::build). A plugin that cannot be used, because a dependency is missing
/// for instance, is no error here: `plugins.discovery().check()?` makes it one.
///
/// ```
/// use pluginkit::prelude::*;
/// use pluginkit::testing::isolated;
///
/// #[plugin(id = "weather", version = "1.0.0", listed)]
/// #[derive(Default)]
/// struct Weather;
///
/// let plugins = isolated(plugins![Weather])?;
/// assert!(plugins.ids().eq(["weather"]));
/// # Ok::<(), pluginkit::Error>(())
/// ```
pub fn isolated(plugins: impl IntoIterator<Item = PluginEntry>) -> Result<PluginManager, Error> {
    PluginManager::builder().plugins(plugins).build()
}
