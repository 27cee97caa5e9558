//! The life of plugins on WebAssembly, where there is one thread and no clock.

use std::ffi::{CString, c_char};
use std::sync::{Arc, Mutex};
use std::task::Poll;

use pluginkit::prelude::*;

/// What happened, in order.
static STORY: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn note(line: impl Into<String>) {
    STORY.lock().unwrap().push(line.into());
}

/// Comes back once before it is done, as a future does that waits for something.
async fn elsewhere() {
    let mut was_there = false;
    std::future::poll_fn(|cx| {
        if was_there {
            return Poll::Ready(());
        }
        was_there = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

struct Owned;

impl Drop for Owned {
    fn drop(&mut self) {
        note("what it owned is gone");
    }
}

/// Somebody with a life.
#[plugin(id = "weather", version = "1.0.0")]
#[derive(Default)]
pub struct Weather;

#[extension]
impl Lifecycle for Weather {
    async fn init(&self, _: &PluginContext) -> Result<(), BoxError> {
        elsewhere().await;
        note("init");
        Ok(())
    }

    async fn start(&self, cx: &PluginContext) -> Result<(), BoxError> {
        cx.own(Arc::new(Owned));
        elsewhere().await;
        note("start");
        Ok(())
    }

    fn stop(&self, _: &PluginContext) -> Result<(), BoxError> {
        note("stop");
        Ok(())
    }

    async fn unload(&self, _: &PluginContext) -> Result<(), BoxError> {
        note("unload");
        Ok(())
    }
}

#[extension]
impl Health for Weather {
    async fn health(&self, _: &PluginContext) -> HealthStatus {
        elsewhere().await;
        HealthStatus::Ok
    }
}

/// Somebody who fails.
#[plugin(id = "broken", version = "1.0.0", listed)]
#[derive(Default)]
pub struct Broken;

#[extension]
impl Lifecycle for Broken {
    async fn start(&self, _: &PluginContext) -> Result<(), BoxError> {
        elsewhere().await;
        Err("no network".into())
    }
}

#[extension]
impl ErrorHook for Broken {
    async fn on_error(&self, _: &PluginContext, error: &HookError) {
        note(format!("on_error {}", error.hook()));
    }
}

fn tell() -> Result<(), pluginkit::Error> {
    let plugins = PluginManager::discover()?;
    plugins.subscribe(|event| note(format!("({event})"))).detach();
    plugins.blocking().start()?;
    let weather = plugins.descriptor("weather").expect("it is linked");
    note(format!("{}, {:?}", weather.state(), weather.last_change()));
    note(format!("health {}", plugins.blocking().health()?.status()));
    let refused = plugins.blocking().register(Broken).expect_err("it cannot be started");
    note(format!("refused: {refused}"));
    plugins.blocking().shutdown()
}

/// What happened, as a C string that lives as long as the program.
#[unsafe(no_mangle)]
pub extern "C" fn story() -> *const c_char {
    if let Err(error) = tell() {
        note(format!("error: {error}"));
    }
    let lines = std::mem::take(&mut *STORY.lock().unwrap());
    CString::new(lines.join("\n")).unwrap_or_default().into_raw()
}
