use pluginkit::{plugin, plugin_set};

#[plugin(id = "geo", version = "1.0.0", listed, depends_on("maps"))]
#[derive(Default)]
struct Geo;

#[plugin(id = "maps", version = "1.0.0", listed, depends_on("tiles", "disk"))]
#[derive(Default)]
struct Maps;

#[plugin(id = "tiles", version = "1.0.0", listed, depends_on("disk"))]
#[derive(Default)]
struct Tiles;

#[plugin(id = "disk", version = "1.0.0", listed, depends_on("geo"))]
#[derive(Default)]
struct Disk;

#[plugin(id = "weather", version = "1.0.0", listed, depends_on("geo"))]
#[derive(Default)]
struct Weather;

plugin_set! {
    struct Newsroom { weather: Weather, geo: Geo, maps: Maps, tiles: Tiles, disk: Disk }
    points: [];
}

fn main() {}
