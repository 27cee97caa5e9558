use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    #[deprecated(note = "use `fetch`")]
    fn load(&self, topic: &str) -> String;
}

fn main() {}
