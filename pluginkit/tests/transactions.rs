//! Changes of a state apply wholly or not at all, and none is lost, whoever else changes it meanwhile.

mod support;

use std::any::Any;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Barrier};
use std::thread;

use pluginkit::prelude::*;
use pluginkit::{HookErrorKind, State};
use support::{Bomb, Log, Refusal};

/// What belongs together: the sum of all accounts never changes.
#[derive(Clone, Debug, PartialEq)]
struct Bank {
    accounts: [u32; 4],
    transfers: u32,
}

const SUM: u32 = 400;

impl Default for Bank {
    fn default() -> Self {
        Bank { accounts: [SUM / 4; 4], transfers: 0 }
    }
}

impl Bank {
    /// Notices only when half of it is done that the other half cannot be.
    fn transfer(&mut self, from: usize, to: usize, amount: u32) -> Result<u32, Refusal> {
        self.transfers += 1;
        self.accounts[to] += amount;
        self.accounts[from] = self.accounts[from].checked_sub(amount).ok_or(Refusal("not enough"))?;
        Ok(self.accounts[from])
    }
}

fn plugins() -> PluginManager {
    PluginManager::builder().build().unwrap()
}

fn message(payload: Box<dyn Any + Send>) -> String {
    *payload.downcast::<String>().unwrap()
}

#[test]
fn an_update_returns_what_its_closure_returns() {
    let bank = plugins().state::<Bank>();
    assert_eq!(bank.try_update(|bank| bank.transfer(0, 1, 30)), Ok(70));
    assert_eq!(bank.update(|bank| bank.accounts[1]), 130);
    assert_eq!(*bank.get(), Bank { accounts: [70, 130, 100, 100], transfers: 1 });
}

#[test]
fn an_error_leaves_everything_as_it_was() {
    let bank = plugins().state::<Bank>();
    let before = bank.get();
    assert_eq!(bank.try_update(|bank| bank.transfer(0, 1, 101)), Err(Refusal("not enough")));
    assert_eq!(*bank.get(), Bank::default());
    assert!(Arc::ptr_eq(&before, &bank.get()), "it is the very same");
}

#[test]
fn so_does_a_panic() {
    let bank = plugins().state::<Bank>();
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        bank.update(|bank| {
            bank.accounts[0] = 0;
            panic!("half-way {}", bank.accounts[0]);
        });
    }));
    assert_eq!(message(outcome.unwrap_err()), "half-way 0");
    assert_eq!(*bank.get(), Bank::default());
    bank.update(|bank| bank.transfers += 1);
    assert_eq!(bank.get().transfers, 1, "it may be changed again");
}

#[test]
fn a_snapshot_stays_as_it_is() {
    let bank = plugins().state::<Bank>();
    let before = bank.get();
    bank.try_update(|bank| bank.transfer(0, 1, 30)).unwrap();
    bank.set(Bank { transfers: 9, ..Bank::default() });
    assert_eq!(*before, Bank::default());
    assert_eq!(bank.get().transfers, 9);
}

#[test]
fn no_update_is_lost() {
    const THREADS: u32 = 8;
    const EACH: u32 = 500;
    let count = plugins().state::<u32>();
    let barrier = Barrier::new(THREADS as usize);
    let seen: Vec<u32> = thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|_| {
                scope.spawn(|| {
                    barrier.wait();
                    let next = |_| count.update(|count| std::mem::replace(count, *count + 1));
                    (0..EACH).map(next).collect::<Vec<u32>>()
                })
            })
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(*count.get(), THREADS * EACH);
    let distinct: BTreeSet<u32> = seen.into_iter().collect();
    assert_eq!(distinct.len(), (THREADS * EACH) as usize, "each has seen what the one before had left");
}

