use newsdesk::Feed;
use pluginkit::prelude::*;

#[plugin(id = "my weather", version = "1.0.0")]
#[derive(Default)]
struct Weather;

#[extension]
impl Feed for Weather {
    fn name(&self) -> String {
        "weather".to_owned()
    }
}

fn main() -> Result<(), pluginkit::Error> {
    PluginManager::builder().plugin::<Weather>().plugins(plugins![Weather]).build()?;
    Ok(())
}
