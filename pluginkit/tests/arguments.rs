//! What may be handed to a hook, and what every implementation and wrapper gets of it.

mod support;

use std::fmt::Display;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use pluginkit::prelude::*;
use support::Log;

/// A value that borrows.
#[derive(Clone, Debug)]
struct Headline<'a> {
    title: &'a str,
}

/// A value that cannot be copied.
#[derive(Debug, PartialEq)]
struct Unique(Vec<u32>);

/// A value that counts its copies.
#[derive(Debug, Default)]
struct Counted(Arc<AtomicUsize>);

impl Clone for Counted {
    fn clone(&self) -> Self {
        self.0.fetch_add(1, Ordering::Relaxed);
        Counted(Arc::clone(&self.0))
    }
}

#[extension_point]
trait Shapes {
    fn text(&self, text: &str) -> usize;
    fn slice(&self, items: &[u16]) -> usize;
    fn shown(&self, thing: &dyn Display) -> String;
    fn applied(&self, function: &dyn Fn(u32) -> u32) -> u32;
    fn borrowed(&self, headline: &Headline<'_>) -> String;
    fn borrowed_by_value(&self, headline: Headline<'_>) -> String;
    fn named<'a>(&self, left: &'a str, right: &'a str) -> String;
    fn perhaps(&self, text: Option<&str>) -> usize;
    fn owned(&self, text: String) -> String;
    fn counted(&self, value: Counted);
    fn eight(
        &self,
        a: u8,
        b: &str,
        c: String,
        d: &[u8],
        e: Option<u8>,
        f: (u8, u8),
        g: [u8; 2],
        h: char,
    ) -> String;
    #[hook(pipeline)]
    fn moved(&self, value: Unique, by: &[u32]) -> Unique;
    #[hook(pipeline)]
    fn moved_boxed(&self, value: Box<dyn Fn() -> u32>) -> Box<dyn Fn() -> u32>;
    async fn text_later(&self, text: &str) -> usize;
    async fn slice_later(&self, items: &[u16]) -> usize;
    async fn applied_later(&self, function: &(dyn Fn(u32) -> u32 + Sync)) -> u32;
    async fn borrowed_later(&self, headline: &Headline<'_>) -> String;
    async fn owned_later(&self, text: String, headline: &Headline<'_>) -> String;
    async fn counted_later(&self, value: Counted);
    #[hook(pipeline)]
    async fn moved_later(&self, value: Unique, by: &[u32]) -> Unique;
}

macro_rules! part {
    ($name:ident, $id:tt) => {
        #[plugin(id = $id, version = "1.0.0", listed)]
        #[derive(Default)]
        struct $name;

        #[extension]
        impl Shapes for $name {
            fn text(&self, text: &str) -> usize {
                text.len()
            }
            fn slice(&self, items: &[u16]) -> usize {
                items.len()
            }
            fn shown(&self, thing: &dyn Display) -> String {
                format!("{}: {thing}", $id)
            }
            fn applied(&self, function: &dyn Fn(u32) -> u32) -> u32 {
                function(1)
            }
            fn borrowed(&self, headline: &Headline<'_>) -> String {
                headline.title.to_owned()
            }
            fn borrowed_by_value(&self, headline: Headline<'_>) -> String {
                headline.title.to_owned()
            }
            fn named<'a>(&self, left: &'a str, right: &'a str) -> String {
                let longest: &'a str = if left.len() > right.len() { left } else { right };
                longest.to_owned()
            }
            fn perhaps(&self, text: Option<&str>) -> usize {
                text.map_or(0, str::len)
            }
            fn owned(&self, mut text: String) -> String {
                text.push_str($id);
                text
            }
            fn counted(&self, value: Counted) {
                drop(value);
            }
            fn eight(
                &self,
                a: u8,
                b: &str,
                c: String,
                d: &[u8],
                e: Option<u8>,
                f: (u8, u8),
                g: [u8; 2],
                h: char,
            ) -> String {
                format!("{a} {b} {c} {d:?} {e:?} {f:?} {g:?} {h}")
            }
            fn moved(&self, mut value: Unique, by: &[u32]) -> Unique {
                value.0.extend(by);
                value
            }
            fn moved_boxed(&self, value: Box<dyn Fn() -> u32>) -> Box<dyn Fn() -> u32> {
                Box::new(move || value() + 1)
            }
            async fn text_later(&self, text: &str) -> usize {
                tokio::task::yield_now().await;
                text.len()
            }
            async fn slice_later(&self, items: &[u16]) -> usize {
                tokio::task::yield_now().await;
                items.len()
            }
            async fn applied_later(&self, function: &(dyn Fn(u32) -> u32 + Sync)) -> u32 {
                tokio::task::yield_now().await;
                function(1)
            }
            async fn borrowed_later(&self, headline: &Headline<'_>) -> String {
                tokio::task::yield_now().await;
                headline.title.to_owned()
            }
            async fn owned_later(&self, mut text: String, headline: &Headline<'_>) -> String {
                tokio::task::yield_now().await;
                text.push_str(headline.title);
                text.push_str($id);
                text
            }
            async fn counted_later(&self, value: Counted) {
                tokio::task::yield_now().await;
                drop(value);
            }
            async fn moved_later(&self, mut value: Unique, by: &[u32]) -> Unique {
                tokio::task::yield_now().await;
                value.0.extend(by);
                value
            }
        }
    };
}

part!(A, "a");
part!(B, "b");

/// Changes its own copies of what comes along.
#[plugin(id = "spoiler", version = "1.0.0", listed)]
#[derive(Default)]
struct Spoiler(Log);

#[extension(wrapper)]
impl ShapesWrapper for Spoiler {
    fn owned(&self, mut text: String, next: Next<'_>) -> HookResult<Vec<String>> {
        text.push_str("spoilt");
        self.0.note(text);
        next.run()
    }
    fn moved(&self, mut value: Unique, by: &[u32], next: Next<'_>) -> HookResult<Unique> {
        value.0.push(0);
        let mut value = next.run(value)?;
        value.0.push(u32::try_from(by.len()).unwrap());
        Ok(value)
    }
    async fn owned_later(
        &self,
        mut text: String,
        headline: &Headline<'_>,
        next: Next<'_>,
    ) -> HookResult<Vec<String>> {
        text.push_str(headline.title);
        self.0.note(text);
        next.run().await
    }
    async fn moved_later(&self, mut value: Unique, by: &[u32], next: Next<'_>) -> HookResult<Unique> {
        value.0.push(0);
        let mut value = next.run(value).await?;
        value.0.push(u32::try_from(by.len()).unwrap());
        Ok(value)
    }
}

fn two() -> ShapesCaller {
    PluginManager::builder().plugin::<A>().plugin::<B>().build().unwrap().caller::<dyn Shapes>()
}

fn two_and_a_spoiler() -> (ShapesCaller, Log) {
    let log = Log::default();
    let builder = PluginManager::builder().plugin::<A>().plugin::<B>().instance(Spoiler(log.clone()));
    (builder.build().unwrap().caller::<dyn Shapes>(), log)
}

#[test]
fn texts_and_slices() {
    let text = String::from("harbor");
    assert_eq!(two().text(&text).unwrap(), [6, 6]);
    assert_eq!(two().slice(&[1, 2, 3]).unwrap(), [3, 3]);
    assert_eq!(two().perhaps(Some(&text)).unwrap(), [6, 6]);
    assert_eq!(two().perhaps(None).unwrap(), [0, 0]);
}

#[test]
fn trait_objects() {
    assert_eq!(two().shown(&7).unwrap(), ["a: 7", "b: 7"]);
    let more = 41;
    assert_eq!(two().applied(&|n| n + more).unwrap(), [42, 42]);
}

#[test]
fn values_that_borrow() {
    let title = String::from("fog");
    let headline = Headline { title: &title };
    assert_eq!(two().borrowed(&headline).unwrap(), ["fog", "fog"]);
    assert_eq!(two().borrowed_by_value(headline).unwrap(), ["fog", "fog"]);
}

#[test]
fn lifetimes_with_a_name() {
    let long = String::from("longer");
    assert_eq!(two().named(&long, "short").unwrap(), ["longer", "longer"]);
}

#[test]
fn eight_arguments_arrive_in_their_places() {
    let all = two().eight(1, "b", "c".to_owned(), &[4], Some(5), (6, 7), [8, 9], 'h').unwrap();
    assert_eq!(all, ["1 b c [4] Some(5) (6, 7) [8, 9] h"; 2]);
}

#[test]
fn each_implementation_gets_its_own_copy_of_an_owned_argument() {
    assert_eq!(two().owned("x".to_owned()).unwrap(), ["xa", "xb"]);
}

#[test]
fn a_wrapper_gets_its_own_copy_too() {
    let (shapes, log) = two_and_a_spoiler();
    assert_eq!(shapes.owned("x".to_owned()).unwrap(), ["xa", "xb"]);
    assert_eq!(log.take(), ["xspoilt"]);
}

#[test]
fn an_owned_argument_is_copied_once_for_each_implementation_at_most() {
    let value = Counted::default();
    let copies = Arc::clone(&value.0);
    two().counted(value).unwrap();
    assert!((1..=2).contains(&copies.load(Ordering::Relaxed)), "{copies:?} copies for two implementations");
}

#[test]
fn the_value_of_a_pipeline_need_not_be_copied() {
    assert_eq!(two().moved(Unique(vec![1]), &[2, 3]).unwrap(), Unique(vec![1, 2, 3, 2, 3]));
    assert_eq!(two().moved_boxed(Box::new(|| 1)).unwrap()(), 3);
}

#[test]
fn nor_with_wrappers_around() {
    let (shapes, _) = two_and_a_spoiler();
    assert_eq!(shapes.moved(Unique(vec![1]), &[5]).unwrap(), Unique(vec![1, 0, 5, 5, 1]));
}

#[tokio::test]
async fn references_live_across_a_wait() {
    let title = String::from("fog");
    let shapes = two();
    assert_eq!(shapes.text_later(&title).await.unwrap(), [3, 3]);
    assert_eq!(shapes.slice_later(&[1, 2]).await.unwrap(), [2, 2]);
    assert_eq!(shapes.applied_later(&|n| n + 1).await.unwrap(), [2, 2]);
    assert_eq!(shapes.borrowed_later(&Headline { title: &title }).await.unwrap(), ["fog", "fog"]);
}

#[tokio::test]
async fn owned_arguments_are_everybodys_own_across_a_wait() {
    let title = String::from("fog");
    let (shapes, log) = two_and_a_spoiler();
    let headline = Headline { title: &title };
    assert_eq!(shapes.owned_later("x".to_owned(), &headline).await.unwrap(), ["xfoga", "xfogb"]);
    assert_eq!(log.take(), ["xfog"]);
}

#[tokio::test]
async fn an_asynchronous_call_copies_no_more_than_a_synchronous_one() {
    let value = Counted::default();
    let copies = Arc::clone(&value.0);
    two().counted_later(value).await.unwrap();
    assert!((1..=2).contains(&copies.load(Ordering::Relaxed)), "{copies:?} copies for two implementations");
}

#[tokio::test]
async fn the_value_of_an_asynchronous_pipeline_is_moved_along() {
    assert_eq!(two().moved_later(Unique(vec![1]), &[2]).await.unwrap(), Unique(vec![1, 2, 2]));
    let (shapes, _) = two_and_a_spoiler();
    assert_eq!(shapes.moved_later(Unique(vec![1]), &[5]).await.unwrap(), Unique(vec![1, 0, 5, 5, 1]));
}
