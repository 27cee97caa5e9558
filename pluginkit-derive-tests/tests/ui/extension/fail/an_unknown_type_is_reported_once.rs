use newsdesk::Feed;
use pluginkit::prelude::*;

#[extension(timeout = "2s", before(Stocks))]
impl Feed for Weather {
    fn name(&self) -> String {
        "weather".to_owned()
    }
}

fn main() {}
