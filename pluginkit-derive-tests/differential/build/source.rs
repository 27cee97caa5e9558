//! A world as source: as data, as plugins, as a set of them, and as a manager.

use std::fmt::Write;

use crate::random::Random;
use crate::told::{Deed, HOOKS, Hook, Implementing, Living, Member, Place, STEPS, Shape, World, Wrapping};

/// Plugins that are called.
pub(crate) fn called(world: &World) -> String {
    let test = "#[test]\nfn all_calls_have_the_same_result() {\n\
                check::check(&WORLD, &Everybody::default().caller::<dyn Line>(), &manager().caller::<dyn Line>());\n}\n";
    source("world", world, "Line", test)
}

/// Plugins that are started and stopped.
pub(crate) fn living(world: &World) -> String {
    source(
        "lives",
        world,
        "",
        "#[test]\nfn all_lives_are_alike() {\nlives!(WORLD, Everybody::default(), manager());\n}\n",
    )
}

fn source(name: &str, world: &World, points: &str, test: &str) -> String {
    let World { seed, number, plugins } = world;
    // For what does not change what is expected.
    let mut random = Random::new(seed ^ 0x5EED ^ number);
    let data = format!("{world:?}").replace('[', "&[");
    let mut source = format!(
        "mod {name}_{number} {{\nuse super::generated::*;\npub(super) static WORLD: World = {data};\n"
    );
    for at in 0..plugins.len() {
        plugin(&mut source, &mut random, world, at);
    }
    set(&mut source, &mut random, plugins.len(), points);
    manager(&mut source, &mut random, plugins.len());
    source + test + "}\n"
}

macro_rules! add {
    ($source:expr, $($text:tt)*) => {
        writeln!($source, $($text)*).expect("text can always be added")
    };
}

fn plugin(source: &mut String, random: &mut Random, world: &World, at: usize) {
    let Member { id, needs, implements, wraps, lives } = &world.plugins[at];
    let needs: Vec<String> = needs.iter().map(|need| dependency(random, world, need)).collect();
    let needs = needs.join(", ");
    add!(source, "#[plugin(id = {id:?}, version = \"1.2.0\", listed, depends_on({needs}))]");
    add!(source, "#[derive(Default)]\nstruct P{at};");
    if let Some(implementing) = implements {
        implementation(source, random, world, at, implementing);
    }
    if let Some(wrapping) = wraps {
        wrapper(source, random, world, at, wrapping);
    }
    if let Some(living) = lives {
        life(source, random, world, at, living);
    }
}

fn find(world: &World, id: &str) -> Option<usize> {
    world.plugins.iter().position(|plugin| plugin.id == id)
}

fn dependency(random: &mut Random, world: &World, need: &str) -> String {
    match find(world, need) {
        None => format!("optional({need:?})"),
        Some(_) if random.percent(25) => format!("optional({need:?} = \">=1.1, <2\")"),
        Some(_) if random.percent(50) => format!("{need:?} = \"*\""),
        Some(at) => format!("P{at} = \"^1.2\""),
    }
}

fn order(random: &mut Random, world: &World, place: &Place) -> String {
    let mut named = |ids: &[&str]| -> String {
        let name = |id: &&str| match find(world, id) {
            Some(at) if random.percent(30) => format!("P{at}"),
            _ => format!("{id:?}"),
        };
        ids.iter().map(name).collect::<Vec<_>>().join(", ")
    };
    let Place { priority, before, after } = place;
    let (before, after) = (named(before), named(after));
    let list = |key: &str, ids: String| if ids.is_empty() { ids } else { format!(", {key}({ids})") };
    format!("priority = {priority}{}{}", list("before", before), list("after", after))
}

fn implementation(
    source: &mut String,
    random: &mut Random,
    world: &World,
    at: usize,
    implementing: &Implementing,
) {
    let order = order(random, world, &implementing.place);
    let when = if implementing.when.is_some() { format!(", when = P{at}::wants") } else { String::new() };
    if implementing.when.is_some() {
        add!(source, "impl P{at} {{\nfn wants(&self, value: &u64, mark: &str) -> bool {{");
        add!(source, "Who(&WORLD, {at}).wants(*value, mark)\n}}\n}}");
    }
    add!(source, "#[extension({order}{when})]\nimpl Line for P{at} {{");
    for habit in implementing.habits {
        let hook = &HOOKS[habit.hook];
        let (name, returns) = (hook.name, returns(hook));
        let (kind, verb, wait) =
            if habit.waits.is_some() { ("async ", "acts_later", ".await") } else { ("", "acts", "") };
        add!(source, "{kind}fn {name}(&self, value: u64, mark: &str) -> {returns} {{");
        add!(source, "Who(&WORLD, {at}).{verb}({}, value, mark){wait}\n}}", habit.hook);
    }
    add!(source, "}}");
}

