title = Wetter in { $city }

reading = { $day }.{ $month }., { $time } Uhr: { $degrees ->
    [one] ein Grad
   *[other] { $degrees } Grad
}

nothing = Niemand hat etwas gemessen.

missing = { $count ->
    [one] Eine Quelle antwortet nicht.
   *[other] { $count } Quellen antworten nicht.
}
