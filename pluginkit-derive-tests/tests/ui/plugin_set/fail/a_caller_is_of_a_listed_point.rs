use newsdesk::geo::Geo;
use newsdesk::{Feed, Plain};
use pluginkit::{extension_point, plugin_set};

#[extension_point]
trait Archive {
    fn look_up(&self, title: &str) -> Option<String>;
}

plugin_set! {
    struct Newsroom { geo: Geo }
    points: [Feed];
}

fn main() {
    let set = Newsroom::default();
    set.caller::<dyn Archive>();
    set.caller::<dyn Plain>();
    set.caller::<dyn newsdesk::FeedWrapper>();
}
