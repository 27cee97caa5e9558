//! The bulletin, in words.

use chrono::{DateTime, Utc};
use pluginkit::i18n::{TextValue, Texts};
use service_api::Reading;

/// What a bulletin says.
pub(crate) struct Contents<'a> {
    pub(crate) city: &'a str,
    pub(crate) readings: &'a [Reading],
    /// How many sources did not answer.
    pub(crate) missing: usize,
}

impl Contents<'_> {
    /// In a language, line by line.
    pub(crate) fn text(&self, texts: &Texts, language: &str) -> String {
        let mut lines = vec![texts.text_with("phrases.title", language, [("city", self.city.into())])];
        if self.readings.is_empty() {
            lines.push(texts.text("phrases.nothing", language));
        }
        lines.extend(
            self.readings
                .iter()
                .map(|reading| texts.text_with("phrases.reading", language, arguments(reading))),
        );
        if self.missing > 0 {
            lines.push(texts.text_with("phrases.missing", language, [("count", self.missing.into())]));
        }
        lines.push(String::new());
        lines.join("\n")
    }
}

fn arguments(reading: &Reading) -> [(&'static str, TextValue); 4] {
    [
        ("day", format(reading.measured_at, "%-d")),
        ("month", format(reading.measured_at, "%-m")),
        ("time", format(reading.measured_at, "%H:%M")),
        // Nobody wants to read of -0 degrees.
        ("degrees", (reading.celsius.round() + 0.0).into()),
    ]
}

fn format(moment: DateTime<Utc>, pattern: &str) -> TextValue {
    moment.format(pattern).to_string().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use pluginkit::prelude::*;
    use service_phrases::Phrases;

    fn reading(measured_at: &str, celsius: f64) -> Reading {
        Reading { city: "Kiel".to_owned(), measured_at: measured_at.parse().unwrap(), celsius }
    }

    fn text(readings: &[Reading], missing: usize, language: &str) -> String {
        let plugins = PluginManager::builder().plugin::<Phrases>().build().unwrap();
        Contents { city: "Kiel", readings, missing }.text(&plugins.texts(), language)
    }

    #[test]
    fn a_bulletin_is_a_line_for_each_reading() {
        let readings = [reading("2026-05-14T09:05:00Z", 0.6), reading("2026-05-13T21:00:00Z", -0.4)];
        assert_eq!(
            text(&readings, 0, "en"),
            "Weather in Kiel\n5/14, 09:05: one degree\n5/13, 21:00: 0 degrees\n"
        );
        assert_eq!(
            text(&readings, 1, "de"),
            "Wetter in Kiel\n14.5., 09:05 Uhr: ein Grad\n13.5., 21:00 Uhr: 0 Grad\nEine Quelle antwortet nicht.\n"
        );
    }

    #[test]
    fn a_bulletin_says_where_there_is_nothing_to_say() {
        assert_eq!(
            text(&[], 2, "en"),
            "Weather in Kiel\nNobody has measured anything.\n2 sources do not answer.\n"
        );
    }
}
