use std::future::ready;

use newsdesk::Feed;
use pluginkit::prelude::*;

macro_rules! plugins {
    ($($name:ident $id:literal { $($hook:tt)* })*) => {$(
        #[plugin(id = $id, version = "1.0.0", listed)]
        #[derive(Default)]
        struct $name;

        #[extension]
        impl Feed for $name {
            $($hook)*
        }
    )*};
}

plugins! {
    Waiting "a" {
        async fn fetch(&self, topic: &str) -> String {
            ready(topic.to_owned()).await
        }
    }
    Immediate "b" {
        fn fetch(&self, topic: &str) -> String {
            if topic.is_empty() {
                return "nothing".to_owned();
            }
            let first = || Some(topic.chars().next()?.to_string());
            first().unwrap_or_default()
        }
    }
    Handmade "c" {
        fn fetch(&self, topic: &str) -> impl Future<Output = String> + Send {
            ready(topic.to_owned())
        }
    }
}

fn main() {
    let listed = pluginkit::plugins![Waiting, Immediate, Handmade];
    let feed = PluginManager::builder().plugins(listed).build().unwrap().caller::<dyn Feed>();
    assert_eq!(pluginkit::block_on(feed.fetch("fog")).unwrap().unwrap(), ["fog", "f", "fog"]);
}
