//! What a call means, as plainly as it can be said: loops over what the world tells.

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::calls::{BEFORE, Call, Gathered, Strategy};
use crate::desk::Event;
use crate::habits::{Answer, panic_message, plus, refusal};
use crate::outcome::{End, Failure, Result, Seen};
use crate::told::{HOOKS, Hook, Place, Shape, Way, World};

type Done = std::result::Result<Seen, Failure>;

/// The length of the longest chain of dependencies below a plugin.
fn rank(world: &World, plugin: usize) -> usize {
    let needs = |other: &usize| world.plugins[plugin].needs.contains(&world.plugins[*other].id);
    (0..world.plugins.len()).filter(needs).map(|need| rank(world, need) + 1).max().unwrap_or(0)
}

/// Of those who must wait for nobody any more, the best goes next.
pub(crate) fn in_order(world: &World, mut left: Vec<(usize, Place)>) -> Vec<usize> {
    let mut order = Vec::new();
    while !left.is_empty() {
        let id = |plugin: usize| world.plugins[plugin].id;
        let waits = |(plugin, place): &(usize, Place)| {
            left.iter().any(|(other, others)| {
                place.after.contains(&id(*other)) || others.before.contains(&id(*plugin))
            })
        };
        let free = left.iter().filter(|it| !waits(it));
        let best =
            free.min_by_key(|(plugin, place)| (Reverse(place.priority), rank(world, *plugin), id(*plugin)));
        let (next, _) = *best.expect("constraints have no contradiction");
        left.retain(|(plugin, _)| *plugin != next);
        order.push(next);
    }
    order
}

/// Everybody, those first on whom others depend.
pub(crate) fn to_start(world: &World) -> Vec<usize> {
    let placed = world.plugins.iter().enumerate().map(|(plugin, member)| {
        let place =
            member.lives.as_ref().map_or(Place { priority: 0, before: &[], after: &[] }, |lives| lives.place);
        (plugin, place)
    });
    let mut left: Vec<(usize, Place)> = placed.collect();
    let mut order = Vec::new();
    while !left.is_empty() {
        let told = |plugin: usize| &world.plugins[plugin];
        let waits = |(plugin, place): &(usize, Place)| {
            left.iter().any(|(other, others)| {
                let id = told(*other).id;
                told(*plugin).needs.contains(&id)
                    || place.after.contains(&id)
                    || others.before.contains(&told(*plugin).id)
            })
        };
        let free = left.iter().filter(|it| !waits(it));
        let best = free.min_by_key(|(plugin, place)| (Reverse(place.priority), told(*plugin).id));
        let (next, _) = *best.expect("constraints have no contradiction");
        left.retain(|(plugin, _)| *plugin != next);
        order.push(next);
    }
    order
}

/// Who implements a hook, in no order.
pub(crate) fn implementations(world: &World, hook: usize) -> Vec<(usize, Place)> {
    let plugins = world.plugins.iter().enumerate();
    let due = plugins.filter(|(plugin, _)| world.habit(*plugin, hook).is_some());
    due.filter_map(|(plugin, member)| Some((plugin, member.implements.as_ref()?.place))).collect()
}

/// Who wraps a hook, in no order.
pub(crate) fn wrappers(world: &World, hook: usize) -> Vec<(usize, Place)> {
    let plugins = world.plugins.iter().enumerate();
    let due = plugins.filter(|(plugin, _)| world.layer(*plugin, hook).is_some());
    due.filter_map(|(plugin, member)| Some((plugin, member.wraps.as_ref()?.place))).collect()
}

/// A call on its way.
struct Model<'w> {
    world: &'w World,
    hook: usize,
    strategy: Strategy,
    wrappers: Vec<usize>,
    implementations: Vec<usize>,
    trace: Vec<Event>,
    failures: Vec<Failure>,
    contributors: Vec<String>,
    /// How often each plugin has been called again.
    calls: HashMap<usize, usize>,
}

/// What the caller sees, and what happens to the plugins, where a panic is a failure.
pub(crate) fn expected(world: &World, call: &Call) -> (Result, Vec<Event>) {
    let mut model = Model {
        world,
        hook: call.hook,
        strategy: call.strategy,
        wrappers: in_order(world, wrappers(world, call.hook)),
        implementations: in_order(world, implementations(world, call.hook)),
        trace: Vec::new(),
        failures: Vec::new(),
        contributors: Vec::new(),
        calls: HashMap::new(),
    };
    let end = match model.level(0, call.value) {
        Ok(seen) => End::Given(seen),
        Err(failure) => End::Failed(failure),
    };
    let Model { trace, failures, contributors, .. } = model;
    let mut result = Result::of(end);
    if call.strategy == Strategy::Reported {
        result = Result { failures, contributors, ..result };
    }
    (appended(result, call), trace)
}