fn wrapper(source: &mut String, random: &mut Random, world: &World, at: usize, wrapping: &Wrapping) {
    let order = order(random, world, &wrapping.place);
    add!(source, "#[extension(wrapper, {order})]\nimpl LineWrapper for P{at} {{");
    for layer in wrapping.layers {
        let hook = &HOOKS[layer.hook];
        let (name, outcome) = (hook.name, outcome(hook));
        let next = if matches!(hook.shape, Shape::Pipeline | Shape::Flow) {
            "|value| next.run(value)"
        } else {
            "|_| next.run()"
        };
        let unused = if layer.waits.is_none() { "_" } else { "" };
        let (kind, call) = match (layer.waits, hook.is_async) {
            (None, _) => ("", format!("surrounds_alone({}, value, mark)", layer.hook)),
            (_, true) => ("async ", format!("surrounds_later({}, value, mark, {next}).await", layer.hook)),
            (_, false) => ("", format!("surrounds({}, value, mark, {next})", layer.hook)),
        };
        add!(
            source,
            "{kind}fn {name}(&self, value: u64, mark: &str, {unused}next: Next<'_>) -> HookResult<{outcome}> {{"
        );
        add!(source, "Who(&WORLD, {at}).{call}\n}}");
    }
    add!(source, "}}");
}

fn life(source: &mut String, random: &mut Random, world: &World, at: usize, living: &Living) {
    let order = order(random, world, &living.place);
    add!(source, "#[extension({order})]\nimpl Lifecycle for P{at} {{");
    for Deed { step, waits, .. } in living.deeds {
        let (kind, verb, wait) =
            if waits.is_some() { ("async ", "lives", ".await") } else { ("", "lives_at_once", "") };
        add!(source, "{kind}fn {}(&self, cx: &PluginContext) -> Result<(), BoxError> {{", STEPS[*step]);
        add!(source, "Who(&WORLD, {at}).{verb}({step}, cx){wait}\n}}");
    }
    add!(source, "}}");
}

fn returns(hook: &Hook) -> String {
    let plain = match hook.shape {
        Shape::Notify => "()",
        Shape::Collect | Shape::Pipeline => "u64",
        Shape::CollectSome => "Option<Unique>",
        Shape::First => "Option<u64>",
        Shape::Flow => "ControlFlow<u64, u64>",
    };
    if hook.fallible { format!("Result<{plain}, Refusal>") } else { plain.to_owned() }
}

fn outcome(hook: &Hook) -> &'static str {
    match hook.shape {
        Shape::Notify => "()",
        Shape::Collect => "Vec<u64>",
        Shape::CollectSome => "Vec<Unique>",
        Shape::First => "Option<u64>",
        Shape::Pipeline | Shape::Flow => "u64",
    }
}

/// The plugins in the order of the world; sometimes with an entry that is not there.
fn set(source: &mut String, random: &mut Random, plugins: usize, points: &str) {
    add!(source, "plugin_set! {{\nstruct Everybody {{");
    for at in 0..plugins {
        if random.percent(10) {
            add!(source, "#[cfg(any())] gone_{at}: Gone,");
        }
        add!(source, "p{at}: P{at},");
    }
    add!(source, "}}\npoints: [{points}];\n}}");
}

/// The plugins in any order; or the set itself.
fn manager(source: &mut String, random: &mut Random, plugins: usize) {
    let names: Vec<String> = (0..plugins).map(|at| format!("P{at}")).collect();
    let listed = random.shuffled(names).join(", ");
    let how = if random.percent(25) {
        "set(Everybody::default())".to_owned()
    } else {
        format!("plugins(plugins![{listed}])")
    };
    add!(source, "fn manager() -> PluginManager {{");
    add!(source, "PluginManager::builder().{how}.build().expect(\"nothing is wrong with it\")\n}}");
}
