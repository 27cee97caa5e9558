//! Wildcards: `#[on("before_*")]` is one method for several hooks of a point, checked by the compiler one by one; `on = "user.*"` is
//! an observer of other plugins' calls, across points. A hook that nobody observes costs what it would without observers.

use std::sync::Mutex;
use std::time::Duration;

use pluginkit::prelude::*;
use pluginkit::{Ended, HookCall};
use tokio::time::sleep;

#[extension_point(id = "user.account")]
trait Accounts {
    fn before_create(&self, name: &str) -> Result<(), BoxError>;
    fn before_delete(&self, name: &str) -> Result<(), BoxError>;
    async fn created(&self, name: &str);
    fn deleted(&self, name: &str);
}

#[extension_point(id = "user.session")]
trait Sessions {
    fn opened(&self, name: &str, password: Password);
}

#[extension_point(id = "page")]
trait Pages {
    #[hook(pipeline)]
    fn render(&self, page: String) -> String;
}

/// What is not to be seen has no `Debug` that shows it.
#[derive(Clone)]
struct Password(String);

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(a password)")
    }
}

/// One method for both hooks that come before something. What comes after is not its business.
#[plugin(id = "rules", version = "1.0.0")]
#[derive(Default)]
struct Rules;

#[extension]
impl Accounts for Rules {
    #[on("before_*")]
    fn any(&self, name: &str) -> Result<(), BoxError> {
        if name == "root" { Err("root is not touched".into()) } else { Ok(()) }
    }
}

#[plugin(id = "mail", version = "1.0.0")]
#[derive(Default)]
struct Mail;

#[extension(timeout = "50ms")]
impl Accounts for Mail {
    async fn created(&self, name: &str) {
        let minutes = if name == "slowpoke" { 5 } else { 0 };
        sleep(Duration::from_secs(60 * minutes)).await;
    }
}

#[extension]
impl Sessions for Mail {
    fn opened(&self, _: &str, password: Password) {
        assert!(!password.0.is_empty(), "no password");
    }
}

#[plugin(id = "theme", version = "1.0.0")]
#[derive(Default)]
struct Theme;

#[extension]
impl Pages for Theme {
    fn render(&self, page: String) -> String {
        format!("<b>{page}</b>")
    }
}

/// Sees every call that has to do with users, with what it is about: `**` stands for any number of words, `*` for what is in one.
#[plugin(id = "audit", version = "1.0.0")]
#[derive(Default)]
struct Audit;

#[extension(on = "user.**", arguments)]
impl HookObserver for Audit {
    fn ended(&self, call: &HookCall, ended: &Ended) {
        let arguments = call.arguments().unwrap_or("..");
        println!("  audit: {} {}({arguments}) {}", call.plugin(), call.hook().id(), ended.outcome());
    }
}

/// Sees the beginnings of whatever comes before something, in whatever point.
#[plugin(id = "tally", version = "1.0.0")]
#[derive(Default)]
struct Tally(Mutex<Vec<&'static str>>);

#[extension(on = "**.before_*")]
impl HookObserver for Tally {
    fn began(&self, call: &HookCall) {
        self.0.lock().unwrap().push(call.hook().name());
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), pluginkit::Error> {
    let plugins = PluginManager::discover()?;
    let accounts = plugins.caller::<dyn Accounts>();
    let sessions = plugins.caller::<dyn Sessions>();
    let pages = plugins.caller::<dyn Pages>();

    println!("What users do is written down:");
    accounts.before_create("alice")?;
    accounts.created("alice").await?;
    sessions.opened("alice", Password("swordfish".to_owned()))?;

    println!("\nWhat goes wrong too, however it does:");
    accounts.isolated().before_delete("root");
    accounts.isolated().created("slowpoke").await;

    println!("\nPages are no users:");
    println!("  {}", pages.render("hello".to_owned())?);

    println!("\nAn observer is a plugin, and can be switched off:");
    plugins.disable("audit")?;
    accounts.before_delete("alice")?;
    accounts.deleted("alice")?;
    let tally = plugins.plugin::<Tally>().expect("it is linked");
    println!("  tally: {}", tally.0.lock().unwrap().join(", "));

    println!("\nHow often, and how many in vain:");
    let measurement = plugins.measure("user.account.*").expect("a pattern");
    for name in ["ben", "root", "carol"] {
        accounts.reported().before_create(name);
    }
    for hook in plugins.metrics().hooks.iter().filter(|hook| hook.calls.count > 0) {
        for one in &hook.implementations {
            println!(
                "  {} {}: {} calls, {} failed",
                hook.hook, one.plugin, one.calls.count, one.calls.failures
            );
        }
    }
    drop(measurement);
    Ok(())
}
