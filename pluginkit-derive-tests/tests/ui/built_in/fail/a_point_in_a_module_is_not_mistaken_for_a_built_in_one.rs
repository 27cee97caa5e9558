mod clinic {
    use pluginkit::prelude::*;

    #[extension_point]
    pub trait Health {
        fn beats(&self) -> u8;
    }
}

use clinic::Health;
use pluginkit::prelude::*;

fn main() -> Result<(), pluginkit::Error> {
    let plugins = PluginManager::builder().build()?;
    plugins.caller::<dyn Health>().beats()?;
    Ok(())
}
