//! The plugins: ten that implement everything, on both sides; one that wraps; and many that stand by.

use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::task::Poll;

use async_trait::async_trait;
use pluginkit::prelude::*;
use pluginkit::{Ended, HookCall, PluginEntry};

use crate::hand;
use crate::points::{Choosy, Limited, Plain, PlainWrapper, Waiting, WaitingWrapper};

/// Waits so many times, the way a future does that is woken for nothing before its result is there.
pub(crate) async fn wait(times: u32) {
    let mut left = times;
    poll_fn(move |context| {
        if left == 0 {
            return Poll::Ready(());
        }
        left -= 1;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// A plugin that implements everything with the same bodies on both sides. They depend on its state, and no two are
/// the same, so the compiler cannot fold them away or together.
macro_rules! plugin {
    ($name:ident, $id:literal, $number:literal) => {
        #[plugin(id = $id, version = "1.0.0", listed)]
        struct $name(AtomicU64);

        impl Default for $name {
            fn default() -> Self {
                $name(AtomicU64::new($number))
            }
        }

        impl $name {
            #[inline(always)]
            fn note(&self, amount: u64) {
                self.0.store(amount.wrapping_add($number), Relaxed);
            }

            #[inline(always)]
            fn sum(&self, amount: u64) -> u64 {
                amount.wrapping_add(self.0.load(Relaxed))
            }

            #[inline(always)]
            fn answer(key: u64) -> Option<u64> {
                (key == $number).then_some($number)
            }

            #[inline(always)]
            fn mix(value: u64, amount: u64) -> u64 {
                value.wrapping_mul(3).wrapping_add(amount).wrapping_add($number)
            }

            #[inline(always)]
            fn wants(&self, amount: &u64) -> bool {
                *amount != self.0.load(Relaxed).wrapping_add(u64::MAX / 2)
            }
        }

        #[extension]
        impl Plain for $name {
            fn notify(&self, amount: u64) {
                self.note(amount);
            }

            fn text(&self, text: &str, amount: u64) {
                self.note(amount.wrapping_add(text.len() as u64));
            }

            fn collect(&self, amount: u64) -> u64 {
                self.sum(amount)
            }

            fn first(&self, key: u64) -> Option<u64> {
                Self::answer(key)
            }

            fn stage(&self, value: u64, amount: u64) -> u64 {
                Self::mix(value, amount)
            }
        }

        #[extension]
        impl Waiting for $name {
            async fn ready(&self, amount: u64) -> u64 {
                self.sum(amount)
            }

            async fn pending(&self, amount: u64) -> u64 {
                wait(1).await;
                self.sum(amount)
            }

            fn lifted(&self, amount: u64) -> u64 {
                self.sum(amount)
            }

            async fn stage(&self, value: u64, amount: u64) -> u64 {
                Self::mix(value, amount)
            }
        }

        #[extension(timeout = "60s")]
        impl Limited for $name {
            async fn ready(&self, amount: u64) -> u64 {
                self.sum(amount)
            }

            async fn pending(&self, amount: u64) -> u64 {
                wait(2).await;
                self.sum(amount)
            }
        }

        #[extension(when = Self::wants)]
        impl Choosy for $name {
            fn notify(&self, amount: u64) {
                self.note(amount);
            }
        }

        impl hand::Plain for $name {
            fn id(&self) -> &'static str {
                $id
            }

            fn wants(&self, amount: &u64) -> bool {
                self.wants(amount)
            }

            fn notify(&self, amount: u64) {
                self.note(amount);
            }

            fn text(&self, text: &str, amount: u64) {
                self.note(amount.wrapping_add(text.len() as u64));
            }

            fn collect(&self, amount: u64) -> u64 {
                self.sum(amount)
            }

            fn first(&self, key: u64) -> Option<u64> {
                Self::answer(key)
            }

            fn stage(&self, value: u64, amount: u64) -> u64 {
                Self::mix(value, amount)
            }
        }

        #[async_trait]
        impl hand::Waiting for $name {
            async fn ready(&self, amount: u64) -> u64 {
                self.sum(amount)
            }

            async fn pending(&self, amount: u64) -> u64 {
                wait(1).await;
                self.sum(amount)
            }

            async fn pending_twice(&self, amount: u64) -> u64 {
                wait(2).await;
                self.sum(amount)
            }

            async fn stage(&self, value: u64, amount: u64) -> u64 {
                Self::mix(value, amount)
            }
        }
    };
}

plugin!(P0, "p0", 0);
plugin!(P1, "p1", 1);
plugin!(P2, "p2", 2);
plugin!(P3, "p3", 3);
plugin!(P4, "p4", 4);
plugin!(P5, "p5", 5);
plugin!(P6, "p6", 6);
plugin!(P7, "p7", 7);
plugin!(P8, "p8", 8);
plugin!(P9, "p9", 9);

/// Plugins of the same points that implement another hook.
macro_rules! bystanders {
    ($($name:ident $id:literal)*) => {
        $(
            #[plugin(id = $id, version = "1.0.0", listed)]
            #[derive(Default)]
            struct $name(AtomicU64);

            #[extension]
            impl Plain for $name {
                fn aside(&self, amount: u64) {
                    self.0.store(amount, Relaxed);
                }
            }
        )*

        pub(crate) fn bystanders() -> impl Iterator<Item = PluginEntry> {
            plugins![$($name),*].into_iter()
        }
    };
}

bystanders! {
    B00 "b00" B01 "b01" B02 "b02" B03 "b03" B04 "b04" B05 "b05" B06 "b06" B07 "b07" B08 "b08" B09 "b09"
    B10 "b10" B11 "b11" B12 "b12" B13 "b13" B14 "b14" B15 "b15" B16 "b16" B17 "b17" B18 "b18" B19 "b19"
    B20 "b20" B21 "b21" B22 "b22" B23 "b23" B24 "b24" B25 "b25" B26 "b26" B27 "b27" B28 "b28" B29 "b29"
    B30 "b30" B31 "b31" B32 "b32" B33 "b33" B34 "b34" B35 "b35" B36 "b36" B37 "b37" B38 "b38" B39 "b39"
}

/// Observes a hook that no case calls beside it.
#[plugin(id = "observer", version = "1.0.0", listed)]
#[derive(Default)]
struct Observer(AtomicU64);

#[extension(on = "plain.notify")]
impl HookObserver for Observer {
    fn ended(&self, _: &HookCall, _: &Ended) {
        self.0.store(1, Relaxed);
    }
}

pub(crate) fn observer() -> PluginEntry {
    PluginEntry::of::<Observer>()
}

/// Wraps what the cases wrap, on both sides: it counts, and passes everything on.
#[plugin(id = "wrapper", version = "1.0.0", listed)]
#[derive(Default)]
pub(crate) struct Wrapper(AtomicU64);

impl Wrapper {
    #[inline(always)]
    fn count(&self) {
        self.0.store(self.0.load(Relaxed).wrapping_add(1), Relaxed);
    }
}

#[extension(wrapper)]
impl PlainWrapper for Wrapper {
    fn collect(&self, _amount: u64, next: Next<'_>) -> HookResult<Vec<u64>> {
        self.count();
        next.run()
    }

    fn stage(&self, value: u64, _amount: u64, next: Next<'_>) -> HookResult<u64> {
        self.count();
        next.run(value)
    }
}

#[extension(wrapper)]
impl WaitingWrapper for Wrapper {
    async fn ready(&self, _amount: u64, next: Next<'_>) -> HookResult<Vec<u64>> {
        self.count();
        next.run().await
    }

    async fn stage(&self, value: u64, _amount: u64, next: Next<'_>) -> HookResult<u64> {
        self.count();
        next.run(value).await
    }
}

impl hand::Middleware for Wrapper {
    fn collect(&self, amount: u64, next: hand::Rest<'_>) -> Vec<u64> {
        self.count();
        next.collect(amount)
    }

    fn stage(&self, value: u64, amount: u64, next: hand::Rest<'_>) -> u64 {
        self.count();
        next.stage(value, amount)
    }
}

#[async_trait]
impl hand::WaitingMiddleware for Wrapper {
    async fn ready(&self, amount: u64, next: hand::WaitingRest<'_>) -> Vec<u64> {
        self.count();
        next.ready(amount).await
    }

    async fn stage(&self, value: u64, amount: u64, next: hand::WaitingRest<'_>) -> u64 {
        self.count();
        next.stage(value, amount).await
    }
}

/// The first so many of the ten, for a manager.
pub(crate) fn listed(implementations: usize) -> impl Iterator<Item = PluginEntry> {
    plugins![P0, P1, P2, P3, P4, P5, P6, P7, P8, P9].into_iter().take(implementations)
}

macro_rules! shared {
    ($kind:ty, $implementations:ident) => {{
        let mut all: Vec<Arc<$kind>> = vec![
            Arc::new(P0::default()),
            Arc::new(P1::default()),
            Arc::new(P2::default()),
            Arc::new(P3::default()),
            Arc::new(P4::default()),
            Arc::new(P5::default()),
            Arc::new(P6::default()),
            Arc::new(P7::default()),
            Arc::new(P8::default()),
            Arc::new(P9::default()),
        ];
        all.truncate($implementations);
        all
    }};
}

/// The same, for a loop.
pub(crate) fn plain(implementations: usize) -> Vec<Arc<dyn hand::Plain>> {
    shared!(dyn hand::Plain, implementations)
}

/// The same, for a loop that waits.
pub(crate) fn waiting(implementations: usize) -> Vec<Arc<dyn hand::Waiting>> {
    shared!(dyn hand::Waiting, implementations)
}
