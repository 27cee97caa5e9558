use std::fmt::{self, Display, Formatter};
use std::time::Duration;

use newsroom_api::Headline;

use crate::days::Day;
use crate::edition::Edition;
use crate::missing::Missing;
use crate::sources::Source;
use crate::times::Lap;

/// Where there would be a time of day, had the source given one.
const NO_TIME: &str = "--:--";

impl Display for Edition {
    fn fmt(&self, page: &mut Formatter<'_>) -> fmt::Result {
        let names = widest(self.sources.iter().map(|source| source.name.as_str()));
        title(page, self)?;
        for Day { date, headlines } in &self.days {
            match date {
                Some(date) => section(page, &date.format("%A, %-d %B %Y").to_string())?,
                None => section(page, "Undated")?,
            }
            headlines.iter().try_for_each(|headline| write_headline(page, headline, names))?;
        }
        section(page, "Sources")?;
        self.sources.iter().try_for_each(|source| write_source(page, source, names))?;
        section(page, "Filed by")?;
        self.contributors.iter().try_for_each(|plugin| writeln!(page, "  {plugin}"))?;
        section(page, "Missing")?;
        write_missing(page, &self.missing)?;
        section(page, "Times")?;
        write_times(page, self.whole, &self.each)
    }
}

fn title(page: &mut Formatter<'_>, edition: &Edition) -> fmt::Result {
    let headlines: usize = edition.days.iter().map(|day| day.headlines.len()).sum();
    let filed = edition.contributors.len();
    let asked = filed + edition.missing.len();
    writeln!(page, "THE NEWSROOM")?;
    writeln!(page, "{} from {filed} of {asked} sources, all times UTC", counted(headlines))
}

fn section(page: &mut Formatter<'_>, heading: &str) -> fmt::Result {
    writeln!(page, "\n{heading}")
}

fn write_headline(page: &mut Formatter<'_>, headline: &Headline, names: usize) -> fmt::Result {
    let Headline { source, title, link, published } = headline;
    let time =
        published.map_or_else(|| NO_TIME.to_owned(), |published| published.format("%H:%M").to_string());
    writeln!(page, "  {time}  {source:names$}  {title}")?;
    match link {
        Some(link) => writeln!(page, "  {:5}  {:names$}  {link}", "", ""),
        None => Ok(()),
    }
}

fn write_source(page: &mut Formatter<'_>, source: &Source, names: usize) -> fmt::Result {
    let Source { name, headlines, home_page } = source;
    let home_page = home_page.as_ref().map_or("home page unknown", url::Url::as_str);
    writeln!(page, "  {name:names$}  {:12}  {home_page}", counted(*headlines))
}

fn write_missing(page: &mut Formatter<'_>, missing: &[Missing]) -> fmt::Result {
    if missing.is_empty() {
        return writeln!(page, "  nobody");
    }
    let plugins = widest(missing.iter().map(|missing| missing.plugin.as_str()));
    let kinds = widest(missing.iter().map(|missing| missing.kind));
    missing.iter().try_for_each(|Missing { plugin, kind, reason, cause }| {
        writeln!(page, "  {plugin:plugins$}  {kind:kinds$}  {reason}")?;
        match cause {
            Some(cause) => writeln!(page, "  {:plugins$}  {:kinds$}  {cause}", "", ""),
            None => Ok(()),
        }
    })
}

fn write_times(page: &mut Formatter<'_>, whole: Option<Duration>, each: &[Lap]) -> fmt::Result {
    let all = whole.map(|took| ("all in one call", took));
    let rows = || all.into_iter().chain(each.iter().map(|lap| (lap.plugin.as_str(), lap.took)));
    let names = widest(rows().map(|(name, _)| name));
    rows().try_for_each(|(name, took)| writeln!(page, "  {name:names$}  {:>9}", milliseconds(took)))
}

fn counted(headlines: usize) -> String {
    format!("{headlines} headline{}", if headlines == 1 { "" } else { "s" })
}

/// A width that fits all of the texts.
fn widest<'a>(texts: impl Iterator<Item = &'a str>) -> usize {
    texts.map(|text| text.chars().count()).max().unwrap_or(0)
}

fn milliseconds(duration: Duration) -> String {
    format!("{:.1} ms", duration.as_secs_f64() * 1000.0)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use newsroom_api::Headline;

    use super::{milliseconds, widest};
    use crate::edition::Edition;
    use crate::missing::Missing;
    use crate::times::Lap;
    use crate::{days, sources};

    #[test]
    fn columns_are_aligned() {
        let headlines = vec![
            Headline {
                source: "Echo".to_owned(),
                title: "Mill wheel turns again".to_owned(),
                link: Some("https://echo.example/mill".parse().unwrap()),
                published: Some("2026-05-04T07:05:00Z".parse().unwrap()),
            },
            Headline {
                source: "Gazette".to_owned(),
                title: "A notice".to_owned(),
                link: None,
                published: None,
            },
        ];
        let edition = Edition {
            sources: sources::of(&headlines, |_| None),
            days: days::newest_first(headlines),
            contributors: vec!["echo".to_owned(), "gazette".to_owned()],
            missing: vec![
                Missing {
                    plugin: "wire".to_owned(),
                    kind: "failed",
                    reason: "the line is dead".to_owned(),
                    cause: Some("the cat".to_owned()),
                },
                Missing {
                    plugin: "courier".to_owned(),
                    kind: "timed out",
                    reason: "no answer".to_owned(),
                    cause: None,
                },
            ],
            whole: Some(Duration::from_millis(150)),
            each: vec![Lap { plugin: "echo".to_owned(), took: Duration::from_micros(1_250) }],
        };

        assert_eq!(edition.to_string(), include_str!("page/aligned.txt"));
    }

    #[test]
    fn an_empty_edition_still_says_so() {
        let edition = Edition {
            days: vec![],
            sources: vec![],
            contributors: vec![],
            missing: vec![],
            whole: None,
            each: vec![],
        };

        let page = edition.to_string();
        assert!(page.contains("0 headlines from 0 of 0 sources"), "{page}");
        assert!(page.contains("Missing\n  nobody\n"), "{page}");
    }

    #[test]
    fn widths_count_characters() {
        assert_eq!(widest(["caf\u{e9}", "bar"].into_iter()), 4);
        assert_eq!(widest([].into_iter()), 0);
    }

    #[test]
    fn times_have_one_decimal() {
        assert_eq!(milliseconds(Duration::from_micros(150_640)), "150.6 ms");
        assert_eq!(milliseconds(Duration::from_nanos(40)), "0.0 ms");
    }
}
