//! What the service answers over HTTP.

mod support;

use pluginkit::PluginState;
use reqwest::header::{
    ACCEPT, ACCEPT_LANGUAGE, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION,
};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode};
use serde_json::{Value, json};
use service::Service;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, SqliteConnection};
use support::{Files, Running};

/// Shows redirects, and does not follow them.
fn client() -> Client {
    Client::builder().redirect(Policy::none()).build().unwrap()
}

async fn get(address: String) -> Response {
    client().get(address).send().await.unwrap()
}

async fn status_of(address: String) -> u16 {
    get(address).await.status().as_u16()
}

async fn post(address: String) -> Response {
    client().post(address).send().await.unwrap()
}

fn leads_to_the_page(response: &Response) -> bool {
    response.status() == StatusCode::SEE_OTHER && response.headers()[LOCATION] == "/plugins"
}

async fn page(service: &Running) -> String {
    let response = client().get(service.at("/plugins")).header(ACCEPT, "text/html").send().await.unwrap();
    assert_eq!(response.headers()[CONTENT_TYPE], "text/html; charset=utf-8");
    let policy = response.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none';"), "{policy}");
    response.text().await.unwrap()
}

/// The bulletin, and its language.
async fn bulletin(service: &Running, languages: &str) -> (String, String) {
    let asked = client().get(service.at("/api/bulletin")).header(ACCEPT_LANGUAGE, languages);
    let response = asked.send().await.unwrap();
    let language = response.headers()[CONTENT_LANGUAGE].to_str().unwrap().to_owned();
    (language, response.text().await.unwrap())
}

