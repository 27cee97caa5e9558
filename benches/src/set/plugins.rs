//! The plugins: fifty that implement everything, and two that wrap.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use async_trait::async_trait;
use pluginkit::prelude::*;

use super::boxed;
use super::points::Feed;
use crate::plugins::wait;

/// Plugins that implement everything with the same bodies: as functions of their own, which calls by hand call; as an
/// extension; and behind a trait object. They depend on their state, and no two are the same, so the compiler cannot fold
/// them away or together.
macro_rules! plugins {
    ($($name:ident $id:literal $number:literal)*) => {$(
        #[plugin(id = $id, version = "1.0.0", listed)]
        pub(super) struct $name(AtomicU64);

        impl Default for $name {
            fn default() -> Self {
                $name(AtomicU64::new($number))
            }
        }

        plugins!(@bodies $number, impl $name, pub(super));
        plugins!(@bodies $number, #[extension] impl Feed for $name,);
        plugins!(@bodies $number, #[async_trait] impl boxed::Feed for $name,);
    )*};
    (@bodies $number:literal, $(#[$attribute:ident])? impl $($what:ident)::+ $(for $name:ident)?, $($visible:tt)*) => {
        $(#[$attribute])?
        impl $($what)::+ $(for $name)? {
            #[inline]
            $($visible)* fn notify(&self, amount: u64) {
                self.0.store(amount.wrapping_add($number), Relaxed);
            }

            #[inline]
            $($visible)* fn collect(&self, amount: u64) -> u64 {
                amount.wrapping_add(self.0.load(Relaxed))
            }

            #[inline]
            $($visible)* fn first(&self, key: u64) -> Option<u64> {
                (key == self.0.load(Relaxed)).then_some($number)
            }

            #[inline]
            $($visible)* fn stage(&self, value: u64, amount: u64) -> u64 {
                value.wrapping_mul(3).wrapping_add(amount ^ self.0.load(Relaxed))
            }

            #[inline]
            $($visible)* fn flow(&self, value: u64, amount: u64) -> ControlFlow<u64, u64> {
                if value == self.0.load(Relaxed) {
                    return ControlFlow::Break(value);
                }
                ControlFlow::Continue(value.wrapping_mul(3).wrapping_add(amount ^ $number))
            }

            #[inline]
            $($visible)* async fn tell(&self, amount: u64) {
                self.0.store(amount.wrapping_add($number), Relaxed);
            }

            #[inline]
            $($visible)* async fn ready(&self, amount: u64) -> u64 {
                amount.wrapping_add(self.0.load(Relaxed))
            }

            #[inline]
            $($visible)* async fn pending(&self, amount: u64) -> u64 {
                wait(1).await;
                amount.wrapping_add(self.0.load(Relaxed))
            }

            #[inline]
            $($visible)* async fn pass(&self, value: u64, amount: u64) -> u64 {
                value.wrapping_mul(3).wrapping_add(amount ^ self.0.load(Relaxed))
            }

            #[inline]
            $($visible)* async fn pass_later(&self, value: u64, amount: u64) -> u64 {
                wait(1).await;
                value.wrapping_mul(3).wrapping_add(amount ^ self.0.load(Relaxed))
            }
        }
    };
}

plugins! {
    P00 "p00" 0   P01 "p01" 1   P02 "p02" 2   P03 "p03" 3   P04 "p04" 4
    P05 "p05" 5   P06 "p06" 6   P07 "p07" 7   P08 "p08" 8   P09 "p09" 9
    P10 "p10" 10  P11 "p11" 11  P12 "p12" 12  P13 "p13" 13  P14 "p14" 14
    P15 "p15" 15  P16 "p16" 16  P17 "p17" 17  P18 "p18" 18  P19 "p19" 19
    P20 "p20" 20  P21 "p21" 21  P22 "p22" 22  P23 "p23" 23  P24 "p24" 24
    P25 "p25" 25  P26 "p26" 26  P27 "p27" 27  P28 "p28" 28  P29 "p29" 29
    P30 "p30" 30  P31 "p31" 31  P32 "p32" 32  P33 "p33" 33  P34 "p34" 34
    P35 "p35" 35  P36 "p36" 36  P37 "p37" 37  P38 "p38" 38  P39 "p39" 39
    P40 "p40" 40  P41 "p41" 41  P42 "p42" 42  P43 "p43" 43  P44 "p44" 44
    P45 "p45" 45  P46 "p46" 46  P47 "p47" 47  P48 "p48" 48  P49 "p49" 49
}
