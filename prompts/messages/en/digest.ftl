# The digest: one message in the morning, a line each, the section in front.

digest_head = { $part ->
    [morning] Good morning
    [afternoon] Good afternoon
   *[evening] Good evening
}, { $person }. { $count ->
    [1] One thing
    [2] Two things
    [3] Three things
    [4] Four things
    [5] Five things
    [6] Six things
    [7] Seven things
    [8] Eight things
    [9] Nine things
    [10] Ten things
   *[other] { $count } things
} today.
digest_team_head = **{ $team }**: { $count ->
    [1] one thing
    [2] two things
    [3] three things
    [4] four things
    [5] five things
    [6] six things
    [7] seven things
    [8] eight things
    [9] nine things
    [10] ten things
   *[other] { $count } things
} today.
digest_line = **{ $section }** · { $customer }: { $what }
digest_team_line = **{ $section }** · { $customer } · { $who }: { $what }
digest_section = { $section ->
    [late] Late
    [today] Today
    [your_turn] Your turn
    [at_risk] At risk
   *[unrated] Unrated
}
digest_nameless = no name yet

# What is to be done, as it stands before "by" and "since".
digest_task = { $clock ->
    [start] send the brief
    [accept] accept
    [kickoff] first contact
    [complete] finish
    [resubmit] send again
   *[answer] answer the question
}
digest_late = { $task }, since { $since }
digest_by = { $task } by { $by }
digest_since = { $what } ({ $since })

digest_arrived = waiting to be accepted
digest_answered = { $by } answered your question
digest_returned = { $by } sent it back
digest_question = { $by } has a question
digest_disputed = { $by } corrected what was read back
digest_read_back = the read-back is still to be written
digest_draft = the draft waits to be sent
digest_others_late = { $who } is late, { $task } was due { $since }
digest_unread = high risk, and nothing read back yet
digest_due = high risk, { $task } by { $by }
digest_sent_back_often = sent back { $times } times and still not accepted
digest_rate = how was the brief? Three taps
digest_ticked = { $by } ticked off { $item }
digest_second_look = a second look, what should the brief have told you?
digest_reminder = { $label }
digest_offer = should somebody else take it?

digest_on_track = Everything else is on track.
digest_more = … and { $count } more: `/handoff list mine`
digest_not_today = Not today…
digest_option = { $section } · { $customer }
digest_option_number = { $section } · { $customer } · { $number }
digest_nothing = Nothing waits for you today.
