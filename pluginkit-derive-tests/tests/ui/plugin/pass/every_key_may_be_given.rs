use newsdesk::geo::Geo;
use pluginkit::prelude::*;

#[plugin(
    id = "weather",
    version = env!("CARGO_PKG_VERSION"),
    depends_on(Geo = "^1.2", newsdesk::Timing, "cache" = "2", optional("metrics", "maps" = ">=1, <3"),),
    name = "Weather",
    author = "Ada",
    description = "Headlines about the weather",
    api_version = "1",
    min_app_version = "1.2.0",
    target_application = "newsroom",
    listed,
    crate = pluginkit,
)]
#[derive(Default)]
pub struct Weather;

fn main() {
    assert_eq!(Weather::ID, "weather");
    let needed: Vec<_> = Weather::DEPENDENCIES.iter().map(|one| (one.id(), one.is_optional())).collect();
    assert_eq!(needed, [("geo", false), ("timing", false), ("cache", false), ("metrics", true), ("maps", true)]);
}
