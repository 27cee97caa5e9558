//! A service of its own for each test: at a free port, with files in a folder that goes with it.

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, mpsc};

use pluginkit::Config;
use pluginkit::prelude::*;
use serde_json::json;
use service::Service;
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// The files of a service: its configuration, as everybody has it to begin with, and its database.
#[derive(Clone)]
pub(crate) struct Files(Arc<TempDir>);

impl Files {
    pub(crate) fn new() -> Self {
        let files = Files(Arc::new(tempfile::tempdir().unwrap()));
        files.configure(include_str!("../../config/app.toml"));
        files
    }

    /// Puts another configuration in the place of the one that is there.
    pub(crate) fn configure(&self, text: &str) {
        fs::write(self.path("app.toml"), text).unwrap();
    }

    /// What a service is opened with here.
    pub(crate) fn config(&self) -> Config {
        let own = json!({ "listen": "127.0.0.1:0", "database": self.database() });
        Config::new().dir(self.0.path()).overlay(json!({ "server": own }))
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.path("service.sqlite")
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}

/// A service that is answering.
pub(crate) struct Running {
    home: String,
    plugins: PluginManager,
    end: oneshot::Sender<()>,
    served: JoinHandle<Result<(), BoxError>>,
    _files: Files,
}

impl Running {
    pub(crate) async fn with(files: &Files) -> Self {
        let service = Service::open(files.config()).await.unwrap();
        let home = format!("http://{}", service.address());
        let plugins = service.plugins().clone();
        let (end, ended) = oneshot::channel();
        let served = tokio::spawn(service.serve(async { drop(ended.await) }));
        Running { home, plugins, end, served, _files: files.clone() }
    }

    /// The address of a path.
    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.home)
    }

    /// Where a plugin is in its life.
    pub(crate) fn state(&self, plugin: &str) -> PluginState {
        self.plugins.descriptor(plugin).unwrap().state()
    }

    /// Asks it to stop, waits until it has, and returns who was stopped, one after the other.
    pub(crate) async fn end(self) -> Vec<String> {
        let (tell, told) = mpsc::channel();
        let _told = self.plugins.subscribe(move |event| {
            if let PluginEvent::Stopped { plugin } = event {
                tell.send(plugin.to_string()).unwrap();
            }
        });
        self.end.send(()).unwrap();
        self.served.await.unwrap().unwrap();
        told.try_iter().collect()
    }
}
