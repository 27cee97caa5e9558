//! Plugins and hosts that use the manager from ordinary hooks, and from subscribers.

#[path = "support/life.rs"]
mod life;
mod support;

use std::sync::{Arc, Mutex, OnceLock};

use life::{Tells, actor, here, state, states, troupe};
#[cfg(feature = "tokio")]
use pluginkit::Error;
use pluginkit::prelude::*;
use support::Log;

#[extension_point]
trait Command {
    async fn run(&self, command: &str);
}

/// Does to the manager, and to itself, what it is told.
#[plugin(id = "console", version = "1.0.0", listed)]
#[derive(Default)]
struct Console {
    plugins: OnceLock<PluginManager>,
    log: Log,
}

#[extension]
impl Command for Console {
    async fn run(&self, command: &str) {
        let plugins = self.plugins.get().unwrap();
        let outcome = match command {
            "start" => plugins.start().await,
            "stop" => plugins.stop().await,
            "stop itself" => plugins.stop_plugin("console").await,
            "remove itself" => plugins.remove("console").await,
            "shutdown" => plugins.shutdown().await,
            _ => plugins.register(actor("new", &self.log).ready()).await,
        };
        self.log.note(format!("{command}: {}", outcome.is_ok()));
    }
}

#[plugin(id = "z-second", version = "1.0.0", listed)]
struct Second(Log);

#[extension]
impl Command for Second {
    fn run(&self, _command: &str) {
        self.0.note("second");
    }
}

#[tokio::test]
async fn an_ordinary_hook_may_do_anything_even_to_itself() {
    for command in ["start", "stop", "stop itself", "remove itself", "shutdown", "register"] {
        let log = Log::default();
        let console = Arc::new(Console { log: log.clone(), ..Console::default() });
        let builder = life::cast([actor("a", &log)]).instance(&console).instance(Second(log.clone()));
        let plugins = builder.build().unwrap();
        let _ = console.plugins.set(plugins.clone());
        plugins.start().await.unwrap();
        log.take();
        plugins.caller::<dyn Command>().run(command).await.unwrap();
        let lines = log.take();
        assert_eq!(lines[lines.len() - 2..], [format!("{command}: true"), "second".to_owned()], "{lines:?}");
        let called = here(&plugins);
        match command {
            "stop" | "shutdown" => assert_eq!(called, [""; 0]),
            "register" => assert_eq!(called, ["a", "new"]),
            _ => assert_eq!(called, ["a"]),
        }
    }
}

mod subscribers {
    use super::*;

    #[tokio::test]
    async fn may_ask_and_switch_and_subscribe() {
        let log = Log::default();
        let plugins = troupe([actor("a", &log), actor("b", &log)]);
        let weak = plugins.downgrade();
        let inner = log.clone();
        plugins
            .subscribe(move |event| {
                let Some(plugins) = weak.upgrade() else { return };
                if event.name() == "plugin.started" && event.plugin() == Some("a") {
                    inner.note(format!("{} {}", state(&plugins, "a"), plugins.ids().len()));
                    plugins.disable("b").unwrap();
                    let inner = inner.clone();
                    plugins.subscribe(move |event| inner.note(event.name())).detach();
                }
            })
            .detach();
        plugins.start().await.unwrap();
        assert_eq!(states(&plugins, ["a", "b"]), ["started", "disabled"]);
        let lines = log.take();
        assert!(lines.contains(&"started 2".to_owned()), "{lines:?}");
        assert!(lines.ends_with(&["plugin.started".to_owned()]), "the new one has heard of `b`: {lines:?}");
    }

    #[cfg(feature = "tokio")]
    #[tokio::test]
    async fn that_wait_are_refused_instead_of_stuck() {
        let log = Log::default();
        let plugins = troupe([actor("a", &log), actor("b", &log)]);
        let (weak, noted) = (plugins.downgrade(), log.clone());
        plugins
            .subscribe(move |event| {
                if event.name() == "plugin.started" {
                    let outcome = weak.upgrade().unwrap().blocking().stop_plugin("a");
                    noted.note(format!("{}", matches!(outcome, Err(Error::BlockOn(_)))));
                }
            })
            .detach();
        plugins.start_plugin("a").await.unwrap();
        assert_eq!(log.take(), ["a.init", "a.start", "true"]);
    }

    #[tokio::test]
    async fn may_set_something_in_motion() {
        let log = Log::default();
        let plugins = troupe([actor("a", &log), actor("b", &log)]);
        let (weak, tasks) = (plugins.downgrade(), Arc::new(Mutex::new(Vec::new())));
        let spawned = Arc::clone(&tasks);
        plugins
            .subscribe(move |event| {
                if event.name() == "plugin.started" && event.plugin() == Some("a") {
                    let plugins = weak.upgrade().unwrap();
                    let task = tokio::spawn(async move { plugins.start_plugin("b").await.told() });
                    spawned.lock().unwrap().push(task);
                }
            })
            .detach();
        plugins.start_plugin("a").await.unwrap();
        let task = tasks.lock().unwrap().pop().unwrap();
        assert_eq!(task.await.unwrap(), [""; 0]);
        assert_eq!(states(&plugins, ["a", "b"]), ["started", "started"]);
    }
}
