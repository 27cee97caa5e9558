//! The operator's page as a browser has it.

mod chromium;
#[path = "../support/mod.rs"]
mod support;

use chromium::Page;
use pluginkit::PluginState;
use serde_json::json;
use support::{Files, Running};

/// Everybody's id and state, as the table says, and as the picture does.
const TABLE: &str = "[...document.querySelectorAll('tbody tr')].map(row => [row.id, row.cells[1].innerText])";
const PICTURE: &str = "[...document.querySelectorAll('svg .plugin')].map(plugin => [plugin.dataset.plugin, plugin.dataset.state])";

/// Who needs whom, as the picture says.
const ARROWS: &str =
    "[...document.querySelectorAll('svg .edge')].map(edge => [edge.dataset.from, edge.dataset.to])";

/// Whether each arrow leads from the left of one box to the right of another one.
const IN_PLACE: &str = "(() => {
    const place = node => node.getBoundingClientRect();
    const plugin = id => place(document.querySelector(`svg [data-plugin=${id}] rect`));
    return [...document.querySelectorAll('svg .edge')].every(edge => {
        const [arrow, from, to] = [place(edge.querySelector('path')), plugin(edge.dataset.from), plugin(edge.dataset.to)];
        return Math.abs(arrow.left - to.right) < 1 && Math.abs(arrow.right - from.left) < 1 && arrow.width > 50;
    });
})()";

#[tokio::test]
async fn the_page_shows_every_plugin_and_who_needs_whom() {
    let Some(mut page) = Page::empty().await else { return };
    let service = Running::with(&Files::new()).await;

    page.open(&service.at("/plugins")).await;
    let everybody = json!([["phrases", "started"], ["weather", "started"], ["bulletin", "started"]]);
    assert_eq!(page.ask(TABLE).await, everybody);
    assert_eq!(page.ask(PICTURE).await, everybody);
    assert_eq!(page.ask(ARROWS).await, json!([["bulletin", "weather"], ["bulletin", "phrases"]]));
    assert_eq!(page.ask(IN_PLACE).await, true);
    // Everything is in the page.
    assert_eq!(page.requests(), [service.at("/plugins")]);
    assert_eq!(page.close().await, [""; 0]);

    service.end().await;
}

#[tokio::test]
async fn a_click_switches_a_plugin_off_and_another_one_on() {
    let Some(mut page) = Page::empty().await else { return };
    let service = Running::with(&Files::new()).await;

    page.open(&service.at("/plugins")).await;
    page.click("#phrases button").await;
    assert_eq!(service.state("phrases"), PluginState::Disabled);
    assert_eq!(page.ask("location.pathname").await, "/plugins");
    assert_eq!(page.ask(PICTURE).await[0], json!(["phrases", "disabled"]));
    assert_eq!(page.ask("document.querySelector('#phrases button').innerText").await, "enable");

    page.click("#phrases button").await;
    assert_eq!(service.state("phrases"), PluginState::Started);
    assert_eq!(page.ask(PICTURE).await[0], json!(["phrases", "started"]));
    assert_eq!(page.close().await, [""; 0]);

    service.end().await;
}
