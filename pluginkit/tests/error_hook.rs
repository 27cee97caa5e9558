//! `ErrorHook`: a plugin is told of its own failures, and of nobody else's.

#[path = "support/life.rs"]
mod life;
mod support;

use std::task::Poll;

#[cfg(feature = "tokio")]
use futures_util::StreamExt;
use life::Done;
use pluginkit::prelude::*;
use pluginkit::{Identified, Identity};
use support::{Log, Refusal, drive};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

#[extension_point]
trait Feed {
    fn fetch(&self) -> Result<u32, Refusal>;
    async fn fetch_later(&self) -> Result<u32, Refusal>;
    fn explode(&self);
}

/// What a plugin was told of.
fn line(cx: &PluginContext, error: &HookError) -> String {
    format!("{}: {} of {} {}", cx.id(), error.hook(), error.plugin(), error.kind())
}

/// Is not ready at once, whoever polls it.
async fn falter() {
    let mut ready = false;
    std::future::poll_fn(|context| {
        if std::mem::replace(&mut ready, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

macro_rules! failing {
    ($name:ident, $id:tt, |$self:ident, $cx:ident, $error:ident| $body:block $(, $asynchronous:tt)?) => {
        #[plugin(id = $id, version = "1.0.0", listed)]
        struct $name {
            told: UnboundedSender<String>,
            lives: bool,
        }

        #[extension]
        impl Feed for $name {
            fn fetch(&self) -> Result<u32, Refusal> {
                Err(Refusal("no"))
            }
            async fn fetch_later(&self) -> Result<u32, Refusal> {
                tokio::task::yield_now().await;
                Err(Refusal("not later"))
            }
            fn explode(&self) {
                panic!("boom")
            }
        }

        #[extension]
        impl Lifecycle for $name {
            fn start(&self, _cx: &PluginContext) -> Done {
                if self.lives { Ok(()) } else { Err("stillborn".into()) }
            }
            async fn stop(&self, _cx: &PluginContext) -> Result<(), BoxError> {
                Err("stay".into())
            }
            fn unload(&self, _cx: &PluginContext) -> Done {
                panic!("stay here")
            }
        }

        #[extension]
        impl ErrorHook for $name {
            $($asynchronous)? fn on_error(&$self, $cx: &PluginContext, $error: &HookError) $body
        }
    };
}

failing!(Plain, "plain", |self, cx, error| {
    let _ = self.told.send(line(cx, error));
});

failing!(
    Waiting,
    "waiting",
    |self, cx, error| {
        for _ in 0..3 {
            falter().await;
        }
        let _ = self.told.send(line(cx, error));
    },
    async
);

// Tells that it was told, and fails itself.
failing!(Hopeless, "hopeless", |self, cx, error| {
    let _ = self.told.send(line(cx, error));
    panic!("and again")
});

failing!(
    HopelessLater,
    "hopeless-later",
    |self, cx, error| {
        falter().await;
        let _ = self.told.send(line(cx, error));
        panic!("and again")
    },
    async
);

async fn started<P: Plugin>(
    make: impl FnOnce(UnboundedSender<String>) -> P,
) -> (PluginManager, UnboundedReceiver<String>) {
    let (told, hears) = unbounded_channel();
    let plugins = PluginManager::builder().instance(make(told)).build().unwrap();
    plugins.start().await.unwrap();
    (plugins, hears)
}

async fn hears(told: &mut UnboundedReceiver<String>) -> String {
    life::in_time(told.recv()).await.unwrap()
}

#[test]
fn a_synchronous_one_is_told_before_the_call_is_over() {
    let (plugins, mut told) = drive(started(|told| Plain { told, lives: true }));
    let feed = plugins.caller::<dyn Feed>();
    feed.fetch().unwrap_err();
    assert_eq!(told.try_recv().unwrap(), "plain: feed.fetch of plain failed: no");
    feed.isolated().explode();
    assert_eq!(told.try_recv().unwrap(), "plain: feed.explode of plain panicked: boom");
    feed.reported().fetch();
    assert_eq!(told.try_recv().unwrap(), "plain: feed.fetch of plain failed: no");
    drive(feed.isolated().fetch_later());
    assert_eq!(told.try_recv().unwrap(), "plain: feed.fetch_later of plain failed: not later");
    assert!(told.try_recv().is_err(), "each once");
}

#[tokio::test]
async fn an_asynchronous_one_is_told_too_and_may_wait() {
    let (plugins, mut told) = started(|told| Waiting { told, lives: true }).await;
    let feed = plugins.caller::<dyn Feed>();
    feed.fetch_later().await.unwrap_err();
    assert_eq!(hears(&mut told).await, "waiting: feed.fetch_later of waiting failed: not later");
    feed.isolated().fetch_later().await;
    assert_eq!(hears(&mut told).await, "waiting: feed.fetch_later of waiting failed: not later");
    feed.reported().fetch();
    assert_eq!(hears(&mut told).await, "waiting: feed.fetch of waiting failed: no");
    assert!(told.try_recv().is_err(), "each once");
}

#[tokio::test]
async fn of_its_life_too() {
    let (told, mut hears) = unbounded_channel();
    let plugins = PluginManager::builder().instance(Plain { told, lives: false }).build().unwrap();
    plugins.start().await.unwrap_err();
    assert_eq!(hears.try_recv().unwrap(), "plain: lifecycle.start of plain failed: stillborn");
    let (plugins, mut told) = started(|told| Waiting { told, lives: true }).await;
    plugins.shutdown().await.unwrap_err();
    assert_eq!(self::hears(&mut told).await, "waiting: lifecycle.stop of waiting failed: stay");
    assert_eq!(self::hears(&mut told).await, "waiting: lifecycle.unload of waiting panicked: stay here");
    assert!(told.try_recv().is_err());
}

#[tokio::test]
async fn nobody_is_told_of_the_failures_of_others() {
    let ((told, mut plain), (tell, mut waiting)) = (unbounded_channel(), unbounded_channel());
    let builder = PluginManager::builder().instance(Plain { told, lives: true });
    let plugins = builder.instance(Waiting { told: tell, lives: true }).build().unwrap();
    plugins.start().await.unwrap();
    let feed = plugins.caller::<dyn Feed>().isolated();
    feed.only(["waiting"]).fetch();
    assert_eq!(hears(&mut waiting).await, "waiting: feed.fetch of waiting failed: no");
    assert!(plain.try_recv().is_err());
    feed.fetch();
    assert_eq!(hears(&mut plain).await, "plain: feed.fetch of plain failed: no");
    assert_eq!(hears(&mut waiting).await, "waiting: feed.fetch of waiting failed: no");
    assert!(plain.try_recv().is_err() && waiting.try_recv().is_err());
}

/// Elsewhere a handler of errors that fails itself is called with its own error.
#[tokio::test]
async fn one_that_fails_is_not_told_of_that() {
    for asynchronous in [false, true] {
        let (plugins, mut told) = if asynchronous {
            started(|told| HopelessLater { told, lives: true }).await
        } else {
            started(|told| Hopeless { told, lives: true }).await
        };
        let feed = plugins.caller::<dyn Feed>();
        let failure = feed.fetch_later().await.unwrap_err();
        assert_eq!(failure.kind().to_string(), "failed: not later", "the caller gets what it was");
        assert!(hears(&mut told).await.contains("feed.fetch_later"));
        for _ in 0..10 {
            tokio::task::yield_now().await;
        }
        assert!(told.try_recv().is_err(), "it is told once");
        assert_eq!(feed.isolated().fetch(), [0_u32; 0]);
        assert!(hears(&mut told).await.contains("feed.fetch "));
    }
}

/// Blames another one for its failures, who fails at that.
#[plugin(id = "blames", version = "1.0.0", listed)]
struct Blames {
    other: &'static str,
    told: UnboundedSender<String>,
}

#[extension]
impl Feed for Blames {
    fn fetch(&self) -> Result<u32, Refusal> {
        Err(Refusal("no"))
    }
}

#[extension]
impl ErrorHook for Blames {
    async fn on_error(&self, cx: &PluginContext, _error: &HookError) {
        let _ = self.told.send(cx.id().to_string());
        falter().await;
        cx.caller::<dyn Feed>().unwrap().isolated().only([self.other]).fetch();
    }
}

#[tokio::test]
async fn those_who_blame_each_other_do_so_once() {
    let (told, mut heard) = unbounded_channel();
    let blames = |id, other| {
        let blames = Blames { other, told: told.clone() };
        Identified::new(Identity::new(id, "1.0.0").unwrap(), blames)
    };
    let plugins = PluginManager::builder().instance(blames("one", "two")).instance(blames("two", "one"));
    let plugins = plugins.build().unwrap();
    plugins.caller::<dyn Feed>().isolated().only(["one"]).fetch();
    assert_eq!([hears(&mut heard).await, hears(&mut heard).await], ["one", "two"]);
    for _ in 0..1000 {
        tokio::task::yield_now().await;
    }
    assert!(heard.try_recv().is_err(), "`one` is at it already");
}

#[tokio::test]
async fn a_failing_one_is_heard_of_by_subscribers() {
    let log = Log::default();
    let noted = log.clone();
    let (plugins, _told) = started(|told| Hopeless { told, lives: true }).await;
    plugins
        .subscribe(move |event| {
            if let PluginEvent::HookFailed { error, .. } = event {
                noted.note(format!("{} {}", error.plugin(), error.hook()));
            }
        })
        .detach();
    plugins.caller::<dyn Feed>().isolated().fetch();
    let mut lines = log.take();
    lines.sort();
    assert_eq!(lines, ["hopeless error_hook.on_error", "hopeless feed.fetch"]);
}

/// May do anything when it is told, even to itself.
#[plugin(id = "quits", version = "1.0.0", listed)]
#[derive(Default)]
struct Quits;

#[extension]
impl Feed for Quits {
    async fn fetch_later(&self) -> Result<u32, Refusal> {
        Err(Refusal("enough"))
    }
    fn fetch(&self) -> Result<u32, Refusal> {
        Err(Refusal("enough"))
    }
}

#[extension]
impl ErrorHook for Quits {
    fn on_error(&self, cx: &PluginContext, _error: &HookError) {
        cx.plugins().unwrap().disable(cx.id().as_str()).unwrap();
    }
}

/// Has itself taken out when it fails to start.
#[cfg(feature = "tokio")]
#[plugin(id = "leaves", version = "1.0.0", listed)]
#[derive(Default)]
struct Leaves;

#[cfg(feature = "tokio")]
#[extension]
impl Lifecycle for Leaves {
    fn start(&self, _cx: &PluginContext) -> Done {
        Err("no".into())
    }
}

#[cfg(feature = "tokio")]
#[extension]
impl ErrorHook for Leaves {
    async fn on_error(&self, cx: &PluginContext, _error: &HookError) {
        cx.plugins().unwrap().remove(cx.id().as_str()).await.unwrap();
    }
}

/// What has to wait is waited for elsewhere.
#[cfg(feature = "tokio")]
#[tokio::test]
async fn it_is_not_inside_the_hook_that_failed() {
    let plugins = PluginManager::builder().plugin::<Leaves>().build().unwrap();
    let mut events = plugins.events();
    plugins.start().await.unwrap_err();
    let removed = async {
        while let Some(event) = events.next().await {
            if matches!(event, PluginEvent::Removed { .. }) {
                return;
            }
        }
    };
    life::in_time(removed).await;
    assert_eq!(life::state(&plugins, "leaves"), "unknown");
}

#[tokio::test]
async fn it_may_switch_itself_off() {
    let plugins = PluginManager::builder().plugin::<Quits>().build().unwrap();
    let feed = plugins.caller::<dyn Feed>();
    feed.fetch_later().await.unwrap_err();
    assert_eq!(life::state(&plugins, "quits"), "disabled");
    assert_eq!(feed.fetch().unwrap(), [0_u32; 0]);
}
