//! The same calls as a person writes them who has no plugin framework: a trait, a vector of trait objects, a loop.
//!
//! Each loop is a function of its own, as a caller's method is: what is compared does not depend on where the compiler
//! puts it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tokio::time::timeout;

/// A plugin, synchronous.
pub(crate) trait Plain: Send + Sync {
    fn id(&self) -> &'static str;
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "as pluginkit hands arguments to a `when`")]
    fn wants(&self, amount: &u64) -> bool;
    fn notify(&self, amount: u64);
    fn text(&self, text: &str, amount: u64);
    fn collect(&self, amount: u64) -> u64;
    fn first(&self, key: u64) -> Option<u64>;
    fn stage(&self, value: u64, amount: u64) -> u64;
}

/// A plugin, asynchronous.
#[async_trait]
pub(crate) trait Waiting: Send + Sync {
    async fn ready(&self, amount: u64) -> u64;
    async fn pending(&self, amount: u64) -> u64;
    async fn pending_twice(&self, amount: u64) -> u64;
    async fn stage(&self, value: u64, amount: u64) -> u64;
}

#[inline(never)]
pub(crate) fn notify(plugins: &[Arc<dyn Plain>], amount: u64) {
    for plugin in plugins {
        plugin.notify(amount);
    }
}

#[inline(never)]
pub(crate) fn notify_who_wants(plugins: &[Arc<dyn Plain>], amount: u64) {
    for plugin in plugins {
        if plugin.wants(&amount) {
            plugin.notify(amount);
        }
    }
}

#[inline(never)]
pub(crate) fn text(plugins: &[Arc<dyn Plain>], text: &str, amount: u64) {
    for plugin in plugins {
        plugin.text(text, amount);
    }
}

#[inline(never)]
pub(crate) fn collect(plugins: &[Arc<dyn Plain>], amount: u64) -> Vec<u64> {
    let mut answers = Vec::with_capacity(plugins.len());
    for plugin in plugins {
        answers.push(plugin.collect(amount));
    }
    answers
}

#[inline(never)]
pub(crate) fn first(plugins: &[Arc<dyn Plain>], key: u64) -> Option<u64> {
    for plugin in plugins {
        if let Some(answer) = plugin.first(key) {
            return Some(answer);
        }
    }
    None
}

#[inline(never)]
pub(crate) fn stage(plugins: &[Arc<dyn Plain>], mut value: u64, amount: u64) -> u64 {
    for plugin in plugins {
        value = plugin.stage(value, amount);
    }
    value
}

/// A panic is passed over.
#[inline(never)]
pub(crate) fn collect_isolated(plugins: &[Arc<dyn Plain>], amount: u64) -> Vec<u64> {
    let mut answers = Vec::with_capacity(plugins.len());
    for plugin in plugins {
        if let Ok(answer) = catch_unwind(AssertUnwindSafe(|| plugin.collect(amount))) {
            answers.push(answer);
        }
    }
    answers
}

/// What came of a call, and by whom.
#[derive(Default)]
pub(crate) struct Report {
    #[allow(dead_code, reason = "made to be dropped: what counts is making it")]
    pub(crate) answers: Vec<u64>,
    pub(crate) contributors: Vec<&'static str>,
    pub(crate) failures: Vec<&'static str>,
}

/// A panic is passed over and written down.
#[inline(never)]
pub(crate) fn collect_reported(plugins: &[Arc<dyn Plain>], amount: u64) -> Report {
    let mut report = Report { answers: Vec::with_capacity(plugins.len()), ..Report::default() };
    for plugin in plugins {
        match catch_unwind(AssertUnwindSafe(|| plugin.collect(amount))) {
            Ok(answer) => {
                report.answers.push(answer);
                report.contributors.push(plugin.id());
            }
            Err(_) => report.failures.push(plugin.id()),
        }
    }
    report
}

