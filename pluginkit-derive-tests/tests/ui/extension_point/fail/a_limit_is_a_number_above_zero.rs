use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    #[hook(concurrent(limit = 0))]
    async fn none(&self) -> String;
    #[hook(concurrent(limit = "four"))]
    async fn words(&self) -> String;
    #[hook(concurrent(limit = -1))]
    async fn less(&self) -> String;
    #[hook(concurrent(limit = 10_000_000_000))]
    async fn more(&self) -> String;
    #[hook(concurrent(limit = 2, limit = 4))]
    async fn twice(&self) -> String;
    #[hook(concurrent(most = 4))]
    async fn other(&self) -> String;
    #[hook(concurrent())]
    async fn empty(&self) -> String;
    #[hook(concurrent = 4)]
    async fn equal(&self) -> String;
}

fn main() {}
