use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::NaiveDate;
use newsroom_api::Headline;

/// The headlines of one day, newest first; without a date, those of unknown age.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Day {
    pub(crate) date: Option<NaiveDate>,
    pub(crate) headlines: Vec<Headline>,
}

/// The days, newest first, and last whatever has no date.
pub(crate) fn newest_first(mut headlines: Vec<Headline>) -> Vec<Day> {
    // The sort is stable: among equals, the order in which the sources were called.
    headlines.sort_by_key(|headline| Reverse(headline.published));
    // `None` is less than any date, so it comes last.
    let mut days = BTreeMap::<_, Vec<_>>::new();
    for headline in headlines {
        let date = headline.published.map(|published| published.date_naive());
        days.entry(Reverse(date)).or_default().push(headline);
    }
    days.into_iter().map(|(Reverse(date), headlines)| Day { date, headlines }).collect()
}

#[cfg(test)]
mod tests {
    use newsroom_api::Headline;

    use super::{Day, newest_first};

    fn headline(title: &str, published: Option<&str>) -> Headline {
        Headline {
            source: "Gazette".to_owned(),
            title: title.to_owned(),
            link: None,
            published: published.map(|published| published.parse().unwrap()),
        }
    }

    fn titles(day: &Day) -> Vec<&str> {
        day.headlines.iter().map(|headline| headline.title.as_str()).collect()
    }

    #[test]
    fn days_and_hours_go_back_in_time() {
        let days = newest_first(vec![
            headline("yesterday", Some("2026-05-13T23:59:59Z")),
            headline("morning", Some("2026-05-14T06:00:00Z")),
            headline("evening", Some("2026-05-14T18:00:00Z")),
        ]);

        assert_eq!(
            days.iter().map(titles).collect::<Vec<_>>(),
            [vec!["evening", "morning"], vec!["yesterday"]]
        );
    }

    #[test]
    fn the_undated_come_last() {
        let days =
            newest_first(vec![headline("notice", None), headline("old", Some("1999-01-01T00:00:00Z"))]);

        assert_eq!(days[1].date, None);
        assert_eq!(titles(&days[1]), ["notice"]);
    }

    #[test]
    fn what_happened_at_once_stays_in_order() {
        let noon = Some("2026-05-14T12:00:00Z");
        let days = newest_first(vec![headline("a", noon), headline("b", noon)]);

        assert_eq!(titles(&days[0]), ["a", "b"]);
    }

    #[test]
    fn no_news_is_no_day() {
        assert_eq!(newest_first(Vec::new()), []);
    }
}
