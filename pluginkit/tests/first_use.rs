//! The background runtime is made once, however many need it first at once.

#![cfg(feature = "tokio")]

use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, thread};

use pluginkit::prelude::*;

/// What a process that is to be first has in its environment.
const FIRST: &str = "PLUGINKIT_TEST_FIRST_USE";

const CALLERS: usize = 64;

#[extension_point]
trait Work {
    async fn work(&self) -> u32;
}

#[plugin(id = "pooled", version = "1.0.0", listed)]
#[derive(Default)]
struct Pooled;

#[extension(blocking)]
impl Work for Pooled {
    fn work(&self) -> u32 {
        1
    }
}

/// A process is first only once, so there are many processes.
#[test]
fn whoever_is_first_is_not_in_the_way_of_the_others() {
    if env::var_os(FIRST).is_some() {
        return everybody_at_once();
    }
    for _ in 0..32 {
        let mut process = Command::new(env::current_exe().unwrap());
        let output = process.arg("--nocapture").env(FIRST, "1").output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

fn everybody_at_once() {
    let work = PluginManager::builder().plugin::<Pooled>().build().unwrap().caller::<dyn Work>();
    let ready = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..CALLERS {
            scope.spawn(|| {
                let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
                runtime.block_on(async {
                    ready.fetch_add(1, Ordering::SeqCst);
                    // A barrier wakes its threads one after the other, when a race may be over.
                    while ready.load(Ordering::SeqCst) < CALLERS {
                        thread::yield_now();
                    }
                    assert_eq!(work.work().await.unwrap(), [1]);
                });
            });
        }
    });
}
