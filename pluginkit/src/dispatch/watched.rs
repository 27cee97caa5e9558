//! Implementations and whole calls with somebody around them who watches, or lets calls through or not.

use std::panic::resume_unwind;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use super::erased::{
    AsyncImplementation, AsyncWrapper, Attempted, HeldAsync, HeldSync, Started, SyncImplementation,
    SyncWrapper,
};
use super::hook::{BoxFuture, Hook, OutcomeOf, RetOf, ValueOf};
use super::ledger::{FailFastLedger, TolerantLedger};
use super::limit::Guarded;
use super::mode::Mode;
use super::panics::catch;
use super::span::{ALWAYS, Named, Span};
use super::under_way::UnderWay;
use super::wrapped::{AsyncRest, Rest};
use crate::error::HookResult;
use crate::govern::{Gate, Pass, Terms};
use crate::id::PluginId;
use crate::next::{Proceed, ProceedAsync};
use crate::point::HookInfo;
use crate::watch::{CallOutcome, Watching};

/// An implementation that is watched: it does what the one inside does, and says so.
pub(super) struct Watched<I: ?Sized> {
    inner: Box<I>,
    watching: Watching,
    gate: Option<Arc<dyn Gate>>,
    limit: Option<Duration>,
    named: Named,
}

/// Puts those who watch and the one who lets calls through around an implementation, if there are any. A limit is how long whoever
/// calls it will wait.
macro_rules! put_around {
    ($name:ident, $held:ident, $implementation:ident) => {
        pub(super) fn $name<H: $held>(
            inner: Box<dyn $implementation<H>>,
            (watching, plugin): (Watching, &PluginId),
            Terms { timeout: limit, gate }: Terms,
        ) -> Box<dyn $implementation<H>> {
            if watching.is_empty() && gate.is_none() && !ALWAYS {
                return inner;
            }
            Box::new(Watched { inner, watching, gate, limit, named: Named::implementation(H::INFO, plugin) })
        }
    };
}

put_around!(watched, HeldSync, SyncImplementation);
put_around!(watched_async, HeldAsync, AsyncImplementation);

impl<I: ?Sized> Watched<I> {
    /// Whether a call may begin: asked last, after its `when`.
    fn admit(&self) -> Option<Pass<'_>> {
        Pass::ask(self.gate.as_deref())
    }

    fn begin<'w, H: Hook>(&'w self, pass: Pass<'w>, value: &ValueOf<H>, args: &H::Args<'_>) -> UnderWay<'w> {
        let show = || H::SHOW.map(|show| show.arguments(value, args));
        UnderWay::begin(&self.watching, pass, self.limit, show)
    }
}

fn outcome<M: Mode>(ret: &M::Ret) -> CallOutcome {
    if M::fails(ret) { CallOutcome::Failed } else { CallOutcome::Returned }
}

/// Runs plugin code; a panic is told, and goes on.
fn panic_told<T>(call: &mut UnderWay<'_>, run: impl FnOnce() -> T) -> T {
    catch(run).unwrap_or_else(|payload| {
        call.end(CallOutcome::Panicked);
        resume_unwind(payload)
    })
}

impl<H: HeldSync> SyncImplementation<H> for Watched<dyn SyncImplementation<H>> {
    fn call(&self, value: ValueOf<H>, args: &H::Args<'_>) -> RetOf<H> {
        self.named.open().in_scope(|| {
            let mut call = self.begin::<H>(Pass::free(), &value, args);
            let ret = panic_told(&mut call, || self.inner.call(value, args));
            call.end(outcome::<H::Mode>(&ret));
            ret
        })
    }

    fn wants(&self, value: &ValueOf<H>, args: &H::Args<'_>) -> bool {
        self.inner.wants(value, args)
    }

    fn run(&self, value: ValueOf<H>, args: &H::Args<'_>) -> Attempted<H> {
        self.passed::<H>(Pass::free(), value, args)
    }

