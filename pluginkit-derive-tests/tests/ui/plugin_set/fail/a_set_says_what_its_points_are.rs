use newsdesk::geo::Geo;
use pluginkit::plugin_set;

plugin_set! {
    struct Newsroom { geo: Geo }
}

fn main() {
    let _ = Newsroom::default().caller::<dyn newsdesk::Feed>().name();
}
