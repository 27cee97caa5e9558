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
    #[on("before_*e")]
    fn first(&self, _: &str) {}
    #[on("*saved")]
    fn second(&self, _: &str) {}
    #[on("*_save")]
    fn third(&self, _: &str) {}
    #[on("*d*e*")]
    fn fourth(&self, _: &str) {}
    fn before_copy(&self, _: &str, _: &str) {}
}

fn main() {}
