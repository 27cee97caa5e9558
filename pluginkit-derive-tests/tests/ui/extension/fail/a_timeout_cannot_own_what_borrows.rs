use pluginkit::prelude::*;

#[extension_point]
trait Archive {
    fn look_up(&self, titles: &[&str], place: Option<&str>) -> usize;
}

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension(timeout = "2s")]
impl Archive for Weather {
    fn look_up(&self, titles: &[&str], place: Option<&str>) -> usize {
        titles.len() + place.iter().len()
    }
}

fn main() {}
