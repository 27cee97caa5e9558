#![deny(warnings, missing_docs, unreachable_pub, rust_2018_idioms, unused, future_incompatible)]
#![deny(missing_debug_implementations, missing_copy_implementations, unused_qualifications)]
#![deny(single_use_lifetimes, private_bounds, private_interfaces, unnameable_types)]
//! A crate of which everything is documented.

use newsdesk::geo::Geo;
use newsdesk::{Feed, Timing};
use pluginkit::plugin_set;

plugin_set! {
    /// Everybody.
    #[derive(Debug)]
    pub struct Newsroom {
        /// Knows places.
        pub geo: Geo,
        timing: Timing,
    }
    points: [Feed];
}

/// Of a module.
pub mod inside {
    pluginkit::plugin_set! {
        /// Everybody, again.
        #[derive(Debug)]
        pub struct Newsroom {
            /// Knows places.
            pub geo: newsdesk::geo::Geo,
        }
        points: [newsdesk::Feed];
    }
}

fn main() {}
