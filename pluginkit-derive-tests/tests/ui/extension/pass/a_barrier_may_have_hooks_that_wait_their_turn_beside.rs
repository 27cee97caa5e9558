use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    async fn fetch(&self, topic: &str) -> String;
    #[hook(concurrent(limit = 2))]
    async fn refresh(&self);
    #[hook(first_result, concurrent, race)]
    async fn find(&self, topic: &str) -> Result<Option<String>, std::num::ParseIntError>;
}

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension(barrier)]
impl Feed for Weather {
    async fn fetch(&self, topic: &str) -> String {
        topic.to_owned()
    }

    fn refresh(&self) {}
}

#[plugin(id = "timing", version = "1.0.0", listed)]
#[derive(Default)]
struct Timing;

#[extension(wrapper)]
impl FeedWrapper for Timing {
    async fn refresh(&self, next: Next<'_>) -> HookResult<()> {
        next.run().await
    }
}

fn main() {}