#[test]
fn nobody_ever_sees_half_of_a_transaction() {
    const WRITERS: usize = 4;
    const EACH: u32 = 500;
    let bank = plugins().state::<Bank>();
    let (barrier, over) = (Barrier::new(WRITERS + 1), AtomicBool::new(false));
    thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS)
            .map(|at| {
                let (bank, barrier) = (&bank, &barrier);
                scope.spawn(move || {
                    barrier.wait();
                    let transfer = |n: &u32| {
                        bank.try_update(|bank| bank.transfer(at, (at + 1) % WRITERS, n % 150)).is_ok()
                    };
                    u32::try_from((0..EACH).filter(transfer).count()).unwrap()
                })
            })
            .collect();
        let reader = scope.spawn(|| {
            barrier.wait();
            let mut last = 0;
            while !over.load(Ordering::Acquire) {
                let bank = bank.get();
                assert_eq!(bank.accounts.iter().sum::<u32>(), SUM);
                assert!(last <= bank.transfers, "time does not go back");
                last = bank.transfers;
            }
        });
        let done: Vec<_> = writers.into_iter().map(thread::ScopedJoinHandle::join).collect();
        over.store(true, Ordering::Release);
        reader.join().unwrap();
        let done: u32 = done.into_iter().map(Result::unwrap).sum();
        assert_eq!(bank.get().transfers, done, "those that failed have left nothing");
    });
}

/// Changes it from another thread, and returns when that is done.
fn elsewhere<T: Clone + Send + Sync + 'static>(
    state: &State<T>,
    change: impl FnMut(&mut T) + Send + 'static,
) {
    let state = state.clone();
    thread::spawn(move || state.update(change)).join().unwrap();
}

#[test]
fn an_update_that_somebody_was_quicker_than_runs_again() {
    let words = plugins().state::<Vec<&str>>();
    let mut seen = Vec::new();
    words.update(|own| {
        seen.push(own.clone());
        own.push("slow");
        if seen.len() == 1 {
            elsewhere(&words, |words| words.push("quick"));
        }
    });
    assert_eq!(seen, [vec![], vec!["quick"]], "it sees what the other has left");
    assert_eq!(*words.get(), ["quick", "slow"]);
}

#[test]
fn so_does_one_that_a_set_was_quicker_than() {
    let count = plugins().state::<u32>();
    let mut times = 0;
    count.update(|own| {
        times += 1;
        *own += 1;
        if times == 1 {
            let count = count.clone();
            thread::spawn(move || count.set(10)).join().unwrap();
        }
    });
    assert_eq!((*count.get(), times), (11, 2));
}

#[test]
fn one_that_fails_does_not_run_again_whatever_others_do() {
    let count = plugins().state::<u32>();
    let mut times = 0;
    let outcome = count.try_update(|own| {
        times += 1;
        *own = 99;
        elsewhere(&count, |count| *count += 1);
        Err::<(), _>(Refusal("no"))
    });
    assert_eq!(outcome, Err(Refusal("no")));
    assert_eq!((*count.get(), times), (1, 1));
}

#[test]
fn whoever_reads_waits_for_nobody() {
    let count = plugins().state::<u32>();
    count.update(|own| {
        *own = 5;
        assert_eq!(*count.get(), 0, "the same thread");
        let count = count.clone();
        assert_eq!(thread::spawn(move || *count.get()).join().unwrap(), 0, "another one");
    });
    assert_eq!(*count.get(), 5);
}

/// What an update is not to do.
fn refused(change: impl FnOnce()) -> String {
    message(catch_unwind(AssertUnwindSafe(change)).unwrap_err())
}

#[test]
fn an_update_of_the_same_state_inside_of_an_update_is_refused_and_changes_nothing() {
    let count = plugins().state::<u32>();
    let message = refused(|| {
        count.update(|own| {
            *own += 1;
            count.update(|inner| *inner += 10);
        });
    });
    assert!(message.contains("the state `u32` is to be changed inside of an `update`"), "{message}");
    assert_eq!(*count.get(), 0);
    count.update(|own| *own += 1);
    assert_eq!(*count.get(), 1, "that is forgotten");
}

#[test]
fn so_is_a_change_of_another_state_since_it_would_not_be_taken_back() {
    let plugins = plugins();
    let (count, words) = (plugins.state::<u32>(), plugins.state::<Vec<&str>>());
    let message = refused(|| count.update(|_| words.update(|words| words.push("inside"))));
    assert!(message.contains("the state `alloc::vec::Vec<&str>` is to be changed"), "{message}");
    refused(|| count.update(|_| words.set(vec!["inside"])));
    refused(|| count.update(|_| words.try_update(|_| Ok::<(), ()>(())).unwrap()));
    assert_eq!((*count.get(), words.get().len()), (0, 0));
    words.set(vec!["after"]);
    assert_eq!(words.get().len(), 1);
}

