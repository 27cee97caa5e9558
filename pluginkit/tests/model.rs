//! The table swap and the transition table under a model checker: threads are interleaved at every lock and flag, in an order
//! that is chosen anew each time. Run by `scripts/model.sh`.

#![cfg(pluginkit_model)]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use pluginkit::{Identified, Identity, StateError, prelude::*};
use shuttle::future::{block_on, yield_now};
use shuttle::thread;

#[extension_point]
trait Feed {
    fn fetch(&self) -> &'static str;
}

/// What the plugins of one manager have seen.
#[derive(Clone, Default)]
struct Stage {
    up: Arc<[AtomicBool; 3]>,
    starts: Arc<[AtomicU32; 3]>,
    stops: Arc<[AtomicU32; 3]>,
}

/// Number `n` needs number `n - 1`.
#[plugin(id = "actor", version = "1.0.0", listed)]
struct Actor {
    number: usize,
    stage: Stage,
}

const IDS: [&str; 3] = ["a", "b", "c"];

#[extension]
impl Lifecycle for Actor {
    async fn start(&self, _: &PluginContext) -> Result<(), BoxError> {
        self.all_below_are_up();
        yield_now().await;
        self.all_below_are_up();
        assert!(!self.stage.up[self.number].swap(true, Ordering::Relaxed), "it is started already");
        self.stage.starts[self.number].fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    async fn stop(&self, _: &PluginContext) -> Result<(), BoxError> {
        self.all_above_are_down();
        yield_now().await;
        self.all_above_are_down();
        assert!(self.stage.up[self.number].swap(false, Ordering::Relaxed), "it is not started");
        self.stage.stops[self.number].fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
}

impl Actor {
    fn all_below_are_up(&self) {
        assert!(self.stage.up[..self.number].iter().all(|up| up.load(Ordering::Relaxed)));
    }

    fn all_above_are_down(&self) {
        assert!(!self.stage.up[self.number + 1..].iter().any(|up| up.load(Ordering::Relaxed)));
    }
}

#[extension]
impl Feed for Actor {
    fn fetch(&self) -> &'static str {
        IDS[self.number]
    }
}

fn troupe(stage: &Stage) -> PluginManager {
    let actors = (0..3).map(|number| actor(number, stage));
    actors.fold(PluginManager::builder(), |builder, actor| builder.instance(actor)).build().unwrap()
}

fn actor(number: usize, stage: &Stage) -> Identified<Actor> {
    let mut identity = Identity::new(IDS[number], "1.0.0").unwrap();
    if let Some(below) = number.checked_sub(1) {
        identity = identity.depends_on(IDS[below], "^1").unwrap();
    }
    Identified::new(identity, Actor { number, stage: stage.clone() })
}

fn count(counters: &[AtomicU32; 3]) -> [u32; 3] {
    counters.each_ref().map(|counter| counter.load(Ordering::Relaxed))
}

/// How many interleavings are tried.
fn check(model: impl Fn() + Send + Sync + 'static) {
    let rounds = std::env::var("PLUGINKIT_ROUNDS").ok().and_then(|rounds| rounds.parse().ok());
    let rounds = rounds.unwrap_or(300);
    let model = Arc::new(model);
    let again = Arc::clone(&model);
    shuttle::check_random(move || model(), rounds);
    // Few changes of threads, at the worst places.
    shuttle::check_pct(move || again(), rounds, 3);
}

fn spawn(work: impl FnOnce() + Send + 'static) -> thread::JoinHandle<()> {
    thread::spawn(work)
}

#[test]
fn everybody_is_started_exactly_once_however_many_ask() {
    check(|| {
        let stage = Stage::default();
        let plugins = troupe(&stage);
        let askers: Vec<_> = (0..3)
            .map(|number| {
                let plugins = plugins.clone();
                spawn(move || match number {
                    0 => block_on(plugins.start()).unwrap(),
                    1 => block_on(plugins.start_plugin("c")).unwrap(),
                    _ => block_on(plugins.start_plugin("b")).unwrap(),
                })
            })
            .collect();
        askers.into_iter().for_each(|asker| asker.join().unwrap());
        assert_eq!(count(&stage.starts), [1, 1, 1]);
        block_on(plugins.stop()).unwrap();
        assert_eq!(count(&stage.stops), [1, 1, 1]);
    });
}

#[test]
fn nobody_is_up_without_what_it_needs_while_others_start_and_stop() {
    check(|| {
        let stage = Stage::default();
        let plugins = troupe(&stage);
        let (starting, stopping) = (plugins.clone(), plugins.clone());
        // Either may find that the other has changed its mind: an error, and never a plugin without its dependency.
        let starter = spawn(move || drop(block_on(starting.start_plugin("c"))));
        let stopper = spawn(move || block_on(stopping.stop_plugin("a")).unwrap());
        starter.join().unwrap();
        stopper.join().unwrap();
        block_on(plugins.stop()).unwrap();
        assert_eq!(count(&stage.starts), count(&stage.stops), "whoever was started has been stopped");
    });
}

#[test]
fn two_who_stop_stop_once() {
    check(|| {
        let stage = Stage::default();
        let plugins = troupe(&stage);
        block_on(plugins.start()).unwrap();
        let stoppers: Vec<_> = (0..2)
            .map(|_| {
                let plugins = plugins.clone();
                spawn(move || block_on(plugins.stop()).unwrap())
            })
            .collect();
        stoppers.into_iter().for_each(|stopper| stopper.join().unwrap());
        assert_eq!(count(&stage.stops), [1, 1, 1]);
    });
}

#[test]
fn a_call_that_begins_after_a_change_sees_it() {
    check(|| {
        let plugins = troupe(&Stage::default());
        block_on(plugins.start()).unwrap();
        let feed = plugins.caller::<dyn Feed>();
        let others = feed.clone();
        let caller = spawn(move || {
            for _ in 0..2 {
                let called = others.fetch().unwrap();
                assert!(
                    called == ["a", "b", "c"] || called == ["a", "c"] || called == ["a", "b"],
                    "{called:?}"
                );
            }
        });
        let toggling = plugins.clone();
        let toggler = spawn(move || {
            toggling.disable("b").unwrap();
            assert!(!toggling.caller::<dyn Feed>().fetch().unwrap().contains(&"b"));
            toggling.enable("b").unwrap();
            toggling.disable("c").unwrap();
        });
        toggler.join().unwrap();
        assert_eq!(feed.fetch().unwrap(), ["a", "b"], "a held caller");
        caller.join().unwrap();
    });
}

#[test]
fn who_is_removed_while_others_start_is_gone_and_was_stopped() {
    check(|| {
        let stage = Stage::default();
        let plugins = troupe(&stage);
        let (starting, removing) = (plugins.clone(), plugins.clone());
        let starter = spawn(move || drop(block_on(starting.start())));
        let remover = spawn(move || block_on(removing.remove("b")).unwrap());
        starter.join().unwrap();
        remover.join().unwrap();
        assert!(plugins.descriptor("b").is_none());
        assert!(!stage.up[1].load(Ordering::Relaxed) && !stage.up[2].load(Ordering::Relaxed));
        block_on(plugins.register(actor(1, &stage))).unwrap();
        block_on(plugins.stop()).unwrap();
        assert_eq!(count(&stage.starts), count(&stage.stops));
    });
}

#[test]
fn of_two_with_one_id_one_is_registered() {
    check(|| {
        let stage = Stage::default();
        let plugins = PluginManager::builder().build().unwrap();
        let both: Vec<_> = (0..2)
            .map(|_| {
                let (plugins, stage) = (plugins.clone(), stage.clone());
                thread::spawn(move || match block_on(plugins.register(actor(0, &stage))) {
                    Ok(()) => 1,
                    Err(
                        pluginkit::Error::Load(_) | pluginkit::Error::State(StateError::Registering { .. }),
                    ) => 0,
                    Err(error) => panic!("{error}"),
                })
            })
            .collect();
        let registered: u32 = both.into_iter().map(|one| one.join().unwrap()).sum();
        assert_eq!((registered, plugins.ids().count()), (1, 1));
    });
}
