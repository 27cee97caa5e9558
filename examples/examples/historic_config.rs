//! A configuration that is told once and heard by everybody: by those who are there, and by plugins that come later.

use pluginkit::prelude::*;

#[extension_point]
trait Configuration {
    /// A setting has this value from now on. The last eight changes are remembered.
    #[hook(historic(keep = 8))]
    fn changed(&self, key: &str, value: &str);

    /// Which port should be opened, for those who want one.
    #[hook(historic)]
    async fn ports(&self, host: &str) -> Option<u16>;

    /// What must hold; whoever cannot live with it is not taken in.
    #[hook(historic)]
    fn required(&self, memory: u32) -> Result<(), BoxError>;
}

#[plugin(id = "log", version = "1.0.0")]
#[derive(Default)]
struct Log;

#[extension]
impl Configuration for Log {
    fn changed(&self, key: &str, value: &str) {
        println!("  log: {key} = {value}");
    }
}

#[plugin(id = "web", version = "1.0.0", listed)]
#[derive(Default)]
struct Web;

#[extension]
impl Configuration for Web {
    fn changed(&self, key: &str, value: &str) {
        println!("  web: {key} = {value}");
    }

    async fn ports(&self, host: &str) -> Option<u16> {
        println!("  web: a port on {host}, please");
        Some(8080)
    }
}

#[plugin(id = "search", version = "1.0.0", listed)]
#[derive(Default)]
struct Search;

#[extension]
impl Configuration for Search {
    fn required(&self, memory: u32) -> Result<(), BoxError> {
        if memory < 512 { Err(format!("{memory} MB are not enough").into()) } else { Ok(()) }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), BoxError> {
    let plugins = PluginManager::builder().plugin::<Log>().build()?;
    let configuration = plugins.caller::<dyn Configuration>();

    println!("the host tells what it knows:");
    configuration.changed("theme", "light")?;
    configuration.changed("theme", "dark")?;
    configuration.required(256)?;
    configuration.ports_remembered("localhost", |port| println!("  host: opens {port}")).await?;

    println!("web comes later:");
    plugins.register(Web).await?;

    println!("everybody hears of what is new:");
    configuration.changed("language", "en")?;

    println!("web is switched off, misses something, and is switched on:");
    plugins.disable("web")?;
    configuration.changed("language", "de")?;
    plugins.enable("web")?;

    println!("search cannot live with what was required:");
    if let Err(error) = plugins.register(Search).await {
        println!("  {error}");
    }
    println!("  search is there: {}", plugins.descriptor("search").is_some());

    println!("{} changes are remembered", configuration.changed_history().len());
    configuration.changed_history().clear();
    println!("{} after a clear", configuration.changed_history().len());
    Ok(())
}
