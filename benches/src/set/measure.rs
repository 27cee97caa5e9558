//! How the workload is built, and how it is measured.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Case, Side};
use crate::Error;
use crate::measure::{collected, per_call, released, run};

/// The binaries that are measured, as they are released.
pub struct Workload {
    path: PathBuf,
    allocations: PathBuf,
}

impl Workload {
    /// Builds them with the release profile, in a target directory of their own or in cargo's.
    ///
    /// # Errors
    /// When cargo fails, or does not say where they are.
    pub fn build(target: Option<&Path>) -> Result<Self, Error> {
        let [path, allocations] = released(["set_path", "set_allocations"], target)?;
        Ok(Workload { path, allocations })
    }

    /// The instructions of one call.
    ///
    /// # Errors
    /// When valgrind or the workload fails.
    pub fn instructions(&self, side: Side, case: &Case, plugins: usize) -> Result<u64, Error> {
        // Only what a manager is made of differs from run to run: it hashes with random keys.
        let more = if side == Side::Manager { 20_000 } else { 2_000 };
        per_call(more, |calls| {
            let arguments = [side.name(), case.name, &plugins.to_string(), &calls.to_string()];
            collected(&self.path, &arguments)
        })
    }

    /// The allocations of one call, as the workload prints them.
    ///
    /// # Errors
    /// When the workload fails.
    pub fn allocations(&self, side: Side, case: &Case, plugins: usize) -> Result<f64, Error> {
        let mut command = Command::new(&self.allocations);
        command.args([side.name(), case.name, &plugins.to_string()]);
        Ok(String::from_utf8(run(&mut command)?.stdout)?.trim().parse()?)
    }
}