    fn attempt(&self, value: ValueOf<H>, args: &H::Args<'_>) -> Attempted<H> {
        let pass = if self.inner.wants(&value, args) { self.admit() } else { None };
        match pass {
            Some(pass) => self.passed::<H>(pass, value, args),
            None => Attempted::Declined(value),
        }
    }
}

impl<I: ?Sized> Watched<I> {
    fn passed<H: Hook>(&self, pass: Pass<'_>, value: ValueOf<H>, args: &H::Args<'_>) -> Attempted<H>
    where
        I: SyncImplementation<H>,
    {
        self.named.open().in_scope(|| {
            let mut call = self.begin::<H>(pass, &value, args);
            let attempted = panic_told(&mut call, || self.inner.run(value, args));
            let attempted = match attempted {
                // It is waited for here, where its end can be told.
                Attempted::Offloaded(job) => match job.wait(self.limit) {
                    Ok(ret) => Attempted::Returned(ret),
                    Err(kind) => Attempted::Failed(kind),
                },
                attempted => attempted,
            };
            match &attempted {
                Attempted::Returned(ret) => call.end(outcome::<H::Mode>(ret)),
                Attempted::Failed(kind) => call.end(CallOutcome::of(kind)),
                Attempted::Declined(_) | Attempted::Offloaded(_) => {}
            }
            attempted
        })
    }
}

impl<H: HeldAsync> AsyncImplementation<H> for Watched<dyn AsyncImplementation<H>> {
    fn start<'n, 'a: 'n>(&'n self, value: ValueOf<H>, args: H::Args<'a>) -> Started<'n, RetOf<H>> {
        let span = self.named.open();
        let call = span.in_scope(|| self.begin::<H>(Pass::free(), &value, &args));
        self.started::<H>(span, call, |inner| inner.start(value, args))
    }

    fn wants(&self, value: &ValueOf<H>, args: &H::Args<'_>) -> bool {
        self.inner.wants(value, args)
    }

    fn run<'n, 'a: 'n>(&'n self, value: ValueOf<H>, args: H::Args<'a>) -> Started<'n, RetOf<H>> {
        self.passed_async::<H>(Pass::free(), value, args)
    }

    fn attempt<'n, 'a: 'n>(
        &'n self,
        value: ValueOf<H>,
        args: H::Args<'a>,
    ) -> Result<Started<'n, RetOf<H>>, ValueOf<H>> {
        let pass = if self.inner.wants(&value, &args) { self.admit() } else { None };
        match pass {
            Some(pass) => Ok(self.passed_async::<H>(pass, value, args)),
            None => Err(value),
        }
    }
}

impl<I: ?Sized> Watched<I> {
    fn passed_async<'n, 'a: 'n, H: HeldAsync>(
        &'n self,
        pass: Pass<'n>,
        value: ValueOf<H>,
        args: H::Args<'a>,
    ) -> Started<'n, RetOf<H>>
    where
        I: AsyncImplementation<H>,
    {
        let span = self.named.open();
        let call = span.in_scope(|| self.begin::<H>(pass, &value, &args));
        self.started::<H>(span, call, |inner| inner.run(value, args))
    }

    fn started<'n, H: HeldAsync>(
        &'n self,
        span: Span,
        mut call: UnderWay<'n>,
        start: impl FnOnce(&'n I) -> Started<'n, RetOf<H>>,
    ) -> Started<'n, RetOf<H>> {
        match span.in_scope(|| panic_told(&mut call, || start(&self.inner))) {
            Started::Ready(ret) => {
                span.in_scope(|| call.end(outcome::<H::Mode>(&ret)));
                Started::Ready(ret)
            }
            Started::Pending(future) => {
                let future = WatchedFuture::<H> { running: Guarded::new(future), call };
                Started::Pending(Box::pin(span.around(future)))
            }
        }
    }
}

