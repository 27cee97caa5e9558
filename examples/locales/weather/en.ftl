title = Weather
    .tooltip = What the sky is up to

drops = { $count ->
    [one] One drop of rain
   *[other] { $count } drops of rain
}
