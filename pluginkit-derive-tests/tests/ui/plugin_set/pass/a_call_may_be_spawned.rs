//! The futures of a set's callers can be sent, whoever sits in it and whatever the strategy.

use std::sync::Arc;

use newsdesk::geo::Geo;
use newsdesk::{Feed, Timing};
use pluginkit::plugin_set;
use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension(after("geo"))]
impl Feed for Weather {
    async fn fetch(&self, topic: &str) -> String {
        std::future::ready(()).await;
        format!("fog over the {topic}")
    }
    async fn translate(&self, text: String, language: &str) -> Result<String, BoxError> {
        std::future::ready(()).await;
        Ok(text + language)
    }
}

plugin_set! {
    struct Newsroom { geo: Geo, timing: Timing, weather: Weather }
    points: [Feed];
}

fn spawned<T: Send + 'static>(future: impl Future<Output = T> + Send + 'static) -> T {
    std::thread::spawn(move || pluginkit::block_on(future).unwrap()).join().unwrap()
}

fn sent<T: Send + Sync>(value: T) -> T {
    value
}

fn main() {
    let set = Arc::new(Newsroom::default());
    let all = Arc::clone(&set);
    let headlines = spawned(async move {
        let running = all.start().await.unwrap();
        let feed = sent(all.caller::<dyn Feed>());
        let mut headlines = feed.fetch("harbor").await.unwrap();
        headlines.extend(feed.isolated().fetch("sea").await);
        headlines.extend(feed.reported().fetch("sky").await.value);
        feed.fetch_into(&mut headlines, "end").await.unwrap();
        feed.isolated().fetch_into(&mut headlines, "end").await;
        headlines.push(feed.translate("fog".to_owned(), "nebel").await.unwrap());
        running.stop().await.unwrap();
        headlines
    });
    assert_eq!(headlines.len(), 6);
    assert_eq!(headlines[5], "fognebel");
}
