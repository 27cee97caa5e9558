#![no_implicit_prelude]

#[::pluginkit::plugin(id = "weather", version = "1.0.0", listed)]
#[derive(::std::default::Default)]
pub struct Weather;

#[::pluginkit::extension]
impl ::newsdesk::Feed for Weather {
    fn fetch(&self, topic: &str) -> ::std::string::String {
        ::std::borrow::ToOwned::to_owned(topic)
    }
}

#[::pluginkit::extension(wrapper)]
impl ::newsdesk::FeedWrapper for Weather {
    fn name(
        &self,
        next: ::pluginkit::Next<'_>,
    ) -> ::pluginkit::HookResult<::std::vec::Vec<::std::string::String>> {
        next.run()
    }
}

::pluginkit::plugin_set! {
    pub struct Newsroom { weather: Weather, geo: ::newsdesk::geo::Geo }
    points: [::newsdesk::Feed];
}

fn main() {
    let set = <Newsroom as ::std::default::Default>::default();
    let feed = set.caller::<dyn ::newsdesk::Feed>();
    ::std::assert_eq!(::pluginkit::block_on(feed.fetch("fog")).unwrap().unwrap(), ["fog"]);
}
