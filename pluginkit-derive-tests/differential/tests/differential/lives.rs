//! The life of a set, of a manager, and of a model of both.

use std::fmt;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use pluginkit::Error;

use crate::calls::TO_THE_END;
use crate::check::expect_panics;
use crate::desk::{self, Event};
use crate::habits::{panic_message, refusal};
use crate::model::to_start;
use crate::told::{Deed, Ending, STEPS, World};

/// What starting and stopping give, and what happens to the plugins.
#[derive(Debug, PartialEq)]
pub(crate) struct Life {
    pub(crate) starting: Vec<String>,
    pub(crate) stopping: Vec<String>,
    pub(crate) trace: Vec<Event>,
}

/// They differ in one thing: a set has no memory, and unloads at once whom it could not start or has stopped because of that.
/// A manager does so in the end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Engine {
    Set,
    Manager,
}

/// Starts and stops everybody; each may give errors.
pub(crate) fn lived(life: impl Future<Output = [Result<(), Error>; 2]>) -> Life {
    expect_panics();
    desk::clear();
    let [starting, stopping] = awaited(life).map(|result| {
        let errors = result.as_ref().err().into_iter().flatten();
        errors.map(ToString::to_string).collect()
    });
    Life { starting, stopping, trace: desk::clear() }
}

fn awaited<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    for _ in 0..TO_THE_END {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return output;
        }
    }
    panic!("it takes too long")
}

/// Starts and stops a set and a manager, and holds both to the model.
macro_rules! lives {
    ($world:ident, $set:expr, $manager:expr) => {{
        let set = $set;
        let by_the_set = lives::lived(async {
            match set.start().await {
                Ok(running) => [Ok(()), running.stop().await],
                Err(error) => [Err(error), Ok(())],
            }
        });
        let manager = $manager;
        let by_the_manager = lives::lived(async { [manager.start().await, manager.shutdown().await] });
        lives::check(&$world, &by_the_set, &by_the_manager);
    }};
}
pub(crate) use lives;

/// Holds both to the model.
pub(crate) fn check(world: &World, by_the_set: &Life, by_the_manager: &Life) {
    for (engine, life) in [(Engine::Set, by_the_set), (Engine::Manager, by_the_manager)] {
        let expected = expected(world, engine);
        assert!(
            *life == expected,
            "{world}\nthe model of the {engine:?}: {expected}\nthe {engine:?}: {life}\n{}",
            world.again()
        );
    }
}

const INIT: usize = 0;
const START: usize = 1;
const STOP: usize = 2;
const UNLOAD: usize = 3;

/// What the model says.
pub(crate) fn expected(world: &World, engine: Engine) -> Life {
    let mut model = Model { world, trace: Vec::new(), errors: Vec::new(), owned: Vec::new() };
    let (mut loaded, mut started) = (Vec::new(), Vec::new());
    for plugin in to_start(world) {
        if !model.runs(plugin, INIT) {
            break;
        }
        loaded.push(plugin);
        if !model.runs(plugin, START) {
            break;
        }
        started.push(plugin);
    }
    let failed = !model.errors.is_empty();
    if failed && engine == Engine::Manager {
        while let Some(plugin) = started.pop() {
            model.runs(plugin, STOP);
        }
    }
    let mut starting = match engine {
        Engine::Set if failed => Vec::new(),
        Engine::Set | Engine::Manager => std::mem::take(&mut model.errors),
    };
    for plugin in loaded.into_iter().rev() {
        if started.contains(&plugin) {
            model.runs(plugin, STOP);
        }
        model.runs(plugin, UNLOAD);
    }
    if failed && engine == Engine::Set {
        starting = std::mem::take(&mut model.errors);
    }
    Life { starting, stopping: model.errors, trace: model.trace }
}

struct Model<'w> {
    world: &'w World,
    trace: Vec<Event>,
    errors: Vec<String>,
    /// Who owns something since which step.
    owned: Vec<(usize, usize)>,
}

impl Model<'_> {
    /// Whether a step goes well.
    fn runs(&mut self, plugin: usize, step: usize) -> bool {
        let lives = self.world.plugins[plugin].lives.as_ref();
        let deed = lives.and_then(|lives| lives.deeds.iter().find(|deed| deed.step == step));
        let well = deed.is_none_or(|deed| self.does(plugin, deed));
        match step {
            INIT | START if well => {}
            INIT | START => self.takes_back(plugin, step),
            STOP => self.takes_back(plugin, START),
            _ => self.takes_back(plugin, INIT),
        }
        well
    }

    fn does(&mut self, plugin: usize, deed: &Deed) -> bool {
        let told = &self.world.plugins[plugin];
        let (id, value) = (told.id, deed.step as u64);
        self.trace.push(Event::In(id, value));
        if matches!(deed.step, INIT | START) {
            self.owned.push((plugin, deed.step));
        }
        self.trace.extend((0..deed.waits.unwrap_or(0)).map(|_| Event::Waits));
        let how = match deed.end {
            Ending::Well => None,
            Ending::Failing => Some(format!("failed: {}", refusal(told, value))),
            Ending::Panicking => {
                self.trace.push(Event::Panics(id, value));
                Some(format!("panicked: {}", panic_message(told, value)))
            }
        };
        self.trace.push(Event::Out(id));
        let what = if matches!(deed.step, INIT | START) {
            "could not be started"
        } else {
            "did not stop as it should"
        };
        let hook = STEPS[deed.step];
        self.errors
            .extend(how.iter().map(|how| format!("plugin `{id}` {what}: hook `lifecycle.{hook}` {how}")));
        how.is_none()
    }

    fn takes_back(&mut self, plugin: usize, step: usize) {
        if self.owned.contains(&(plugin, step)) {
            self.owned.retain(|owned| *owned != (plugin, step));
            self.trace.push(Event::TakenBack(self.world.plugins[plugin].id, step));
        }
    }
}

impl fmt::Display for Life {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Life { starting, stopping, trace } = self;
        write!(f, "\n  starting: {starting:?}\n  stopping: {stopping:?}\n  {trace:?}")
    }
}
