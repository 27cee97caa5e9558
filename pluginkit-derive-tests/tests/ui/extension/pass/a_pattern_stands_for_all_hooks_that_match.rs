use pluginkit::prelude::*;

mod points {
    use pluginkit::prelude::*;

    #[extension_point]
    pub trait Storage {
        fn before_save(&self, name: &str) -> String;
        async fn before_delete(&self, name: &str) -> String;
        fn saved(&self, name: &str) -> String;
        fn r#type(&self, name: &str) -> String;
        #[hook(first_result)]
        fn locate(&self, name: &str) -> Option<u64>;
    }
}

use points::{Storage, StorageWrapper};

#[plugin(id = "audit", version = "1.0.0", listed)]
#[derive(Default)]
struct Audit;

#[extension]
impl Storage for Audit {
    /// Whatever is to come.
    #[on("before_*")]
    fn any(&self, name: &str) -> String {
        format!("before {name}")
    }
    #[on("type")]
    #[cfg(all())]
    fn kind(&self, name: &str) -> String {
        name.to_owned()
    }
    fn saved(&self, name: &str) -> String {
        format!("saved {name}")
    }
    #[cfg(any())]
    #[on("lo*")]
    fn locate_all(&self, name: &str) -> Option<u64> {
        unknown(name)
    }
}

#[extension(wrapper)]
impl StorageWrapper for Audit {
    #[on("*save*")]
    fn any(&self, _: &str, next: Next<'_>) -> HookResult<Vec<String>> {
        Ok(next.run()?.iter().map(|text| text.to_uppercase()).collect())
    }
}

fn main() -> Result<(), pluginkit::Error> {
    let plugins = PluginManager::builder().plugin::<Audit>().build()?;
    let storage = plugins.caller::<dyn Storage>();
    assert_eq!(storage.before_save("a")?, ["BEFORE A"]);
    assert_eq!(pluginkit::block_on(storage.before_delete("a"))??, ["before a"]);
    assert_eq!(storage.saved("a")?, ["SAVED A"]);
    assert_eq!(storage.r#type("a")?, ["a"]);
    assert_eq!(storage.locate("a")?, None);
    Ok(())
}
