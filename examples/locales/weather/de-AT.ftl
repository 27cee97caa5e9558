drops = { $count ->
    [one] A Tröpferl
   *[other] { $count } Tröpferln
}