pub(crate) async fn ready(plugins: &[Arc<dyn Waiting>], amount: u64) -> Vec<u64> {
    let mut answers = Vec::with_capacity(plugins.len());
    for plugin in plugins {
        answers.push(plugin.ready(amount).await);
    }
    answers
}

pub(crate) async fn pending(plugins: &[Arc<dyn Waiting>], amount: u64) -> Vec<u64> {
    let mut answers = Vec::with_capacity(plugins.len());
    for plugin in plugins {
        answers.push(plugin.pending(amount).await);
    }
    answers
}

pub(crate) async fn waiting_stage(plugins: &[Arc<dyn Waiting>], mut value: u64, amount: u64) -> u64 {
    for plugin in plugins {
        value = plugin.stage(value, amount).await;
    }
    value
}

const LIMIT: Duration = Duration::from_mins(1);

pub(crate) async fn limited_ready(plugins: &[Arc<dyn Waiting>], amount: u64) -> Vec<u64> {
    let mut answers = Vec::with_capacity(plugins.len());
    for plugin in plugins {
        if let Ok(answer) = timeout(LIMIT, plugin.ready(amount)).await {
            answers.push(answer);
        }
    }
    answers
}

pub(crate) async fn limited_pending(plugins: &[Arc<dyn Waiting>], amount: u64) -> Vec<u64> {
    let mut answers = Vec::with_capacity(plugins.len());
    for plugin in plugins {
        if let Ok(answer) = timeout(LIMIT, plugin.pending_twice(amount)).await {
            answers.push(answer);
        }
    }
    answers
}

/// Around a call.
pub(crate) trait Middleware: Send + Sync {
    fn collect(&self, amount: u64, next: Rest<'_>) -> Vec<u64>;
    fn stage(&self, value: u64, amount: u64, next: Rest<'_>) -> u64;
}

/// The rest of a call: the middleware further in, and the plugins.
#[derive(Clone, Copy)]
pub(crate) struct Rest<'c> {
    pub(crate) middleware: &'c [Arc<dyn Middleware>],
    pub(crate) plugins: &'c [Arc<dyn Plain>],
}

impl Rest<'_> {
    pub(crate) fn collect(self, amount: u64) -> Vec<u64> {
        match self.middleware {
            [outermost, middleware @ ..] => outermost.collect(amount, Rest { middleware, ..self }),
            [] => collect(self.plugins, amount),
        }
    }

    pub(crate) fn stage(self, value: u64, amount: u64) -> u64 {
        match self.middleware {
            [outermost, middleware @ ..] => outermost.stage(value, amount, Rest { middleware, ..self }),
            [] => stage(self.plugins, value, amount),
        }
    }
}

/// Around a call that waits.
#[async_trait]
pub(crate) trait WaitingMiddleware: Send + Sync {
    async fn ready(&self, amount: u64, next: WaitingRest<'_>) -> Vec<u64>;
    async fn stage(&self, value: u64, amount: u64, next: WaitingRest<'_>) -> u64;
}

/// The rest of a call that waits.
#[derive(Clone, Copy)]
pub(crate) struct WaitingRest<'c> {
    pub(crate) middleware: &'c [Arc<dyn WaitingMiddleware>],
    pub(crate) plugins: &'c [Arc<dyn Waiting>],
}

impl WaitingRest<'_> {
    pub(crate) async fn ready(self, amount: u64) -> Vec<u64> {
        match self.middleware {
            [outermost, middleware @ ..] => outermost.ready(amount, WaitingRest { middleware, ..self }).await,
            [] => ready(self.plugins, amount).await,
        }
    }

    pub(crate) async fn stage(self, value: u64, amount: u64) -> u64 {
        match self.middleware {
            [outermost, middleware @ ..] => {
                outermost.stage(value, amount, WaitingRest { middleware, ..self }).await
            }
            [] => waiting_stage(self.plugins, value, amount).await,
        }
    }
}
