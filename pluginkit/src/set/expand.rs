//! What a hook's order becomes: one line for each seat. The macro of a set gives the facts, and nothing else.

/// The order of a hook, and the set as an engine of it.
#[doc(hidden)]
#[macro_export]
macro_rules! __set_order {
    (
        $mode:ident { $set:ty, $slots:ty, $key:ty, $point:ty, $place:literal, $order:path, $around:path }
        $([$($seat:literal)*])*
    ) => {
        #[automatically_derived]
        impl $crate::__private::set::Counted<$key, $crate::__private::Place<$place>> for $slots {
            const IMPLEMENTATIONS: usize = $order.count();
        }
        $($(
            #[automatically_derived]
            impl $crate::__private::set::LayerAt<$key, $crate::__private::Place<$place>, $crate::__private::set::Level<$seat>> for $slots {
                type Seat = <$slots as $crate::__private::set::At<{ $around.at($seat) }>>::Seat;
                type Inside = $crate::__private::set::Level<{ $seat + 1 }>;
            }
        )*)*
        $crate::__set_order! { @$mode $set, $slots, $key, $point, $place, $order, $([$($seat)*])* }
    };
    (@synchronous $set:ty, $slots:ty, $key:ty, $point:ty, $place:literal, $order:path, $([$($seat:literal)*])*) => {
        #[automatically_derived]
        impl $crate::__private::set::SyncOrderAt<$key, $crate::__private::Place<$place>> for $slots {
            type Hook = $crate::__private::HookOf<$point, $place>;
            #[inline(always)]
            fn each<
                L: $crate::__private::Ledger<$crate::__private::ValueOf<Self::Hook>>,
                O: $crate::__private::set::Store<Self::Hook>,
            >(
                fold: &mut $crate::__private::set::Fold<'_, Self::Hook, L, O>,
                set: &$set,
                value: $crate::__private::ValueOf<Self::Hook>,
                args: &<Self::Hook as $crate::__private::Hook>::Args<'_>,
            ) -> $crate::__private::set::Walk<Self::Hook, L> {
                $($(
                    let value = <<$slots as $crate::__private::set::At<{ $order.at($seat) }>>::Seat as $crate::__private::set::SyncSeat<
                        $set,
                        Self::Hook,
                    >>::step(fold, set, value, args)?;
                )*)*
                ::core::ops::ControlFlow::Continue(value)
            }
        }
    };
    (@asynchronous $set:ty, $slots:ty, $key:ty, $point:ty, $place:literal, $order:path, $($part:tt)*) => {
        const _: () = {
            type __Hook = $crate::__private::HookOf<$point, $place>;
            #[inline(always)]
            async fn __each<
                '__l,
                L: $crate::__private::AsyncLedger<$crate::__private::ValueOf<__Hook>> + '__l,
                O: $crate::__private::set::Store<__Hook> + ::core::marker::Send,
            >(
                begin: impl ::core::ops::FnOnce() -> $crate::__private::set::Fold<'__l, __Hook, L, O>
                    + ::core::marker::Send,
                set: &$set,
                value: $crate::__private::ValueOf<__Hook>,
                args: $crate::__private::Arguments<'_, __Hook>,
            ) -> ::core::result::Result<O::Given, L::Stop> {
                let mut fold = begin();
                $crate::__set_parts! { $set, $slots, __Hook, $order, L, O, fold, set, value, args, $($part)* }
                fold.end(::core::ops::ControlFlow::Continue(value))
            }
            #[automatically_derived]
            impl $crate::__private::set::AsyncOrderAt<$key, $crate::__private::Place<$place>> for $slots {
                type Hook = __Hook;
                #[inline(always)]
                fn each<
                    '__l,
                    L: $crate::__private::AsyncLedger<$crate::__private::ValueOf<__Hook>> + '__l,
                    O: $crate::__private::set::Store<__Hook> + ::core::marker::Send,
                >(
                    begin: impl ::core::ops::FnOnce() -> $crate::__private::set::Fold<'__l, __Hook, L, O>
                        + ::core::marker::Send,
                    set: &$set,
                    value: $crate::__private::ValueOf<__Hook>,
                    args: $crate::__private::Arguments<'_, __Hook>,
                ) -> impl ::core::future::Future<Output = ::core::result::Result<O::Given, L::Stop>>
                + ::core::marker::Send {
                    __each(begin, set, value, args)
                }
            }
        };
    };
    (@concurrent $set:ty, $slots:ty, $key:ty, $point:ty, $place:literal, $order:path, $([$($seat:literal)*])*) => {
        #[automatically_derived]
        impl $crate::__private::set::AsyncOrderAt<$key, $crate::__private::Place<$place>> for $slots {
            type Hook = $crate::__private::HookOf<$point, $place>;
            #[inline(always)]
            fn each<
                '__l,
                L: $crate::__private::AsyncLedger<$crate::__private::ValueOf<Self::Hook>> + '__l,
                O: $crate::__private::set::Store<Self::Hook> + ::core::marker::Send,
            >(
                begin: impl ::core::ops::FnOnce() -> $crate::__private::set::Fold<'__l, Self::Hook, L, O>
                    + ::core::marker::Send,
                set: &$set,
                value: $crate::__private::ValueOf<Self::Hook>,
                args: $crate::__private::Arguments<'_, Self::Hook>,
            ) -> impl ::core::future::Future<Output = ::core::result::Result<O::Given, L::Stop>>
            + ::core::marker::Send {
                $crate::__private::set::all::<$slots, $key, $crate::__private::Place<$place>, L, O>(
                    begin, set, value, args,
                )
            }
        }
        #[automatically_derived]
        impl $crate::__private::set::SeatsAt<$key, $crate::__private::Place<$place>> for $slots {
            const CONCURRENCY: $crate::Concurrency =
                <Self::Hook as $crate::__private::Hook>::INFO.concurrency().unwrap();
            fn visit<V: $crate::__private::set::Visit<$set, Self::Hook>>(
                place: ::core::primitive::usize,
                visitor: V,
            ) -> V::Output {
                match place {
                    $($(
                        $seat => visitor.visit::<<$slots as $crate::__private::set::At<{ $order.at($seat) }>>::Seat>(),
                    )*)*
                    _ => visitor.visit::<$crate::__private::set::Nobody>(),
                }
            }
        }
    };
}