/// The same call, where the first panic goes through everybody.
pub(crate) fn panicking(world: &World, call: &Call) -> Option<(Result, Vec<Event>)> {
    let (_, trace) = expected(world, call);
    let (at, plugin, value) = trace.iter().enumerate().find_map(|(at, event)| match event {
        Event::Panics(id, value) => Some((at, world.plugins.iter().find(|plugin| plugin.id == *id)?, *value)),
        _ => None,
    })?;
    let result = Result::of(End::Panicked(panic_message(plugin, value)));
    Some((appended(result, call), left(&trace[..=at])))
}

/// The same call, where its future is dropped when it has waited so many times; `None` if it is done before.
pub(crate) fn dropped(trace: &[Event], call: &Call) -> Option<(Result, Vec<Event>)> {
    let mut waits = (0..trace.len()).filter(|&at| trace[at] == Event::Waits);
    let end = match call.polls {
        0 => 0,
        polls => waits.nth(polls - 1)? + 1,
    };
    Some((appended(Result::of(End::Dropped), call), left(&trace[..end])))
}

/// Whoever is inside is left, the innermost first, and nothing happens after that.
fn left(trace: &[Event]) -> Vec<Event> {
    let mut open = Vec::new();
    for event in trace {
        match event {
            Event::In(id, _) => open.push(Event::Out(id)),
            Event::Around(id, _) => open.push(Event::Left(id)),
            Event::Out(_) | Event::Left(_) => drop(open.pop()),
            _ => {}
        }
    }
    trace.iter().copied().chain(open.into_iter().rev()).collect()
}

/// Only an outcome is appended.
fn appended(result: Result, call: &Call) -> Result {
    if call.gathered == Gathered::Returned {
        return result;
    }
    let (end, more) = match result.end {
        End::Given(Seen::Many(more)) => (End::Given(Seen::Nothing), more),
        other => (other, Vec::new()),
    };
    let vector = std::iter::once(BEFORE).chain(more).collect();
    Result { end, vector: Some(vector), ..result }
}

