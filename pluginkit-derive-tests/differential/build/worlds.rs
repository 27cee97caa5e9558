//! Worlds that chance decides, without contradictions: those are for other tests.

use crate::random::Random;
use crate::told::{HOOKS, Habit, Implementing, Layer, Member, Place, Values, Way, When, World, Wrapping};

/// More than there are plugins: the others are not there. Some begin with others, and cases differ.
const IDS: [&str; 12] = ["m", "A", "b", "a", "ab", "a-b", "a_b", "B", "a1", "Z", "z-9", "aB"];
const MOST: usize = 8;

pub(crate) fn world(seed: u64, number: u64) -> World {
    let mut random = Random::new(seed.wrapping_mul(1_000_003).wrapping_add(number));
    let ids = random.shuffled(IDS.to_vec());
    let (present, absent) = ids.split_at(1 + random.up_to(MOST - 1));
    // Whoever comes later depends on some who come earlier; constraints have orders of their own.
    let rows = [(); 3].map(|()| random.shuffled(present.to_vec()));
    let [depending, implementing, wrapping] = &rows;
    let plugins = present.iter().map(|&id| Member {
        id,
        needs: needs(&mut random, id, depending, absent),
        implements: random.percent(85).then(|| implements(&mut random, id, implementing, absent)),
        wraps: random.percent(35).then(|| wraps(&mut random, id, wrapping, absent)),
    });
    let plugins = constant(plugins.collect::<Vec<_>>());
    World { seed, number, plugins }
}

/// Constants live for ever, and so does what becomes one.
fn constant<T>(some: Vec<T>) -> &'static [T] {
    some.leak()
}

type Ids = &'static [&'static str];

fn needs(random: &mut Random, id: &str, row: &[&'static str], absent: &[&'static str]) -> Ids {
    let place = row.iter().position(|other| *other == id).expect("everybody is in it");
    some(random, 40, row[..place].iter().chain(&absent[..1]))
}

/// Some of them, not too many.
fn some<'a>(random: &mut Random, chance: u64, of: impl Iterator<Item = &'a &'static str>) -> Ids {
    constant(of.copied().filter(|_| random.percent(chance)).take(3).collect())
}

fn place(random: &mut Random, id: &str, row: &[&'static str], absent: &[&'static str]) -> Place {
    let place = row.iter().position(|other| *other == id).expect("everybody is in it");
    let chance = random.one_of(&[0, 0, 25]);
    Place {
        priority: random.one_of(&[0, 0, 0, 1, 1, -1, i32::MAX, i32::MIN]),
        before: some(random, chance, row[place + 1..].iter().chain(&absent[..1])),
        after: some(random, chance, row[..place].iter().chain(&absent[1..2])),
    }
}

/// Some of the hooks, but one at least.
fn hooks(random: &mut Random, chance: u64) -> Vec<usize> {
    let hooks: Vec<usize> = (0..HOOKS.len()).filter(|_| random.percent(chance)).collect();
    if hooks.is_empty() { vec![random.up_to(HOOKS.len() - 1)] } else { hooks }
}

fn values(random: &mut Random, chance: u64) -> Values {
    if !random.percent(chance) {
        return Values(0, 0);
    }
    let divisor = 2 + random.below(4);
    Values(divisor, random.below(divisor))
}

fn implements(random: &mut Random, id: &str, row: &[&'static str], absent: &[&'static str]) -> Implementing {
    let place = place(random, id, row, absent);
    let when = random.percent(25).then(|| When { refuses: values(random, 80), panics: values(random, 15) });
    let habits = hooks(random, 55).into_iter().map(|hook| habit(random, hook)).collect();
    Implementing { place, when, habits: constant(habits) }
}

fn habit(random: &mut Random, hook: usize) -> Habit {
    let lifted = !HOOKS[hook].is_async || random.percent(30);
    Habit {
        hook,
        waits: (!lifted).then(|| random.one_of(&[0, 1, 1, 2])),
        adds: random.below(12),
        abstains: values(random, 70),
        ends: values(random, 30),
        fails: values(random, 40),
        recovers: random.percent(40),
        panics: values(random, 12),
    }
}

fn wraps(random: &mut Random, id: &str, row: &[&'static str], absent: &[&'static str]) -> Wrapping {
    let place = place(random, id, row, absent);
    let layers = hooks(random, 40).into_iter().map(|hook| layer(random, hook)).collect();
    Wrapping { place, layers: constant(layers) }
}

fn layer(random: &mut Random, hook: usize) -> Layer {
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
    let waits =
        (!alone).then(|| if HOOKS[hook].is_async { (random.up_to(1), random.up_to(1)) } else { (0, 0) });
    let divisor = 1 + random.below(3);
    Layer { hook, waits, way, on: Values(divisor, random.below(divisor)) }
}
