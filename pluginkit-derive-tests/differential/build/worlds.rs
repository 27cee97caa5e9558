//! Worlds that chance decides, without contradictions: those are for other tests.

use crate::random::Random;
use crate::told::{
    Deed, Ending, HOOKS, Habit, Implementing, Layer, Living, Member, Place, STEPS, Values, Way, When, World,
    Wrapping,
};

/// More than there are plugins: the others are not there. Some begin with others, and cases differ.
const IDS: [&str; 12] = ["m", "A", "b", "a", "ab", "a-b", "a_b", "B", "a1", "Z", "z-9", "aB"];
/// More than the entries of a set that share a future.
const CROWD: usize = 66;

fn random(seed: u64, number: u64) -> Random {
    Random::new(seed.wrapping_mul(1_000_003).wrapping_add(number))
}

/// Some plugins that do all kinds of things.
pub(crate) fn world(seed: u64, number: u64) -> World {
    let mut random = random(seed, number);
    let present = random.one_of(&[1, 2, 4, 5, 6, 7, 8, 8]);
    let hooks = (0..HOOKS.len()).collect();
    let maker = Maker { random, hooks, implementing: 85, busy: 55, wrapping: 35, living: 0, needy: 40 };
    World { seed, number, plugins: maker.plugins(IDS.to_vec(), present) }
}

/// Many plugins that do little.
pub(crate) fn crowd(seed: u64, number: u64) -> World {
    let mut random = random(seed, number);
    let ids = (0..CROWD + 12).map(|id| &*format!("p{id}").leak()).collect();
    let present = CROWD + random.up_to(8);
    let mut hooks = random.shuffled((0..HOOKS.len()).filter(|hook| HOOKS[*hook].is_async).collect());
    hooks.truncate(2);
    let maker = Maker { random, hooks, implementing: 85, busy: 80, wrapping: 2, living: 0, needy: 2 };
    World { seed, number, plugins: maker.plugins(ids, present) }
}

/// Some plugins that are only started and stopped.
pub(crate) fn lives(seed: u64, number: u64) -> World {
    let mut random = random(seed, number);
    let present = random.one_of(&[1, 4, 5, 6, 7, 8]);
    let maker =
        Maker { random, hooks: Vec::new(), implementing: 0, busy: 0, wrapping: 0, living: 85, needy: 30 };
    World { seed, number, plugins: maker.plugins(IDS.to_vec(), present) }
}

struct Maker {
    random: Random,
    /// What anybody does anything in.
    hooks: Vec<usize>,
    /// Out of a hundred plugins, so many implement the point, wrap it, or have a life; each of them, so many hooks.
    implementing: u64,
    busy: u64,
    wrapping: u64,
    living: u64,
    /// Out of a hundred plugins before it, so many are needed by a plugin.
    needy: u64,
}

type Ids = &'static [&'static str];

/// Who is there, in an order that somebody keeps to; and who is not.
struct Row<'a> {
    before: &'a [&'static str],
    after: &'a [&'static str],
    absent: &'a [&'static str],
}

impl<'a> Row<'a> {
    fn around(id: &str, row: &'a [&'static str], absent: &'a [&'static str]) -> Self {
        let place = row.iter().position(|other| *other == id).expect("everybody is in it");
        Row { before: &row[..place], after: &row[place + 1..], absent }
    }
}

/// Constants live for ever, and so does what becomes one.
fn constant<T>(some: Vec<T>) -> &'static [T] {
    some.leak()
}

