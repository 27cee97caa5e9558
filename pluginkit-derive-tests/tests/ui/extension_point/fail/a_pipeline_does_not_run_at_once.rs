use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    #[hook(pipeline, concurrent)]
    async fn render(&self, text: String) -> String;
}

fn main() {}
