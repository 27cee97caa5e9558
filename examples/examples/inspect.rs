//! What an operator wants to see: a table of all plugins, who needs whom, and why some of them are not active.

use pluginkit::prelude::*;
use pluginkit::{PluginInspection, StartPolicy};

/// What the weather station does.
#[extension_point]
trait Station {
    /// A line of the bulletin.
    fn bulletin(&self) -> Option<String>;
}

#[plugin(id = "sensors", version = "1.4.0")]
#[derive(Default)]
struct Sensors;

#[extension]
impl Lifecycle for Sensors {
    async fn start(&self, _cx: &PluginContext) -> Result<(), BoxError> {
        Ok(())
    }
}

#[extension]
impl Health for Sensors {
    async fn health(&self, _cx: &PluginContext) -> HealthStatus {
        HealthStatus::Degraded("one of four is frozen".to_owned())
    }
}

#[extension]
impl Station for Sensors {
    fn bulletin(&self) -> Option<String> {
        Some("four degrees, wind from the west".to_owned())
    }
}

#[plugin(id = "forecast", version = "2.0.0", depends_on(Sensors = "^1.2", optional("satellite")))]
#[derive(Default)]
struct Forecast;

#[extension(priority = 10)]
impl Station for Forecast {
    fn bulletin(&self) -> Option<String> {
        Some("fog in the morning".to_owned())
    }
}

/// Has come without its instrument.
#[plugin(id = "radar", version = "0.9.0", depends_on(Sensors))]
#[derive(Default)]
struct Radar;

#[extension]
impl Lifecycle for Radar {
    async fn start(&self, _cx: &PluginContext) -> Result<(), BoxError> {
        Err("there is no dish on the roof".into())
    }
}

/// Cannot go on without the radar.
#[plugin(id = "storms", version = "1.0.0", depends_on(Radar))]
#[derive(Default)]
struct Storms;

#[extension]
impl Station for Storms {
    fn bulletin(&self) -> Option<String> {
        Some("no storm in sight".to_owned())
    }
}

/// Wants another version of a plugin than the one that is there.
#[plugin(id = "frost", version = "1.0.0", depends_on("forecast" = "^1"))]
#[derive(Default)]
struct Frost;

/// Wants a plugin that is not there at all.
#[plugin(id = "tides", version = "1.0.0", depends_on("moon" = "^2"))]
#[derive(Default)]
struct Tides;

/// Needs one that does not come in, and so does not come in either.
#[plugin(id = "harbor", version = "1.0.0", depends_on(Tides))]
#[derive(Default)]
struct Harbor;

/// Two that wait for each other.
#[plugin(id = "chicken", version = "1.0.0", depends_on(Egg))]
#[derive(Default)]
struct Chicken;

#[plugin(id = "egg", version = "1.0.0", depends_on(Chicken))]
#[derive(Default)]
struct Egg;

/// The host has switched it off.
#[plugin(id = "fireworks", version = "1.0.0")]
#[derive(Default)]
struct Fireworks;

#[tokio::main]
async fn main() -> Result<(), pluginkit::Error> {
    let plugins = PluginManager::builder()
        .discover()
        .disabled(["fireworks"])
        .start_policy(StartPolicy::Continue)
        .build()?;

    println!("What went wrong at the start:");
    if let Err(errors) = plugins.start().await {
        for error in &errors {
            println!("  {error}");
        }
    }
    println!("\nThe bulletin: {}.", plugins.caller::<dyn Station>().bulletin()?.join("; "));

    // What the plugins answer, the inspections remember.
    println!("All in all, the station is {}.\n", plugins.health().await.status());

    print_table(&plugins.inspections());

    println!("\nWhy not?");
    for plugin in plugins.inspections() {
        if plugin.descriptor.state() != PluginState::Started {
            println!("  {}", plugin.explanation);
        }
    }

    let graph = plugins.graph();
    println!("\nThe graph, for people:\n{graph}");
    println!("For Graphviz:\n{}", graph.dot());
    print!("For Mermaid:\n{}", graph.mermaid());
    Ok(())
}

fn print_table(plugins: &[PluginInspection]) {
    println!("{:10} {:8} {:28} {:8} {:30} called for", "plugin", "version", "state", "health", "needs");
    for PluginInspection { descriptor, dependencies, hooks, health, .. } in plugins {
        let needs = list(dependencies.iter().map(|needed| match needed {
            needed if needed.met => needed.id.to_string(),
            needed if needed.optional => format!("{} (optional)", needed.id),
            needed => format!("{} (unmet)", needed.id),
        }));
        // A hook has a place in the call order while it is called.
        let called = hooks.iter().filter(|hook| hook.position.is_some());
        let line = format!(
            "{:10} {:8} {:28} {:8} {needs:30} {}",
            descriptor.id(),
            descriptor.version(),
            descriptor.state(),
            name(health),
            list(called.map(|hook| hook.hook.clone())),
        );
        println!("{}", line.trim_end());
    }
}

fn name(health: &HealthStatus) -> &'static str {
    match health {
        HealthStatus::Ok => "ok",
        HealthStatus::Unknown => "-",
        HealthStatus::Degraded(_) => "degraded",
        HealthStatus::Failing(_) => "failing",
    }
}

fn list(items: impl Iterator<Item = String>) -> String {
    items.collect::<Vec<_>>().join(", ")
}