impl Maker {
    fn plugins(mut self, ids: Vec<&'static str>, present: usize) -> &'static [Member] {
        let ids = self.random.shuffled(ids);
        let (present, absent) = ids.split_at(present);
        // Whoever comes later depends on some who come earlier; constraints have orders of their own.
        let [depending, implementing, wrapping] = [(); 3].map(|()| self.random.shuffled(present.to_vec()));
        let Maker { implementing: implement, wrapping: wrap, living: live, .. } = self;
        let members = present.iter().map(|&id| {
            let [depending, implementing, wrapping] =
                [&depending, &implementing, &wrapping].map(|row| Row::around(id, row, absent));
            Member {
                id,
                needs: self.needs(&depending),
                implements: self.random.percent(implement).then(|| self.implements(&implementing)),
                wraps: self.random.percent(wrap).then(|| self.wraps(&wrapping)),
                // Here, dependencies are constraints like any other.
                lives: self.random.percent(live).then(|| self.lives(&depending)),
            }
        });
        constant(members.collect())
    }

    fn needs(&mut self, row: &Row<'_>) -> Ids {
        let needy = self.needy;
        self.some(needy, row.before, &row.absent[..1])
    }

    /// Some of them, not too many.
    fn some(&mut self, chance: u64, present: &[&'static str], absent: &[&'static str]) -> Ids {
        let of = present.iter().chain(absent).copied();
        constant(of.filter(|_| self.random.percent(chance)).take(3).collect())
    }

    fn place(&mut self, row: &Row<'_>) -> Place {
        let chance = self.random.one_of(&[0, 30, 60]);
        Place {
            priority: self.random.one_of(&[0, 0, 0, 1, 1, -1, i32::MAX, i32::MIN]),
            before: self.some(chance, row.after, &row.absent[..1]),
            after: self.some(chance, row.before, &row.absent[1..2]),
        }
    }

    /// Some of the hooks, but one at least.
    fn hooks(&mut self, chance: u64) -> Vec<usize> {
        let hooks: Vec<usize> = self.hooks.iter().copied().filter(|_| self.random.percent(chance)).collect();
        if hooks.is_empty() { vec![self.random.one_of(&self.hooks)] } else { hooks }
    }

    fn values(&mut self, chance: u64) -> Values {
        if !self.random.percent(chance) {
            return Values(0, 0);
        }
        let divisor = 2 + self.random.below(4);
        Values(divisor, self.random.below(divisor))
    }

    fn implements(&mut self, row: &Row<'_>) -> Implementing {
        let place = self.place(row);
        let when =
            self.random.percent(25).then(|| When { refuses: self.values(80), panics: self.values(15) });
        let busy = self.busy;
        let habits = self.hooks(busy).into_iter().map(|hook| self.habit(hook)).collect();
        Implementing { place, when, habits: constant(habits) }
    }

    fn habit(&mut self, hook: usize) -> Habit {
        let lifted = !HOOKS[hook].is_async || self.random.percent(30);
        Habit {
            hook,
            waits: (!lifted).then(|| self.random.one_of(&[0, 1, 1, 2])),
            adds: self.random.below(12),
            abstains: self.values(70),
            ends: self.values(30),
            fails: self.values(40),
            recovers: self.random.percent(40),
            panics: self.values(12),
        }
    }

    fn wraps(&mut self, row: &Row<'_>) -> Wrapping {
        let place = self.place(row);
        let layers = self.hooks(40).into_iter().map(|hook| self.layer(hook)).collect();
        Wrapping { place, layers: constant(layers) }
    }

    fn layer(&mut self, hook: usize) -> Layer {
        let random = &mut self.random;
        let alone = HOOKS[hook].is_async && random.percent(12);
        let more = random.below(12);
        let way = if alone {
            random.one_of(&[Way::Answers(more), Way::FailsBefore, Way::PanicsBefore])
        } else {
            random.one_of(&[
                Way::Through,
                Way::Changes(more),
                Way::Answers(more),
                Way::Retries,
                Way::Recovers(more),
                Way::Replaces,
                Way::Twice,
                Way::FailsBefore,
                Way::FailsAfter,
                Way::PanicsBefore,
                Way::PanicsAfter,
            ])
        };
        let waits = if HOOKS[hook].is_async { (random.up_to(1), random.up_to(1)) } else { (0, 0) };
        let divisor = 1 + random.below(3);
        Layer { hook, waits: (!alone).then_some(waits), way, on: Values(divisor, random.below(divisor)) }
    }

    fn lives(&mut self, row: &Row<'_>) -> Living {
        let place = self.place(row);
        let steps: Vec<usize> = (0..STEPS.len()).filter(|_| self.random.percent(75)).collect();
        let steps = if steps.is_empty() { vec![self.random.up_to(STEPS.len() - 1)] } else { steps };
        let deeds = steps.into_iter().map(|step| Deed {
            step,
            waits: self.random.percent(60).then(|| self.random.up_to(2)),
            end: match self.random.below(20) {
                0 => Ending::Failing,
                1 => Ending::Panicking,
                _ => Ending::Well,
            },
        });
        Living { place, deeds: constant(deeds.collect()) }
    }
}
