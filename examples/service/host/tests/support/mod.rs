//! A service of its own for each test: at a free port, with a database in a folder that goes with it.

use pluginkit::Config;
use pluginkit::prelude::*;
use serde_json::{Value, json};
use service::Service;
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// A service that is answering.
pub(crate) struct Running {
    home: String,
    plugins: PluginManager,
    end: oneshot::Sender<()>,
    served: JoinHandle<Result<(), BoxError>>,
    _folder: TempDir,
}

impl Running {
    /// As everybody has it, but for the port and the database.
    pub(crate) async fn begin() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let service = Service::open(config(&folder)).await.unwrap();
        let home = format!("http://{}", service.address());
        let plugins = service.plugins().clone();
        let (end, ended) = oneshot::channel();
        let served = tokio::spawn(service.serve(async { drop(ended.await) }));
        Running { home, plugins, end, served, _folder: folder }
    }

    /// The address of a path.
    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.home)
    }

    /// The plugins that it runs.
    pub(crate) fn plugins(&self) -> &PluginManager {
        &self.plugins
    }

    /// Asks it to stop, and waits until it has.
    pub(crate) async fn end(self) {
        self.end.send(()).unwrap();
        self.served.await.unwrap().unwrap();
    }
}

fn config(folder: &TempDir) -> Config {
    let own: Value = json!({ "listen": "127.0.0.1:0", "database": folder.path().join("service.sqlite") });
    Config::new().dir(concat!(env!("CARGO_MANIFEST_DIR"), "/config")).overlay(json!({ "server": own }))
}