#[test]
fn what_was_replaced_is_dropped_when_nobody_looks_at_it_any_more() {
    let log = Log::default();
    let state = plugins().state::<Option<Arc<support::Guard>>>();
    state.set(Some(Arc::new(log.guard("the first is gone"))));
    let snapshot = state.get();
    state.update(|value| *value = Some(Arc::new(log.guard("the second is gone"))));
    assert_eq!(log.take(), [""; 0]);
    drop(snapshot);
    assert_eq!(log.take(), ["the first is gone"]);
    state.set(None);
    assert_eq!(log.take(), ["the second is gone"]);
}

#[test]
fn a_destructor_may_change_states_and_may_panic() {
    #[derive(Clone, Default)]
    struct Counted(Option<State<u32>>);
    impl Drop for Counted {
        fn drop(&mut self) {
            if let Some(count) = self.0.take() {
                count.update(|count| *count += 1);
            }
        }
    }
    let plugins = plugins();
    let (count, counted) = (plugins.state::<u32>(), plugins.state::<Counted>());
    counted.set(Counted(Some(count.clone())));
    let outcome =
        catch_unwind(AssertUnwindSafe(|| counted.update(|_| panic!("its copy goes while this does"))));
    assert!(outcome.is_err());
    assert_eq!(*count.get(), 1);
    counted.update(|value| value.0 = None);
    assert_eq!(*count.get(), 2);

    let bomb = plugins.state::<Option<Arc<Bomb>>>();
    bomb.set(Some(Arc::new(Bomb)));
    bomb.set(Some(Arc::new(Bomb)));
    bomb.update(|bomb| *bomb = None);
    assert!(bomb.get().is_none(), "both went off, and that was all");
}

/// States in hooks.
mod hooks {
    use super::*;

    #[extension_point]
    trait Shop {
        fn sell(&self, price: u32) -> Result<u32, Refusal>;
        async fn deliver(&self);
    }

    #[plugin(id = "clerk", version = "1.0.0", listed)]
    struct Clerk(State<Bank>);

    #[extension]
    impl Shop for Clerk {
        fn sell(&self, price: u32) -> Result<u32, Refusal> {
            self.0.try_update(|bank| {
                assert_ne!(price, 0, "nothing is free");
                bank.transfer(0, 1, price)
            })
        }
        async fn deliver(&self) {
            let before = self.0.get();
            tokio::task::yield_now().await;
            self.0.update(|bank| bank.transfers += 1);
            tokio::task::yield_now().await;
            assert!(self.0.get().transfers > before.transfers);
        }
    }

    fn shop() -> (PluginManager, State<Bank>) {
        let bank = plugins().state::<Bank>();
        (PluginManager::builder().instance(Clerk(bank.clone())).build().unwrap(), bank)
    }

    #[test]
    fn that_fail_have_changed_nothing() {
        let (plugins, bank) = shop();
        let shop = plugins.caller::<dyn Shop>();
        assert_eq!(shop.sell(30).unwrap(), [70]);
        let after = bank.get();
        let error = shop.sell(1000).unwrap_err();
        assert!(matches!(error.kind(), HookErrorKind::Failed(_)));
        let error = shop.sell(0).unwrap_err();
        assert!(matches!(error.kind(), HookErrorKind::Panicked(_)));
        assert!(Arc::ptr_eq(&after, &bank.get()));
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn that_wait_hold_nothing_meanwhile() {
        let (plugins, bank) = shop();
        let shop = plugins.caller::<dyn Shop>();
        let tasks: Vec<_> = (0..64)
            .map(|_| {
                let shop = shop.clone();
                tokio::spawn(async move { shop.deliver().await })
            })
            .collect();
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        assert_eq!(bank.get().transfers, 64);
    }
}

#[test]
fn a_default_that_panics_leaves_nothing_behind() {
    static TIMES: AtomicU32 = AtomicU32::new(0);
    struct Moody(u32);
    impl Default for Moody {
        fn default() -> Self {
            match TIMES.fetch_add(1, Ordering::Relaxed) {
                0 => panic!("not now"),
                times => Moody(times),
            }
        }
    }
    let plugins = plugins();
    assert!(catch_unwind(AssertUnwindSafe(|| plugins.state::<Moody>())).is_err());
    assert_eq!(plugins.state::<Moody>().get().0, 1);
    assert_eq!(plugins.state::<Moody>().get().0, 1, "it is made once");
}
