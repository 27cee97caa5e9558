use pluginkit::prelude::*;

struct Connection;

#[extension_point]
trait Feed {
    fn fetch(&self, connection: Connection);
    async fn load(&self, topic: &str, connection: Connection);
}

fn main() {}
