//! How the workload is built, and how it is measured.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;

use crate::Calls;
use crate::cases::Case;

/// What went wrong, for people.
pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// One of the two that are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The loop that a person writes.
    Hand,
    /// The framework.
    Pluginkit,
}

impl Side {
    /// The side of that name.
    pub fn named(name: &str) -> Option<Side> {
        [Side::Hand, Side::Pluginkit].into_iter().find(|side| side.name() == name)
    }

    /// This side of a case.
    pub fn of(self, case: &Case) -> fn(usize) -> Calls {
        match self {
            Side::Hand => case.hand,
            Side::Pluginkit => case.pluginkit,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Side::Hand => "hand",
            Side::Pluginkit => "pluginkit",
        }
    }
}

/// Whether valgrind is there, which counts the instructions.
pub fn valgrind() -> bool {
    let asked =
        Command::new("valgrind").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    asked.is_ok_and(|status| status.success())
}

/// The binaries that are measured, as they are released.
pub struct Workload {
    hot_path: PathBuf,
    allocations: PathBuf,
}

impl Workload {
    /// Builds them with the release profile, in a target directory of their own or in cargo's.
    ///
    /// # Errors
    /// When cargo fails, or does not say where they are.
    pub fn build(target: Option<&Path>) -> Result<Self, Error> {
        let [hot_path, allocations] = released(["hot_path", "allocations"], target)?;
        Ok(Workload { hot_path, allocations })
    }

    /// The instructions of one call.
    ///
    /// # Errors
    /// When valgrind or the workload fails.
    pub fn instructions(&self, side: Side, case: &Case, implementations: usize) -> Result<u64, Error> {
        per_call(20_000, |calls| {
            let arguments = [side.name(), case.name, &implementations.to_string(), &calls.to_string()];
            collected(&self.hot_path, &arguments)
        })
    }

    /// The allocations of one call, as the workload prints them.
    ///
    /// # Errors
    /// When the workload fails.
    pub fn allocations(&self, side: Side, case: &Case, implementations: usize) -> Result<f64, Error> {
        let mut command = Command::new(&self.allocations);
        command.args([side.name(), case.name, &implementations.to_string()]);
        Ok(String::from_utf8(run(&mut command)?.stdout)?.trim().parse()?)
    }
}

/// The rows of a table, measured at once: what is counted does not depend on who else is running.
///
/// # Panics
/// If measuring one does.
pub fn at_once<R: Sync, T: Send>(
    rows: &[R],
    named: impl Fn(&R) -> String + Sync,
    measured: impl Fn(&R) -> T + Sync,
) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let mut done: Vec<(usize, T)> = thread::scope(|scope| {
        let work = || {
            let mut done = Vec::new();
            while let at = next.fetch_add(1, Relaxed)
                && let Some(row) = rows.get(at)
            {
                eprintln!("{} of {}: {}", at + 1, rows.len(), named(row));
                done.push((at, measured(row)));
            }
            done
        };
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("a worker does not panic")).collect()
    });
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, row)| row).collect()
}

/// Builds binaries with the release profile, in a target directory of their own or in cargo's, and says where they are.
pub(crate) fn released<const N: usize>(
    binaries: [&str; N],
    target: Option<&Path>,
) -> Result<[PathBuf; N], Error> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--release"]).args(binaries.iter().flat_map(|binary| ["--bin", *binary]));
    cargo.args(["--manifest-path", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")]);
    cargo.args(["--message-format", "json-render-diagnostics"]);
    if let Some(target) = target {
        cargo.arg("--target-dir").arg(target);
    }
    // What the environment says on top of the profile would make it another measurement.
    for (variable, _) in env::vars_os() {
        let flags = ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_RUSTFLAGS", "CARGO_BUILD_TARGET"];
        let name = variable.to_string_lossy();
        if flags.contains(&&*name) || name.starts_with("CARGO_PROFILE_") {
            cargo.env_remove(&variable);
        }
    }
    let built = cargo.stderr(Stdio::inherit()).output()?;
    if !built.status.success() {
        return Err("the workload does not build".into());
    }
    let mut executables = [const { PathBuf::new() }; N];
    for (executable, name) in executables.iter_mut().zip(binaries) {
        let messages = built.stdout.split(|byte| *byte == b'\n');
        *executable = messages
            .filter_map(|line| serde_json::from_slice::<serde_json::Value>(line).ok())
            .filter(|message| message["target"]["name"] == name)
            .find_map(|message| message["executable"].as_str().map(PathBuf::from))
            .ok_or_else(|| format!("cargo does not say where `{name}` is"))?;
    }
    Ok(executables)
}

/// The instructions of one call: what so many more calls take than a few, so that the set-up cancels out.
pub(crate) fn per_call(more: u64, counted: impl Fn(u64) -> Result<u64, Error>) -> Result<u64, Error> {
    const FEW: u64 = 1_000;
    let (many, few) = (counted(FEW + more)?, counted(FEW)?);
    Ok((many - few + more / 2) / more)
}

/// The instructions of a whole run.
pub(crate) fn collected(executable: &Path, arguments: &[&str]) -> Result<u64, Error> {
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(executable).args(arguments);
    let said = String::from_utf8(run(&mut command)?.stderr)?;
    let collected = said.lines().find_map(|line| line.split_once("Collected : "));
    let (_, collected) = collected.ok_or("callgrind does not say what it collected")?;
    Ok(collected.trim().parse()?)
}

/// Runs a command that has to succeed.
pub(crate) fn run(command: &mut Command) -> Result<Output, Error> {
    let output = command.output()?;
    if output.status.success() {
        return Ok(output);
    }
    Err(format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr)).into())
}
