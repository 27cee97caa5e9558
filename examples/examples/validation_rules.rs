//! Rules that an order must keep: those it breaks, those that cannot be checked, and which of them apply.

use std::sync::Arc;

use pluginkit::prelude::*;

struct Order {
    item: &'static str,
    quantity: u32,
    country: &'static str,
    day: &'static str,
}

/// What is wrong with an order.
#[derive(Debug)]
struct Violation(String);

/// The rules of the shop.
#[extension_point]
trait Rule {
    /// What is wrong with the order, if anything. An error means that nobody can tell.
    fn check(&self, order: &Order) -> Result<Option<Violation>, BoxError>;
}

#[plugin(id = "quantity", version = "1.0.0")]
#[derive(Default)]
struct Quantity;

#[extension]
impl Rule for Quantity {
    fn check(&self, order: &Order) -> Result<Option<Violation>, BoxError> {
        Ok((order.quantity > 10).then(|| Violation(format!("{} of them is too many", order.quantity))))
    }
}

#[plugin(id = "stock", version = "1.0.0")]
#[derive(Default)]
struct Stock;

#[extension]
impl Rule for Stock {
    fn check(&self, order: &Order) -> Result<Option<Violation>, BoxError> {
        match order.item {
            "anchor" => Ok(None),
            "rope" => Ok(Some(Violation("rope is sold out".to_owned()))),
            item => Err(format!("the warehouse does not answer about `{item}`").into()),
        }
    }
}

/// A rule that most orders need not be shown to: `when` is asked before each call.
#[plugin(id = "customs", version = "1.0.0")]
struct Customs {
    union: [&'static str; 2],
}

impl Default for Customs {
    fn default() -> Self {
        Customs { union: ["home", "Avalon"] }
    }
}

impl Customs {
    fn is_abroad(&self, order: &Order) -> bool {
        !self.union.contains(&order.country)
    }
}

#[extension(when = Customs::is_abroad)]
impl Rule for Customs {
    fn check(&self, order: &Order) -> Result<Option<Violation>, BoxError> {
        Ok(Some(Violation(format!("{} wants a form for every {}", order.country, order.item))))
    }
}

/// A rule for a single call. It is `listed`, so that discovery leaves it out.
#[plugin(id = "closed", version = "1.0.0", listed)]
struct Closed {
    on: &'static str,
}

#[extension]
impl Rule for Closed {
    fn check(&self, order: &Order) -> Result<Option<Violation>, BoxError> {
        Ok((order.day == self.on).then(|| Violation(format!("nobody works on a {}", self.on))))
    }
}

fn main() -> Result<(), pluginkit::Error> {
    let plugins = PluginManager::discover()?;
    let rules = plugins.caller::<dyn Rule>();

    let fine = Order { item: "anchor", quantity: 1, country: "home", day: "Monday" };
    let bold = Order { item: "rope", quantity: 500, country: "Atlantis", day: "Sunday" };
    let odd = Order { item: "compass", quantity: 12, country: "home", day: "Sunday" };

    println!("One anchor: {}", verdict(&rules.check(&fine)?));
    println!("500 ropes for Atlantis: {}", verdict(&rules.check(&bold)?));

    // The first failure ends a plain call; a reported one goes on, and tells everything.
    println!("\nTwelve compasses, plainly:");
    match rules.check(&odd) {
        Ok(violations) => println!("  {}", verdict(&violations)),
        Err(error) => println!("  {error}"),
    }
    println!("Twelve compasses, reported:");
    let report = rules.reported().check(&odd);
    for (plugin, Violation(violation)) in report.contributors.iter().zip(&report.value) {
        println!("  {plugin} objects: {violation}");
    }
    for failure in &report.failures {
        println!("  {} {}", failure.plugin(), failure.kind());
    }

    // Which rules apply is the choice of the caller, call by call.
    println!("\n500 ropes for Atlantis, again:");
    let sunday = Arc::new(Closed { on: "Sunday" });
    println!("  with one more rule: {}", verdict(&rules.with(&sunday).check(&bold)?));
    println!("  only the quantity:  {}", verdict(&rules.only(["quantity"]).check(&bold)?));
    println!("  without the stock:  {}", verdict(&rules.without(["stock"]).check(&bold)?));
    Ok(())
}

fn verdict(violations: &[Violation]) -> String {
    if violations.is_empty() {
        return "accepted".to_owned();
    }
    violations.iter().map(|Violation(violation)| violation.as_str()).collect::<Vec<_>>().join("; ")
}
