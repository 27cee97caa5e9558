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
    database: Database,
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
    /// Takes in the plugins, brings the database up to date, and starts the plugins.
    ///
    /// # Errors
    /// What is wrong with the configuration, the address, the database, or a plugin.
    pub async fn open(config: Config) -> Result<Self, BoxError> {
        let plugins = PluginManager::builder().config(config).discover().build()?;
        let server: Server = plugins.config().read("server")?;
        let listener = TcpListener::bind(server.listen).await?;
        let database = database::open(&server.database).await?;
        plugins.migrations().run(&mut *database.0.acquire().await?).await?;
        plugins.state::<Option<Database>>().set(Some(database.clone()));
        let app = app(&plugins)?;
        plugins.start().await?;
        Ok(Service { plugins, database, listener, app })
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

    /// Answers until `shutdown` is done, brings the requests that have begun to their end, stops the plugins, those that need others
    /// before those that they need, and closes the database.
    ///
    /// # Errors
    /// What went wrong with the listener, or with a plugin that was stopped.
    pub async fn serve(self, shutdown: impl Future<Output = ()> + Send + 'static) -> Result<(), BoxError> {
        let served = routes::serve(self.listener, self.app, &self.plugins, shutdown).await;
        self.database.0.close().await;
        Ok(served?)
    }
}
