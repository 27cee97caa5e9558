#![no_implicit_prelude]

#[::pluginkit::extension_point(on_error = report)]
pub trait Feed {
    async fn fetch(&self, topic: &str) -> ::std::string::String;
    #[hook(pipeline, on_error = fail_fast)]
    fn render(&self, text: ::std::string::String) -> ::std::string::String;
    #[hook(first_result)]
    fn locate(&self, place: &str) -> ::std::option::Option<u64>;
    fn save(&self, size: usize) -> ::std::result::Result<(), ::std::io::Error>;
}

#[::pluginkit::plugin(id = "weather", version = "1.0.0", listed, depends_on(optional("geo")))]
#[derive(::std::default::Default)]
pub struct Weather;

fn always(_: &Weather, _: &str) -> bool {
    true
}

#[::pluginkit::extension(priority = 3, timeout = "9s", blocking, when = always, before("stocks"))]
impl Feed for Weather {
    fn fetch(&self, topic: &str) -> ::std::string::String {
        ::std::borrow::ToOwned::to_owned(topic)
    }
}

#[::pluginkit::plugin(id = "editor", version = "1.0.0", listed)]
#[derive(::std::default::Default)]
pub struct Editor;

#[::pluginkit::extension(wrapper)]
impl FeedWrapper for Editor {
    fn render(
        &self,
        text: ::std::string::String,
        next: ::pluginkit::Next<'_>,
    ) -> ::pluginkit::HookResult<::std::string::String> {
        next.run(text)
    }
}

fn main() {
    let listed = ::pluginkit::plugins![Weather, Editor];
    let plugins = ::pluginkit::PluginManager::builder().plugins(listed).build().unwrap();
    let feed = plugins.caller::<dyn Feed>();
    ::std::assert_eq!(::pluginkit::block_on(feed.fetch("fog")).unwrap().value, ["fog"]);
    ::std::assert_eq!(feed.render(::std::borrow::ToOwned::to_owned("fog")).unwrap(), "fog");
}
