use pluginkit::prelude::*;

#[extension_point(on_error = isolated)]
trait Feed {
    #[hook(on_error = "report")]
    fn fetch(&self);
    #[hook(on_error)]
    fn load(&self);
    #[hook(on_error = panic)]
    fn save(&self);
}

fn main() {}
