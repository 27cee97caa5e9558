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
    #[on("before_*")]
    fn any(&self, name: &String) {
        let _ = name;
    }
    #[on("save*")]
    async fn later(&self, name: &str) {
        let _ = name;
    }
}

fn main() {}
