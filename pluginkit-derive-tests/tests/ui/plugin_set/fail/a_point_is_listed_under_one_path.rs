use newsdesk::Feed as News;
use newsdesk::geo::Geo;
use pluginkit::plugin_set;

plugin_set! {
    struct Newsroom { geo: Geo }
    points: [News, newsdesk::Feed, ::newsdesk::Feed];
}

fn main() {
    let _ = Newsroom::default().caller::<dyn News>().name();
}
