use std::sync::Arc;

// Its desks are discovered, however many there are. Discovery finds what is linked, and this line links the crate.
use newsroom_cleaner as _;
use newsroom_timing::Stopwatch;
use pluginkit::prelude::*;

/// The sources are listed, the desks are found, and the stopwatch is handed in, because the newsroom reads it.
pub(crate) fn assemble(stopwatch: &Arc<Stopwatch>) -> Result<PluginManager, pluginkit::Error> {
    PluginManager::builder()
        .plugins(plugins![
            newsroom_atom::SummitObserver,
            newsroom_broken::ValleyEcho,
            newsroom_careless::CapeLantern,
            newsroom_jsonfeed::TidewaterWire,
            newsroom_resolver::PressDirectory,
            newsroom_rss::HarborGazette,
            newsroom_slow::NightCourier,
        ])
        .instance(stopwatch)
        .discover()
        .expect(["newsroom-cleaner"])
        .build()
}
