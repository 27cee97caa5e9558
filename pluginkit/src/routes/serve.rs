//! A service from its first request to the last plugin that is stopped.

use std::future::Future;
use std::io;

use axum::Router;
use thiserror::Error;
use tokio::net::TcpListener;

use crate::error::PluginError;
use crate::manager::PluginManager;

/// Serves until `shutdown` is done, lets the requests that have begun come to their end, and then stops the plugins, dependents first.
///
/// The plugins are started by the host, before; they are stopped however serving ends. Who wants a limit for the requests that are
/// left wraps a layer with a time-out around the app.
///
/// # Errors
/// What went wrong with the listener, with the plugins, or with both.
///
/// ```
/// use axum::Router;
/// use pluginkit::prelude::*;
/// use pluginkit::routes::serve;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let plugins = PluginManager::builder().build()?;
/// plugins.start().await?;
/// let app = Router::new().merge(plugins.router()?);
/// let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
/// # let ctrl_c = std::future::ready(());
/// // A real one waits for `tokio::signal::ctrl_c()`.
/// serve(listener, app, &plugins, ctrl_c).await?;
/// # Ok(())
/// # }
/// ```
pub async fn serve(
    listener: TcpListener,
    app: Router,
    plugins: &PluginManager,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let served = axum::serve(listener, app).with_graceful_shutdown(shutdown).await;
    match (served, plugins.stop().await) {
        (Ok(()), Ok(())) => Ok(()),
        (Err(source), Ok(())) => Err(ServeError::Io { source, stop: None }),
        (Ok(()), Err(source)) => Err(ServeError::Stop { source }),
        (Err(source), Err(stop)) => Err(ServeError::Io { source, stop: Some(stop) }),
    }
}

/// Why [`serve`] did not end well.
///
/// ```
/// # use pluginkit::routes::ServeError;
/// fn code(error: &ServeError) -> i32 {
///     match error {
///         ServeError::Stop { .. } => 3,
///         _ => 1,
///     }
/// }
/// ```
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ServeError {
    /// The listener failed.
    #[error("serving failed: {source}{}", stop.as_ref().map(|stop| format!("; and then {stop}")).unwrap_or_default())]
    Io {
        /// How.
        source: io::Error,
        /// What went wrong with the plugins then.
        stop: Option<PluginError>,
    },
    /// Plugins could not be stopped.
    #[error("{source}")]
    Stop {
        /// Which, and why.
        source: PluginError,
    },
}
