use in_2018::{Editor, Feed, Stocks, Weather};
use pluginkit::plugin_set;

plugin_set! {
    struct Newsroom { weather: Weather, stocks: Stocks, editor: Editor, other: in_2021::Weather }
    points: [Feed, in_2021::Feed];
}

fn main() {
    let set = Newsroom::default();
    let headlines = pluginkit::block_on(set.caller::<dyn Feed>().fetch("harbor")).unwrap().unwrap();
    assert_eq!(headlines, ["harbor is up", "fog over the harbor", "that is all"]);
}
