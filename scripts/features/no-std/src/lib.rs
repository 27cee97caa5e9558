//! What works without the `std` feature: points, plugins, extensions and wrappers, for sets chosen by the compiler.

#![no_std]

extern crate alloc;

use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use alloc::{format, vec};
use core::fmt;
use core::ops::ControlFlow;

use pluginkit::ExtensionPoint;
use pluginkit::prelude::*;

/// A sensor that does not answer.
#[derive(Debug)]
pub struct Silent;

impl fmt::Display for Silent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no answer")
    }
}

impl core::error::Error for Silent {}

/// A point with hooks of every mode.
#[extension_point]
pub trait Board {
    /// Everybody is told.
    fn reset(&self, cause: &str);
    /// Everybody's answer, if there is no failure.
    fn measure(&self, channel: u8) -> Result<i32, Silent>;
    /// The first answer.
    #[hook(first_result)]
    fn name(&self, channel: u8) -> Option<String>;
    /// The text goes through everybody's hands.
    #[hook(pipeline)]
    fn label(&self, text: String) -> String;
    /// The same, until somebody ends it.
    #[hook(pipeline)]
    fn clamp(&self, value: i32, limit: &i32) -> ControlFlow<i32, i32>;
    /// Async.
    async fn fetch(&self, topic: &str) -> String;
    /// Everybody at once.
    #[hook(concurrent)]
    async fn ping(&self) -> u8;
    /// An async pipeline; failures are passed over.
    #[hook(pipeline, on_error = isolate)]
    async fn frame(&self, bytes: Vec<u8>) -> Result<Vec<u8>, Silent>;
}

/// A plugin with everything.
#[plugin(id = "thermometer", version = "1.2.0", description = "Degrees")]
#[derive(Default)]
pub struct Thermometer;

#[extension(priority = 10)]
impl Board for Thermometer {
    fn reset(&self, _cause: &str) {}

    fn measure(&self, channel: u8) -> Result<i32, Silent> {
        if channel == 0 { Ok(21) } else { Err(Silent) }
    }

    fn name(&self, channel: u8) -> Option<String> {
        (channel == 0).then(|| "thermometer".to_owned())
    }

    fn label(&self, text: String) -> String {
        format!("{text} °C")
    }

    fn clamp(&self, value: i32, limit: &i32) -> ControlFlow<i32, i32> {
        if value > *limit { ControlFlow::Break(*limit) } else { ControlFlow::Continue(value) }
    }

    async fn fetch(&self, topic: &str) -> String {
        topic.to_string()
    }

    async fn ping(&self) -> u8 {
        1
    }

    async fn frame(&self, mut bytes: Vec<u8>) -> Result<Vec<u8>, Silent> {
        bytes.push(0);
        Ok(bytes)
    }
}

fn is_short(_: &Radio, topic: &str) -> bool {
    topic.len() < 10
}

/// A plugin that needs another one. What is sync here is async there.
#[plugin(id = "radio", version = env!("CARGO_PKG_VERSION"), depends_on(Thermometer = "^1.2", optional("antenna")))]
#[derive(Default)]
pub struct Radio;

#[extension(when = Self::is_on, after("thermometer"))]
impl Board for Radio {
    fn fetch(&self, topic: &str) -> String {
        format!("a signal about {topic}")
    }
}

impl Radio {
    fn is_on(&self, topic: &str) -> bool {
        is_short(self, topic)
    }
}

/// A wrapper, which answers, too.
#[plugin(id = "watchdog", version = "0.1.0")]
#[derive(Default)]
pub struct Watchdog;

#[extension]
impl Board for Watchdog {
    fn ping(&self) -> u8 {
        2
    }
}

#[extension(wrapper)]
impl BoardWrapper for Watchdog {
    fn measure(&self, channel: u8, next: Next<'_>) -> HookResult<Vec<i32>> {
        let _ = channel;
        next.run().or_else(|_| Ok(vec![0]))
    }

    fn label(&self, text: String, next: Next<'_>) -> HookResult<String> {
        Ok(next.run(text)?.to_uppercase())
    }

    async fn fetch(&self, _topic: &str, next: Next<'_>) -> HookResult<Vec<String>> {
        let mut answers = next.run().await?;
        answers.truncate(8);
        Ok(answers)
    }

    async fn frame(&self, bytes: Vec<u8>, next: Next<'_>) -> HookResult<Vec<u8>> {
        if bytes.is_empty() {
            return Err(HookError::failed("an empty frame"));
        }
        next.run(bytes).await
    }
}

pluginkit::plugin_set! {
    /// All of them.
    pub struct Device { radio: Radio, thermometer: Thermometer, watchdog: Watchdog }
    points: [Board];
}

/// A call of every kind, on a device.
///
/// # Errors
/// The first failure.
pub async fn report(device: &Device) -> HookResult<String> {
    let board = device.caller::<dyn Board>();
    let measured = board.measure(0)?;
    let names = board.isolated().name(0);
    let clamped = board.clamp(99, &50)?;
    let label = board.label(format!("{clamped}"))?;
    let mut topics = Vec::with_capacity(2);
    board.fetch_into(&mut topics, "rain").await?;
    let pings = board.ping().await?;
    let frame = board.reported().frame(Vec::from([1])).await;
    Ok(format!("{measured:?} {names:?} {label} {topics:?} {pings:?} {:?}", frame.value))
}

/// What is known of them without one.
pub fn inventory() -> String {
    let plugins = plugins![Thermometer, Radio, Watchdog].map(|plugin| format!("{} {}", plugin.id(), plugin.version()));
    format!("{}: {}", <dyn Board as ExtensionPoint>::ID, plugins.join(", "))
}

#[cfg(test)]
mod tests {
    use core::pin::pin;
    use core::task::{Context, Poll, Waker};

    use super::*;

    #[test]
    fn a_device_works_without_std() {
        let device = Device::default();
        let Poll::Ready(report) = pin!(report(&device)).poll(&mut Context::from_waker(Waker::noop())) else {
            panic!("nobody waits here")
        };
        assert_eq!(report.unwrap(), r#"[21] Some("thermometer") 50 °C ["rain", "a signal about rain"] [1, 2] [1, 0]"#.to_string());
    }
}
