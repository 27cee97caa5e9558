use std::fmt::Debug;

use pluginkit::prelude::*;

trait Named {
    fn own_name(&self) -> String;
}

#[extension_point]
trait Feed: Debug + Named + Send + Sync + 'static {
    fn fetch(&self) -> String;
}

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Debug, Default)]
struct Weather;

impl Named for Weather {
    fn own_name(&self) -> String {
        "fog".to_owned()
    }
}

#[extension]
impl Feed for Weather {
    fn fetch(&self) -> String {
        format!("{self:?} {}", self.own_name())
    }
}

fn main() {
    let feed = PluginManager::builder().plugin::<Weather>().build().unwrap().caller::<dyn Feed>();
    assert_eq!(feed.fetch().unwrap(), ["Weather fog"]);
}
