//! A message goes to the first channel that can take it; channels are switched off and on while the program runs.

use pluginkit::prelude::*;

struct Message {
    to: &'static str,
    phone: Option<&'static str>,
    email: Option<&'static str>,
    urgent: bool,
}

/// The ways to reach somebody.
#[extension_point]
trait Channel {
    /// Delivers the message and says where; `None` passes it on to the next channel.
    #[hook(first_result)]
    fn deliver(&self, message: &Message) -> Option<String>;
}

/// Quick and expensive: for urgent messages only.
#[plugin(id = "sms", version = "2.1.0")]
#[derive(Default)]
struct Sms;

#[extension(priority = 20)]
impl Channel for Sms {
    fn deliver(&self, message: &Message) -> Option<String> {
        let number = message.phone.filter(|_| message.urgent)?;
        Some(format!("text message to {number}"))
    }
}

#[plugin(id = "email", version = "1.4.2")]
#[derive(Default)]
struct Email;

#[extension(priority = 10)]
impl Channel for Email {
    fn deliver(&self, message: &Message) -> Option<String> {
        let address = message.email?;
        Some(format!("email to {address}"))
    }
}

/// Takes everything, so it is asked last, whoever comes to join the others.
#[plugin(id = "noticeboard", version = "1.0.0")]
#[derive(Default)]
struct Noticeboard;

#[extension(priority = -100)]
impl Channel for Noticeboard {
    fn deliver(&self, message: &Message) -> Option<String> {
        Some(format!("note on the board, for {}", message.to))
    }
}

const MESSAGES: [Message; 3] = [
    Message { to: "Ada", phone: Some("555-0101"), email: Some("ada@example.org"), urgent: true },
    Message { to: "Ben", phone: Some("555-0102"), email: Some("ben@example.org"), urgent: false },
    Message { to: "Cleo", phone: Some("555-0103"), email: None, urgent: true },
];

fn main() -> Result<(), pluginkit::Error> {
    let plugins = PluginManager::discover()?;
    let channel = plugins.caller::<dyn Channel>();

    println!("All channels are open");
    send_all(&channel)?;

    // A caller that is held sees the change with its next call.
    plugins.disable("sms")?;
    println!("The text messages have run out");
    send_all(&channel)?;

    plugins.enable("sms")?;
    println!("The bill is paid");
    send_all(&channel)?;

    // Nobody is called who is switched off, not even as a last resort.
    for id in ["sms", "email", "noticeboard"] {
        plugins.disable(id)?;
    }
    println!("The office is closed");
    send_all(&channel)?;

    if let Err(error) = plugins.disable("fax") {
        println!("And the fax? Well, {error}.");
    }
    Ok(())
}

fn send_all(channel: &ChannelCaller) -> Result<(), HookError> {
    for message in &MESSAGES {
        let delivered = channel.deliver(message)?;
        println!("  {:5} {}", message.to, delivered.as_deref().unwrap_or("not reached"));
    }
    println!();
    Ok(())
}
