//! A report whose sections come from plugins, in an order that each of them has a say in.

use pluginkit::prelude::*;

/// What the report is about: a week at the lighthouse museum.
struct Week {
    visitors: [u32; 7],
    tours: u32,
    lost: Vec<&'static str>,
}

const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// The weekly report.
#[extension_point]
trait Report {
    /// One section, from whoever has something to report.
    fn section(&self, week: &Week) -> Option<String>;
}

/// Everybody reads the first section, so it asks for the first place.
#[plugin(id = "visitors", version = "1.0.0")]
#[derive(Default)]
struct Visitors;

#[extension(priority = 100)]
impl Report for Visitors {
    fn section(&self, week: &Week) -> Option<String> {
        Some(format!("{} visitors climbed the tower.", week.visitors.iter().sum::<u32>()))
    }
}

/// Would be first by its priority, but says "them": whatever the priorities, `after` holds.
#[plugin(id = "busiest-day", version = "1.0.0")]
#[derive(Default)]
struct BusiestDay;

#[extension(priority = 200, after(Visitors))]
impl Report for BusiestDay {
    fn section(&self, week: &Week) -> Option<String> {
        let (day, visitors) = DAYS.iter().zip(week.visitors).max_by_key(|(_, visitors)| *visitors)?;
        Some(format!("{day} was the busiest day, with {visitors} of them."))
    }
}

#[plugin(id = "tours", version = "1.0.0")]
#[derive(Default)]
struct Tours;

#[extension]
impl Report for Tours {
    fn section(&self, week: &Week) -> Option<String> {
        (week.tours > 0).then(|| format!("The keeper gave {} guided tours.", week.tours))
    }
}

/// Nobody wants to begin with umbrellas.
#[plugin(id = "lost-property", version = "1.0.0")]
#[derive(Default)]
struct LostProperty;

#[extension(after("busiest-day", "tours"))]
impl Report for LostProperty {
    fn section(&self, week: &Week) -> Option<String> {
        (!week.lost.is_empty()).then(|| format!("Left behind: {}.", week.lost.join(", ")))
    }
}

/// Wherever the others want to be, this comes before the umbrellas.
#[plugin(id = "appeal", version = "1.0.0")]
#[derive(Default)]
struct Appeal;

#[extension(priority = -10, before(LostProperty))]
impl Report for Appeal {
    fn section(&self, _week: &Week) -> Option<String> {
        Some("The lamp needs a new lens. Please give.".to_owned())
    }
}

/// Numbers the sections that there are.
#[plugin(id = "numbering", version = "1.0.0")]
#[derive(Default)]
struct Numbering;

#[extension(wrapper)]
impl ReportWrapper for Numbering {
    fn section(&self, _week: &Week, next: Next<'_>) -> HookResult<Vec<String>> {
        let sections = next.run()?;
        Ok((1..).zip(sections).map(|(number, section)| format!("{number}. {section}")).collect())
    }
}

/// Puts a frame around them. Its priority keeps it outside the numbering: the frame has no number.
#[plugin(id = "frame", version = "1.0.0")]
#[derive(Default)]
struct Frame;

#[extension(wrapper, priority = 10)]
impl ReportWrapper for Frame {
    fn section(&self, _week: &Week, next: Next<'_>) -> HookResult<Vec<String>> {
        let sections = next.run()?;
        let width = sections.iter().map(|section| section.chars().count()).max().unwrap_or(0);
        let line = format!("+-{}-+", "-".repeat(width));
        let framed = sections.iter().map(|section| format!("| {section:width$} |"));
        Ok([line.clone()].into_iter().chain(framed).chain([line]).collect())
    }
}

fn main() -> Result<(), pluginkit::Error> {
    let plugins = PluginManager::discover()?;
    let report = plugins.caller::<dyn Report>();

    let summer =
        Week { visitors: [31, 18, 22, 40, 57, 93, 88], tours: 4, lost: vec!["two umbrellas", "one boot"] };
    println!("A week in summer\n{}\n", report.section(&summer)?.join("\n"));

    // Who has nothing to report abstains, and the others move up.
    let winter = Week { visitors: [0, 0, 3, 0, 1, 9, 6], tours: 0, lost: vec![] };
    println!("A week in winter\n{}\n", report.section(&winter)?.join("\n"));

    println!("Why this order?\n{}", report.explain());
    Ok(())
}
