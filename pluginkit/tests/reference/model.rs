//! What a call means, as plainly as it can be written by hand: loops, on the same clock.

use std::cell::RefCell;
use std::cmp::Reverse;
use std::ops::ControlFlow::{self, Break, Continue};
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use crate::cast::CAST;
use crate::seen::{Failure, Seen};
use crate::site::{Answer, Event, PLANNED, Site};
use crate::told::{AtOnce, Call, Facts, Hook, Member, Need, Place, Seats, Shape, Strategy, Way, When};

/// Who is there.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) members: Vec<Member>,
    pub(crate) known: Seats,
    pub(crate) off: Seats,
}

impl World {
    /// Those who are known and have what they need.
    pub(crate) fn there(&self) -> Seats {
        let mut there = self.known.clone();
        loop {
            let has = |(on, need): &(usize, Need)| *need == Need::Optional || there.contains(on);
            let left =
                there.iter().copied().filter(|seat| self.members[*seat].needs.iter().all(has)).collect();
            if there == left {
                return there;
            }
            there = left;
        }
    }

    /// The length of the longest chain of dependencies below it, among those who are known: it stays the same when one of them
    /// gets what it needs.
    fn rank(&self, seat: usize) -> usize {
        let needs = self.members[seat].needs.iter().filter(|(on, _)| self.known.contains(on));
        needs.map(|(on, _)| self.rank(*on) + 1).max().unwrap_or(0)
    }

    /// Of those who must wait for nobody any more, the best goes next. `None` where nobody can go.
    fn in_order(&self, who: &Seats, place: fn(&Facts) -> Option<Place>, hook: &Hook) -> Option<Vec<usize>> {
        let due = who.iter().filter(|seat| (CAST[**seat].hooks)(hook));
        let mut left: Vec<(usize, Place)> =
            due.filter_map(|seat| Some((*seat, place(&CAST[*seat])?))).collect();
        let id = |seat: usize| self.members[seat].id;
        let mut order = Vec::new();
        while !left.is_empty() {
            let waits = |(seat, place): &(usize, Place)| {
                let goes_first = |(other, others): &(usize, Place)| {
                    place.after.contains(&id(*other)) || others.before.contains(&id(*seat))
                };
                left.iter().any(goes_first)
            };
            let free = left.iter().filter(|it| !waits(it));
            let best =
                |(seat, place): &&(usize, Place)| (Reverse(place.priority), self.rank(*seat), id(*seat));
            let (next, _) = *free.min_by_key(best)?;
            left.retain(|(seat, _)| *seat != next);
            order.push(next);
        }
        Some(order)
    }

    /// Whether everybody who is there can be put in order.
    pub(crate) fn has_orders(&self, hooks: &[Hook]) -> bool {
        let there = self.there();
        let orders = |hook| {
            let order = |place| self.in_order(&there, place, hook);
            order(|facts| facts.implements).is_some() && order(|facts| facts.wraps).is_some()
        };
        hooks.iter().all(orders)
    }

    /// Who is called by this call.
    fn called(&self, call: &Call, hook: &Hook) -> (Vec<usize>, Vec<usize>) {
        let called = self.there().into_iter().filter(|seat| !self.off.contains(seat));
        let called: Seats = called.filter(|seat| !call.without.contains(seat)).collect();
        let chosen = |seat: &usize| call.only.as_ref().is_none_or(|only| only.contains(seat));
        let implementing = called.iter().copied().filter(chosen).collect();
        let order = |who, place| self.in_order(who, place, hook).expect("it was asked before");
        (order(&called, |facts| facts.wraps), order(&implementing, |facts| facts.implements))
    }
}

type Done = Result<Seen, Failure>;
type Boxed<'m, T> = Pin<Box<dyn Future<Output = T> + 'm>>;

/// A call on its way.
pub(crate) struct Model {
    site: Site,
    strategy: Strategy,
    wrappers: Vec<usize>,
    implementations: Vec<usize>,
    pub(crate) record: RefCell<Record>,
}

