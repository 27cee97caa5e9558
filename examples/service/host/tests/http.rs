//! What the service answers over HTTP.

mod support;

use std::sync::{Arc, Mutex};

use pluginkit::prelude::*;
use reqwest::header::{ACCEPT, CONTENT_TYPE, LOCATION};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode};
use serde_json::{Value, json};
use support::Running;

/// A client that shows redirects, and does not follow them.
fn client() -> Client {
    Client::builder().redirect(Policy::none()).build().unwrap()
}

async fn get(address: String) -> Response {
    client().get(address).send().await.unwrap()
}

async fn post(address: String) -> Response {
    client().post(address).send().await.unwrap()
}

async fn page(service: &Running) -> String {
    let response = client().get(service.at("/plugins")).header(ACCEPT, "text/html").send().await.unwrap();
    assert_eq!(response.headers()[CONTENT_TYPE], "text/html; charset=utf-8");
    response.text().await.unwrap()
}

#[tokio::test]
async fn the_home_page_is_the_operators_page() {
    let service = Running::begin().await;

    let home = get(service.at("/")).await;
    assert_eq!(
        (home.status(), &home.headers()[LOCATION]),
        (StatusCode::SEE_OTHER, &"/plugins".parse().unwrap())
    );

    service.end().await;
}

#[tokio::test]
async fn the_health_of_all_plugins_is_told() {
    let service = Running::begin().await;

    let response = get(service.at("/health")).await;
    assert_eq!(response.status(), StatusCode::OK);
    let health: Value = response.json().await.unwrap();
    assert_eq!(health["status"], "ok");

    service.end().await;
}

#[tokio::test]
async fn programs_get_the_inspection_as_json() {
    let service = Running::begin().await;

    let plugins: Value = get(service.at("/plugins")).await.json().await.unwrap();
    let ids: Vec<&Value> = plugins.as_array().unwrap().iter().map(|plugin| &plugin["id"]).collect();
    assert_eq!(ids, ["phrases", "bulletin"]);
    assert_eq!(plugins[1]["state"], "started");

    service.end().await;
}

#[tokio::test]
async fn browsers_get_a_page_with_everything_in_it() {
    let service = Running::begin().await;

    let page = page(&service).await;
    assert!(page.contains(r#"data-from="bulletin" data-to="phrases""#), "{page}");
    assert!(!page.contains(" src=") && !page.contains("<script") && !page.contains("<link"), "{page}");

    service.end().await;
}

#[tokio::test]
async fn a_button_switches_a_plugin_off_and_on() {
    let service = Running::begin().await;
    let state = || service.plugins().descriptor("phrases").unwrap().state();

    let switched = post(service.at("/plugins/phrases/disable")).await;
    assert_eq!(
        (switched.status(), &switched.headers()[LOCATION]),
        (StatusCode::SEE_OTHER, &"/plugins".parse().unwrap())
    );
    assert_eq!(state(), PluginState::Disabled);
    assert!(page(&service).await.contains(r#"action="/plugins/phrases/enable""#));

    assert_eq!(post(service.at("/plugins/phrases/enable")).await.status(), StatusCode::SEE_OTHER);
    assert_eq!(state(), PluginState::Started);

    service.end().await;
}

#[tokio::test]
async fn nobody_switches_a_plugin_that_is_not_there() {
    let service = Running::begin().await;

    let answer = post(service.at("/plugins/horoscope/enable")).await;
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    assert_eq!(answer.text().await.unwrap(), "there is no plugin `horoscope`");

    service.end().await;
}

#[tokio::test]
async fn the_page_of_somebody_else_switches_nothing() {
    let service = Running::begin().await;

    let elsewhere =
        client().post(service.at("/plugins/phrases/disable")).header("Sec-Fetch-Site", "cross-site");
    assert_eq!(elsewhere.send().await.unwrap().status(), StatusCode::FORBIDDEN);
    assert_eq!(service.plugins().descriptor("phrases").unwrap().state(), PluginState::Started);

    service.end().await;
}

#[tokio::test]
async fn plugins_are_stopped_before_those_that_they_need() {
    let service = Running::begin().await;
    let stopped = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&stopped);
    let _told = service.plugins().subscribe(move |event| {
        if let PluginEvent::Stopped { plugin, .. } = event {
            log.lock().unwrap().push(plugin.to_string());
        }
    });

    service.end().await;
    assert_eq!(*stopped.lock().unwrap(), ["bulletin", "phrases"]);
}
