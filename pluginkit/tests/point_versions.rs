//! `#[extension_point(version = "..")]`: a version of the contract, which those who extend it may ask for.

#![cfg(feature = "tokio")]

use pluginkit::ExtensionPoint;
use pluginkit::prelude::*;

#[extension_point(version = "1.2.0-beta.1")]
trait Feed {
    #[hook(since = "1.2")]
    fn fetch(&self, topic: &str) -> String;
}

#[extension_point]
trait Search {
    fn find(&self, words: &str) -> String;
}

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension(requires = "^1.2.0-beta", priority = 3)]
impl Feed for Weather {
    fn fetch(&self, topic: &str) -> String {
        format!("fog over the {topic}")
    }
}

#[test]
fn a_point_tells_its_version() {
    assert_eq!(<dyn Feed as ExtensionPoint>::VERSION, Some("1.2.0-beta.1"));
    assert_eq!(<dyn Search as ExtensionPoint>::VERSION, None);
}

#[test]
fn who_asks_for_a_version_that_there_is_is_called_like_anybody() -> Result<(), pluginkit::Error> {
    let plugins = PluginManager::builder().plugin::<Weather>().build()?;
    assert_eq!(plugins.caller::<dyn Feed>().fetch("harbor")?, ["fog over the harbor"]);
    Ok(())
}
