title = Wetter

drops = { $count ->
    [one] Ein Regentropfen
   *[other] { $count } Regentropfen
}
