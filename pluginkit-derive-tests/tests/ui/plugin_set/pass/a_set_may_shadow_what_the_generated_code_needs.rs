//! Names of the standard library, of the crate and of the generated code, in the scope of a set.

#![allow(dead_code, non_camel_case_types, non_upper_case_globals)]

struct Option;
struct Vec;
struct Result;
struct Send;
struct Future;
enum Some {}
struct Member;
struct Default;
struct Set;
trait Extends {}
trait Plugin {}
trait Lists {}
trait Life {}
mod core {}
mod std {}
mod pluginkit {}
const ORDER: usize = 0;

struct Weather;

impl ::core::default::Default for Weather {
    fn default() -> Self {
        Weather
    }
}

mod plugin {
    #[::pluginkit::plugin(id = "weather", version = "1.0.0", listed)]
    #[derive(Default)]
    pub struct Weather;

    #[::pluginkit::extension]
    impl ::newsdesk::Feed for Weather {}
}

::pluginkit::plugin_set! {
    struct Lists2 { set: plugin::Weather, caller: newsdesk::geo::Geo, start: newsdesk::Timing }
    points: [::newsdesk::Feed];
}

fn main() {
    let set: Lists2 = ::core::default::Default::default();
    ::core::assert!(set.caller::<dyn newsdesk::Feed>().name().is_ok());
}