/// The seats of an asynchronous hook: in the future of the call, if they are few, or in some futures, one after the other. A
/// future takes the compiler more than twice the time with twice the seats.
#[doc(hidden)]
#[macro_export]
macro_rules! __set_parts {
    (
        $set:ty, $slots:ty, $hook:ty, $order:path, $ledger:ident, $store:ident,
        $fold:ident, $on:ident, $value:ident, $args:ident, [$($seat:literal)*]
    ) => {
        $(
            let $value = $crate::__set_step! {
                <$slots as $crate::__private::set::At<{ $order.at($seat) }>>::Seat,
                $set, $hook, $ledger, (&mut $fold), $on, $value, $args, { return $fold.end }
            };
        )*
    };
    (
        $set:ty, $slots:ty, $hook:ty, $order:path, $ledger:ident, $store:ident,
        $fold:ident, $on:ident, $value:ident, $args:ident, $([$($seat:literal)*])*
    ) => {
        $(
            let $value = {
                async fn __part<
                    $ledger: $crate::__private::AsyncLedger<$crate::__private::ValueOf<$hook>>,
                    $store: $crate::__private::set::Store<$hook> + ::core::marker::Send,
                >(
                    fold: &mut $crate::__private::set::Fold<'_, $hook, $ledger, $store>,
                    set: &$set,
                    value: $crate::__private::ValueOf<$hook>,
                    args: &$crate::__private::Arguments<'_, $hook>,
                ) -> $crate::__private::set::Walk<$hook, $ledger> {
                    $(
                        let value = $crate::__set_step! {
                            <$slots as $crate::__private::set::At<{ $order.at($seat) }>>::Seat,
                            $set, $hook, $ledger, (&mut *fold), set, value, *args,
                            { return ::core::convert::identity }
                        };
                    )*
                    ::core::ops::ControlFlow::Continue(value)
                }
                match __part(&mut $fold, $on, $value, &$args).await {
                    ::core::ops::ControlFlow::Continue(value) => value,
                    ended => return $fold.end(ended),
                }
            };
        )*
    };
}

/// One seat of an asynchronous hook, in the future of the call itself.
///
/// What waits here for something is written so that it is moved once, on every way: a local that may or may not have been
/// moved has a flag, which would be kept in the future; and an outcome of its own would be looked at once more. So the end of
/// the call is reached from here, through the last argument.
#[doc(hidden)]
#[macro_export]
macro_rules! __set_step {
    ($seat:ty, $set:ty, $hook:ty, $ledger:ty, $fold:tt, $on:ident, $value:ident, $args:expr, { $($end:tt)* }) => {
        if <$seat as $crate::__private::set::AsyncSeat<$set, $hook>>::PRESENT {
            let (due, value) =
                match <$seat as $crate::__private::set::AsyncSeat<$set, $hook>>::wants::<$ledger>($on, &$value, &$args) {
                    ::core::result::Result::Ok(due) => (due, $value),
                    ::core::result::Result::Err(payload) => {
                        $fold.await_with(&$value);
                        let panicked = ::core::result::Result::Err(payload);
                        match <$seat as $crate::__private::set::AsyncSeat<$set, $hook>>::fold($fold, panicked) {
                            ::core::ops::ControlFlow::Continue(value) => (false, value),
                            ::core::ops::ControlFlow::Break(end) => $($end)*(::core::ops::ControlFlow::Break(end)),
                        }
                    }
                };
            if due {
                $fold.await_with(&value);
                let called = if <$seat as $crate::__private::set::AsyncSeat<$set, $hook>>::LIFTED {
                    <$ledger as $crate::__private::Guard>::call(|| {
                        $crate::__private::ready(<$seat as $crate::__private::set::AsyncSeat<$set, $hook>>::call(
                            $on,
                            value,
                            ::core::clone::Clone::clone(&$args),
                        ))
                    })
                } else {
                    <$ledger as $crate::__private::Guard>::watch(|| {
                        <$seat as $crate::__private::set::AsyncSeat<$set, $hook>>::call(
                            $on,
                            value,
                            ::core::clone::Clone::clone(&$args),
                        )
                    })
                    .await
                };
                let returned = <$ledger as $crate::__private::Guard>::returned(called);
                match <$seat as $crate::__private::set::AsyncSeat<$set, $hook>>::fold($fold, returned) {
                    ::core::ops::ControlFlow::Continue(value) => value,
                    ::core::ops::ControlFlow::Break(end) => $($end)*(::core::ops::ControlFlow::Break(end)),
                }
            } else {
                value
            }
        } else {
            $value
        }
    };
}
