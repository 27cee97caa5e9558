//! A plugin that notes what is done to it, and does in each phase of its life what it was told.

#![allow(dead_code, reason = "every test takes what it needs")]

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::future::BoxFuture;
use pluginkit::prelude::*;
use pluginkit::{Error, Identified, Identity, PluginManagerBuilder, StartError, StopError};
use tokio::sync::Notify;

use crate::support::{Guard, Log};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Phase {
    Init,
    Start,
    Stop,
    Unload,
}

impl Phase {
    fn name(self) -> &'static str {
        match self {
            Phase::Init => "init",
            Phase::Start => "start",
            Phase::Stop => "stop",
            Phase::Unload => "unload",
        }
    }
}

pub(crate) type Done = Result<(), BoxError>;

type Deed = Box<dyn Fn(PluginContext) -> BoxFuture<'static, Done> + Send + Sync>;

/// Who is called.
#[extension_point]
pub(crate) trait Present {
    fn here(&self) -> String;
}

/// Has all four hooks, notes `a.start` when it is started, and so on.
#[plugin(id = "acts", version = "1.0.0", listed)]
pub(crate) struct Acts {
    id: String,
    log: Log,
    deeds: HashMap<Phase, Vec<Deed>>,
    gone: Option<Guard>,
}

impl Acts {
    async fn act(&self, phase: Phase, cx: &PluginContext) -> Done {
        self.log.note(format!("{}.{}", cx.id(), phase.name()));
        for deed in self.deeds.get(&phase).into_iter().flatten() {
            deed(cx.clone()).await?;
        }
        Ok(())
    }
}

#[extension]
impl Lifecycle for Acts {
    async fn init(&self, cx: &PluginContext) -> Result<(), BoxError> {
        self.act(Phase::Init, cx).await
    }
    async fn start(&self, cx: &PluginContext) -> Result<(), BoxError> {
        self.act(Phase::Start, cx).await
    }
    async fn stop(&self, cx: &PluginContext) -> Result<(), BoxError> {
        self.act(Phase::Stop, cx).await
    }
    async fn unload(&self, cx: &PluginContext) -> Result<(), BoxError> {
        self.act(Phase::Unload, cx).await
    }
}

#[extension]
impl Present for Acts {
    fn here(&self) -> String {
        self.id.clone()
    }
}

/// An [`Acts`] that is being told what to do.
pub(crate) struct Actor {
    identity: Identity,
    acts: Acts,
}

pub(crate) fn actor(id: &str, log: &Log) -> Actor {
    actor_of(id, "1.0.0", log)
}

pub(crate) fn actor_of(id: &str, version: &str, log: &Log) -> Actor {
    let acts = Acts { id: id.to_owned(), log: log.clone(), deeds: HashMap::new(), gone: None };
    Actor { identity: Identity::new(id, version).unwrap(), acts }
}

impl Actor {
    pub(crate) fn needs(mut self, id: &str) -> Self {
        self.identity = self.identity.depends_on(id, "*").unwrap();
        self
    }

    pub(crate) fn likes(mut self, id: &str) -> Self {
        self.identity = self.identity.depends_on_optional(id, "*").unwrap();
        self
    }

    /// Does this, after what it was told before.
    pub(crate) fn on<F, R>(mut self, phase: Phase, deed: F) -> Self
    where
        F: Fn(PluginContext) -> R + Send + Sync + 'static,
        R: Future<Output = Done> + Send + 'static,
    {
        let deed: Deed = Box::new(move |cx| Box::pin(deed(cx)));
        self.acts.deeds.entry(phase).or_default().push(deed);
        self
    }

    pub(crate) fn fails(self, phase: Phase, message: &'static str) -> Self {
        self.on(phase, move |_| async move { Err(message.into()) })
    }

    /// Fails the first time, and never again.
    pub(crate) fn fails_once(self, phase: Phase, message: &'static str) -> Self {
        let times = AtomicUsize::new(0);
        self.on(phase, move |_| {
            let first = times.fetch_add(1, Ordering::Relaxed) == 0;
            async move { if first { Err(message.into()) } else { Ok(()) } }
        })
    }

    pub(crate) fn panics(self, phase: Phase, message: &'static str) -> Self {
        self.on(phase, move |_| async move { std::panic::panic_any(message) })
    }

    /// Never ends; notes when it is dropped.
    pub(crate) fn hangs(self, phase: Phase) -> Self {
        let log = self.acts.log.clone();
        self.on(phase, move |cx| {
            let gone = log.guard(format!("{}.{} is dropped", cx.id(), phase.name()));
            async move {
                let _gone = gone;
                std::future::pending().await
            }
        })
    }

