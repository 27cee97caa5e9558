use pluginkit::prelude::*;

mod points {
    use pluginkit::prelude::*;

    #[extension_point]
    pub trait Storage {
        fn before_save(&self, name: &str);
        fn before_delete(&self, name: &str);
        async fn before_copy(&self, name: &str, to: &str);
        fn saved(&self, name: &str);
    }
}

#[plugin(id = "audit", version = "1.0.0", listed)]
#[derive(Default)]
struct Audit;

#[extension]
impl points::Storage for Audit {
    #[on("")]
    fn empty(&self, _: &str) {}
    #[on("storage.*")]
    fn id(&self, _: &str) {}
    #[on(before)]
    fn name(&self, _: &str) {}
    #[on]
    fn nothing(&self, _: &str) {}
    #[on()]
    fn no_word(&self, _: &str) {}
    #[on("saved")]
    #[on("before_save")]
    fn several(&self, _: &str) {}
}

fn main() {}
