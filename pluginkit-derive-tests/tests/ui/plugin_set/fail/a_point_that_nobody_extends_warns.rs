#![deny(warnings)]

use newsdesk::geo::Geo;
use newsdesk::Feed;
use pluginkit::{extension_point, plugin_set};

/// Points.
pub mod points {
    /// Where old headlines are.
    #[pluginkit::extension_point]
    pub trait Archive {
        /// Finds one.
        fn look_up(&self, title: &str) -> Option<String>;
    }
}

#[extension_point]
trait Search {
    async fn search(&self, title: &str) -> Option<String>;
}

plugin_set! {
    struct Newsroom { geo: Geo }
    points: [points::Archive, Feed, Search];
}

fn main() {
    let set = Newsroom::default();
    let _ = set.caller::<dyn points::Archive>().look_up("fog");
    let _ = set.caller::<dyn Feed>().name();
    drop(set.caller::<dyn Search>().search("fog"));
}