    /// Waits at a gate.
    pub(crate) fn waits(self, phase: Phase, gate: &Gate) -> Self {
        let gate = gate.clone();
        self.on(phase, move |_| {
            let gate = gate.clone();
            async move {
                gate.pass().await;
                Ok(())
            }
        })
    }

    /// Owns something that notes this line when it is dropped.
    pub(crate) fn owns(self, phase: Phase, line: &'static str) -> Self {
        let log = self.acts.log.clone();
        self.on(phase, move |cx| {
            cx.own(log.guard(line));
            async { Ok(()) }
        })
    }

    /// Notes who is called.
    pub(crate) fn calls_the_roll(self, phase: Phase) -> Self {
        let log = self.acts.log.clone();
        self.on(phase, move |cx| {
            let here = cx.caller::<dyn Present>().map(|present| present.here());
            log.note(format!("here: {}", here.unwrap().unwrap().join(" ")));
            async { Ok(()) }
        })
    }

    /// Notes `a is gone` when its instance is dropped.
    pub(crate) fn mourned(mut self) -> Self {
        self.acts.gone = Some(self.acts.log.guard(format!("{} is gone", self.acts.id)));
        self
    }

    pub(crate) fn ready(self) -> Identified<Acts> {
        Identified::new(self.identity, self.acts)
    }
}

pub(crate) fn cast<const N: usize>(actors: [Actor; N]) -> PluginManagerBuilder {
    actors.into_iter().fold(PluginManager::builder(), |builder, actor| builder.instance(actor.ready()))
}

/// `cast(..).build()`.
pub(crate) fn troupe<const N: usize>(actors: [Actor; N]) -> PluginManager {
    cast(actors).build().unwrap()
}

/// Somebody waits at it until it is opened, each time anew.
#[derive(Clone, Debug, Default)]
pub(crate) struct Gate(Arc<[Notify; 2]>);

impl Gate {
    pub(crate) async fn pass(&self) {
        self.0[0].notify_one();
        self.0[1].notified().await;
    }

    /// Until somebody waits at it.
    pub(crate) async fn reached(&self) {
        self.0[0].notified().await;
    }

    pub(crate) fn open(&self) {
        self.0[1].notify_one();
    }
}

/// Fails where somebody waits for ever; at once, where the clock is paused.
pub(crate) async fn in_time<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_mins(1), future).await.expect("nobody waits for ever")
}

pub(crate) fn here(plugins: &PluginManager) -> Vec<String> {
    plugins.caller::<dyn Present>().here().unwrap()
}

pub(crate) fn state(plugins: &PluginManager, id: &str) -> String {
    plugins.descriptor(id).map_or("unknown".to_owned(), |plugin| plugin.state().to_string())
}

pub(crate) fn states<const N: usize>(plugins: &PluginManager, ids: [&str; N]) -> [String; N] {
    ids.map(|id| state(plugins, id))
}

pub(crate) fn failure(plugins: &PluginManager, id: &str) -> Option<String> {
    plugins.descriptor(id).unwrap().failure().map(str::to_owned)
}

/// The errors in it, such as `a: lifecycle.start failed: boom`, each with the kind of error it is.
pub(crate) fn told(error: &Error) -> Vec<String> {
    error.iter().map(tell).collect()
}

fn tell(error: &Error) -> String {
    match error {
        Error::Start(StartError::Failed { plugin, source, .. }) => format!("start {plugin}: {}", how(source)),
        Error::Start(StartError::Cancelled { plugin, .. }) => format!("start {plugin}: cancelled"),
        Error::Start(StartError::DependencyNotStarted { plugin, dependency, .. }) => {
            format!("start {plugin}: needs {dependency}")
        }
        Error::Stop(StopError::Failed { plugin, source, .. }) => format!("stop {plugin}: {}", how(source)),
        Error::Stop(StopError::Cancelled { plugin, .. }) => format!("stop {plugin}: cancelled"),
        other => other.to_string(),
    }
}

fn how(error: &HookError) -> String {
    format!("{} {}", error.hook(), error.kind())
}

pub(crate) trait Tells {
    /// What [`told`] makes of it; nothing where all went well.
    fn told(&self) -> Vec<String>;
}

impl Tells for Result<(), Error> {
    fn told(&self) -> Vec<String> {
        self.as_ref().err().map_or(Vec::new(), told)
    }
}
