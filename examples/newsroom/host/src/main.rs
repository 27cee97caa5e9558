//! Prints the news, from plugins that answer, fail, panic and dawdle.

mod args;
mod days;
mod edition;
mod missing;
mod page;
mod sources;
mod staff;
mod times;

use std::process::ExitCode;
use std::sync::Arc;

use args::{Args, USAGE};
use edition::Edition;
use newsroom_api::{Desk, Feed, Request};
use newsroom_timing::Stopwatch;
use pluginkit::BoxError;

#[tokio::main]
async fn main() -> ExitCode {
    match Args::parse(std::env::args_os().skip(1)) {
        Ok(Args::Print { feeds }) => report(print_the_news(&Request::new(feeds)).await),
        Ok(Args::Help) => {
            println!("{USAGE}");
            ExitCode::SUCCESS
        }
        Err(mistake) => {
            eprintln!("{mistake}\n\n{USAGE}");
            ExitCode::from(2)
        }
    }
}

async fn print_the_news(request: &Request) -> Result<(), BoxError> {
    let stopwatch = Arc::new(Stopwatch::default());
    let plugins = staff::assemble(&stopwatch)?;
    let feed = plugins.caller::<dyn Feed>();
    let desk = plugins.caller::<dyn Desk>();

    // Under `reported`, a source that fails costs its own headlines and nobody else's.
    let report = feed.reported().fetch(request).await;
    let whole = stopwatch.take();
    let each = times::ask_one_by_one(&feed, request, &stopwatch).await;

    // Under `isolated`, a headline that a desk stumbles over is printed as it was before that desk.
    let headlines: Vec<_> =
        report.value.into_iter().flatten().map(|headline| desk.isolated().clean(headline)).collect();
    let edition = Edition {
        sources: sources::of(&headlines, |source| desk.isolated().home_page(source)),
        days: days::newest_first(headlines),
        contributors: report.contributors.iter().map(ToString::to_string).collect(),
        missing: missing::from(&report.failures),
        whole,
        each,
    };
    print!("{edition}");
    Ok(())
}

fn report(outcome: Result<(), BoxError>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("the news cannot be printed: {error}");
            ExitCode::FAILURE
        }
    }
}
