use newsdesk::Feed;
use pluginkit::prelude::*;

struct Cache<T>(T);

#[extension]
impl<T: Send + Sync + 'static> Feed for Cache<T> {
    fn name(&self) -> String {
        "cache".to_owned()
    }
}

fn main() {}
