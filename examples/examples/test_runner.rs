//! A test runner as in pytest: plugins bring checks, choose among them, surround them, run them, and say how it all ended.

use std::sync::atomic::{AtomicU32, Ordering};

use pluginkit::prelude::*;

/// A check, with marks that mean something to this plugin or that.
struct Check {
    name: &'static str,
    marks: &'static [(&'static str, &'static str)],
    body: fn() -> Result<(), BoxError>,
}

impl Check {
    fn mark(&self, mark: &str) -> Option<&'static str> {
        self.marks.iter().find(|(name, _)| *name == mark).map(|(_, value)| *value)
    }
}

enum Verdict {
    Passed,
    Skipped(&'static str),
}

#[derive(Default)]
struct Tally {
    passed: usize,
    skipped: usize,
    failed: usize,
}

/// What happens in a run, in this order.
#[extension_point]
trait Run {
    /// Brings checks.
    fn collect(&self) -> Vec<Check>;
    /// Puts them in another order, adds some, leaves some out.
    #[hook(pipeline)]
    fn select(&self, checks: Vec<Check>) -> Vec<Check>;
    /// Runs a check: the first plugin that has a verdict. A failure, or a panic, is the check's.
    #[hook(first_result)]
    fn call(&self, check: &Check) -> Result<Option<Verdict>, BoxError>;
    /// A check has ended.
    fn report(&self, check: &Check, verdict: &HookResult<Verdict>);
    /// Says how the process ends.
    #[hook(first_result)]
    fn exit_status(&self, tally: &Tally) -> Option<u8>;
}

/// What a runner does without plugins is a plugin: asked last, so that others may answer instead.
#[plugin(id = "runner", version = "1.0.0")]
#[derive(Default)]
struct Runner;

#[extension(priority = -100)]
impl Run for Runner {
    fn call(&self, check: &Check) -> Result<Option<Verdict>, BoxError> {
        (check.body)().map(|()| Some(Verdict::Passed))
    }
    fn report(&self, check: &Check, verdict: &HookResult<Verdict>) {
        match verdict {
            Ok(Verdict::Passed) => println!("  {:8} passed", check.name),
            Ok(Verdict::Skipped(reason)) => println!("  {:8} skipped: {reason}", check.name),
            Err(error) => println!("  {:8} {}", check.name, error.kind()),
        }
    }
    fn exit_status(&self, tally: &Tally) -> Option<u8> {
        Some(u8::from(tally.failed > 0))
    }
}

#[plugin(id = "harbor", version = "1.0.0")]
#[derive(Default)]
struct Harbor;

#[extension]
impl Run for Harbor {
    fn collect(&self) -> Vec<Check> {
        vec![
            Check { name: "berths", marks: &[("water", "3")], body: || Ok(()) },
            Check {
                name: "depth",
                marks: &[("water", "4")],
                body: || {
                    let depth = 4;
                    assert!(depth < 4, "{depth} m are too deep");
                    Ok(())
                },
            },
            Check {
                name: "crane",
                marks: &[("skip", "it is being painted")],
                body: || Err("no crane".into()),
            },
        ]
    }
}

static CALLS: AtomicU32 = AtomicU32::new(0);

#[plugin(id = "radio", version = "1.0.0")]
#[derive(Default)]
struct Radio;

#[extension]
impl Run for Radio {
    fn collect(&self) -> Vec<Check> {
        let hear =
            || if CALLS.fetch_add(1, Ordering::Relaxed) < 1 { Err("only noise".into()) } else { Ok(()) };
        vec![
            Check { name: "hear", marks: &[("retry", "2"), ("water", "1")], body: hear },
            Check {
                name: "log",
                marks: &[("first", ""), ("bug", "#12")],
                body: || Err("page 12 is missing".into()),
            },
        ]
    }
}

/// Checks with the mark `first` go first.
#[plugin(id = "order", version = "1.0.0")]
#[derive(Default)]
struct Order;

#[extension]
impl Run for Order {
    fn select(&self, mut checks: Vec<Check>) -> Vec<Check> {
        checks.sort_by_key(|check| check.mark("first").is_none());
        checks
    }
}

/// A bug that is known: such a check passes if it fails. Answers before the runner, for these checks only.
#[plugin(id = "known-bugs", version = "1.0.0")]
#[derive(Default)]
struct KnownBugs;

#[extension]
impl Run for KnownBugs {
    fn call(&self, check: &Check) -> Result<Option<Verdict>, BoxError> {
        match check.mark("bug") {
            None => Ok(None),
            Some(bug) if (check.body)().is_ok() => Err(format!("bug {bug} is gone, it seems").into()),
            Some(_) => Ok(Some(Verdict::Passed)),
        }
    }
}

/// Does not let a call through to those further in: its priority makes it the outermost wrapper.
#[plugin(id = "skip", version = "1.0.0")]
#[derive(Default)]
struct Skip;

#[extension(wrapper, priority = 30)]
impl RunWrapper for Skip {
    fn call(&self, check: &Check, next: Next<'_>) -> HookResult<Option<Verdict>> {
        match check.mark("skip") {
            Some(reason) => Ok(Some(Verdict::Skipped(reason))),
            None => next.run(),
        }
    }
}

/// A run in which nothing was run has not gone well, whatever the runner says: 5, as in pytest.
#[extension]
impl Run for Skip {
    fn exit_status(&self, tally: &Tally) -> Option<u8> {
        (tally.passed + tally.failed == 0).then_some(5)
    }
}

/// Gives a check more than one chance. What is further in happens anew with each.
#[plugin(id = "retry", version = "1.0.0")]
#[derive(Default)]
struct Retry;

#[extension(wrapper, priority = 20)]
impl RunWrapper for Retry {
    fn call(&self, check: &Check, next: Next<'_>) -> HookResult<Option<Verdict>> {
        let times = check.mark("retry").and_then(|times| times.parse().ok()).unwrap_or(0);
        let mut verdict = next.run();
        for _ in 0..times {
            let Err(error) = &verdict else { break };
            println!("  {:8} again, because it {}", check.name, error.kind());
            verdict = next.run();
        }
        verdict
    }
}

/// Sets up before a check and tears down after it, however it ends: a panic comes out of `next` as an error.
#[plugin(id = "water", version = "1.0.0")]
#[derive(Default)]
struct Water;

#[extension(wrapper, priority = 10)]
impl RunWrapper for Water {
    fn call(&self, check: &Check, next: Next<'_>) -> HookResult<Option<Verdict>> {
        let Some(metres) = check.mark("water") else { return next.run() };
        println!("  [let in {metres} m of water]");
        let verdict = next.run();
        println!("  [let it out]");
        verdict
    }
}

fn main() -> Result<(), pluginkit::Error> {
    // What a check says when it panics is in its verdict; it need not be printed when it happens.
    std::panic::set_hook(Box::new(|_| {}));
    let plugins = PluginManager::discover()?;
    let run = plugins.caller::<dyn Run>();

    println!("All checks:");
    println!("exit status {}\n", run_all(&run)?);

    println!("Only those of the radio, without a second chance:");
    CALLS.store(0, Ordering::Relaxed);
    println!("exit status {}\n", run_all(&run.without(["harbor", "retry"]))?);

    println!("Nobody brings checks:");
    plugins.disable("harbor")?;
    plugins.disable("radio")?;
    println!("exit status {}", run_all(&run)?);
    Ok(())
}

/// Runs what the plugins bring. A real runner would end its process with the status that this returns.
fn run_all(run: &RunCaller) -> HookResult<u8> {
    let collected = run.collect()?.into_iter().flatten().collect();
    let mut tally = Tally::default();
    for check in run.select(collected)? {
        let verdict = run.call(&check).map(|verdict| verdict.unwrap_or(Verdict::Skipped("nobody runs it")));
        match &verdict {
            Ok(Verdict::Passed) => tally.passed += 1,
            Ok(Verdict::Skipped(_)) => tally.skipped += 1,
            Err(_) => tally.failed += 1,
        }
        run.report(&check, &verdict)?;
    }
    println!("{} passed, {} failed, {} skipped", tally.passed, tally.failed, tally.skipped);
    Ok(run.exit_status(&tally)?.unwrap_or(0))
}
