# After Baton was away: one message a person, each reminder with its time.

catch_up_head = { $person }, I was away for a while. { $count ->
    [one] One reminder was due meanwhile.
   *[other] { $count } reminders were due meanwhile.
}
catch_up_line = **{ $customer }**: { $clock }, by { $due }
