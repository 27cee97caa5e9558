use pluginkit::prelude::*;

#[extension_point(id = "feed", id = "news")]
trait Feed {
    #[hook(pipeline, pipeline)]
    fn edit(&self, text: String) -> String;
}

fn main() {}
