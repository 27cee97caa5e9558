//! The same calls over a `Vec<Box<dyn Trait>>`: what a person writes who does not know the plugins at compile time.

use std::ops::ControlFlow;

use async_trait::async_trait;

/// A plugin.
#[async_trait]
pub(super) trait Feed: Send + Sync {
    fn notify(&self, amount: u64);
    fn collect(&self, amount: u64) -> u64;
    fn first(&self, key: u64) -> Option<u64>;
    fn stage(&self, value: u64, amount: u64) -> u64;
    fn flow(&self, value: u64, amount: u64) -> ControlFlow<u64, u64>;
    async fn tell(&self, amount: u64);
    async fn ready(&self, amount: u64) -> u64;
    async fn pending(&self, amount: u64) -> u64;
    async fn pass(&self, value: u64, amount: u64) -> u64;
    async fn pass_later(&self, value: u64, amount: u64) -> u64;
}

/// Around a call.
#[async_trait]
pub(super) trait Middleware: Send + Sync {
    fn collect(&self, amount: u64, next: Wrapped<'_>) -> Vec<u64>;
    fn stage(&self, value: u64, amount: u64, next: Wrapped<'_>) -> u64;
    async fn ready(&self, amount: u64, next: Wrapped<'_>) -> Vec<u64>;
    async fn pending(&self, amount: u64, next: Wrapped<'_>) -> Vec<u64>;
    async fn pass(&self, value: u64, amount: u64, next: Wrapped<'_>) -> u64;
}

pub(super) fn notify(plugins: &[Box<dyn Feed>], amount: u64) {
    for plugin in plugins {
        plugin.notify(amount);
    }
}

pub(super) fn collect(plugins: &[Box<dyn Feed>], amount: u64) -> Vec<u64> {
    let mut answers = Vec::with_capacity(plugins.len());
    collect_into(plugins, &mut answers, amount);
    answers
}

pub(super) fn collect_into(plugins: &[Box<dyn Feed>], answers: &mut Vec<u64>, amount: u64) {
    answers.reserve(plugins.len());
    for plugin in plugins {
        answers.push(plugin.collect(amount));
    }
}

pub(super) fn first(plugins: &[Box<dyn Feed>], key: u64) -> Option<u64> {
    plugins.iter().find_map(|plugin| plugin.first(key))
}

pub(super) fn stage(plugins: &[Box<dyn Feed>], mut value: u64, amount: u64) -> u64 {
    for plugin in plugins {
        value = plugin.stage(value, amount);
    }
    value
}

pub(super) fn flow(plugins: &[Box<dyn Feed>], mut value: u64, amount: u64) -> u64 {
    for plugin in plugins {
        match plugin.flow(value, amount) {
            ControlFlow::Continue(next) => value = next,
            ControlFlow::Break(last) => return last,
        }
    }
    value
}

pub(super) async fn tell(plugins: &[Box<dyn Feed>], amount: u64) {
    for plugin in plugins {
        plugin.tell(amount).await;
    }
}

pub(super) async fn ready(plugins: &[Box<dyn Feed>], amount: u64) -> Vec<u64> {
    let mut answers = Vec::with_capacity(plugins.len());
    for plugin in plugins {
        answers.push(plugin.ready(amount).await);
    }
    answers
}

pub(super) async fn ready_into(plugins: &[Box<dyn Feed>], answers: &mut Vec<u64>, amount: u64) {
    answers.reserve(plugins.len());
    for plugin in plugins {
        answers.push(plugin.ready(amount).await);
    }
}

pub(super) async fn pending(plugins: &[Box<dyn Feed>], amount: u64) -> Vec<u64> {
    let mut answers = Vec::with_capacity(plugins.len());
    for plugin in plugins {
        answers.push(plugin.pending(amount).await);
    }
    answers
}

pub(super) async fn pass(plugins: &[Box<dyn Feed>], mut value: u64, amount: u64) -> u64 {
    for plugin in plugins {
        value = plugin.pass(value, amount).await;
    }
    value
}

pub(super) async fn pass_later(plugins: &[Box<dyn Feed>], mut value: u64, amount: u64) -> u64 {
    for plugin in plugins {
        value = plugin.pass_later(value, amount).await;
    }
    value
}

/// Plugins with what is around them, or the rest of that.
#[derive(Clone, Copy)]
pub(super) struct Wrapped<'c> {
    pub(super) around: &'c [Box<dyn Middleware>],
    pub(super) plugins: &'c [Box<dyn Feed>],
}

impl Wrapped<'_> {
    pub(super) fn collect(self, amount: u64) -> Vec<u64> {
        match self.around {
            [outermost, around @ ..] => outermost.collect(amount, Wrapped { around, ..self }),
            [] => collect(self.plugins, amount),
        }
    }

    pub(super) fn stage(self, value: u64, amount: u64) -> u64 {
        match self.around {
            [outermost, around @ ..] => outermost.stage(value, amount, Wrapped { around, ..self }),
            [] => stage(self.plugins, value, amount),
        }
    }

    pub(super) async fn ready(self, amount: u64) -> Vec<u64> {
        match self.around {
            [outermost, around @ ..] => outermost.ready(amount, Wrapped { around, ..self }).await,
            [] => ready(self.plugins, amount).await,
        }
    }

    pub(super) async fn pending(self, amount: u64) -> Vec<u64> {
        match self.around {
            [outermost, around @ ..] => outermost.pending(amount, Wrapped { around, ..self }).await,
            [] => pending(self.plugins, amount).await,
        }
    }

    pub(super) async fn pass(self, value: u64, amount: u64) -> u64 {
        match self.around {
            [outermost, around @ ..] => outermost.pass(value, amount, Wrapped { around, ..self }).await,
            [] => pass(self.plugins, value, amount).await,
        }
    }
}
