use pluginkit::prelude::*;

mod points {
    use pluginkit::prelude::*;

    #[extension_point(version = "1.2.0")]
    pub trait Feed {
        fn fetch(&self, topic: &str) -> String;
    }

    #[extension_point(id = "full_text_search")]
    pub trait Search {
        fn find(&self, words: &str) -> String;
    }
}

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension(requires = "^2")]
impl points::Feed for Weather {
    fn fetch(&self, topic: &str) -> String {
        topic.to_owned()
    }
}

#[extension(wrapper, priority = 10, requires = ">=1.3, <2")]
impl points::FeedWrapper for Weather {}

#[extension(requires = "^1.1")]
impl points::Search for Weather {
    fn find(&self, words: &str) -> String {
        words.to_owned()
    }
}

fn main() {}
