//! A manager against a model of it, which is slow and plain: random plugins come, go, are switched on and off, and are called through
//! every kind of hook. They wait, fail, panic, take too long; wrappers do with the calls what wrappers can do; callers take failures
//! in each of the three ways, narrow down whom they call, and drop calls that are under way. Manager and model agree on what the
//! caller gets, on who failed and contributed, on what subscribers are told, and on who saw which value when, down to what is torn
//! down at which moment.
//!
//! The model ([`model`]) is asynchronous code as one would write it by hand, on the same paused clock. Time is what it has
//! beyond the model that holds sets and managers to each other (`pluginkit-derive-tests/differential`), where plugins are compiled
//! from what chance says, and polls are counted: here they are data, so a case that differs shrinks to one that can be read.
//!
//! `PLUGINKIT_CASES` says how many cases there are; `scripts/reference.sh` asks for many.

#![cfg(feature = "tokio")]

mod calls;
mod cast;
mod chance;
mod model;
mod seen;
mod site;
mod tally;
mod told;

use std::cell::RefCell;
use std::sync::{Arc, Mutex, PoisonError};
use std::{env, panic};

use pluginkit::PluginEvent;
use pluginkit::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRunner};

use calls::{drop_at, make};
use cast::{Line, LineCaller};
use model::{Model, World};
use seen::{BEFORE, Course, End, Failure, Seen};
use site::{PLANNED, Site};
use tally::Tally;
use told::{Call, Case, Gathered, HOOKS, Member, Seats, Step, Strategy};

fn cases() -> u32 {
    env::var("PLUGINKIT_CASES")
        .map_or(10_000, |cases| cases.parse().expect("PLUGINKIT_CASES is a number of cases"))
}

#[test]
fn the_manager_does_what_the_model_does() {
    expect_panics();
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    let config = Config {
        failure_persistence: None,
        max_shrink_iters: 20_000,
        max_local_rejects: u32::MAX,
        // The other one takes a quarter of the time.
        rng_algorithm: RngAlgorithm::XorShift,
        ..Config::with_cases(cases())
    };
    let tally = RefCell::new(Tally::default());
    let checked = TestRunner::new(config).run(&chance::case(), |case| runtime.block_on(check(&case, &tally)));
    if let Err(error) = checked {
        panic!("{error}");
    }
    tally.take().check();
}

/// Panics of plugins are not told.
fn expect_panics() {
    let told = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        if panic.payload_as_str() != Some(PLANNED) {
            told(panic);
        }
    }));
}

macro_rules! agree {
    ($what:expr, $manager:expr, $model:expr) => {{
        let (manager, model) = ($manager, $model);
        if manager != model {
            let what = $what;
            return Err(TestCaseError::fail(format!(
                "{what:?}\nthe manager: {manager:?}\nthe model:   {model:?}\n"
            )));
        }
    }};
}

async fn check(case: &Case, tally: &RefCell<Tally>) -> Result<(), TestCaseError> {
    let members = &case.members;
    let mut world = World { members: members.clone(), known: case.built_with.clone(), off: Seats::new() };
    let with = |builder, seat: &usize| cast::with(builder, *seat, members);
    let built = case.built_with.iter().fold(PluginManager::builder(), with).build();
    agree!("built", built.is_ok(), world.has_orders(&HOOKS));
    let Ok(plugins) = built else {
        tally.borrow_mut().add("contradictions", 1);
        return Ok(());
    };

    let published: Arc<Mutex<Vec<Failure>>> = Arc::default();
    let told = Arc::clone(&published);
    let _subscription = plugins.subscribe(move |event| {
        if let PluginEvent::HookFailed { error, .. } = event {
            told.lock().unwrap_or_else(PoisonError::into_inner).push(Failure::from(error));
        }
    });
    // Callers are held from the beginning, and see every change.
    let line = plugins.caller::<dyn Line>();
    let lines = case.steps.iter().map(|step| match step {
        Step::Call(call) => narrowed(&line, members, call),
        _ => line.clone(),
    });
    let lines: Vec<LineCaller> = lines.collect();

    for (step, line) in case.steps.iter().zip(&lines) {
        match step {
            Step::Register(seat) => {
                let mut changed = world.clone();
                let fits = changed.known.insert(*seat)
                    && changed.there().contains(seat)
                    && changed.has_orders(&HOOKS);
                agree!(step, cast::register(&plugins, *seat, members).await.is_ok(), fits);
                tally.borrow_mut().add(if fits { "registered" } else { "not registered" }, 1);
                if fits {
                    world = changed;
                }
            }
            Step::Remove(seat) => {
                agree!(step, plugins.remove(members[*seat].id).await.is_ok(), world.known.remove(seat));
                world.off.remove(seat);
            }
            Step::Disable(seat) => {
                let is_known = world.known.contains(seat);
                agree!(step, plugins.disable(members[*seat].id).is_ok(), is_known);
                world.off.extend(is_known.then_some(*seat));
            }
            Step::Enable(seat) => {
                let is_there = world.there().contains(seat);
                agree!(step, plugins.enable(members[*seat].id).is_ok(), is_there);
                world.off.retain(|off| off != seat || !is_there);
            }
            Step::Call(call) => {
                let by_the_manager = by_the_manager(line, &world, call).await;
                let told = std::mem::take(&mut *published.lock().unwrap_or_else(PoisonError::into_inner));
                let by_the_manager = Course { published: told, ..by_the_manager };
                let by_the_model = by_the_model(&world, call).await;
                tally.borrow_mut().count(&by_the_model);
                agree!(step, by_the_manager, by_the_model);
            }
        }
    }
    Ok(())
}

fn narrowed(line: &LineCaller, members: &[Member], call: &Call) -> LineCaller {
    let ids = |seats: &Seats| seats.iter().map(|seat| members[*seat].id).collect::<Vec<_>>();
    let line = match &call.only {
        Some(only) => line.only(ids(only)),
        None => line.clone(),
    };
    if call.without.is_empty() { line } else { line.without(ids(&call.without)) }
}

async fn by_the_manager(line: &LineCaller, world: &World, call: &Call) -> Course {
    let site = Site::new(call.hook, &world.members);
    let course = make(line, call, &site).await;
    Course { trace: site.trace(), ..course }
}

async fn by_the_model(world: &World, call: &Call) -> Course {
    let site = Site::new(call.hook, &world.members);
    let model = Model::new(world, call, &site);
    let future = model.level(0, call.value);
    let done = if site.hook().is_async { drop_at(call.dropped, future).await } else { Some(future.await) };
    let mut course = Course::of(match done {
        Some(Ok(seen)) => End::Given(seen),
        Some(Err(failure)) => End::Failed(failure),
        None => End::Dropped,
    });
    let record = model.record.take();
    if call.strategy == Strategy::Reported && course.end != End::Dropped {
        (course.failures, course.contributors) = (record.failures, record.contributors);
    }
    if call.gathered == Gathered::Appended && site.hook().collects() {
        let mut vector = vec![BEFORE];
        // Only an outcome is appended.
        if let End::Given(Seen::Many(many)) = &mut course.end {
            vector.append(many);
            course.end = End::Given(Seen::Nothing);
        }
        course.vector = Some(vector);
    }
    Course { published: record.published, trace: site.trace(), ..course }
}
