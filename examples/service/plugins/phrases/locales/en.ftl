# $city (text): where it is.
title = Weather in { $city }

# $day, $month, $time (text): when it was measured, in UTC. $degrees (number): the temperature, in whole degrees Celsius.
reading = { $month }/{ $day }, { $time }: { $degrees ->
    [one] one degree
   *[other] { $degrees } degrees
}

nothing = Nobody has measured anything.

# $count (number): how many of those that were asked did not answer.
missing = { $count ->
    [one] One source does not answer.
   *[other] { $count } sources do not answer.
}
