//! Spans of `tracing` around calls: with the feature `spans` one for each, without it nothing.

#[cfg(not(feature = "spans"))]
pub(super) use off::{ALWAYS, Named, Span};
#[cfg(feature = "spans")]
pub(super) use on::{ALWAYS, Named, Span};

#[cfg(feature = "spans")]
mod on {
    use tracing::Instrument;
    use tracing::instrument::Instrumented;

    use crate::id::PluginId;
    use crate::point::HookInfo;

    /// Every call has a span, whether or not it is watched.
    pub(in crate::dispatch) const ALWAYS: bool = true;

    /// What the spans of one implementation, or of one hook, say.
    pub(in crate::dispatch) struct Named {
        hook: &'static HookInfo,
        plugin: Option<PluginId>,
    }

    impl Named {
        pub(in crate::dispatch) fn implementation(hook: &'static HookInfo, plugin: &PluginId) -> Self {
            Named { hook, plugin: Some(plugin.clone()) }
        }

        pub(in crate::dispatch) fn whole(hook: &'static HookInfo) -> Self {
            Named { hook, plugin: None }
        }

        pub(in crate::dispatch) fn open(&self) -> Span {
            let (hook, point) = (self.hook.id(), self.hook.point_id());
            Span(if let Some(plugin) = &self.plugin {
                tracing::info_span!(target: "pluginkit", "implementation", point, hook, plugin = plugin.as_str())
            } else {
                tracing::info_span!(target: "pluginkit", "call", point, hook)
            })
        }
    }

    /// The span of one call.
    pub(in crate::dispatch) struct Span(tracing::Span);

    impl Span {
        pub(in crate::dispatch) fn in_scope<T>(&self, run: impl FnOnce() -> T) -> T {
            self.0.in_scope(run)
        }

        /// Entered whenever the future is polled, and when it is dropped.
        pub(in crate::dispatch) fn around<F: Future>(self, future: F) -> Instrumented<F> {
            future.instrument(self.0)
        }
    }
}

#[cfg(not(feature = "spans"))]
mod off {
    use crate::id::PluginId;
    use crate::point::HookInfo;

    pub(in crate::dispatch) const ALWAYS: bool = false;

    pub(in crate::dispatch) struct Named;

    impl Named {
        pub(in crate::dispatch) fn implementation(_: &'static HookInfo, _: &PluginId) -> Self {
            Named
        }

        pub(in crate::dispatch) fn whole(_: &'static HookInfo) -> Self {
            Named
        }

        #[allow(clippy::unused_self, reason = "it stands in for one that has something to say")]
        pub(in crate::dispatch) fn open(&self) -> Span {
            Span
        }
    }

    pub(in crate::dispatch) struct Span;

    #[allow(clippy::unused_self, reason = "it stands in for one that does something")]
    impl Span {
        pub(in crate::dispatch) fn in_scope<T>(&self, run: impl FnOnce() -> T) -> T {
            run()
        }

        pub(in crate::dispatch) fn around<F: Future>(self, future: F) -> F {
            future
        }
    }
}
