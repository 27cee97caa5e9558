//! What is told of a case: the hooks, the plugins and their facts, and what chance decides about them.

use std::collections::BTreeSet;
use std::fmt;

/// A unit of waiting, in milliseconds. All waits are some units and a little more that is nobody else's, so that no two things
/// that run at once are ever done at the same moment.
pub(crate) const UNIT: u64 = 1 << 15;
/// Longer than any time limit.
pub(crate) const TOO_LONG: u64 = 60;
/// Within every time limit once, and not twice.
pub(crate) const LONG: u64 = 30;
/// Time limits: below them, everybody who does not take too long is done.
pub(crate) const LIMIT: u64 = 50 * UNIT;

/// What an implementation at this place in the cast takes beyond whole units.
pub(crate) const fn extra(seat: usize) -> u64 {
    4 << seat
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Shape {
    Notify,
    Collect,
    CollectSome,
    First,
    Pipeline,
    Flow,
}

/// A hook of the point.
#[derive(Debug)]
pub(crate) struct Hook {
    pub(crate) name: &'static str,
    pub(crate) shape: Shape,
    pub(crate) fallible: bool,
    pub(crate) is_async: bool,
    pub(crate) at_once: Option<AtOnce>,
}

/// How implementations run at once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AtOnce {
    pub(crate) limit: usize,
    pub(crate) race: bool,
}

impl Hook {
    const fn new(name: &'static str, shape: Shape) -> Self {
        Hook { name, shape, fallible: false, is_async: false, at_once: None }
    }

    const fn fallible(self) -> Self {
        Hook { fallible: true, ..self }
    }

    const fn later(self) -> Self {
        Hook { is_async: true, ..self }
    }

    const fn at_once(self, limit: usize) -> Self {
        Hook { is_async: true, at_once: Some(AtOnce { limit, race: false }), ..self }
    }

    const fn race(self, limit: usize) -> Self {
        Hook { is_async: true, at_once: Some(AtOnce { limit, race: true }), ..self }
    }

    pub(crate) fn collects(&self) -> bool {
        matches!(self.shape, Shape::Collect | Shape::CollectSome)
    }

    pub(crate) fn searches(&self) -> bool {
        self.shape == Shape::First
    }
}

const EVERYBODY: usize = usize::MAX;

/// The hooks, as the point declares them.
pub(crate) const HOOKS: [Hook; 19] = [
    Hook::new("tell", Shape::Notify),
    Hook::new("all", Shape::Collect).fallible(),
    Hook::new("some", Shape::CollectSome),
    Hook::new("first", Shape::First).fallible(),
    Hook::new("pipe", Shape::Pipeline),
    Hook::new("flow", Shape::Flow).fallible(),
    Hook::new("tell_later", Shape::Notify).fallible().later(),
    Hook::new("all_later", Shape::Collect).later(),
    Hook::new("some_later", Shape::CollectSome).fallible().later(),
    Hook::new("first_later", Shape::First).later(),
    Hook::new("pipe_later", Shape::Pipeline).fallible().later(),
    Hook::new("flow_later", Shape::Flow).later(),
    Hook::new("tell_at_once", Shape::Notify).at_once(EVERYBODY),
    Hook::new("all_at_once", Shape::Collect).fallible().at_once(EVERYBODY),
    Hook::new("some_two_at_once", Shape::CollectSome).fallible().at_once(2),
    Hook::new("first_at_once", Shape::First).fallible().at_once(EVERYBODY),
    Hook::new("first_two_at_once", Shape::First).at_once(2),
    Hook::new("race", Shape::First).fallible().race(EVERYBODY),
    Hook::new("race_by_two", Shape::First).fallible().race(2),
];

/// What decides over a place among others.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) priority: i32,
    pub(crate) before: &'static [&'static str],
    pub(crate) after: &'static [&'static str],
}

/// What the compiler knows of a plugin, once more for the model.
pub(crate) struct Facts {
    pub(crate) name: &'static str,
    pub(crate) implements: Option<Place>,
    pub(crate) wraps: Option<Place>,
    /// Which hooks: all, those that are awaited, or those that are not.
    pub(crate) hooks: fn(&Hook) -> bool,
    pub(crate) limit: Option<u64>,
    pub(crate) asks_when: bool,
    pub(crate) is_barrier: bool,
    /// What it does is not `async`, whatever the hook is.
    pub(crate) lifted: bool,
}

