use std::fmt;
use std::io;

use pluginkit::prelude::*;

type Result<T, E = BoxError> = std::result::Result<T, E>;

mod own {
    #[derive(Debug)]
    pub struct Error(pub String);
    impl std::fmt::Display for Error {
        fn fmt(&self, f: &mut super::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str(&self.0)
        }
    }
    impl std::error::Error for Error {}
    pub type Result<T> = std::result::Result<T, Error>;
}

#[extension_point]
trait Store {
    fn write(&self, text: &str) -> io::Result<()>;
    async fn read(&self) -> std::io::Result<Option<String>>;
    fn check(&self) -> own::Result<u8>;
    #[hook(first_result)]
    fn find(&self) -> Result<Option<u8>>;
    #[hook(pipeline)]
    async fn change(&self, text: String) -> Result<String, String>;
    fn relay(&self) -> HookResult<u8>;
    fn complain(&self) -> std::result::Result<u8, &'static str>;
}

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension]
impl Store for Weather {
    fn write(&self, _: &str) -> io::Result<()> {
        Ok(())
    }
    fn read(&self) -> std::io::Result<Option<String>> {
        let text = std::str::from_utf8(b"fog").map_err(io::Error::other)?;
        Ok(Some(text.to_owned()))
    }
    fn check(&self) -> own::Result<u8> {
        Err(own::Error("no".to_owned()))
    }
    fn find(&self) -> Result<Option<u8>> {
        Ok(Some("3".parse()?))
    }
    fn change(&self, text: String) -> Result<String, String> {
        Err(text)
    }
    fn relay(&self) -> HookResult<u8> {
        Ok(4)
    }
    fn complain(&self) -> std::result::Result<u8, &'static str> {
        Err("never")
    }
}

fn main() {
    let store = PluginManager::builder().plugin::<Weather>().build().unwrap().caller::<dyn Store>();
    store.write("a").unwrap();
    assert_eq!(pluginkit::block_on(store.read()).unwrap().unwrap(), ["fog"]);
    assert!(store.check().unwrap_err().to_string().contains("weather"));
    assert_eq!(store.find().unwrap(), Some(3));
    assert!(pluginkit::block_on(store.change("a".into())).unwrap().is_err());
    assert_eq!(store.relay().unwrap(), [4]);
    assert_eq!(store.reported().complain().failures.len(), 1);
}
