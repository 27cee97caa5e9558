//! What it costs to get many plugins going: how the workload `startup` is built and measured.
//!
//! What it does is in `bin/startup.rs`, so that the binaries of the other cases are made of the same code as before.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::Error;
use crate::measure::{collected, released, run};

/// How far a run goes. Each stage includes those before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// The plan is made, and an identity for each plugin.
    Prepared,
    /// The plugins are made and handed to a builder.
    Given,
    /// The builder has built its manager.
    Built,
    /// The first caller is made, and has made a call.
    Called,
    /// The plugins are started.
    Started,
    /// The plugins are stopped.
    Stopped,
}

impl Stage {
    /// Those that are measured, in order.
    pub const MEASURED: [Stage; 5] =
        [Stage::Given, Stage::Built, Stage::Called, Stage::Started, Stage::Stopped];

    /// The stage of that name.
    pub fn named(name: &str) -> Option<Stage> {
        [Stage::Prepared].into_iter().chain(Stage::MEASURED).find(|stage| stage.name() == name)
    }

    fn name(self) -> &'static str {
        match self {
            Stage::Prepared => "prepared",
            Stage::Given => "given",
            Stage::Built => "built",
            Stage::Called => "called",
            Stage::Started => "started",
            Stage::Stopped => "stopped",
        }
    }
}

/// Which plugins are started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// They have no lifecycle hooks.
    Idle,
    /// They have a `start` and a `stop`.
    Living,
}

impl Kind {
    /// The kind of that name.
    pub fn named(name: &str) -> Option<Kind> {
        [Kind::Idle, Kind::Living].into_iter().find(|kind| kind.name() == name)
    }

    fn name(self) -> &'static str {
        match self {
            Kind::Idle => "idle",
            Kind::Living => "living",
        }
    }
}

/// The binary that starts plugins, as it is released.
pub struct Startup {
    executable: PathBuf,
}

impl Startup {
    /// Builds it with the release profile, in a target directory of its own or in cargo's.
    ///
    /// # Errors
    /// When cargo fails, or does not say where it is.
    pub fn build(target: Option<&Path>) -> Result<Self, Error> {
        let [executable] = released(["startup"], target)?;
        Ok(Startup { executable })
    }

    /// The plugins, as other frameworks read them: in each line an id, followed by those that it depends on.
    ///
    /// # Errors
    /// When the workload fails.
    pub fn plan(&self, plugins: usize) -> Result<Vec<u8>, Error> {
        Ok(run(Command::new(&self.executable).args(["plan", &plugins.to_string()]))?.stdout)
    }

    /// How long each of the measured stages takes in one run.
    ///
    /// # Errors
    /// When the workload fails.
    pub fn times(&self, kind: Kind, plugins: usize) -> Result<Vec<Duration>, Error> {
        let mut command = Command::new(&self.executable);
        command.args([kind.name(), Stage::Stopped.name(), &plugins.to_string()]);
        let printed = String::from_utf8(run(&mut command)?.stdout)?;
        let times = printed.lines().map(|line| Ok(Duration::from_nanos(line.parse()?)));
        times.collect()
    }

    /// The instructions of each of the measured stages: the difference between a run that ends with it and one that ends
    /// with the one before.
    ///
    /// # Errors
    /// When valgrind or the workload fails.
    pub fn instructions(&self, kind: Kind, plugins: usize) -> Result<Vec<u64>, Error> {
        let mut before = self.collected(kind, Stage::Prepared, plugins)?;
        let stages = Stage::MEASURED.into_iter().map(|stage| {
            let now = self.collected(kind, stage, plugins)?;
            let own = now.saturating_sub(before);
            before = now;
            Ok(own)
        });
        stages.collect()
    }

    fn collected(&self, kind: Kind, last: Stage, plugins: usize) -> Result<u64, Error> {
        collected(&self.executable, &[kind.name(), last.name(), &plugins.to_string()])
    }
}

/// How many times as much n log n becomes.
#[allow(clippy::cast_precision_loss, reason = "the counts are small")]
pub fn n_log_n(few: usize, many: usize) -> f64 {
    let [few, many] = [few as f64, many as f64];
    many * many.ln() / (few * few.ln())
}

/// How many times as many instructions.
#[allow(clippy::cast_precision_loss, reason = "the counts are small")]
pub fn growth(few: u64, many: u64) -> f64 {
    many as f64 / few as f64
}
