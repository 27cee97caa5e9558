//! Routes come with their plugin, each once, and go when it is not called.
#![cfg(feature = "axum")]

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Barrier};

use axum::body::Body;
use axum::extract::{MatchedPath, OriginalUri, Path, State};
use axum::http::{Request, StatusCode};
use axum::routing::{get, post};
use axum::{Extension, Router};
use http_body_util::BodyExt;
use pluginkit::prelude::*;
use pluginkit::routes::{Caller, Inactive, Mount, RouteError, Routes, serve};
use pluginkit::{PluginEvent, block_on};
use tokio::sync::{Notify, oneshot};
use tower::ServiceExt;

mod support;
use support::Log;

/// What a client gets for a path.
async fn get_of(app: &Router, path: &str) -> (u16, String) {
    let request = Request::get(path).body(Body::empty()).unwrap();
    let response = app.clone().oneshot(request).await.unwrap();
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

async fn status_of(app: &Router, path: &str) -> u16 {
    get_of(app, path).await.0
}

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather {
    asked: Arc<AtomicU32>,
}

async fn weather(State(asked): State<Arc<AtomicU32>>) -> String {
    format!("fog {}", asked.fetch_add(1, Ordering::Relaxed) + 1)
}

async fn day(Path(day): Path<u8>, uri: OriginalUri, matched: MatchedPath) -> String {
    format!("{day} {} {}", uri.path(), matched.as_str())
}

#[extension]
impl Routes for Weather {
    fn routes(&self) -> Router {
        Router::new()
            .route("/", get(async || "weather"))
            .route("/today", get(weather))
            .route("/days/{day}", get(day))
            .route("/report", post(async |body: String| body))
            .with_state(Arc::clone(&self.asked))
    }
}

#[plugin(id = "chat", version = "1.0.0", listed)]
#[derive(Default)]
struct Chat;

#[extension]
impl Routes for Chat {
    fn routes(&self) -> Router {
        Router::new()
            .route("/today", get(async || "nothing was said"))
            .route("/crash", get(async || -> &'static str { panic!("out of words: {}", 7) }))
    }
}

#[tokio::test]
async fn each_plugin_answers_below_its_own_prefix() {
    let plugins = PluginManager::builder().plugin::<Weather>().plugin::<Chat>().build().unwrap();
    let app = plugins.router().unwrap();
    assert_eq!(get_of(&app, "/weather/today").await, (200, "fog 1".to_owned()));
    assert_eq!(get_of(&app, "/weather/today").await, (200, "fog 2".to_owned()));
    assert_eq!(get_of(&app, "/chat/today").await, (200, "nothing was said".to_owned()));
    assert_eq!(get_of(&app, "/weather").await, (200, "weather".to_owned()));
    assert_eq!(status_of(&app, "/weather/tomorrow").await, 404);
    assert_eq!(status_of(&app, "/weather/report").await, 405);
    assert_eq!(status_of(&app, "/today").await, 404);
    let report = Request::post("/weather/report").body(Body::from("rain")).unwrap();
    assert_eq!(app.clone().oneshot(report).await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn handlers_see_the_paths_that_clients_see() {
    let plugins = PluginManager::builder().plugin::<Weather>().build().unwrap();
    let app = plugins.router().unwrap();
    let day = (200, "4 /weather/days/4 /weather/days/{day}".to_owned());
    assert_eq!(get_of(&app, "/weather/days/4").await, day);
    let app = Mount::new(&plugins).under("/api/v1").prefix("weather", "/sky/now").router().unwrap();
    let day = (200, "4 /api/v1/sky/now/days/4 /api/v1/sky/now/days/{day}".to_owned());
    assert_eq!(get_of(&app, "/api/v1/sky/now/days/4").await, day);
    assert_eq!(status_of(&app, "/weather/days/4").await, 404);
    assert_eq!(status_of(&app, "/api/v1/weather/days/4").await, 404);
}

#[tokio::test]
async fn a_plugin_that_is_switched_off_answers_no_more_and_comes_back() {
    let plugins = PluginManager::builder().plugin::<Weather>().plugin::<Chat>().build().unwrap();
    let apps = [plugins.router().unwrap(), Mount::new(&plugins).under("/api").router().unwrap()];
    for (app, path) in apps.iter().zip(["/weather/today", "/api/weather/today"]) {
        assert_eq!(status_of(app, path).await, 200);
        plugins.disable("weather").unwrap();
        assert_eq!(status_of(app, path).await, 503);
        assert_eq!(status_of(app, &path.replace("weather", "chat")).await, 200);
        plugins.enable("weather").unwrap();
        assert_eq!(status_of(app, path).await, 200);
    }
    // The same router all the while: its state is what it was.
    assert_eq!(get_of(&apps[0], "/weather/today").await.1, "fog 5");
    let hidden = Mount::new(&plugins).inactive(Inactive::NotFound).router().unwrap();
    plugins.disable("weather").unwrap();
    assert_eq!(status_of(&hidden, "/weather/today").await, 404);
}

#[plugin(id = "fragile", version = "1.0.0", listed)]
#[derive(Default)]
struct Fragile;

#[extension]
impl Routes for Fragile {
    fn routes(&self) -> Router {
        Router::new().route("/", get(async || "whole"))
    }
}

#[extension]
impl Lifecycle for Fragile {
    fn start(&self, cx: &PluginContext) -> Result<(), BoxError> {
        if cx.plugins()?.state::<Broken>().get().0 { Err("broken".into()) } else { Ok(()) }
    }
}

#[derive(Clone, Default)]
struct Broken(bool);

#[tokio::test]
async fn a_plugin_answers_while_it_is_started() {
    let plugins = PluginManager::builder().plugin::<Fragile>().build().unwrap();
    let app = plugins.router().unwrap();
    assert_eq!(status_of(&app, "/fragile").await, 503);
    plugins.start().await.unwrap();
    assert_eq!(status_of(&app, "/fragile").await, 200);
    plugins.stop().await.unwrap();
    assert_eq!(status_of(&app, "/fragile").await, 503);
    plugins.state::<Broken>().update(|broken| broken.0 = true);
    plugins.start().await.unwrap_err();
    assert_eq!(status_of(&app, "/fragile").await, 503);
    plugins.state::<Broken>().update(|broken| broken.0 = false);
    plugins.start().await.unwrap();
    assert_eq!(status_of(&app, "/fragile").await, 200);
    plugins.stop().await.unwrap();
}

#[tokio::test]
async fn a_plugin_that_is_removed_is_not_found_and_its_successor_is() {
    let plugins = PluginManager::builder().plugin::<Weather>().build().unwrap();
    let apps = [plugins.router().unwrap(), Mount::new(&plugins).under("/api").router().unwrap()];
    let paths = ["/weather/today", "/api/weather/today"];
    plugins.remove("weather").await.unwrap();
    for (app, path) in apps.iter().zip(paths) {
        assert_eq!(status_of(app, path).await, 404);
    }
    let asked = Arc::new(AtomicU32::new(100));
    plugins.register(Weather { asked }).await.unwrap();
    assert_eq!(get_of(&apps[0], paths[0]).await, (200, "fog 101".to_owned()));
    assert_eq!(get_of(&apps[1], paths[1]).await, (200, "fog 102".to_owned()));
}

#[tokio::test]
async fn a_newcomer_is_mounted_where_everything_below_belongs_to_plugins() {
    let plugins = PluginManager::builder().plugin::<Weather>().build().unwrap();
    let under = Mount::new(&plugins).under("/api").router().unwrap();
    let root = plugins.router().unwrap();
    assert_eq!(status_of(&under, "/api/chat/today").await, 404);
    plugins.register(Chat).await.unwrap();
    assert_eq!(status_of(&under, "/api/chat/today").await, 200);
    assert_eq!(status_of(&root, "/chat/today").await, 404);
    assert_eq!(status_of(&plugins.router().unwrap(), "/chat/today").await, 200);
}

#[plugin(id = "counted", version = "1.0.0", listed)]
#[derive(Default)]
struct Counted(AtomicU32);

#[extension]
impl Routes for Counted {
    fn routes(&self) -> Router {
        self.0.fetch_add(1, Ordering::Relaxed);
        Router::new().route("/", get(async || ""))
    }
}

#[tokio::test]
async fn a_plugin_is_asked_once_by_each_router() {
    let plugins = PluginManager::builder().plugin::<Counted>().plugin::<Weather>().build().unwrap();
    let app = plugins.router().unwrap();
    for _ in 0..3 {
        plugins.disable("counted").unwrap();
        assert_eq!(status_of(&app, "/counted").await, 503);
        plugins.enable("counted").unwrap();
        assert_eq!(status_of(&app, "/counted").await, 200);
    }
    plugins.inspect("counted").unwrap();
    assert_eq!(plugins.plugin::<Counted>().unwrap().0.load(Ordering::Relaxed), 1);
}

#[test]
fn plugins_that_get_in_each_others_way_are_both_named() {
    let plugins = PluginManager::builder().plugin::<Weather>().plugin::<Chat>().build().unwrap();
    let conflict = |mount: Mount| mount.router().unwrap_err().to_string();
    let same = Mount::new(&plugins).under("/api").prefix("chat", "/weather");
    assert_eq!(
        conflict(same),
        "the routes of `weather` under `/api/weather` get in the way of those of `chat` under `/api/weather`"
    );
    let within = Mount::new(&plugins).prefix("chat", "/weather/chat");
    assert_eq!(
        conflict(within),
        "the routes of `weather` under `/weather` get in the way of those of `chat` under `/weather/chat`"
    );
    assert!(Mount::new(&plugins).prefix("chat", "/weathers").router().is_ok());
}

#[tokio::test]
async fn a_newcomer_does_not_move_aside_who_is_there() {
    let plugins = PluginManager::builder().plugin::<Weather>().build().unwrap();
    let app = Mount::new(&plugins).under("/api").prefix("weather", "/chat").router().unwrap();
    plugins.register(Chat).await.unwrap();
    assert_eq!(get_of(&app, "/api/chat/today").await.1, "fog 1");
    assert_eq!(plugins.inspect("chat").unwrap().routes, [""; 0]);
}

#[plugin(id = "twofold", version = "1.0.0", listed)]
#[derive(Default)]
struct Twofold;

#[extension]
impl Routes for Twofold {
    fn routes(&self) -> Router {
        Router::new().route("/a", get(async || "")).route("/a", get(async || ""))
    }
}

#[test]
fn every_mistake_is_told_at_once_with_its_plugin() {
    let plugins = PluginManager::builder().plugin::<Weather>().build().unwrap();
    let errors = Mount::new(&plugins)
        .under("api")
        .prefix("weather", "/{day}")
        .prefix("weathr", "/sky")
        .router()
        .unwrap_err();
    assert_eq!(
        errors.to_string(),
        "3 errors:\n\
         - `api` is no prefix of paths: it has to begin with `/`\n\
         - `/{day}` is no prefix of paths: a part consists of letters, digits, `-`, `.`, `_` and `~`\n\
         - `/sky` is given to the plugin `weathr`, which is not there"
    );
    let plugins = PluginManager::builder().plugin::<Twofold>().plugin::<Weather>().build().unwrap();
    let errors = plugins.router().unwrap_err();
    assert!(matches!(errors.iter().next(), Some(RouteError::Failed { .. })));
    let told = errors.to_string();
    assert!(told.contains("twofold") && told.contains("/a"), "{told}");
}

#[plugin(id = "listener", version = "1.0.0", listed)]
#[derive(Default)]
struct Listener(Log);

#[extension]
impl Routes for Listener {
    fn routes(&self) -> Router {
        Router::new().route("/crash", get(async || -> &'static str { panic!("no line") }))
    }
}

#[extension]
impl ErrorHook for Listener {
    fn on_error(&self, _: &PluginContext, error: &HookError) {
        self.0.note(error.to_string());
    }
}

#[tokio::test]
async fn a_panic_in_a_handler_names_nobody_to_the_client_and_the_plugin_to_those_who_run_it() {
    let log = Log::default();
    let plugins = PluginManager::builder().plugin::<Chat>().instance(Listener(log.clone())).build().unwrap();
    let events = Log::default();
    let _heard = plugins.subscribe({
        let events = events.clone();
        move |event| {
            if let PluginEvent::HookFailed { error } = event {
                events.note(error.plugin().to_owned());
            }
        }
    });
    let app = plugins.router().unwrap();
    assert_eq!(get_of(&app, "/chat/crash").await, (500, String::new()));
    assert_eq!(get_of(&app, "/listener/crash").await, (500, String::new()));
    assert_eq!(status_of(&app, "/chat/today").await, 200);
    assert_eq!(events.take(), ["chat", "listener"]);
    let told = log.take();
    assert!(matches!(&*told, [told] if told.contains("listener") && told.contains("no line")), "{told:?}");
}

#[tokio::test]
async fn an_inspection_lists_the_paths_that_clients_ask_for() {
    let plugins = PluginManager::builder().plugin::<Weather>().plugin::<Chat>().build().unwrap();
    assert_eq!(plugins.inspect("chat").unwrap().routes, [""; 0]);
    let api = Mount::new(&plugins).under("/api").prefix("weather", "/sky").router().unwrap();
    let sky = ["/api/sky", "/api/sky/days/{day}", "/api/sky/report", "/api/sky/today"];
    assert_eq!(plugins.inspect("weather").unwrap().routes, sky);
    for path in sky {
        assert_ne!(status_of(&api, &path.replace("{day}", "4")).await, 404, "{path}");
    }
    let root = plugins.router().unwrap();
    assert_eq!(
        plugins.inspect("chat").unwrap().routes,
        ["/api/chat/crash", "/api/chat/today", "/chat/crash", "/chat/today"]
    );
    drop((api, root));
    assert_eq!(plugins.inspect("chat").unwrap().routes, [""; 0]);
}

async fn host(State(name): State<&'static str>) -> &'static str {
    name
}

#[tokio::test]
async fn the_routes_are_part_of_an_app_that_has_a_state_layers_and_a_fallback() {
    let plugins = PluginManager::builder().plugin::<Weather>().build().unwrap();
    let routes = Mount::new(&plugins).under("/api").router().unwrap();
    let app = Router::new()
        .route("/", get(host))
        .route("/api/host", get(host))
        .merge(routes.with_state(()))
        .fallback(async || "somewhere else")
        .layer(axum::middleware::map_response(async |response: axum::response::Response| {
            ([("x-host", "yes")], response)
        }))
        .with_state("host");
    assert_eq!(get_of(&app, "/").await.1, "host");
    assert_eq!(get_of(&app, "/api/host").await.1, "host");
    assert_eq!(get_of(&app, "/elsewhere").await.1, "somewhere else");
    let request = Request::get("/api/weather/today").body(Body::empty()).unwrap();
    let response = app.clone().oneshot(request).await.unwrap();
    assert_eq!(response.headers()["x-host"], "yes");
    let nested = Router::new().nest("/v2", plugins.router().unwrap());
    assert_eq!(get_of(&nested, "/v2/weather/today").await, (200, "fog 2".to_owned()));
}

#[extension_point]
trait Greetings {
    fn greet(&self, name: &str) -> String;
}

#[extension]
impl Greetings for Chat {
    fn greet(&self, name: &str) -> String {
        format!("Hello, {name}")
    }
}

async fn greet(Caller(greetings): Caller<GreetingsCaller>) -> String {
    greetings.isolated().greet("Ada").join(", ")
}

#[plugin(id = "porter", version = "1.0.0", listed)]
#[derive(Default)]
struct Porter;

#[extension]
impl Routes for Porter {
    fn routes(&self) -> Router {
        Router::new().route("/greet", get(greet))
    }
}

async fn by_state(State(greetings): State<GreetingsCaller>) -> String {
    greetings.isolated().greet("Grace").concat()
}

#[tokio::test]
async fn a_handler_is_given_the_caller_of_a_point_by_its_type() {
    let plugins = PluginManager::builder().plugin::<Chat>().plugin::<Porter>().build().unwrap();
    let app = Router::new().route("/", get(greet)).layer(Extension(plugins.clone()));
    assert_eq!(get_of(&app, "/").await, (200, "Hello, Ada".to_owned()));
    // Below a plugin's prefix, without the host's doing.
    assert_eq!(get_of(&plugins.router().unwrap(), "/porter/greet").await, (200, "Hello, Ada".to_owned()));
    let without: Router = Router::new().route("/", get(greet));
    assert_eq!(get_of(&without, "/").await, (500, String::new()));
    // And as any other value that axum knows.
    let app = Router::new().route("/", get(by_state)).with_state(plugins.caller::<dyn Greetings>());
    assert_eq!(get_of(&app, "/").await.1, "Hello, Grace");
}

#[plugin(id = "store", version = "1.0.0", listed)]
struct Store {
    log: Log,
    entered: Arc<Notify>,
    leave: Arc<Notify>,
}

#[extension]
impl Routes for Store {
    fn routes(&self) -> Router {
        let (log, entered, leave) = (self.log.clone(), self.entered.clone(), self.leave.clone());
        let slow = async move || {
            entered.notify_one();
            leave.notified().await;
            log.note("answered");
            "stored"
        };
        Router::new().route("/", get(slow))
    }
}

#[extension]
impl Lifecycle for Store {
    fn stop(&self, _: &PluginContext) -> Result<(), BoxError> {
        self.log.note("store stopped");
        Ok(())
    }
}

#[plugin(id = "till", version = "1.0.0", depends_on(Store), listed)]
struct Till(Log);

#[extension]
impl Lifecycle for Till {
    fn stop(&self, _: &PluginContext) -> Result<(), BoxError> {
        self.0.note("till stopped");
        Ok(())
    }
}

#[tokio::test]
async fn a_shutdown_lets_requests_end_and_stops_plugins_in_order() {
    let (log, entered, leave) = (Log::default(), Arc::new(Notify::new()), Arc::new(Notify::new()));
    let store = Store { log: log.clone(), entered: entered.clone(), leave: leave.clone() };
    let plugins = PluginManager::builder().instance(store).instance(Till(log.clone())).build().unwrap();
    plugins.start().await.unwrap();
    let app = plugins.router().unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (shutdown, asked) = oneshot::channel::<()>();
    let served = tokio::spawn({
        let plugins = plugins.clone();
        async move { serve(listener, app, &plugins, async { asked.await.unwrap() }).await }
    });
    let client = tokio::task::spawn_blocking(move || {
        use std::io::{Read, Write};
        let mut stream = std::net::TcpStream::connect(address).unwrap();
        write!(stream, "GET /store HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    });
    entered.notified().await;
    shutdown.send(()).unwrap();
    leave.notify_one();
    let answer = client.await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("stored"), "{answer}");
    served.await.unwrap().unwrap();
    assert_eq!(log.take(), ["answered", "till stopped", "store stopped"]);
}

#[test]
fn many_requests_at_once_ask_a_newcomer_once() {
    let plugins = PluginManager::builder().plugin::<Weather>().build().unwrap();
    let app = Mount::new(&plugins).under("/api").router().unwrap();
    block_on(plugins.register(Counted::default())).unwrap().unwrap();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                // Not there yet, or there.
                let status = block_on(status_of(&app, "/api/counted")).unwrap();
                assert!([200, 404].contains(&status), "{status}");
            });
        }
    });
    assert_eq!(block_on(status_of(&app, "/api/counted")).unwrap(), 200);
    assert_eq!(plugins.plugin::<Counted>().unwrap().0.load(Ordering::Relaxed), 1);
}

#[extension_point]
trait Slow {
    async fn wait(&self) -> u8;
}

async fn waits(Caller(slow): Caller<SlowCaller>) -> String {
    format!("{:?}", slow.isolated().wait().await)
}

#[tokio::test]
async fn a_handler_may_wait_for_the_caller_that_it_is_given() {
    let plugins = PluginManager::builder().build().unwrap();
    let app = Router::new().route("/", get(waits)).layer(Extension(plugins));
    assert_eq!(get_of(&app, "/").await, (200, "[]".to_owned()));
}

#[plugin(id = "slow", version = "1.0.0", listed)]
struct SlowToAnswer {
    asked: Arc<Barrier>,
    answer: Arc<Barrier>,
}

#[extension]
impl Routes for SlowToAnswer {
    fn routes(&self) -> Router {
        self.asked.wait();
        self.answer.wait();
        Router::new().route("/", get(async || ""))
    }
}

#[test]
fn nobody_waits_for_a_newcomer_that_is_being_asked() {
    let plugins = PluginManager::builder().plugin::<Weather>().build().unwrap();
    let app = Mount::new(&plugins).under("/api").router().unwrap();
    let (asked, answer) = (Arc::new(Barrier::new(2)), Arc::new(Barrier::new(2)));
    let slow = SlowToAnswer { asked: asked.clone(), answer: answer.clone() };
    block_on(plugins.register(slow)).unwrap().unwrap();
    std::thread::scope(|scope| {
        let asks = scope.spawn(|| block_on(status_of(&app, "/api/slow")).unwrap());
        asked.wait();
        assert_eq!(block_on(status_of(&app, "/api/weather/today")).unwrap(), 200);
        assert_eq!(block_on(status_of(&app, "/api/slow")).unwrap(), 404);
        answer.wait();
        assert_eq!(asks.join().unwrap(), 200);
    });
    assert_eq!(block_on(status_of(&app, "/api/slow")).unwrap(), 200);
}
