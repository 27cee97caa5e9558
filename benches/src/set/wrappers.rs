//! The wrappers: each counts a call, passes it on, and notes what came of it.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use async_trait::async_trait;
use pluginkit::prelude::*;

use super::boxed::{Middleware, Wrapped};
use super::points::FeedWrapper;

/// A wrapper, as an extension and as middleware; what it does, for wrappers by hand.
macro_rules! wrapper {
    ($name:ident $id:literal $priority:literal) => {
        #[plugin(id = $id, version = "1.0.0", listed)]
        #[derive(Default)]
        pub(super) struct $name {
            calls: AtomicU64,
            latest: AtomicU64,
        }

        impl $name {
            #[inline]
            pub(super) fn count(&self) {
                self.calls.store(self.calls.load(Relaxed).wrapping_add(1), Relaxed);
            }

            #[inline]
            pub(super) fn note(&self, answers: &[u64]) {
                self.latest.store(answers.len() as u64, Relaxed);
            }

            #[inline]
            pub(super) fn note_value(&self, value: u64) {
                self.latest.store(value, Relaxed);
            }
        }

        #[extension(wrapper, priority = $priority)]
        impl FeedWrapper for $name {
            fn collect(&self, _amount: u64, next: Next<'_>) -> HookResult<Vec<u64>> {
                self.count();
                let answers = next.run()?;
                self.note(&answers);
                Ok(answers)
            }

            fn stage(&self, value: u64, _amount: u64, next: Next<'_>) -> HookResult<u64> {
                self.count();
                let value = next.run(value)?;
                self.note_value(value);
                Ok(value)
            }

            async fn ready(&self, _amount: u64, next: Next<'_>) -> HookResult<Vec<u64>> {
                self.count();
                let answers = next.run().await?;
                self.note(&answers);
                Ok(answers)
            }

            async fn pending(&self, _amount: u64, next: Next<'_>) -> HookResult<Vec<u64>> {
                self.count();
                let answers = next.run().await?;
                self.note(&answers);
                Ok(answers)
            }

            async fn pass(&self, value: u64, _amount: u64, next: Next<'_>) -> HookResult<u64> {
                self.count();
                let value = next.run(value).await?;
                self.note_value(value);
                Ok(value)
            }
        }

        #[async_trait]
        impl Middleware for $name {
            fn collect(&self, amount: u64, next: Wrapped<'_>) -> Vec<u64> {
                self.count();
                let answers = next.collect(amount);
                self.note(&answers);
                answers
            }

            fn stage(&self, value: u64, amount: u64, next: Wrapped<'_>) -> u64 {
                self.count();
                let value = next.stage(value, amount);
                self.note_value(value);
                value
            }

            async fn ready(&self, amount: u64, next: Wrapped<'_>) -> Vec<u64> {
                self.count();
                let answers = next.ready(amount).await;
                self.note(&answers);
                answers
            }

            async fn pending(&self, amount: u64, next: Wrapped<'_>) -> Vec<u64> {
                self.count();
                let answers = next.pending(amount).await;
                self.note(&answers);
                answers
            }

            async fn pass(&self, value: u64, amount: u64, next: Wrapped<'_>) -> u64 {
                self.count();
                let value = next.pass(value, amount).await;
                self.note_value(value);
                value
            }
        }
    };
}

wrapper!(Outer "outer" 2);
wrapper!(Inner "inner" 1);
