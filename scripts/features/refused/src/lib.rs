//! What must not compile without the `tokio` feature of pluginkit, or its `config`, one feature of this crate for each case.

#![no_std]

extern crate alloc;

use alloc::format;
use alloc::string::String;

use pluginkit::prelude::*;

/// A point.
#[extension_point]
pub trait Greeting {
    /// A hook.
    async fn greet(&self, name: &str) -> String;
}

/// A plugin.
#[plugin(id = "english", version = "1.0.0")]
#[derive(Default)]
pub struct English;

#[cfg(feature = "timeout")]
#[extension(timeout = "1s")]
impl Greeting for English {
    fn greet(&self, name: &str) -> String {
        format!("Hello, {name}")
    }
}

#[cfg(feature = "blocking")]
#[extension(blocking)]
impl Greeting for English {
    fn greet(&self, name: &str) -> String {
        format!("Hello, {name}")
    }
}

/// A plugin that is configured.
#[cfg(feature = "config")]
#[plugin(id = "french", version = "1.0.0", config = u8)]
#[derive(Default)]
pub struct French;
