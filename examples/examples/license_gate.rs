//! An editor takes in only those plugins that its user has a licence for. Who needs one of the others stays out with it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use pluginkit::prelude::*;
use pluginkit::{FilterReason, PluginDescriptor};

/// What the editor can do.
#[extension_point]
trait Command {
    /// The entry in the menu.
    fn title(&self) -> String;
}

#[plugin(id = "spelling", version = "1.0.0")]
#[derive(Default)]
struct Spelling;

#[extension]
impl Command for Spelling {
    fn title(&self) -> String {
        "Check the spelling".to_owned()
    }
}

/// The user has a licence for this one.
#[plugin(id = "pdf", version = "3.1.0", author = "Paper Trail Ltd")]
#[derive(Default)]
struct Pdf;

#[extension]
impl Command for Pdf {
    fn title(&self) -> String {
        "Save as PDF".to_owned()
    }
}

/// The licence for this one has ended.
#[plugin(id = "translate", version = "2.0.0", author = "Babel & Sons")]
#[derive(Default)]
struct Translate;

#[extension]
impl Command for Translate {
    fn title(&self) -> String {
        "Translate".to_owned()
    }
}

/// Nobody has ever paid for this one.
#[plugin(id = "cloud", version = "1.4.0", author = "Nimbus Inc")]
#[derive(Default)]
struct Cloud;

#[extension]
impl Command for Cloud {
    fn title(&self) -> String {
        "Open from the cloud".to_owned()
    }
}

/// Free, but of no use without the cloud.
#[plugin(id = "backup", version = "1.0.0", depends_on(Cloud))]
#[derive(Default)]
struct Backup;

#[extension]
impl Command for Backup {
    fn title(&self) -> String {
        "Back up".to_owned()
    }
}

/// Free, and of no use without the backup.
#[plugin(id = "history", version = "1.0.0", depends_on(Backup))]
#[derive(Default)]
struct History;

#[extension]
impl Command for History {
    fn title(&self) -> String {
        "Earlier versions".to_owned()
    }
}

/// Better with the cloud, but able to do without: an optional dependency gates nobody.
#[plugin(id = "recent", version = "1.0.0", depends_on(optional(Cloud)))]
#[derive(Default)]
struct Recent;

#[extension]
impl Command for Recent {
    fn title(&self) -> String {
        "Recent files".to_owned()
    }
}

const THIS_YEAR: u32 = 2030;

/// What the user has paid for, and the last year of it.
#[derive(Clone)]
struct Licences(Arc<Mutex<HashMap<&'static str, u32>>>);

impl Licences {
    fn buy(&self, plugin: &'static str, until: u32) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(plugin, until);
    }

    /// The gate: asked about every plugin that has passed the other gates, before it is made.
    fn check(&self, plugin: &PluginDescriptor) -> Result<(), String> {
        // Plugins without an author are the editor's own.
        let Some(author) = plugin.metadata().author.as_deref() else {
            return Ok(());
        };
        match self.0.lock().unwrap_or_else(PoisonError::into_inner).get(plugin.id().as_str()) {
            Some(until) if *until >= THIS_YEAR => Ok(()),
            Some(until) => Err(format!("the licence ended in {until}")),
            None => Err(format!("{author} wants a licence")),
        }
    }
}

#[tokio::main]
async fn main() -> Result<(), pluginkit::Error> {
    let licences = Licences(Arc::new(Mutex::new(HashMap::from([("pdf", 2031), ("translate", 2027)]))));
    let gate = licences.clone();
    let plugins =
        PluginManager::builder().discover().pre_activate(move |plugin| gate.check(plugin)).build()?;
    let command = plugins.caller::<dyn Command>();
    println!("The menu: {}", command.title()?.join(" | "));

    let discovery = plugins.discovery();
    println!("\nOut of {} plugins, {} are in.", discovery.states().len(), discovery.activated().len());
    for reason in [FilterReason::PreActivateRejected, FilterReason::DependencyUnmet] {
        println!("{reason}:");
        for id in discovery.by_reason(reason) {
            println!("  {}", plugins.explain(id.as_str()).expect("it is known"));
        }
    }

    println!("\nFor the log:");
    for error in discovery.errors() {
        println!("  {}, {}: {error}", error.severity(), error.phase());
    }

    println!("\nTo ask for a plugin by name does not open the gate:");
    if let Err(error) = plugins.start_plugin("history").await {
        println!("  {error}");
    }

    println!("\nA licence is bought, and the plugin is shown to the gate again:");
    licences.buy("cloud", 2040);
    plugins.remove("cloud").await?;
    plugins.register(Cloud).await?;
    println!("The menu: {}", command.title()?.join(" | "));
    Ok(())
}
