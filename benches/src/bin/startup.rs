//! Gets many plugins going, once: `startup <idle|living> <prepared|given|built|called|started|stopped> <plugins>` goes as
//! far as that stage, and prints the nanoseconds of each stage on the way, one in a line.
//!
//! `startup plan <plugins>` prints the same plugins for other frameworks.
//!
//! All plugins are of one type, under as many identities. Each implements the four hooks of one point, and depends on up to
//! three others.

use std::error::Error;
use std::hint::black_box;
use std::mem;
use std::process::ExitCode;
use std::time::Instant;

use pluginkit::prelude::*;
use pluginkit::{BoxError, Identified, Identity, Plugin, PluginManagerBuilder};
use pluginkit_benches::{Kind, Stage};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["plan", plugins] => plugins.parse().ok().map(|plugins| {
            print(&plan(plugins));
            Ok(())
        }),
        [kind, last, plugins] => {
            let (kind, last) = (Kind::named(kind), Stage::named(last));
            kind.zip(last).zip(plugins.parse().ok()).map(|((kind, last), plugins)| match kind {
                Kind::Idle => go::<Idle>(last, plugins, plugins),
                // Who has a `start` is called once it is started, and not before.
                Kind::Living => go::<Living>(last, plugins, 0),
            })
        }
        _ => None,
    };
    match done {
        Some(Ok(())) => ExitCode::SUCCESS,
        Some(Err(error)) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
        None => {
            eprintln!("usage: startup <idle|living> <prepared|given|built|called|started|stopped> <plugins>");
            eprintln!("       startup plan <plugins>");
            ExitCode::FAILURE
        }
    }
}

/// Four hooks.
#[extension_point]
trait Storage {
    fn opened(&self, amount: u64) -> u64;
    fn read(&self, amount: u64) -> u64;
    fn written(&self, amount: u64) -> u64;
    fn closed(&self, amount: u64) -> u64;
}

macro_rules! plugin {
    ($name:ident, $id:literal) => {
        #[plugin(id = $id, version = "1.0.0", listed)]
        #[derive(Default)]
        struct $name {
            sum: u64,
        }

        #[extension]
        impl Storage for $name {
            fn opened(&self, amount: u64) -> u64 {
                self.sum + amount
            }

            fn read(&self, amount: u64) -> u64 {
                self.sum ^ amount
            }

            fn written(&self, amount: u64) -> u64 {
                self.sum | amount
            }

            fn closed(&self, amount: u64) -> u64 {
                self.sum & amount
            }
        }
    };
}

plugin!(Idle, "idle");
plugin!(Living, "living");

#[extension]
impl Lifecycle for Living {
    async fn start(&self, _: &PluginContext) -> Result<(), BoxError> {
        black_box(self.sum);
        Ok(())
    }

    async fn stop(&self, _: &PluginContext) -> Result<(), BoxError> {
        black_box(self.sum);
        Ok(())
    }
}

/// Goes as far as the last stage, and checks on the way that a call reaches as many as it should.
///
/// What it makes is not dropped: that would be counted among whatever the last stage does.
fn go<P: Plugin + Default>(last: Stage, plugins: usize, called: usize) -> Result<(), Box<dyn Error>> {
    let identities = identities(&plan(plugins))?;
    if last == Stage::Prepared {
        mem::forget(identities);
        return Ok(());
    }
    let builder = timed(|| given::<P>(identities));
    if last == Stage::Given {
        mem::forget(builder);
        return Ok(());
    }
    let manager = timed(|| builder.build())?;
    if last >= Stage::Called {
        let answers = timed(|| manager.caller::<dyn Storage>().opened(black_box(1)))?.len();
        if answers != called {
            return Err(format!("the call reached {answers} plugins, not {called}").into());
        }
    }
    if last >= Stage::Started {
        timed(|| manager.blocking().start())?;
    }
    if last >= Stage::Stopped {
        timed(|| manager.blocking().stop())?;
    }
    mem::forget(manager);
    Ok(())
}

fn timed<T>(stage: impl FnOnce() -> T) -> T {
    let begun = Instant::now();
    let done = stage();
    println!("{}", begun.elapsed().as_nanos());
    done
}

fn given<P: Plugin + Default>(identities: Vec<Identity>) -> PluginManagerBuilder {
    let given = |builder: PluginManagerBuilder, identity| {
        builder.instance(Identified::new(identity, black_box(P::default())))
    };
    identities.into_iter().fold(PluginManager::builder(), given)
}

/// A plugin that is to be started.
struct Planned {
    id: String,
    needs: Vec<String>,
}

fn identities(plan: &[Planned]) -> Result<Vec<Identity>, Box<dyn Error>> {
    let identity = |Planned { id, needs }: &Planned| {
        let mut identity = Identity::new(id, "1.0.0")?;
        for need in needs {
            identity = identity.depends_on(need, "^1")?;
        }
        Ok(identity)
    };
    plan.iter().map(identity).collect()
}

/// Always the same plugins, in no order that means anything: neither that of the list nor that of the ids is one in which
/// they could be started.
fn plan(plugins: usize) -> Vec<Planned> {
    let mut random = Random(7);
    let mut ids: Vec<String> = (0..plugins).map(|number| format!("plugin-{number}")).collect();
    random.shuffle(&mut ids);
    let planned = |at: usize| {
        let needs = random.some(3, at).into_iter().map(|earlier| ids[earlier].clone()).collect();
        Planned { id: ids[at].clone(), needs }
    };
    let mut plan: Vec<Planned> = (0..plugins).map(planned).collect();
    random.shuffle(&mut plan);
    plan
}

fn print(plan: &[Planned]) {
    for Planned { id, needs } in plan {
        println!("{id} {}", needs.join(" "));
    }
}

/// A linear congruential generator: the same numbers everywhere and always.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        // Its lower bits are hardly random.
        usize::try_from(self.0 >> 33).expect("31 bits fit") % bound
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }

    /// Up to so many different numbers below a bound.
    fn some(&mut self, at_most: usize, bound: usize) -> Vec<usize> {
        let mut some = Vec::new();
        for _ in 0..self.below(at_most + 1).min(bound) {
            let number = self.below(bound);
            if !some.contains(&number) {
                some.push(number);
            }
        }
        some
    }
}
