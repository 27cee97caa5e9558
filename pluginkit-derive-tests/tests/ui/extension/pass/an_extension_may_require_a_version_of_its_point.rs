use pluginkit::prelude::*;

mod points {
    use pluginkit::prelude::*;

    #[extension_point(version = "1.2.0")]
    pub trait Feed {
        #[hook(since = "1.2")]
        fn fetch(&self, topic: &str) -> String;
    }
}

use points::{Feed as Source, FeedWrapper};

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension(requires = "^1.1")]
impl Source for Weather {
    fn fetch(&self, topic: &str) -> String {
        topic.to_owned()
    }
}

#[extension(wrapper, requires = ">=1, <2")]
impl FeedWrapper for Weather {
    fn fetch(&self, _: &str, next: Next<'_>) -> HookResult<Vec<String>> {
        next.run()
    }
}

fn main() {}