#[derive(Clone, Default)]
pub(crate) struct Record {
    pub(crate) failures: Vec<Failure>,
    pub(crate) contributors: Vec<String>,
    pub(crate) published: Vec<Failure>,
}

/// What has come of implementations so far.
#[derive(Default)]
struct Fold {
    many: Vec<u32>,
    found: Option<u32>,
    value: u32,
    contributors: Vec<String>,
}

/// What came from inside of a wrapper last, and who contributed to it.
type Latest = RefCell<Option<(Seen, Vec<String>)>>;

impl Model {
    pub(crate) fn new(world: &World, call: &Call, site: &Site) -> Self {
        let (wrappers, implementations) = world.called(call, site.hook());
        let (site, strategy) = (site.clone(), call.strategy);
        Model { site, strategy, wrappers, implementations, record: RefCell::default() }
    }

    /// The wrapper at this depth, and everybody inside of it.
    pub(crate) fn level(&self, depth: usize, value: u32) -> Boxed<'_, Done> {
        Box::pin(async move {
            let Some(&wrapper) = self.wrappers.get(depth) else {
                return match self.site.hook().at_once {
                    Some(how) => self.at_once(value, how).await,
                    None => self.in_turn(value).await,
                };
            };
            let latest = Latest::default();
            let failure = match self.within(wrapper, self.surround(wrapper, depth, value, &latest)).await {
                Ok(seen) => return Ok(seen),
                // What comes from further in passes through as it is.
                Err(failure) if !failure.plugin.is_empty() => failure,
                Err(own) => self.publish(wrapper, own),
            };
            if self.strategy == Strategy::FailFast {
                return Err(failure);
            }
            // It is treated as absent.
            self.record.borrow_mut().failures.push(failure);
            match latest.take() {
                Some((seen, contributors)) => {
                    self.record.borrow_mut().contributors = contributors;
                    Ok(seen)
                }
                None => self.level(depth + 1, value).await,
            }
        })
    }

    async fn surround(&self, wrapper: usize, depth: usize, value: u32, latest: &Latest) -> Done {
        let (id, layer) = (self.site.member(wrapper).id, self.site.member(wrapper).layer);
        let _left = self.site.inside(Event::Around(id, value), Event::Left(id));
        if CAST[wrapper].lifted {
            // It cannot run what is inside.
            return match layer.way {
                Way::FailsBefore | Way::FailsAfter => Err(failed()),
                Way::PanicsBefore | Way::PanicsAfter => Err(panicked()),
                _ => Ok(self.answer(value)),
            };
        }
        self.site.rest(layer.before).await;
        let first = match layer.way {
            Way::PanicsBefore => return Err(panicked()),
            Way::FailsBefore => Err(failed()),
            Way::Answers(more) => Ok(self.answer(value + more)),
            Way::Changes(more) if self.is_pipeline() => self.next(depth, value + more, latest).await,
            _ => self.next(depth, value, latest).await,
        };
        let done = match (layer.way, first) {
            (Way::PanicsAfter, Ok(_)) => return Err(panicked()),
            (Way::FailsAfter, Ok(_)) | (Way::Replaces, Err(_)) => Err(failed()),
            (Way::Recovers(more), Err(_)) => Ok(self.answer(value + more)),
            (Way::Twice, Ok(Seen::One(value))) => self.next(depth, value, latest).await,
            (Way::Twice, Ok(_)) | (Way::Retries, Err(_)) => self.next(depth, value, latest).await,
            (Way::Changes(more), Ok(seen)) => Ok(changed(seen, more)),
            (_, done) => done,
        };
        self.site.rest(layer.after).await;
        done
    }

    fn is_pipeline(&self) -> bool {
        matches!(self.site.hook().shape, Shape::Pipeline | Shape::Flow)
    }

    /// What is inside of the wrapper at this depth. Its outcome is kept.
    async fn next(&self, depth: usize, value: u32, latest: &Latest) -> Done {
        let done = self.level(depth + 1, value).await;
        if let Ok(seen) = &done {
            latest.replace(Some((seen.clone(), self.record.borrow().contributors.clone())));
        }
        done
    }

    /// One after the other.
    async fn in_turn(&self, value: u32) -> Done {
        let mut fold = self.begin(value);
        for &seat in &self.implementations {
            let answer = match self.ask(seat, fold.value) {
                Some(answer) => answer,
                None => self.run(seat, fold.value).await,
            };
            let answer = answer.map_err(|own| self.publish(seat, own));
            if let Break(done) = self.take(&mut fold, seat, answer) {
                return done;
            }
        }
        Ok(self.finish(&mut fold))
    }

    /// At once, so many at a time; a barrier alone, after all before it.
    async fn at_once(&self, value: u32, how: AtOnce) -> Done {
        let mut fold = self.begin(value);
        let mut due = self.implementations.iter().copied().enumerate().peekable();
        let mut running: Vec<(usize, Boxed<'_, _>)> = Vec::new();
        let mut answers: Vec<Option<Result<Answer, Failure>>> =
            self.implementations.iter().map(|_| None).collect();
        // Whoever comes before this place has been folded.
        let mut folded = 0;
        loop {
            let barrier = |place: usize| CAST[self.implementations[place]].is_barrier;
            let alone = running.iter().any(|(place, _)| barrier(*place));
            let has_room = running.len() < how.limit && !alone;
            let next = due.next_if(|(place, _)| has_room && (running.is_empty() || !barrier(*place)));
            let (place, answer) = if let Some((place, seat)) = next {
                let lifted = CAST[seat].lifted;
                match self.ask(seat, value) {
                    Some(answer) => (place, answer),
                    None if lifted => (place, self.run(seat, value).await),
                    None => {
                        running.push((place, Box::pin(self.run(seat, value))));
                        continue;
                    }
                }
            } else if running.is_empty() {
                return Ok(self.finish(&mut fold));
            } else {
                first_of(&mut running).await
            };
            // Everybody hears of a failure when it happens.
            let answer = answer.map_err(|own| self.publish(self.implementations[place], own));
            let counts_at_once = match &answer {
                Ok(_) => how.race,
                Err(_) => how.race || self.strategy == Strategy::FailFast && !self.site.hook().searches(),
            };
            if counts_at_once {
                answers[place] = Some(Ok(Answer::Abstains));
                if let Break(done) = self.take(&mut fold, self.implementations[place], answer) {
                    return done;
                }
            } else {
                answers[place] = Some(answer);
            }
            // The others count in call order.
            while let Some(answer) = answers.get_mut(folded).and_then(Option::take) {
                folded += 1;
                if let Break(done) = self.take(&mut fold, self.implementations[folded - 1], answer) {
                    return done;
                }
            }
        }
    }

    /// What comes of its `when`, if that is all.
    fn ask(&self, seat: usize, value: u32) -> Option<Result<Answer, Failure>> {
        if !CAST[seat].asks_when {
            return None;
        }
        self.site.note(Event::Asked(self.site.member(seat).id, value));
        match self.site.member(seat).act.when {
            When::Yes => None,
            When::No => Some(Ok(Answer::Abstains)),
            When::Panics => Some(Err(panicked())),
        }
    }

    async fn run(&self, seat: usize, value: u32) -> Result<Answer, Failure> {
        let implementation = async {
            let id = self.site.member(seat).id;
            let _out = self.site.inside(Event::In(id, value), Event::Out(id));
            if self.site.hook().is_async && !CAST[seat].lifted {
                self.site.wait(seat).await;
            }
            match self.site.answer(seat, value) {
                Answer::Fails => Err(failed()),
                Answer::Panics => Err(panicked()),
                answer => Ok(answer),
            }
        };
        self.within(seat, implementation).await
    }

    /// Whatever it is, it is dropped when its time is up.
    async fn within<T>(
        &self,
        seat: usize,
        run: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        let Some(limit) = CAST[seat].limit.map(Duration::from_millis) else { return run.await };
        tokio::time::timeout(limit, run)
            .await
            .unwrap_or_else(|_| Err(own(format!("timed out after {limit:?}"))))
    }

    fn begin(&self, value: u32) -> Fold {
        self.record.borrow_mut().contributors.clear();
        Fold { value, ..Fold::default() }
    }

    /// What a result means.
    fn take(&self, fold: &mut Fold, seat: usize, answer: Result<Answer, Failure>) -> ControlFlow<Done> {
        let given = match answer {
            Err(failure) => {
                if self.strategy == Strategy::FailFast {
                    return Break(Err(failure));
                }
                self.record.borrow_mut().failures.push(failure);
                return Continue(());
            }
            Ok(Answer::Gives(given) | Answer::Ends(given)) => given,
            Ok(_) => return Continue(()),
        };
        fold.contributors.push(self.site.member(seat).id.to_owned());
        match self.site.hook().shape {
            Shape::Notify => {}
            Shape::Collect | Shape::CollectSome => fold.many.push(given),
            Shape::First => fold.found = Some(given),
            Shape::Pipeline | Shape::Flow => fold.value = given,
        }
        let is_last = self.site.hook().searches() || matches!(answer, Ok(Answer::Ends(_)));
        if is_last { Break(Ok(self.finish(fold))) } else { Continue(()) }
    }

    fn finish(&self, fold: &mut Fold) -> Seen {
        let Fold { many, found, value, contributors } = std::mem::take(fold);
        self.record.borrow_mut().contributors = contributors;
        match self.site.hook().shape {
            Shape::Notify => Seen::Nothing,
            Shape::Collect | Shape::CollectSome => Seen::Many(many),
            Shape::First => Seen::Maybe(found),
            Shape::Pipeline | Shape::Flow => Seen::One(value),
        }
    }

    /// What a wrapper answers in place of everybody.
    fn answer(&self, value: u32) -> Seen {
        match self.site.hook().shape {
            Shape::Notify => Seen::Nothing,
            Shape::Collect | Shape::CollectSome => Seen::Many(vec![value]),
            Shape::First => Seen::Maybe(Some(value)),
            Shape::Pipeline | Shape::Flow => Seen::One(value),
        }
    }

    /// Whose failure it is. Everybody who has subscribed hears of it.
    fn publish(&self, seat: usize, own: Failure) -> Failure {
        let (plugin, hook) =
            (self.site.member(seat).id.to_owned(), format!("line.{}", self.site.hook().name));
        let failure = Failure { plugin, hook, text: own.text };
        self.record.borrow_mut().published.push(failure.clone());
        failure
    }
}

/// The first one that is done.
async fn first_of<T>(running: &mut Vec<(usize, Boxed<'_, T>)>) -> (usize, T) {
    let (at, output) = std::future::poll_fn(|context| {
        for (at, (_, future)) in running.iter_mut().enumerate() {
            if let Poll::Ready(output) = future.as_mut().poll(context) {
                return Poll::Ready((at, output));
            }
        }
        Poll::Pending
    })
    .await;
    (running.remove(at).0, output)
}

fn changed(seen: Seen, more: u32) -> Seen {
    match seen {
        Seen::Nothing => Seen::Nothing,
        Seen::Many(mut many) => {
            many.push(more);
            Seen::Many(many)
        }
        Seen::Maybe(maybe) => Seen::Maybe(maybe.map(|value| value + more)),
        Seen::One(value) => Seen::One(value + more),
    }
}

/// A failure that is nobody's yet.
fn own(text: String) -> Failure {
    Failure { plugin: String::new(), hook: String::new(), text }
}

fn failed() -> Failure {
    own("failed: no".to_owned())
}

fn panicked() -> Failure {
    own(format!("panicked: {PLANNED}"))
}