/// Does something to the database, behind the service's back.
async fn change(files: &Files, statement: &'static str) {
    let options = SqliteConnectOptions::new().filename(files.database());
    let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
    sqlx::query(statement).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

#[tokio::test]
async fn the_home_page_is_the_operators_page() {
    let service = Running::with(&Files::new()).await;

    assert!(leads_to_the_page(&get(service.at("/")).await));

    service.end().await;
}

#[tokio::test]
async fn the_health_of_all_plugins_is_told() {
    let service = Running::with(&Files::new()).await;

    let response = get(service.at("/health")).await;
    assert_eq!(response.status(), StatusCode::OK);
    let health: Value = response.json().await.unwrap();
    let everybody = json!([
        { "plugin": "phrases", "status": "unknown" },
        { "plugin": "weather", "status": "ok" },
        { "plugin": "bulletin", "status": "unknown" },
    ]);
    assert_eq!(health, json!({ "status": "ok", "plugins": everybody }));

    service.end().await;
}

#[tokio::test]
async fn a_plugin_that_lost_its_table_is_failing_and_costs_nobody_else_anything() {
    let files = Files::new();
    let service = Running::with(&files).await;
    change(&files, "DROP TABLE weather_readings").await;

    let response = get(service.at("/health")).await;
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    let health: Value = response.json().await.unwrap();
    assert_eq!(health["status"], "failing");
    let unanswered = get(service.at("/api/weather/readings?city=Kiel")).await;
    assert_eq!(unanswered.status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(unanswered.text().await.unwrap(), "");
    let told = "Weather in Kiel\nNobody has measured anything.\nOne source does not answer.\n";
    assert_eq!(bulletin(&service, "en").await.1, told);

    service.end().await;
}

#[tokio::test]
async fn programs_get_the_inspection_as_json() {
    let service = Running::with(&Files::new()).await;

    let plugins: Value = get(service.at("/plugins")).await.json().await.unwrap();
    let ids: Vec<&Value> = plugins.as_array().unwrap().iter().map(|plugin| &plugin["id"]).collect();
    assert_eq!(ids, ["phrases", "weather", "bulletin"]);
    let weather = &plugins[1];
    assert_eq!((&weather["state"], &weather["health"]["status"]), (&json!("started"), &json!("ok")));
    assert_eq!(weather["routes"], json!(["/api/weather/readings"]));
    assert_eq!(weather["dependents"], json!(["bulletin"]));
    let limit = &plugins[2]["config"]["values"][1];
    assert_eq!((&limit["path"], &limit["value"]), (&json!("limit"), &json!("3")));

    service.end().await;
}

#[tokio::test]
async fn browsers_get_a_page_with_everything_in_it() {
    let service = Running::with(&Files::new()).await;

    let page = page(&service).await;
    assert!(page.contains(r#"data-from="bulletin" data-to="weather""#), "{page}");
    assert!(page.contains("city = Kiel"), "{page}");
    for elsewhere in [" src=", "<script", "<link", "url(http"] {
        assert!(!page.contains(elsewhere), "{page}");
    }

    service.end().await;
}

#[tokio::test]
async fn a_reading_is_stored_and_gets_into_the_bulletin() {
    let service = Running::with(&Files::new()).await;
    let readings = service.at("/api/weather/readings");

    let new = json!({ "city": "Kiel", "measured_at": "2026-05-14T09:30:00Z", "celsius": 11.6 });
    let added = client().post(&readings).json(&new).send().await.unwrap();
    assert_eq!(added.status(), StatusCode::CREATED);
    let stored: Value = get(format!("{readings}?city=Kiel&limit=2")).await.json().await.unwrap();
    let before = json!({ "city": "Kiel", "measured_at": "2026-05-14T06:00:00Z", "celsius": 9.1 });
    assert_eq!(stored, json!([new, before]));
    let told = "Weather in Kiel\n5/14, 09:30: 12 degrees\n5/14, 06:00: 9 degrees\n5/14, 00:00: 8 degrees\n";
    assert_eq!(bulletin(&service, "en").await, ("en".to_owned(), told.to_owned()));

    service.end().await;
}

#[tokio::test]
async fn what_cannot_be_a_reading_is_refused() {
    let service = Running::with(&Files::new()).await;
    let readings = service.at("/api/weather/readings");

    let too_cold = json!({ "city": "Kiel", "measured_at": "2026-05-14T09:30:00Z", "celsius": -300 });
    for wrong in [too_cold, json!({ "city": "Kiel" }), json!([])] {
        let refused = client().post(&readings).json(&wrong).send().await.unwrap();
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    assert_eq!(status_of(readings).await, 400);

    service.end().await;
}

#[tokio::test]
async fn the_bulletin_speaks_the_language_of_the_asker() {
    let service = Running::with(&Files::new()).await;

    let german =
        "Wetter in Kiel\n14.5., 06:00 Uhr: 9 Grad\n14.5., 00:00 Uhr: 8 Grad\n13.5., 18:00 Uhr: 12 Grad\n";
    assert_eq!(bulletin(&service, "fr, de-AT;q=0.8, en;q=0.5").await, ("de".to_owned(), german.to_owned()));
    assert_eq!(bulletin(&service, "fr").await.0, "en");

    service.end().await;
}

#[tokio::test]
async fn a_plugin_that_is_switched_off_does_not_answer_until_it_is_switched_on() {
    let service = Running::with(&Files::new()).await;
    let readings = service.at("/api/weather/readings?city=Kiel");
    assert_eq!(status_of(readings.clone()).await, 200);

    assert!(leads_to_the_page(&post(service.at("/plugins/weather/disable")).await));
    assert_eq!(service.state("weather"), PluginState::Disabled);
    assert_eq!(status_of(readings.clone()).await, 503);
    assert!(page(&service).await.contains(r#"action="/plugins/weather/enable""#));
    // Who depends on it goes on without it.
    assert_eq!(bulletin(&service, "en").await.1, "Weather in Kiel\nNobody has measured anything.\n");

    assert!(leads_to_the_page(&post(service.at("/plugins/weather/enable")).await));
    assert_eq!(service.state("weather"), PluginState::Started);
    assert_eq!(status_of(readings).await, 200);

    service.end().await;
}

#[tokio::test]
async fn nobody_switches_a_plugin_that_is_not_there() {
    let service = Running::with(&Files::new()).await;

    let answer = post(service.at("/plugins/horoscope/enable")).await;
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    assert_eq!(answer.text().await.unwrap(), "there is no plugin `horoscope`");
    assert_eq!(status_of(service.at("/api/horoscope")).await, 404);

    service.end().await;
}

#[tokio::test]
async fn the_page_of_somebody_else_changes_nothing() {
    let service = Running::with(&Files::new()).await;

    let from = async |site: &str| {
        let sent = client().post(service.at("/plugins/phrases/disable")).header("Sec-Fetch-Site", site);
        sent.send().await.unwrap().status()
    };
    assert_eq!(from("cross-site").await, StatusCode::FORBIDDEN);
    assert_eq!(service.state("phrases"), PluginState::Started);
    assert_eq!(from("same-origin").await, StatusCode::SEE_OTHER);
    assert_eq!(service.state("phrases"), PluginState::Disabled);

    service.end().await;
}

#[tokio::test]
async fn the_configuration_is_read_again_and_refused_if_it_is_wrong() {
    let files = Files::new();
    let service = Running::with(&files).await;

    files.configure("[plugins.bulletin]\ncity = \"Graz\"\nlimit = 1\n");
    assert!(leads_to_the_page(&post(service.at("/configuration/refresh")).await));
    let graz = "Weather in Graz\n5/14, 06:00: 13 degrees\n";
    assert_eq!(bulletin(&service, "en").await.1, graz);

    files.configure("[plugins.bulletin]\ncity = \"Kiel\"\nlimit = 0\n");
    let refused = post(service.at("/configuration/refresh")).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let why = refused.text().await.unwrap();
    assert!(why.contains("plugin `bulletin`: `limit`") && why.contains("app.toml:3"), "{why}");
    assert_eq!(bulletin(&service, "en").await.1, graz);

    service.end().await;
}

#[tokio::test]
async fn a_service_with_a_wrong_configuration_does_not_open() {
    let files = Files::new();
    files.configure("[plugins.bulletin]\ncity = \"Kiel\"\nlimits = 3\n");

    let why = Service::open(files.config()).await.unwrap_err().to_string();
    assert!(why.contains("plugin `bulletin`: there is no `limits`; did you mean `limit`?"), "{why}");
}

#[tokio::test]
async fn what_was_stored_is_there_when_the_service_comes_back() {
    let files = Files::new();
    let service = Running::with(&files).await;
    let new = json!({ "city": "Oslo", "measured_at": "2026-05-14T09:30:00Z", "celsius": 4.0 });
    client().post(service.at("/api/weather/readings")).json(&new).send().await.unwrap();
    service.end().await;

    let service = Running::with(&files).await;
    let stored: Value = get(service.at("/api/weather/readings?city=Oslo")).await.json().await.unwrap();
    assert_eq!(stored, json!([new]));
    service.end().await;
}

#[tokio::test]
async fn plugins_are_stopped_before_those_that_they_need() {
    let service = Running::with(&Files::new()).await;

    assert_eq!(service.end().await, ["bulletin", "weather", "phrases"]);
}
