use pluginkit::prelude::*;

mod points {
    use pluginkit::prelude::*;

    #[extension_point]
    pub trait Feed {
        #[hook(required)]
        async fn fetch(&self, topic: &str) -> String;
        #[hook(first_result, required)]
        fn locate<'a>(&self, place: &'a str, names: &[&'a str]) -> Option<(f64, f64)>;
        fn published(&self);
    }
}

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension]
impl points::Feed for Weather {
    fn locate(&self, _: &str, _: &[&str]) -> Option<(f64, f64)> {
        None
    }
}

#[plugin(id = "stocks", version = "1.0.0", listed)]
#[derive(Default)]
struct Stocks;

#[extension]
impl points::Feed for Stocks {}

fn main() {}
