/// Capitals that are right as they are.
const ACRONYMS: [&str; 4] = ["EU", "NATO", "UK", "UN"];

/// A title in all capitals as a sentence; any other title as it is.
pub(crate) fn calm(title: String) -> String {
    if is_shouting(&title) { sentence(&title) } else { title }
}

/// One word in capitals is a name or an acronym; two are a habit.
fn is_shouting(title: &str) -> bool {
    let capitalised_words =
        title.split_whitespace().filter(|word| word.chars().any(char::is_uppercase)).count();
    capitalised_words >= 2 && !title.chars().any(char::is_lowercase)
}

fn sentence(title: &str) -> String {
    let words: Vec<_> = title.split(' ').map(lower_unless_acronym).collect();
    capitalise(&words.join(" "))
}

fn lower_unless_acronym(word: &str) -> String {
    let letters = word.trim_matches(|character: char| !character.is_alphabetic());
    if ACRONYMS.contains(&letters) { word.to_owned() } else { word.to_lowercase() }
}

fn capitalise(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(char::to_uppercase).into_iter().flatten().chain(characters).collect()
}

#[cfg(test)]
mod tests {
    use super::calm;

    #[track_caller]
    fn check(title: &str, expected: &str) {
        assert_eq!(calm(title.to_owned()), expected);
    }

    #[test]
    fn shouting_becomes_a_sentence() {
        check("COUNCIL VOTES TO KEEP NIGHT FERRY", "Council votes to keep night ferry");
    }

    #[test]
    fn acronyms_stay() {
        check("GLACIER SURVEY: EU, UN FUND THIRD SEASON", "Glacier survey: EU, UN fund third season");
    }

    #[test]
    fn ordinary_titles_stay() {
        check("EU funds third season", "EU funds third season");
    }

    #[test]
    fn a_single_word_is_not_shouting() {
        check("NATO 2026", "NATO 2026");
        check("", "");
    }

    #[test]
    fn capitals_are_not_only_latin() {
        check("ÉTÉ À LA MER", "Été à la mer");
    }
}
