use pluginkit::prelude::*;

#[plugin(id = "first", version = "1.0.0", listed)]
#[derive(Default)]
struct First;
#[plugin(id = "second", version = "1.0.0", listed)]
#[derive(Default)]
struct Second;
#[plugin(id = "third", version = "1.0.0", listed)]
#[derive(Default)]
struct Third;
#[plugin(id = "a-last", version = "1.0.0", listed)]
#[derive(Default)]
struct Last;

#[extension(priority = 10)]
impl Lifecycle for First {}

#[extension(before(Third), after("first"))]
impl Lifecycle for Second {}

#[extension(priority = -10)]
impl Lifecycle for Last {}

fn main() -> Result<(), pluginkit::Error> {
    let plugins = PluginManager::builder().plugins(plugins![Last, Third, Second, First]).build()?;
    assert!(plugins.ids().eq(["first", "second", "third", "a-last"]));
    Ok(())
}
