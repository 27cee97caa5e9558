//! Three plugins in a row, `a` ← `b` ← `c`: starting one starts what it needs, stopping one stops who needs it.

use pluginkit::prelude::*;

#[plugin(id = "a", version = "1.0.0")]
#[derive(Default)]
struct A;

#[extension]
impl Lifecycle for A {
    fn start(&self, _cx: &PluginContext) -> Result<(), BoxError> {
        println!("  a starts");
        Ok(())
    }
    fn stop(&self, _cx: &PluginContext) -> Result<(), BoxError> {
        println!("  a stops");
        Ok(())
    }
}

#[plugin(id = "b", version = "1.0.0", depends_on(A))]
#[derive(Default)]
struct B;

/// A hook may be asynchronous or not, plugin by plugin, and each is optional.
#[extension]
impl Lifecycle for B {
    async fn init(&self, _cx: &PluginContext) -> Result<(), BoxError> {
        println!("  b makes itself ready");
        Ok(())
    }
    async fn start(&self, _cx: &PluginContext) -> Result<(), BoxError> {
        println!("  b starts");
        Ok(())
    }
    async fn stop(&self, _cx: &PluginContext) -> Result<(), BoxError> {
        println!("  b stops");
        Ok(())
    }
    async fn unload(&self, _cx: &PluginContext) -> Result<(), BoxError> {
        println!("  b packs up");
        Ok(())
    }
}

#[plugin(id = "c", version = "1.0.0", depends_on(B))]
#[derive(Default)]
struct C;

#[extension]
impl Lifecycle for C {
    fn start(&self, _cx: &PluginContext) -> Result<(), BoxError> {
        println!("  c starts");
        Ok(())
    }
    fn stop(&self, _cx: &PluginContext) -> Result<(), BoxError> {
        println!("  c stops");
        Ok(())
    }
}

#[tokio::main]
async fn main() -> Result<(), pluginkit::Error> {
    let plugins = PluginManager::discover()?;
    println!("Built:");
    print_states(&plugins);

    println!("Start c. It needs b, which needs a:");
    plugins.start_plugin("c").await?;
    print_states(&plugins);

    println!("Stop a. Nobody can go on without it:");
    plugins.stop_plugin("a").await?;
    print_states(&plugins);

    println!("Start b. What it needs starts with it, and nothing else; it is ready since its first start:");
    plugins.start_plugin("b").await?;
    print_states(&plugins);

    println!("Start everything. What runs is left alone:");
    plugins.start().await?;
    print_states(&plugins);

    println!("Remove b:");
    plugins.remove("b").await?;
    print_states(&plugins);

    println!("Register b again. The plugins are started, so it starts, and who waited for it too:");
    plugins.register(B).await?;
    print_states(&plugins);

    println!("Stop:");
    plugins.stop().await?;
    print_states(&plugins);

    if let Err(error) = plugins.start_plugin("d").await {
        println!("Start d: {error}");
    }
    Ok(())
}

fn print_states(plugins: &PluginManager) {
    for plugin in plugins.descriptors() {
        let failure = plugin.failure().map(|failure| format!(": {failure}")).unwrap_or_default();
        println!("{} is {}{failure}", plugin.id(), plugin.state());
    }
    println!();
}