/// What an implementation does when it is called.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Act {
    pub(crate) when: When,
    /// So many units.
    pub(crate) waits: u64,
    pub(crate) does: Does,
}

/// What its `when` says, where it has one.
#[derive(Clone, Copy, Debug)]
pub(crate) enum When {
    Yes,
    No,
    Panics,
}

/// What a hook cannot do (abstain where there is no `Option`, say) is giving.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Does {
    Gives(u32),
    Abstains,
    Ends(u32),
    Fails,
    /// Once in each call, and not when it is called again.
    FailsOnce,
    Panics,
}

/// What a wrapper does with a call; before and after, it waits so many units.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Layer {
    pub(crate) before: u64,
    pub(crate) way: Way,
    pub(crate) after: u64,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Way {
    Through,
    Changes(u32),
    Answers(u32),
    Retries,
    Recovers(u32),
    Replaces,
    Twice,
    FailsBefore,
    FailsAfter,
    PanicsBefore,
    PanicsAfter,
}

/// One of the cast, as it is in this case.
#[derive(Clone)]
pub(crate) struct Member {
    pub(crate) id: &'static str,
    /// Others of the cast, and whether it can do without them.
    pub(crate) needs: Vec<(usize, Need)>,
    pub(crate) act: Act,
    pub(crate) layer: Layer,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Need {
    Required,
    Optional,
}

/// Some of the cast, by their places in it.
pub(crate) type Seats = BTreeSet<usize>;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Strategy {
    FailFast,
    Isolated,
    Reported,
}

/// Where the answers go, where a hook collects them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Gathered {
    Returned,
    /// To a vector of the caller's.
    Appended,
}

/// When the caller drops the future of a call.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Dropped {
    Never,
    /// It is never polled.
    Unpolled,
    /// After so many milliseconds.
    After(u64),
}

#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) hook: usize,
    pub(crate) strategy: Strategy,
    pub(crate) gathered: Gathered,
    pub(crate) value: u32,
    pub(crate) only: Option<Seats>,
    pub(crate) without: Seats,
    pub(crate) dropped: Dropped,
}

#[derive(Clone, Debug)]
pub(crate) enum Step {
    Register(usize),
    Remove(usize),
    Disable(usize),
    Enable(usize),
    Call(Call),
}

/// Everything that chance decides.
#[derive(Clone)]
pub(crate) struct Case {
    /// The whole cast, whether they are there or not.
    pub(crate) members: Vec<Member>,
    pub(crate) built_with: Seats,
    pub(crate) steps: Vec<Step>,
}

impl fmt::Debug for Case {
    /// One line for each plugin that somebody says something about, and for each step.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = |seat: &usize| self.members[*seat].id;
        let ids = |seats: &Seats| seats.iter().map(id).collect::<Vec<_>>().join(" ");
        writeln!(f)?;
        let comes = |seat| self.steps.iter().any(|step| matches!(step, Step::Register(it) if *it == seat));
        for (seat, (facts, member)) in crate::cast::CAST.iter().zip(&self.members).enumerate() {
            if !self.built_with.contains(&seat) && !comes(seat) {
                continue;
            }
            let needs = member.needs.iter().map(|(seat, need)| format!("{need:?} {}", id(seat)));
            write!(f, "  {} is {}, needs {:?}", member.id, facts.name, needs.collect::<Vec<_>>())?;
            if facts.implements.is_some() {
                write!(f, ", {:?}", member.act)?;
            }
            if facts.wraps.is_some() {
                write!(f, ", {:?}", member.layer)?;
            }
            writeln!(f)?;
        }
        writeln!(f, "  built with: {}", ids(&self.built_with))?;
        for step in &self.steps {
            match step {
                Step::Register(seat) => writeln!(f, "  register {}", id(seat))?,
                Step::Remove(seat) => writeln!(f, "  remove {}", id(seat))?,
                Step::Disable(seat) => writeln!(f, "  disable {}", id(seat))?,
                Step::Enable(seat) => writeln!(f, "  enable {}", id(seat))?,
                Step::Call(Call { hook, strategy, gathered, value, only, without, dropped }) => {
                    let (name, only) = (HOOKS[*hook].name, only.as_ref().map(ids));
                    writeln!(
                        f,
                        "  {name}({value}), {strategy:?}, {gathered:?}, only {only:?}, without {:?}, dropped {dropped:?}",
                        ids(without)
                    )?;
                }
            }
        }
        Ok(())
    }
}
