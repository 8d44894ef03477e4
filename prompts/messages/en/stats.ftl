# The figures: at most eight lines, the last of which says what to look at.

stats_all_playbooks = All handoffs
stats_last_days = { $days ->
    [1] today
   *[other] last { $days } days
}
stats_one_day = { $day }
stats_dates = { $first } to { $last }
stats_head = **{ $playbook }, { $period }** · { $sent } sent
stats_head_cancelled = **{ $playbook }, { $period }** · { $sent } sent, { $cancelled } of them cancelled
stats_nothing = **{ $playbook }, { $period }** · nothing was sent

stats_on_time_percent = { $clock ->
    [start] Sent on time
    [accept] Accepted on time
    [kickoff] First contact on time
    [complete] Done on time
    [resubmit] Sent again on time
   *[answer] Questions answered on time
}: { $percent } % ({ $met } of { $of })
stats_on_time_count = { $clock ->
    [start] Sent on time
    [accept] Accepted on time
    [kickoff] First contact on time
    [complete] Done on time
    [resubmit] Sent again on time
   *[answer] Questions answered on time
}: { $met } of { $of }
stats_on_time_nobody = { $clock ->
    [start] Sent on time: none was due yet
    [accept] Accepted on time: none was due yet
    [kickoff] First contact on time: none was due yet
    [complete] Done on time: none was due yet
    [resubmit] Sent again on time: none was due yet
   *[answer] Questions answered on time: none was due yet
}

stats_accept_time = Sent to accepted: { $span } of working time (half were quicker)
stats_accept_few = Accepted so far: { $accepted } of { $of }; too few to say how long it takes
stats_accept_nobody = Nobody has accepted yet
stats_brief = Brief: { $mean } of 5 ({ $count } ratings)
stats_brief_few = Brief: { $count ->
    [one] one rating
   *[other] { $count } ratings
} ({ $marks })
stats_brief_nobody = Brief: not rated yet
stats_sent_back = Sent back: { $times ->
    [1] 1, for
    [2] 2, both for
   *[other] { $times }, all for
} { $reason }
stats_sent_back_mixed = Sent back: { $times }, { $most } of them for { $reason }
stats_sent_back_never = Sent back: none
stats_reason = { $reason ->
    [missing_field] something missing
    [vague_criteria] vague goals
    [promise_unclear] unclear promises
    [too_early] coming too early
    [bad_fit] the wrong team
    [duplicate] being there already
   *[other] other reasons
}
stats_late = Late in all: { $total }, of which { $part } { $phase ->
    [before_sent] before the brief was sent
    [before_accepted] before it was accepted
    [sent_back] while it was sent back
    [after_accepted] after it was accepted
   *[waiting_for_customer] waiting for the customer
}
stats_late_all = Late in all: { $total }, all of it { $phase ->
    [before_sent] before the brief was sent
    [before_accepted] before it was accepted
    [sent_back] while it was sent back
    [after_accepted] after it was accepted
   *[waiting_for_customer] waiting for the customer
}
stats_late_never = Late in all: nothing

# What to look at.
stats_look_at = **Look at**: { $what }
look_nothing_sent = whether customers change hands without a handoff.
look_late_starts = briefs that start late on { $weekday ->
    [mon] Mondays
    [tue] Tuesdays
    [wed] Wednesdays
    [thu] Thursdays
    [fri] Fridays
    [sat] Saturdays
   *[sun] Sundays
} ({ $late } of { $of } late starts).
look_late_mostly = { $phase ->
    [before_sent] the time before a brief is sent
    [before_accepted] the time before a handoff is accepted
    [sent_back] the time a brief takes to come again
    [after_accepted] the time between accepting and first contact
   *[waiting_for_customer] the time customers let us wait
}; { $span } of the lateness lies there.
look_sent_back = briefs sent back for { $reason } ({ $times } of { $of }).
look_weak_clock = { $clock ->
    [start] sending the brief
    [accept] accepting
    [kickoff] first contact
    [complete] getting done
    [resubmit] sending again
   *[answer] answering questions
} on time: { $met } of { $of }.
look_low_briefs = the briefs rated 1 or 2 ({ $low } of { $of }).
look_rerouted = { $handoffs ->
    [one] the handoff that went
   *[other] the { $handoffs } handoffs that went
} through several wrong hands.
look_unrated = ratings: { $unrated } of { $of } briefs have none.
look_too_few = nothing yet; { $handoffs ->
    [one] one handoff is
   *[other] { $handoffs } handoffs are
} too few to see a pattern.
look_all_well = nothing in particular; it goes well.

# The same figures as a picture.
picture_clock = { $clock ->
    [start] Sent on time
    [accept] Accepted on time
    [kickoff] First contact on time
    [complete] Done on time
    [resubmit] Sent again on time
   *[answer] Answered on time
}
picture_percent = { $percent } % · { $met } of { $of }
picture_count = { $met } of { $of }
picture_none = none was due yet
picture_range = Thin line: where the share lies, 95 % sure
picture_late = Late in all: { $total }
picture_late_never = Late in all: nothing
picture_late_part = { $span } { $phase ->
    [before_sent] before the brief was sent
    [before_accepted] before it was accepted
    [sent_back] while it was sent back
    [after_accepted] after it was accepted
   *[waiting_for_customer] waiting for the customer
}

button_by_person = By person
button_csv = CSV
stats_in_channel = This thread is about one customer, so the figures are in the channel.
stats_file = The figures as a table, with how sure each share is.

# One person's figures, read by them and their managers.
person_head = **{ $person }**, { $period }
person_list_head = **By person, { $period }**
person_sender = **{ $person } as sender**: { $parts }
person_receiver = **{ $person } as receiver**: { $parts }
person_sent = { $sent } sent
person_received = { $received } received
person_sent_back_to = { $times } sent back to them
person_sent_back_by = sent back { $times }
person_brief = briefs { $mean } of 5 ({ $count } ratings)
person_brief_few = briefs rated { $marks } ({ $count ->
    [one] one rating
   *[other] { $count } ratings
})
person_rated = rated { $met } of { $of }
person_accept_time = accepted within { $span } of working time (half were quicker)
person_late = customers waited { $span } beyond what was due
person_nothing = **{ $person }**, { $period }: nothing to count yet.
person_private = Only the person and their managers can see this; the person is told when a manager opens it.
person_more = … and { $count } more; ask for one with /handoff stats and a name
person_told = { $by } opened your figures ({ $period }). You see the same with /handoff stats me; nobody else can.
