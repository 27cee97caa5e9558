//! The service, from its configuration to its end.

use std::net::SocketAddr;
use std::path::PathBuf;

use axum::Router;
use pluginkit::prelude::*;
use pluginkit::{Config, routes};
use serde::Deserialize;
use service_api::Database;
use tokio::net::TcpListener;

// Discovery finds what is linked, and this line links the crate, and those that it depends on.
use service_bulletin as _;

use crate::app::app;
use crate::database;

/// A service that listens and whose plugins have been started. It answers as soon as it [serves](Service::serve).
#[derive(Debug)]
pub struct Service {
    plugins: PluginManager,
    listener: TcpListener,
    app: Router,
}

/// What the service itself is configured with, beside the sections of its plugins.
#[derive(Deserialize)]
struct Server {
    listen: SocketAddr,
    database: PathBuf,
}

impl Service {
    /// Takes in the plugins, brings the database up to date, starts the plugins, and listens.
    ///
    /// # Errors
    /// What is wrong with the configuration, the database, a plugin, or the address.
    pub async fn open(config: Config) -> Result<Self, BoxError> {
        let plugins = PluginManager::builder().config(config).discover().build()?;
        let server: Server = plugins.config().read("server")?;
        let database = database::open(&server.database).await?;
        plugins.state::<Option<Database>>().set(Some(database));
        plugins.start().await?;
        let app = app(&plugins)?;
        let listener = TcpListener::bind(server.listen).await?;
        Ok(Service { plugins, listener, app })
    }

    /// Where it listens.
    ///
    /// # Panics
    /// Never: a listener has an address.
    pub fn address(&self) -> SocketAddr {
        self.listener.local_addr().expect("a listener has an address")
    }

    /// The plugins, to be asked, watched and switched.
    pub fn plugins(&self) -> &PluginManager {
        &self.plugins
    }

    /// Answers until `shutdown` is done, brings the requests that have begun to their end, and stops the plugins, those that need
    /// others before those that they need.
    ///
    /// # Errors
    /// What went wrong with the listener, or with a plugin that was stopped.
    pub async fn serve(self, shutdown: impl Future<Output = ()> + Send + 'static) -> Result<(), BoxError> {
        Ok(routes::serve(self.listener, self.app, &self.plugins, shutdown).await?)
    }
}
