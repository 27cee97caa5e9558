//! What is told of a world: the plugins in it, and what each of them does. The build script makes it up, once as data and once
//! as plugins.

/// Some plugins, in the order in which they are written.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) seed: u64,
    pub(crate) number: u64,
    pub(crate) plugins: &'static [Member],
}

#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) id: &'static str,
    /// The ids of those it depends on, some of which are not there.
    pub(crate) needs: &'static [&'static str],
    pub(crate) implements: Option<Implementing>,
    pub(crate) wraps: Option<Wrapping>,
    pub(crate) lives: Option<Living>,
}

/// What decides over its place among others.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) priority: i32,
    pub(crate) before: &'static [&'static str],
    pub(crate) after: &'static [&'static str],
}

#[derive(Debug)]
pub(crate) struct Implementing {
    pub(crate) place: Place,
    pub(crate) when: Option<When>,
    pub(crate) habits: &'static [Habit],
}

/// What its `when` does.
#[derive(Debug)]
pub(crate) struct When {
    pub(crate) refuses: Values,
    pub(crate) panics: Values,
}

/// What it does in one hook.
#[derive(Debug)]
pub(crate) struct Habit {
    pub(crate) hook: usize,
    /// Written with `async`; then it waits so many times before it answers.
    pub(crate) waits: Option<usize>,
    pub(crate) adds: u64,
    pub(crate) abstains: Values,
    pub(crate) ends: Values,
    pub(crate) fails: Values,
    /// It fails once in each call, and not when it is called again.
    pub(crate) recovers: bool,
    pub(crate) panics: Values,
}

#[derive(Debug)]
pub(crate) struct Wrapping {
    pub(crate) place: Place,
    pub(crate) layers: &'static [Layer],
}

/// What it does around one hook.
#[derive(Debug)]
pub(crate) struct Layer {
    pub(crate) hook: usize,
    /// Written with `async`; then it waits so many times before and after everything else.
    pub(crate) waits: Option<(usize, usize)>,
    pub(crate) way: Way,
    /// For these; what else there is passes through. (Where nothing can be awaited, nothing can pass through.)
    pub(crate) on: Values,
}

/// What it does when it is started and stopped.
#[derive(Debug)]
pub(crate) struct Living {
    pub(crate) place: Place,
    pub(crate) deeds: &'static [Deed],
}

/// What it does in one hook of its life.
#[derive(Debug)]
pub(crate) struct Deed {
    /// In the order of [`STEPS`].
    pub(crate) step: usize,
    /// Written with `async`; then it waits so many times before everything else.
    pub(crate) waits: Option<usize>,
    pub(crate) end: Ending,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Ending {
    Well,
    Failing,
    Panicking,
}

/// The hooks of `Lifecycle`.
pub(crate) const STEPS: [&str; 4] = ["init", "start", "stop", "unload"];

/// What a wrapper does with a call.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Way {
    Through,
    Changes(u64),
    Answers(u64),
    Retries,
    Recovers(u64),
    Replaces,
    Twice,
    FailsBefore,
    FailsAfter,
    PanicsBefore,
    PanicsAfter,
}

/// Those with this rest when they are divided by the first number; none, where that is 0.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Values(pub(crate) u64, pub(crate) u64);

/// A hook of the point, by what it returns.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hook {
    pub(crate) name: &'static str,
    pub(crate) shape: Shape,
    pub(crate) fallible: bool,
    pub(crate) is_async: bool,
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

const fn hook(name: &'static str, shape: Shape) -> Hook {
    Hook { name, shape, fallible: false, is_async: false }
}

const fn fallible(name: &'static str, shape: Shape) -> Hook {
    Hook { fallible: true, ..hook(name, shape) }
}

const fn later(hook: Hook) -> Hook {
    Hook { is_async: true, ..hook }
}

/// The hooks of the point, as they are declared.
pub(crate) const HOOKS: &[Hook] = &[
    hook("tell", Shape::Notify),
    fallible("try_tell", Shape::Notify),
    hook("all", Shape::Collect),
    fallible("try_all", Shape::Collect),
    hook("some", Shape::CollectSome),
    fallible("try_some", Shape::CollectSome),
    hook("first", Shape::First),
    fallible("try_first", Shape::First),
    hook("pipe", Shape::Pipeline),
    fallible("try_pipe", Shape::Pipeline),
    hook("flow", Shape::Flow),
    fallible("try_flow", Shape::Flow),
    later(hook("tell_later", Shape::Notify)),
    later(fallible("try_tell_later", Shape::Notify)),
    later(hook("all_later", Shape::Collect)),
    later(fallible("try_all_later", Shape::Collect)),
    later(hook("some_later", Shape::CollectSome)),
    later(fallible("try_some_later", Shape::CollectSome)),
    later(hook("first_later", Shape::First)),
    later(fallible("try_first_later", Shape::First)),
    later(hook("pipe_later", Shape::Pipeline)),
    later(fallible("try_pipe_later", Shape::Pipeline)),
    later(hook("flow_later", Shape::Flow)),
    later(fallible("try_flow_later", Shape::Flow)),
];
