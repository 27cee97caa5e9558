//! Plugins that answer over HTTP: each below a prefix of its own, and only while it is active.

use axum::body::{Body, to_bytes};
use axum::extract::Path;
use axum::http::Request;
use axum::routing::get;
use axum::{Extension, Router};
use pluginkit::prelude::*;
use pluginkit::routes::{Caller, Mount, Routes};
use tower::ServiceExt;

/// What the start page shows.
#[extension_point]
trait Tile {
    fn tile(&self) -> String;
}

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension]
impl Routes for Weather {
    fn routes(&self) -> Router {
        Router::new()
            .route("/", get(async || "fog"))
            .route("/days/{day}", get(async |Path(day): Path<u8>| format!("day {day}: fog")))
    }
}

#[extension]
impl Tile for Weather {
    fn tile(&self) -> String {
        "fog today".into()
    }
}

#[plugin(id = "news", version = "1.0.0", listed)]
#[derive(Default)]
struct News;

#[extension]
impl Routes for News {
    fn routes(&self) -> Router {
        Router::new()
            .route("/", get(async || "nothing happened"))
            .route("/scoop", get(async || -> &'static str { panic!("no scoop today") }))
    }
}

#[extension]
impl Tile for News {
    fn tile(&self) -> String {
        "no news".into()
    }
}

/// A handler of the host, which finds the caller of a point by its type.
async fn home(Caller(tiles): Caller<TileCaller>) -> String {
    tiles.isolated().tile().join(" | ")
}

async fn ask(app: &Router, path: &str) {
    let request = Request::get(path).body(Body::empty()).expect("a path");
    let Ok(response) = app.clone().oneshot(request).await;
    let status = response.status();
    let body = to_bytes(response.into_body(), 1024).await.expect("a short body");
    println!("GET {path}: {status} {}", String::from_utf8_lossy(&body));
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let plugins = PluginManager::builder().plugin::<Weather>().plugin::<News>().build()?;
    let routes = Mount::new(&plugins).under("/api").prefix("weather", "/sky").router()?;
    let app = Router::new().route("/", get(home)).layer(Extension(plugins.clone())).merge(routes);

    for plugin in plugins.inspections() {
        println!("{}: {}", plugin.descriptor.id(), plugin.routes.join(", "));
    }
    ask(&app, "/").await;
    ask(&app, "/api/sky/days/4").await;
    ask(&app, "/api/news").await;

    println!("\nweather is switched off");
    plugins.disable("weather")?;
    ask(&app, "/").await;
    ask(&app, "/api/sky/days/4").await;
    plugins.enable("weather")?;
    ask(&app, "/api/sky").await;

    println!("\na handler panics");
    // What the panic says is for those who run the service.
    std::panic::set_hook(Box::new(|_| {}));
    let _heard = plugins.subscribe(|event| println!("event: {event}"));
    ask(&app, "/api/news/scoop").await;

    println!("\nwho would be in the way is named");
    let errors = Mount::new(&plugins).prefix("news", "/weather/news").router().expect_err("they overlap");
    println!("{errors}");
    Ok(())
}
