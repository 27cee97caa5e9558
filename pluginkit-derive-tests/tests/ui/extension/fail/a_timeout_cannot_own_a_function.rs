use pluginkit::prelude::*;

#[extension_point]
trait Archive {
    fn sort(&self, compare: &dyn Fn(&str, &str) -> bool) -> bool;
}

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension(timeout = "2s")]
impl Archive for Weather {
    fn sort(&self, compare: &dyn Fn(&str, &str) -> bool) -> bool {
        compare("fog", "sun")
    }
}

fn main() {}
