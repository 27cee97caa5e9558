//! What a hook's order becomes: one line for each seat. The macro of a set gives the facts, and nothing else.

/// The order of a hook, and the set as an engine of it.
#[doc(hidden)]
#[macro_export]
macro_rules! __set_order {
    (
        $mode:ident { $set:ty, $slots:ty, $point:ty, $place:literal, $order:path, $around:path }
        $($seat:literal)*
    ) => {
        #[automatically_derived]
        impl $crate::__private::set::Counted<$point, $crate::__private::Place<$place>> for $slots {
            const IMPLEMENTATIONS: usize = $order.count();
            const WRAPPED: bool = $around.count() > 0;
        }
        $(
            #[automatically_derived]
            impl $crate::__private::set::LayerAt<$point, $crate::__private::Place<$place>, $crate::__private::set::Level<$seat>> for $slots {
                type Seat = <$slots as $crate::__private::set::At<{ $around.at($seat) }>>::Seat;
                type Inside = $crate::__private::set::Level<{ $seat + 1 }>;
            }
        )*
        $crate::__set_order! { @$mode $set, $slots, $point, $place, $order, $($seat)* }
    };
    (@synchronous $set:ty, $slots:ty, $point:ty, $place:literal, $order:path, $($seat:literal)*) => {
        #[automatically_derived]
        impl $crate::__private::set::SyncOrderAt<$point, $crate::__private::Place<$place>> for $slots {
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
                $(
                    let value = <<$slots as $crate::__private::set::At<{ $order.at($seat) }>>::Seat as $crate::__private::set::SyncSeat<
                        $set,
                        Self::Hook,
                    >>::step(fold, set, value, args)?;
                )*
                ::core::ops::ControlFlow::Continue(value)
            }
        }
    };
    (@asynchronous $set:ty, $slots:ty, $point:ty, $place:literal, $order:path, $($seat:literal)*) => {
        const _: () = {
            type __Hook = $crate::__private::HookOf<$point, $place>;
            #[inline(always)]
            async fn __each<
                L: $crate::__private::AsyncLedger<$crate::__private::ValueOf<__Hook>>,
                O: $crate::__private::set::Store<__Hook> + ::core::marker::Send,
            >(
                mut fold: $crate::__private::set::Fold<'_, __Hook, L, O>,
                set: &$set,
                value: $crate::__private::ValueOf<__Hook>,
                args: $crate::__private::Arguments<'_, __Hook>,
            ) -> ::core::result::Result<O::Given, L::Stop> {
                $(
                    let value = $crate::__set_step! {
                        <$slots as $crate::__private::set::At<{ $order.at($seat) }>>::Seat, $set, __Hook, L, fold, set, value, args
                    };
                )*
                fold.end(::core::ops::ControlFlow::Continue(value))
            }
            #[automatically_derived]
            impl $crate::__private::set::AsyncOrderAt<$point, $crate::__private::Place<$place>> for $slots {
                type Hook = __Hook;
                #[inline(always)]
                fn each<
                    L: $crate::__private::AsyncLedger<$crate::__private::ValueOf<__Hook>>,
                    O: $crate::__private::set::Store<__Hook> + ::core::marker::Send,
                >(
                    fold: $crate::__private::set::Fold<'_, __Hook, L, O>,
                    set: &$set,
                    value: $crate::__private::ValueOf<__Hook>,
                    args: $crate::__private::Arguments<'_, __Hook>,
                ) -> impl ::core::future::Future<Output = ::core::result::Result<O::Given, L::Stop>> + ::core::marker::Send {
                    __each::<L, O>(fold, set, value, args)
                }
            }
        };
    };
}

/// One seat of an asynchronous hook, in the future of the call itself.
#[doc(hidden)]
#[macro_export]
macro_rules! __set_step {
    ($seat:ty, $set:ty, $hook:ty, $ledger:ty, $fold:ident, $on:ident, $value:ident, $args:ident) => {
        if <$seat as $crate::__private::set::AsyncSeat<$set, $hook>>::PRESENT {
            let kept = $fold.keep(&$value);
            let walked = match <$seat as $crate::__private::set::AsyncSeat<$set, $hook>>::wants::<$ledger>(
                $on, &$value, &$args,
            ) {
                ::core::result::Result::Ok(false) => ::core::ops::ControlFlow::Continue($value),
                ::core::result::Result::Err(payload) => {
                    <$seat as $crate::__private::set::AsyncSeat<$set, $hook>>::fold(
                        &mut $fold,
                        kept,
                        ::core::result::Result::Err(payload),
                    )
                }
                ::core::result::Result::Ok(true) => {
                    let begin = || {
                        <$seat as $crate::__private::set::AsyncSeat<$set, $hook>>::call(
                            $on,
                            $value,
                            ::core::clone::Clone::clone(&$args),
                        )
                    };
                    let called = if <$seat as $crate::__private::set::AsyncSeat<$set, $hook>>::LIFTED {
                        <$ledger as $crate::__private::Guard>::call(|| $crate::__private::ready(begin()))
                    } else {
                        <$ledger as $crate::__private::Guard>::watch(begin).await
                    };
                    <$seat as $crate::__private::set::AsyncSeat<$set, $hook>>::fold(
                        &mut $fold,
                        kept,
                        <$ledger as $crate::__private::Guard>::returned(called),
                    )
                }
            };
            match walked {
                ::core::ops::ControlFlow::Continue(value) => value,
                ended => return $fold.end(ended),
            }
        } else {
            $value
        }
    };
}
