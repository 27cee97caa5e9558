use pluginkit::prelude::*;

#[extension_point(timeout = "2s", slow = "3s")]
trait Feed {
    fn fetch(&self) -> String;
}

#[extension_point(on_slow = disable(after = 3), breaker(failures = 5))]
trait Maps {
    async fn find(&self) -> String;
}

fn main() {}
