//! The operator's page: the graph, and a row for each plugin. Everything that it needs is in it.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use pluginkit::{HealthStatus, PluginInspection, PluginManager, PluginState};

use crate::graph;

pub(crate) fn page(plugins: &PluginManager) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width";
                title { "Plugins" }
                style { (PreEscaped(include_str!("page.css"))) }
            }
            body {
                h1 { "Plugins" }
                div class="picture" { (graph::draw(&plugins.graph())) }
                table {
                    thead {
                        tr { th { "Plugin" } th { "State" } th { "Health" } th { "Routes" } th { "Hooks" } th { "Switch" } }
                    }
                    tbody {
                        @for plugin in plugins.inspections() { (row(&plugin)) }
                    }
                }
                form method="post" action="/configuration/refresh" {
                    button { "read the configuration again" }
                }
            }
        }
    }
}

fn row(plugin: &PluginInspection) -> Markup {
    let descriptor = &plugin.descriptor;
    let state = descriptor.state();
    html! {
        tr id=(descriptor.id()) {
            td {
                strong { (descriptor.id()) } " " (descriptor.version())
                @if let Some(description) = &descriptor.metadata().description { small { (description) } }
                @for value in plugin.config.iter().flat_map(|config| &config.values) {
                    small title=(value.origin) { code { (value.path) " = " (value.value.as_deref().unwrap_or("hidden")) } }
                }
            }
            td class=(state_class(state)) {
                (state)
                @if let Some(failure) = descriptor.failure() { small { (failure) } }
            }
            td class=(health_class(&plugin.health)) { (plugin.health) }
            td {
                ul {
                    @for path in &plugin.routes { li { code { (path) } } }
                }
            }
            td {
                ul {
                    // A hook has a place in the call order while it is called.
                    @for hook in plugin.hooks.iter().filter(|hook| hook.position.is_some()) {
                        li { code { (hook.hook) } }
                    }
                }
            }
            td { (switch(descriptor.id().as_str(), state)) }
        }
    }
}

/// A plain form: the page has no script.
fn switch(plugin: &str, state: PluginState) -> Markup {
    let action = match state {
        PluginState::Disabled => "enable",
        // What a gate keeps out cannot be switched.
        PluginState::Filtered(_) => return html! {},
        _ => "disable",
    };
    html! {
        form method="post" action=(format!("/plugins/{plugin}/{action}")) {
            button { (action) }
        }
    }
}

fn state_class(state: PluginState) -> String {
    let text = state.to_string();
    text.split(' ').next().unwrap_or_default().to_owned()
}

fn health_class(health: &HealthStatus) -> &'static str {
    match health {
        HealthStatus::Ok => "ok",
        HealthStatus::Unknown => "unknown",
        HealthStatus::Degraded(_) => "degraded",
        HealthStatus::Failing(_) => "failing",
    }
}
