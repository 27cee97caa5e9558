//! The newsroom's plugins, from the same crates, as a set: the compiler chooses, checks and orders them, and there is no manager.
//!
//! `static-newsroom --manager` hands the same set to a manager, and prints the same page.

mod page;

use newsroom_api::{Desk, Feed, Request};
use pluginkit::{PluginManager, plugin_set};

plugin_set! {
    /// Everybody but the Night Courier, who answers after ten seconds: that is cut short by its `timeout`, and a set has none.
    pub struct Newsroom {
        summit_observer: newsroom_atom::SummitObserver,
        valley_echo: newsroom_broken::ValleyEcho,
        cape_lantern: newsroom_careless::CapeLantern,
        case_desk: newsroom_cleaner::CaseDesk,
        copy_desk: newsroom_cleaner::CopyDesk,
        tidewater_wire: newsroom_jsonfeed::TidewaterWire,
        press_directory: newsroom_resolver::PressDirectory,
        harbor_gazette: newsroom_rss::HarborGazette,
        stopwatch: newsroom_timing::Stopwatch,
    }
    points: [Feed, Desk];
}

/// Where the documents of the newsroom's sources are.
const FEEDS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../newsroom/feeds");

#[tokio::main]
async fn main() -> Result<(), pluginkit::Error> {
    let set = Newsroom::default();
    let request = Request::new(FEEDS);
    let page = if std::env::args().any(|argument| argument == "--manager") {
        let plugins = PluginManager::builder().set(set).build()?;
        page::print(&plugins.caller::<dyn Feed>(), &plugins.caller::<dyn Desk>(), &request).await
    } else {
        page::print(&set.caller::<dyn Feed>(), &set.caller::<dyn Desk>(), &request).await
    };
    print!("{page}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use pluginkit::PluginSet;

    use super::Newsroom;

    #[test]
    fn every_point_that_the_plugins_extend_is_listed() {
        assert_eq!(Newsroom::unlisted(), []);
    }
}
