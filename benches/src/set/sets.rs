//! The sets: three, ten and fifty plugins, each also with two wrappers around them; and their calls by hand.

use std::ops::ControlFlow;

use pluginkit::plugin_set;

use super::boxed;
#[allow(clippy::wildcard_imports, reason = "all fifty")]
use super::plugins::*;
use super::points::Feed;
use super::wrappers::{Inner, Outer};

/// A set, another with two wrappers, and what a person would write instead: direct calls, in the same order.
macro_rules! set {
    ($plain:ident, $wrapped:ident, $count:literal { $($field:ident: $plugin:ident)* }) => {
        plugin_set! {
            pub(super) struct $plain { $($field: $plugin,)* }
            points: [Feed];
        }

        plugin_set! {
            pub(super) struct $wrapped { $($field: $plugin,)* outer: Outer, inner: Inner }
            points: [Feed];
        }

        set!(@calls $plain, $count { $($field)* });
        set!(@calls $wrapped, $count { $($field)* });

        impl $plain {
            /// The same plugins as trait objects.
            pub(super) fn boxed() -> Vec<Box<dyn boxed::Feed>> {
                vec![$(Box::new($plugin::default())),*]
            }
        }

        impl $wrapped {
            #[inline]
            pub(super) fn collect_wrapped(&self, amount: u64) -> Vec<u64> {
                self.outer.count();
                let answers = self.collect_inside(amount);
                self.outer.note(&answers);
                answers
            }

            #[inline]
            fn collect_inside(&self, amount: u64) -> Vec<u64> {
                self.inner.count();
                let answers = self.collect(amount);
                self.inner.note(&answers);
                answers
            }

            #[inline]
            pub(super) fn stage_wrapped(&self, value: u64, amount: u64) -> u64 {
                self.outer.count();
                let value = self.stage_inside(value, amount);
                self.outer.note_value(value);
                value
            }

            #[inline]
            fn stage_inside(&self, value: u64, amount: u64) -> u64 {
                self.inner.count();
                let value = self.stage(value, amount);
                self.inner.note_value(value);
                value
            }

            #[inline]
            pub(super) async fn ready_wrapped(&self, amount: u64) -> Vec<u64> {
                self.outer.count();
                let answers = self.ready_inside(amount).await;
                self.outer.note(&answers);
                answers
            }

            #[inline]
            async fn ready_inside(&self, amount: u64) -> Vec<u64> {
                self.inner.count();
                let answers = self.ready(amount).await;
                self.inner.note(&answers);
                answers
            }

            #[inline]
            pub(super) async fn pending_wrapped(&self, amount: u64) -> Vec<u64> {
                self.outer.count();
                let answers = self.pending_inside(amount).await;
                self.outer.note(&answers);
                answers
            }

            #[inline]
            async fn pending_inside(&self, amount: u64) -> Vec<u64> {
                self.inner.count();
                let answers = self.pending(amount).await;
                self.inner.note(&answers);
                answers
            }

            #[inline]
            pub(super) async fn pass_wrapped(&self, value: u64, amount: u64) -> u64 {
                self.outer.count();
                let value = self.pass_inside(value, amount).await;
                self.outer.note_value(value);
                value
            }

            #[inline]
            async fn pass_inside(&self, value: u64, amount: u64) -> u64 {
                self.inner.count();
                let value = self.pass(value, amount).await;
                self.inner.note_value(value);
                value
            }
        }
    };
    (@calls $set:ident, $count:literal { $($field:ident)* }) => {
        #[allow(dead_code, reason = "with wrappers, some are called, and some are not")]
        impl $set {
            #[inline]
            pub(super) fn notify(&self, amount: u64) {
                $(self.$field.notify(amount);)*
            }

            #[inline]
            pub(super) fn collect(&self, amount: u64) -> Vec<u64> {
                let mut answers = Vec::with_capacity($count);
                $(answers.push(self.$field.collect(amount));)*
                answers
            }

            #[inline]
            pub(super) fn collect_into(&self, answers: &mut Vec<u64>, amount: u64) {
                answers.reserve($count);
                $(answers.push(self.$field.collect(amount));)*
            }

            #[inline]
            pub(super) fn first(&self, key: u64) -> Option<u64> {
                $(if let Some(answer) = self.$field.first(key) {
                    return Some(answer);
                })*
                None
            }

            #[inline]
            pub(super) fn stage(&self, value: u64, amount: u64) -> u64 {
                $(let value = self.$field.stage(value, amount);)*
                value
            }

            #[inline]
            pub(super) fn flow(&self, value: u64, amount: u64) -> u64 {
                $(let value = match self.$field.flow(value, amount) {
                    ControlFlow::Continue(value) => value,
                    ControlFlow::Break(value) => return value,
                };)*
                value
            }

            #[inline]
            pub(super) async fn tell(&self, amount: u64) {
                $(self.$field.tell(amount).await;)*
            }

            #[inline]
            pub(super) async fn ready(&self, amount: u64) -> Vec<u64> {
                let mut answers = Vec::with_capacity($count);
                $(let answer = self.$field.ready(amount).await;
                answers.push(answer);)*
                answers
            }

            #[inline]
            pub(super) async fn ready_into(&self, answers: &mut Vec<u64>, amount: u64) {
                answers.reserve($count);
                $(let answer = self.$field.ready(amount).await;
                answers.push(answer);)*
            }

            #[inline]
            pub(super) async fn pending(&self, amount: u64) -> Vec<u64> {
                let mut answers = Vec::with_capacity($count);
                $(let answer = self.$field.pending(amount).await;
                answers.push(answer);)*
                answers
            }

            #[inline]
            pub(super) async fn pass(&self, value: u64, amount: u64) -> u64 {
                $(let value = self.$field.pass(value, amount).await;)*
                value
            }

            #[inline]
            pub(super) async fn pass_later(&self, value: u64, amount: u64) -> u64 {
                $(let value = self.$field.pass_later(value, amount).await;)*
                value
            }
        }
    };
}

set!(Three, ThreeWrapped, 3 { p00: P00 p01: P01 p02: P02 });

set!(Ten, TenWrapped, 10 {
    p00: P00 p01: P01 p02: P02 p03: P03 p04: P04 p05: P05 p06: P06 p07: P07 p08: P08 p09: P09
});

set!(Fifty, FiftyWrapped, 50 {
    p00: P00 p01: P01 p02: P02 p03: P03 p04: P04 p05: P05 p06: P06 p07: P07 p08: P08 p09: P09
    p10: P10 p11: P11 p12: P12 p13: P13 p14: P14 p15: P15 p16: P16 p17: P17 p18: P18 p19: P19
    p20: P20 p21: P21 p22: P22 p23: P23 p24: P24 p25: P25 p26: P26 p27: P27 p28: P28 p29: P29
    p30: P30 p31: P31 p32: P32 p33: P33 p34: P34 p35: P35 p36: P36 p37: P37 p38: P38 p39: P39
    p40: P40 p41: P41 p42: P42 p43: P43 p44: P44 p45: P45 p46: P46 p47: P47 p48: P48 p49: P49
});
