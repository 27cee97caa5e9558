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
    #[on("*save*")]
    fn any(&self, _: &str) {}
    fn saved(&self, _: &str) {}
    fn before_save(&self, _: &str) {}
}

fn main() {}
