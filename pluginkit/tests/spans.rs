//! The feature `spans`: each call, and each implementation in it, is a span of `tracing`.

#![cfg(feature = "spans")]

mod support;

use std::collections::HashMap;
use std::fmt::{self, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use pluginkit::prelude::*;
use support::{Log, Refusal, poll_once};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

#[extension_point(id = "user.session")]
trait Session {
    fn opened(&self, name: &str) -> Result<u32, Refusal>;
    async fn close(&self);
}

#[plugin(id = "desk", version = "1.0.0", listed)]
#[derive(Default)]
struct Desk;

#[extension]
impl Session for Desk {
    fn opened(&self, name: &str) -> Result<u32, Refusal> {
        tracing::info!("at work");
        if name.is_empty() { Err(Refusal("no")) } else { Ok(1) }
    }
    async fn close(&self) {
        tracing::info!("before");
        tokio::task::yield_now().await;
        tracing::info!("after");
    }
}

/// A name and its fields.
#[derive(Default)]
struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let _ = write!(self.0, " {field}={value:?}");
    }
}

/// Notes what happens, within what.
#[derive(Clone, Default)]
struct Notes {
    log: Log,
    names: Arc<Mutex<HashMap<u64, String>>>,
    entered: Arc<Mutex<Vec<u64>>>,
    count: Arc<AtomicU64>,
}

impl Notes {
    fn within(&self) -> String {
        let names = self.names.lock().unwrap();
        let entered = self.entered.lock().unwrap();
        entered.iter().map(|id| names[id].split(' ').next().unwrap()).collect::<Vec<_>>().join(">")
    }
}

impl Subscriber for Notes {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "pluginkit" || metadata.target() == "spans"
    }
    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let mut line = Line(attributes.metadata().name().to_owned());
        attributes.record(&mut line);
        let id = self.count.fetch_add(1, Ordering::Relaxed) + 1;
        self.log.note(line.0.clone());
        self.names.lock().unwrap().insert(id, line.0);
        Id::from_u64(id)
    }
    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        let mut line = Line::default();
        event.record(&mut line);
        self.log.note(format!("{}:{}", self.within(), line.0));
    }
    fn enter(&self, span: &Id) {
        self.entered.lock().unwrap().push(span.into_u64());
    }
    fn exit(&self, span: &Id) {
        assert_eq!(
            self.entered.lock().unwrap().pop(),
            Some(span.into_u64()),
            "spans are left as they are entered"
        );
    }
}

fn manager() -> PluginManager {
    PluginManager::builder().plugin::<Desk>().build().unwrap()
}

const CALL: &str = r#"call point="user.session" hook="user.session."#;
const IMPLEMENTATION: &str = r#"implementation point="user.session" hook="user.session."#;

#[test]
fn a_call_and_its_implementations_are_spans() {
    let notes = Notes::default();
    tracing::subscriber::with_default(notes.clone(), || {
        let plugins = manager();
        assert_eq!(plugins.caller::<dyn Session>().opened("Ada").unwrap(), [1]);
    });
    assert_eq!(
        notes.log.take(),
        [
            format!(r#"{CALL}opened""#),
            format!(r#"{IMPLEMENTATION}opened" plugin="desk""#),
            "call>implementation: message=at work".to_owned(),
        ]
    );
    assert!(notes.entered.lock().unwrap().is_empty());
}

#[test]
fn a_call_that_fails_leaves_its_spans() {
    let notes = Notes::default();
    tracing::subscriber::with_default(notes.clone(), || {
        let plugins = manager();
        assert!(plugins.caller::<dyn Session>().opened("").is_err());
        assert!(notes.entered.lock().unwrap().is_empty());
        tracing::info!("outside");
    });
    assert_eq!(notes.log.take().last().unwrap(), ": message=outside");
}

#[test]
fn a_span_is_entered_whenever_its_future_is_polled() {
    let notes = Notes::default();
    tracing::subscriber::with_default(notes.clone(), || {
        let plugins = manager();
        let session = plugins.caller::<dyn Session>();
        let mut call = Box::pin(session.close());
        assert!(poll_once(&mut call).is_pending());
        tracing::info!("between");
        assert!(poll_once(&mut call).is_ready());
    });
    assert_eq!(
        notes.log.take(),
        [
            format!(r#"{CALL}close""#),
            format!(r#"{IMPLEMENTATION}close" plugin="desk""#),
            "call>implementation: message=before".to_owned(),
            ": message=between".to_owned(),
            "call>implementation: message=after".to_owned(),
        ]
    );
}

#[test]
fn a_call_that_is_dropped_leaves_no_span_behind() {
    let notes = Notes::default();
    tracing::subscriber::with_default(notes.clone(), || {
        let plugins = manager();
        let session = plugins.caller::<dyn Session>();
        let mut call = Box::pin(session.close());
        assert!(poll_once(&mut call).is_pending());
        drop(call);
        tracing::info!("after");
    });
    assert_eq!(notes.log.take().last().unwrap(), ": message=after");
    assert!(notes.entered.lock().unwrap().is_empty());
}