/// The rest of a call that is watched. When it is dropped, its end is told after the plugin's future is gone.
struct WatchedFuture<'n, H: HeldAsync> {
    running: Guarded<'n, RetOf<H>>,
    call: UnderWay<'n>,
}

impl<H: HeldAsync> Future for WatchedFuture<'_, H> {
    type Output = RetOf<H>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<RetOf<H>> {
        let WatchedFuture { running, call } = &mut *self;
        match Pin::new(running).poll(context) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(Ok(ret)) => {
                call.end(outcome::<H::Mode>(&ret));
                Poll::Ready(ret)
            }
            Poll::Ready(Err(payload)) => {
                call.end(CallOutcome::Panicked);
                resume_unwind(payload)
            }
        }
    }
}

/// The outermost wrapper of a hook whose whole calls are watched.
pub(super) struct WholeCall {
    watching: Watching,
    named: Named,
}

impl WholeCall {
    /// `None` where nobody is there to see it.
    pub(super) fn of(hook: &'static HookInfo, watching: Watching) -> Option<Self> {
        (ALWAYS || !watching.is_empty()).then(|| WholeCall { watching, named: Named::whole(hook) })
    }

    fn begin(&self) -> UnderWay<'_> {
        UnderWay::begin(&self.watching, Pass::free(), None, || None)
    }

    fn sync<T>(&self, run: impl FnOnce() -> HookResult<T>) -> HookResult<T> {
        self.named.open().in_scope(|| {
            let mut call = self.begin();
            let result = panic_told(&mut call, run);
            call.end(whole_outcome(&result));
            result
        })
    }

    fn asynchronous<T>(
        &self,
        run: impl Future<Output = HookResult<T>> + Send,
    ) -> impl Future<Output = HookResult<T>> + Send {
        self.named.open().around(async {
            let mut call = self.begin();
            let result = run.await;
            call.end(whole_outcome(&result));
            result
        })
    }
}

fn whole_outcome<T>(result: &HookResult<T>) -> CallOutcome {
    result.as_ref().map_or_else(|error| CallOutcome::of(error.kind()), |_| CallOutcome::Returned)
}

impl<H: HeldSync> SyncWrapper<H> for WholeCall {
    fn strict(
        &self,
        value: ValueOf<H>,
        _: &H::Args<'_>,
        next: &Rest<'_, '_, H, FailFastLedger>,
    ) -> HookResult<OutcomeOf<H>> {
        self.sync(|| Proceed::<H::Kind>::proceed(next, value))
    }

    fn tolerant(
        &self,
        value: ValueOf<H>,
        _: &H::Args<'_>,
        next: &Rest<'_, '_, H, TolerantLedger<ValueOf<H>>>,
    ) -> HookResult<OutcomeOf<H>>
    where
        ValueOf<H>: Clone,
    {
        self.sync(|| Proceed::<H::Kind>::proceed(next, value))
    }
}

impl<H: HeldAsync> AsyncWrapper<H> for WholeCall {
    fn strict<'n, 's: 'n, 'a: 'n>(
        &'n self,
        value: ValueOf<H>,
        _: H::Args<'a>,
        next: &'n AsyncRest<'s, 'a, H, FailFastLedger>,
    ) -> BoxFuture<'n, HookResult<OutcomeOf<H>>> {
        Box::pin(self.asynchronous(ProceedAsync::<H::Kind>::proceed(next, value)))
    }

    fn tolerant<'n, 's: 'n, 'a: 'n>(
        &'n self,
        value: ValueOf<H>,
        _: H::Args<'a>,
        next: &'n AsyncRest<'s, 'a, H, TolerantLedger<ValueOf<H>>>,
    ) -> BoxFuture<'n, HookResult<OutcomeOf<H>>>
    where
        ValueOf<H>: Clone,
    {
        Box::pin(self.asynchronous(ProceedAsync::<H::Kind>::proceed(next, value)))
    }
}