impl Model<'_> {
    fn hook(&self) -> &'static Hook {
        &HOOKS[self.hook]
    }

    fn id(&self, plugin: usize) -> &'static str {
        self.world.plugins[plugin].id
    }

    /// The wrapper at this depth, and everybody inside of it.
    fn level(&mut self, depth: usize, value: u64) -> Done {
        let Some(&wrapper) = self.wrappers.get(depth) else { return self.implement(value) };
        let mut latest = None;
        let failure = match self.surround(wrapper, depth, value, &mut latest) {
            Ok(seen) => return Ok(seen),
            // What comes from further in passes through as it is.
            Err(failure) if !failure.plugin.is_empty() => failure,
            Err(own) => self.failure(wrapper, own.text),
        };
        if self.strategy == Strategy::FailFast {
            return Err(failure);
        }
        // It is treated as absent.
        self.failures.push(failure);
        match latest {
            Some((seen, contributors)) => {
                self.contributors = contributors;
                Ok(seen)
            }
            None => self.level(depth + 1, value),
        }
    }

    fn surround(&mut self, wrapper: usize, depth: usize, value: u64, latest: &mut Latest) -> Done {
        let Some(layer) = self.world.layer(wrapper, self.hook) else { unreachable!("it wraps the hook") };
        let (before, after) = layer.waits();
        let is_pipeline = matches!(self.hook().shape, Shape::Pipeline | Shape::Flow);
        self.trace.push(Event::Around(self.id(wrapper), value));
        self.wait(before);
        let done = match layer.way(value) {
            Way::Through => self.next(depth, value, latest),
            Way::Changes(more) => {
                let value = if is_pipeline { plus(value, more) } else { value };
                self.next(depth, value, latest).map(|seen| changed(seen, more))
            }
            Way::Answers(more) => Ok(self.answer(plus(value, more))),
            Way::Retries => {
                let done = self.next(depth, value, latest);
                if done.is_err() { self.next(depth, value, latest) } else { done }
            }
            Way::Recovers(more) => {
                let done = self.next(depth, value, latest);
                if done.is_err() { Ok(self.answer(plus(value, more))) } else { done }
            }
            Way::Replaces => {
                let done = self.next(depth, value, latest);
                if done.is_err() { Err(self.refuses(wrapper, value)) } else { done }
            }
            Way::Twice => match self.next(depth, value, latest) {
                Ok(Seen::One(first)) => self.next(depth, first, latest),
                Ok(_) => self.next(depth, value, latest),
                failed => failed,
            },
            Way::FailsBefore => Err(self.refuses(wrapper, value)),
            Way::FailsAfter => {
                let done = self.next(depth, value, latest);
                if done.is_ok() { Err(self.refuses(wrapper, value)) } else { done }
            }
            Way::PanicsBefore => Err(self.panics(wrapper, value)),
            Way::PanicsAfter => {
                let done = self.next(depth, value, latest);
                if done.is_ok() { Err(self.panics(wrapper, value)) } else { done }
            }
        };
        if !matches!(&done, Err(own) if own.plugin.is_empty() && own.text.starts_with("panicked")) {
            self.wait(after);
        }
        self.trace.push(Event::Left(self.id(wrapper)));
        done
    }

    /// What is inside of the wrapper at this depth. Its outcome is kept, if it can be copied.
    fn next(&mut self, depth: usize, value: u64, latest: &mut Latest) -> Done {
        let done = self.level(depth + 1, value);
        if let Ok(seen) = &done
            && self.hook().shape != Shape::CollectSome
        {
            *latest = Some((seen.clone(), self.contributors.clone()));
        }
        done
    }

    /// One after the other.
    fn implement(&mut self, mut value: u64) -> Done {
        let shape = self.hook().shape;
        let (mut many, mut found) = (Vec::new(), None);
        self.contributors.clear();
        for plugin in self.implementations.clone() {
            let answer = match self.act(plugin, value) {
                Ok(answer) => answer,
                Err(failure) if self.strategy == Strategy::FailFast => return Err(failure),
                Err(failure) => {
                    self.failures.push(failure);
                    continue;
                }
            };
            let (Answer::Gives(given) | Answer::Ends(given)) = answer else { continue };
            self.contributors.push(self.id(plugin).to_owned());
            match shape {
                Shape::Notify => {}
                Shape::Collect | Shape::CollectSome => many.push(given),
                Shape::First => found = Some(given),
                Shape::Pipeline | Shape::Flow => value = given,
            }
            if shape == Shape::First || matches!(answer, Answer::Ends(_)) {
                break;
            }
        }
        Ok(match shape {
            Shape::Notify => Seen::Nothing,
            Shape::Collect | Shape::CollectSome => Seen::Many(many),
            Shape::First => Seen::Maybe(found),
            Shape::Pipeline | Shape::Flow => Seen::One(value),
        })
    }

    fn act(&mut self, plugin: usize, value: u64) -> std::result::Result<Answer, Failure> {
        let id = self.id(plugin);
        let when = self.world.plugins[plugin].implements.as_ref().and_then(|it| it.when.as_ref());
        if let Some(when) = when {
            self.trace.push(Event::Asked(id, value));
            if when.panics.hold(value) {
                let panic = self.panics(plugin, value);
                return Err(self.failure(plugin, panic.text));
            }
            if when.refuses.hold(value) {
                return Ok(Answer::Abstains);
            }
        }
        let Some(habit) = self.world.habit(plugin, self.hook) else { unreachable!("it implements the hook") };
        self.trace.push(Event::In(id, value));
        self.wait(habit.waits.unwrap_or(0));
        let again = self.calls.entry(plugin).and_modify(|calls| *calls += 1).or_insert(0);
        let failed = match habit.answer(&HOOKS[self.hook], value, *again) {
            Answer::Fails => Err(self.refuses(plugin, value)),
            Answer::Panics => Err(self.panics(plugin, value)),
            answer => Ok(answer),
        };
        self.trace.push(Event::Out(id));
        failed.map_err(|own| self.failure(plugin, own.text))
    }

    fn wait(&mut self, times: usize) {
        self.trace.extend(std::iter::repeat_n(Event::Waits, times));
    }

    /// What a wrapper answers in place of everybody.
    fn answer(&self, value: u64) -> Seen {
        match self.hook().shape {
            Shape::Notify => Seen::Nothing,
            Shape::Collect | Shape::CollectSome => Seen::Many(vec![value]),
            Shape::First => Seen::Maybe(Some(value)),
            Shape::Pipeline | Shape::Flow => Seen::One(value),
        }
    }

    fn refuses(&self, plugin: usize, value: u64) -> Failure {
        own(format!("failed: {}", refusal(&self.world.plugins[plugin], value)))
    }

    fn panics(&mut self, plugin: usize, value: u64) -> Failure {
        self.trace.push(Event::Panics(self.id(plugin), value));
        own(format!("panicked: {}", panic_message(&self.world.plugins[plugin], value)))
    }

    fn failure(&self, plugin: usize, text: String) -> Failure {
        let hook = format!("line.{}", self.hook().name);
        Failure { plugin: self.id(plugin).to_owned(), hook, text }
    }
}

/// What came from inside of a wrapper last, and who contributed to it.
type Latest = Option<(Seen, Vec<String>)>;

/// A failure that is nobody's yet.
fn own(text: String) -> Failure {
    Failure { plugin: String::new(), hook: String::new(), text }
}

fn changed(seen: Seen, more: u64) -> Seen {
    match seen {
        Seen::Nothing => Seen::Nothing,
        Seen::Many(mut many) => {
            many.push(more);
            Seen::Many(many)
        }
        Seen::Maybe(maybe) => Seen::Maybe(maybe.map(|value| plus(value, more))),
        Seen::One(value) => Seen::One(plus(value, more)),
    }
}
