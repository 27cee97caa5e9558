//! Items are validated, looked up in a cache, and worked out if they are not there. The validator needs the cache and asks it; what
//! all of them count is one shared state, and what the cache keeps is its own.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;
use std::thread;

use pluginkit::State;
use pluginkit::prelude::*;

#[derive(Debug)]
struct Item {
    id: String,
    value: Option<String>,
    from_cache: bool,
}

#[derive(Debug)]
struct Invalid(&'static str);

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Invalid {}

#[extension_point]
trait Process {
    /// What is done to an item, one after another. Who fails ends it: what is not valid goes no further.
    #[hook(pipeline)]
    fn before(&self, item: Item) -> Result<Item, Invalid>;
    /// It is done.
    fn after(&self, item: &Item);
}

/// What the cache offers to other plugins.
#[extension_point]
trait Memory {
    #[hook(first_result)]
    fn recall(&self, id: &str) -> Option<String>;
}

/// What everybody counts. One type, so that a change of it is seen wholly or not at all.
#[derive(Clone, Debug, Default)]
struct Metrics {
    processed: u32,
    cached: u32,
    rejected: u32,
}

type Entries = BTreeMap<String, String>;

/// Has room for so many items.
#[plugin(id = "cache", version = "1.0.0", listed)]
struct Cache {
    room: usize,
    entries: OnceLock<State<Entries>>,
}

impl Cache {
    fn with_room_for(room: usize) -> Self {
        Cache { room, entries: OnceLock::new() }
    }

    fn entries(&self) -> &State<Entries> {
        self.entries.get().expect("nobody is called before `init`")
    }
}

#[extension]
impl Lifecycle for Cache {
    fn init(&self, cx: &PluginContext) -> Result<(), BoxError> {
        // Nobody else sees it, and it goes when the plugin is removed.
        let entries = cx.private_state()?;
        self.entries.get_or_init(|| entries);
        Ok(())
    }
}

#[extension]
impl Memory for Cache {
    fn recall(&self, id: &str) -> Option<String> {
        self.entries().get().get(id).cloned()
    }
}

#[extension(priority = 10)]
impl Process for Cache {
    fn before(&self, item: Item) -> Result<Item, Invalid> {
        let value = self.recall(&item.id);
        Ok(Item { from_cache: value.is_some(), value, ..item })
    }

    fn after(&self, item: &Item) {
        let Some(value) = &item.value else { return };
        // Who finds the cache too full leaves it as it was.
        let kept = self.entries().try_update(|entries| {
            entries.insert(item.id.clone(), value.clone());
            if entries.len() <= self.room { Ok(()) } else { Err("the cache is full") }
        });
        if let Err(reason) = kept {
            println!("  cache: {reason}, {} is not kept", item.id);
        }
    }
}

#[plugin(id = "validator", version = "1.0.0", depends_on(Cache = "^1"), listed)]
#[derive(Default)]
struct Validator {
    memory: OnceLock<MemoryCaller>,
}

#[extension]
impl Lifecycle for Validator {
    fn init(&self, cx: &PluginContext) -> Result<(), BoxError> {
        let memory = cx.caller::<dyn Memory>()?;
        self.memory.get_or_init(|| memory);
        Ok(())
    }
}

#[extension(priority = 20)]
impl Process for Validator {
    fn before(&self, item: Item) -> Result<Item, Invalid> {
        // A plugin calls a point from inside of a hook: what is in the cache was valid once.
        let memory = self.memory.get().ok_or(Invalid("it was not started"))?;
        if memory.isolated().recall(&item.id).is_some() {
            return Ok(item);
        }
        match item.id.strip_prefix("item-") {
            Some(number) if number.parse::<u32>().is_ok() => Ok(item),
            _ => Err(Invalid("an id is `item-` and a number")),
        }
    }
}

/// It hears of its own failures, and counts them with what the others count.
#[extension]
impl ErrorHook for Validator {
    fn on_error(&self, cx: &PluginContext, _error: &HookError) {
        if let Ok(metrics) = cx.state::<Metrics>() {
            metrics.update(|metrics| metrics.rejected += 1);
        }
    }
}

#[plugin(id = "processor", version = "1.0.0", depends_on(Validator), listed)]
#[derive(Default)]
struct Processor;

#[extension]
impl Process for Processor {
    fn before(&self, item: Item) -> Result<Item, Invalid> {
        let value = item.value.unwrap_or_else(|| item.id.to_uppercase());
        Ok(Item { value: Some(value), ..item })
    }
}

/// Counts what is done.
#[plugin(id = "counter", version = "1.0.0", listed)]
#[derive(Default)]
struct Counter {
    metrics: OnceLock<State<Metrics>>,
}

#[extension]
impl Lifecycle for Counter {
    fn init(&self, cx: &PluginContext) -> Result<(), BoxError> {
        let metrics = cx.state()?;
        self.metrics.get_or_init(|| metrics);
        Ok(())
    }
}

#[extension]
impl Process for Counter {
    fn after(&self, item: &Item) {
        let Some(metrics) = self.metrics.get() else { return };
        metrics.update(|metrics| {
            metrics.processed += 1;
            metrics.cached += u32::from(item.from_cache);
        });
    }
}

fn main() -> Result<(), pluginkit::Error> {
    let plugins = PluginManager::builder()
        .plugins(plugins![Processor, Validator, Counter])
        .instance(Cache::with_room_for(2))
        .build()?;
    plugins.blocking().start()?;
    println!("Started: {}", plugins.ids().map(|id| id.to_string()).collect::<Vec<_>>().join(", "));

    let process = plugins.caller::<dyn Process>();
    println!("\n{}", process.explain());

    for id in ["item-1", "item-1", "item-2", "parcel"] {
        println!("{id}:");
        match run(&process, id) {
            Ok(item) => {
                println!("  {:?}, from the cache: {}", item.value.unwrap_or_default(), item.from_cache);
            }
            Err(error) => println!("  {error}"),
        }
    }

    println!("item-3, when the cache is full:");
    run(&process, "item-3")?;
    // The host comes to the shared state as well.
    let metrics: State<Metrics> = plugins.state();
    println!("{:?}", metrics.get());

    println!("\nFour threads, 250 items each:");
    let before = metrics.get();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| (0..250).for_each(|n| drop(run(&process, ["item-1", "item-2"][n % 2]))));
        }
    });
    let after = metrics.get();
    println!(
        "  {} processed, {} of them from the cache",
        after.processed - before.processed,
        after.cached - before.cached
    );

    plugins.blocking().shutdown()?;
    drop(plugins);
    // Who holds a state holds its value, whoever else is gone.
    println!("\nShut down after {} items", metrics.get().processed);
    Ok(())
}

fn run(process: &ProcessCaller, id: &str) -> Result<Item, HookError> {
    let item = process.before(Item { id: id.to_owned(), value: None, from_cache: false })?;
    process.after(&item)?;
    Ok(item)
}
