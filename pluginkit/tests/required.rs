//! `#[hook(required)]`: a hook that no extension leaves out, and a wrapper may.

#![cfg(feature = "tokio")]

use pluginkit::prelude::*;
use pluginkit::{ExtensionPoint, HookInfo};

#[extension_point]
trait Feed {
    #[hook(required)]
    async fn fetch(&self, topic: &str) -> String;
    #[hook(first_result, required)]
    fn locate(&self, place: &str) -> Option<u8>;
    fn published(&self);
}

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension]
impl Feed for Weather {
    fn fetch(&self, topic: &str) -> String {
        format!("fog over the {topic}")
    }
    fn locate(&self, place: &str) -> Option<u8> {
        (place == "harbor").then_some(54)
    }
}

#[plugin(id = "shout", version = "1.0.0", listed)]
#[derive(Default)]
struct Shout;

#[extension(wrapper)]
impl FeedWrapper for Shout {
    async fn fetch(&self, _topic: &str, next: Next<'_>) -> HookResult<Vec<String>> {
        Ok(next.run().await?.iter().map(|headline| headline.to_uppercase()).collect())
    }
}

#[test]
fn a_point_tells_which_of_its_hooks_are_required() {
    let required = <dyn Feed as ExtensionPoint>::HOOKS.iter().map(HookInfo::required);
    assert!(required.eq([true, true, false]));
}

#[tokio::test]
async fn hooks_that_are_required_are_called_like_any_other() -> Result<(), pluginkit::Error> {
    let plugins = PluginManager::builder().plugin::<Weather>().plugin::<Shout>().build()?;
    let feed = plugins.caller::<dyn Feed>();
    assert_eq!(feed.fetch("harbor").await?, ["FOG OVER THE HARBOR"]);
    assert_eq!(feed.locate("harbor")?, Some(54));
    Ok(())
}
