//! Measures what it costs to get many plugins going, and prints the tables of `README.md`.
//!
//! `startup_table [largest number for the Python frameworks]`: these have to be installed for `python3`, see
//! `peers/startup.sh`. Without a number they are left out.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, ExitCode, Stdio};
use std::time::Duration;

use pluginkit_benches::{Error, Kind, Stage, Startup, growth, n_log_n, valgrind};

const PLUGINS: [usize; 3] = [10, 1_000, 10_000];
const RUNS: usize = 15;
/// How often a Python framework is run. With many plugins a run takes minutes, and is hardly ever alone on the machine: that
/// is why its processor time is taken, and not the time that passes.
const PEER_RUNS: [usize; 3] = [7, 5, 2];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let peers_up_to = match arguments.as_slice() {
        [] => Some(0),
        [number] => number.parse().ok(),
        _ => None,
    };
    let Some(peers_up_to) = peers_up_to else {
        eprintln!("usage: startup_table [largest number for the Python frameworks]");
        return ExitCode::FAILURE;
    };
    match tables(peers_up_to) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn tables(peers_up_to: usize) -> Result<(), Error> {
    let startup = Startup::build(None)?;
    let peers = if peers_up_to > 0 { Peer::all() } else { Vec::new() };
    print!("{}", in_time(&startup, &peers, peers_up_to)?);
    if valgrind() {
        print!("\n{}", in_instructions(&startup)?);
    } else {
        eprintln!("valgrind is not installed: no instructions were counted");
    }
    Ok(())
}

/// Until plugins can be called, beside the Python frameworks.
fn in_time(startup: &Startup, peers: &[Peer], peers_up_to: usize) -> Result<String, Error> {
    let names = peers.iter().map(|peer| format!(" {} {} (Python) |", peer.name, peer.version));
    let mut table = format!("| plugins | pluginkit |{}\n", names.collect::<String>());
    writeln!(table, "|--:|--:|{}", "--:|".repeat(peers.len()))?;
    for (plugins, peer_runs) in PLUGINS.into_iter().zip(PEER_RUNS) {
        let own = fastest(RUNS, || until_called(startup, plugins))?;
        write!(table, "| {plugins} | {} |", shown(own))?;
        let plan = startup.plan(plugins)?;
        for peer in peers {
            if plugins > peers_up_to {
                table.push_str(" not measured |");
                continue;
            }
            eprintln!("{}, {plugins}", peer.name);
            let its = fastest(peer_runs, || peer.time(&plan))?;
            write!(table, " {}, {:.0} times |", shown(its), its.as_secs_f64() / own.as_secs_f64())?;
        }
        table.push('\n');
    }
    Ok(table)
}

/// Stage by stage.
fn in_instructions(startup: &Startup) -> Result<String, Error> {
    let [few, some, many] = PLUGINS;
    let mut table = format!(
        "| | Ir, {few} | Ir, {some} | Ir, {many} | {many} / {some} (n log n: {:.1}) | time, {many} |\n\
         |---|--:|--:|--:|--:|--:|\n",
        n_log_n(some, many)
    );
    for kind in [Kind::Idle, Kind::Living] {
        let [few, some, many] = PLUGINS.map(|plugins| startup.instructions(kind, plugins));
        let counts = few?.into_iter().zip(some?).zip(many?);
        let times = fastest_stages(startup, kind, PLUGINS[2])?;
        for ((stage, time), ((few, some), many)) in Stage::MEASURED.into_iter().zip(times).zip(counts) {
            if let Some(title) = title(kind, stage) {
                let (growth, time) = (growth(some, many), shown(time));
                writeln!(table, "| {title} | {few} | {some} | {many} | {growth:.1} | {time} |")?;
            }
        }
    }
    Ok(table)
}

/// What is done in a stage, if it is not the same for the other kind.
fn title(kind: Kind, stage: Stage) -> Option<&'static str> {
    match (kind, stage) {
        (Kind::Idle, Stage::Given) => Some("make the plugins, hand them to a builder"),
        (Kind::Idle, Stage::Built) => Some("`build`"),
        (Kind::Idle, Stage::Called) => Some("first caller, first call"),
        (Kind::Idle, Stage::Started) => Some("`start`, no plugin has lifecycle hooks"),
        (Kind::Idle, Stage::Stopped) => Some("`stop`, no plugin has lifecycle hooks"),
        (Kind::Living, Stage::Started) => Some("`start`, every plugin has `start` and `stop`"),
        (Kind::Living, Stage::Stopped) => Some("`stop`, every plugin has `start` and `stop`"),
        (Kind::Living, _) | (_, Stage::Prepared) => None,
    }
}

/// A Python framework.
struct Peer {
    name: &'static str,
    version: &'static str,
}

impl Peer {
    /// Those that are installed for the comparison.
    fn all() -> Vec<Peer> {
        let pinned = include_str!("../../peers/requirements.txt").lines();
        pinned
            .filter_map(|line| line.split_once("=="))
            .map(|(name, version)| Peer { name, version })
            .collect()
    }

    /// How long it takes to register a plan.
    fn time(&self, plan: &[u8]) -> Result<Duration, Error> {
        let mut python = Command::new("python3");
        python.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/peers/startup.py")).arg(self.name);
        let mut python = python.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        python.stdin.take().ok_or("there is no standard input")?.write_all(plan)?;
        let done = python.wait_with_output()?;
        if !done.status.success() {
            return Err(format!("{} failed", self.name).into());
        }
        Ok(Duration::from_nanos(String::from_utf8(done.stdout)?.trim().parse()?))
    }
}

/// From the first plugin made to the first call done.
fn until_called(startup: &Startup, plugins: usize) -> Result<Duration, Error> {
    let times = startup.times(Kind::Idle, plugins)?;
    Ok(Stage::MEASURED
        .into_iter()
        .zip(times)
        .filter(|(stage, _)| *stage <= Stage::Called)
        .map(|(_, time)| time)
        .sum())
}

/// Each stage as fast as it was in any run.
fn fastest_stages(startup: &Startup, kind: Kind, plugins: usize) -> Result<Vec<Duration>, Error> {
    let mut fastest = vec![Duration::MAX; Stage::MEASURED.len()];
    for _ in 0..RUNS {
        for (fastest, time) in fastest.iter_mut().zip(startup.times(kind, plugins)?) {
            *fastest = time.min(*fastest);
        }
    }
    Ok(fastest)
}

/// The shortest of several runs: whatever else the machine does only adds.
fn fastest(runs: usize, mut run: impl FnMut() -> Result<Duration, Error>) -> Result<Duration, Error> {
    let mut fastest = Duration::MAX;
    for _ in 0..runs {
        fastest = fastest.min(run()?);
    }
    Ok(fastest)
}

fn shown(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    match seconds {
        1.0.. => format!("{seconds:.1} s"),
        1e-3.. => format!("{:.1} ms", seconds * 1e3),
        _ => format!("{:.0} µs", seconds * 1e6),
    }
}
