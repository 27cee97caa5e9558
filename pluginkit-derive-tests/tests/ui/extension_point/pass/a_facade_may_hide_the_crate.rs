use newsdesk::facade;

mod through_the_facade {
    use newsdesk::facade::{self, HookResult, Next};

    #[facade::extension_point(crate = facade::pluginkit)]
    pub trait Feed {
        async fn fetch(&self, topic: &str) -> String;
    }

    #[facade::plugin(id = "weather", version = "1.0.0", listed, crate = newsdesk::facade::pluginkit)]
    #[derive(Default)]
    pub struct Weather;

    #[facade::extension(crate = ::newsdesk::facade::pluginkit, timeout = "9s")]
    impl Feed for Weather {
        fn fetch(&self, topic: &str) -> String {
            topic.to_owned()
        }
    }

    #[facade::extension(wrapper, crate = facade::pluginkit)]
    impl FeedWrapper for Weather {
        async fn fetch(&self, _topic: &str, next: Next<'_>) -> HookResult<Vec<String>> {
            next.run().await
        }
    }
}

use through_the_facade::{Feed, Weather};

fn main() {
    let plugins = facade::PluginManager::builder().plugin::<Weather>().build().unwrap();
    let feed = plugins.caller::<dyn Feed>();
    assert_eq!(facade::pluginkit::block_on(feed.fetch("fog")).unwrap().unwrap(), ["fog"]);
}
