use newsdesk::geo::Geo;
use pluginkit::plugin_set;

trait Feed {
    fn fetch(&self) -> String;
}

plugin_set! {
    struct Newsroom { geo: Geo }
    points: [Feed, self::Feed, newsdesk::Plain, std::fmt::Display, Clone, newsdesk::Feed];
}

fn main() {
    let _ = Newsroom::default().caller::<dyn newsdesk::Feed>().name();
}
