# Why a deadline is when it is, as the answer to *Why this deadline*. One line a deadline, put together from these:
# Accept by Mon 12:30. 4 working hours from the moment it arrived, Fri 16:30: Fri 16:30 to Fri 17:00, Mon 09:00 to 12:30.
# It is not done yet. Late by 2 h: before it was accepted (Ben).

explain_head = **{ $what } by { $due }.**
explain_head_still = **{ $what }.**

explain_given = { $unit ->
    [minutes] { $amount ->
        [one] { $amount } minute
       *[other] { $amount } minutes
    }
    [hours] { $amount ->
        [one] { $amount } hour
       *[other] { $amount } hours
    }
    [days] { $amount ->
        [one] { $amount } day
       *[other] { $amount } days
    }
    [working_hours] { $amount ->
        [one] { $amount } working hour
       *[other] { $amount } working hours
    }
   *[working_days] { $amount ->
        [one] { $amount } working day
       *[other] { $amount } working days
    }
}
explain_from = { $given } from { $origin }
explain_before = { $given } before { $origin }
explain_origin = { $origin ->
    [arrived] the moment it arrived, { $at }
    [sent] the moment it was first sent, { $at }
    [deal_closed] the moment the deal closed, { $at }
    [accepted] the moment it was accepted, { $at }
    [kicked_off] first contact, { $at }
    [returned] the moment it was sent back, { $at }
    [asked] the moment the question was asked, { $at }
    [hidden] a moment that only the people concerned may see
   *[other] { $at }
}
explain_origin_field = { $label }, { $at }
explain_count = { $count }.
explain_count_stretches = { $count }: { $stretches }.
explain_stretch = { $from } to { $to }
explain_stretches_more = … { $count } more …

explain_paused = Stood still { $stretches }.
explain_paused_days = Stood still { $stretches }: { $days ->
    [0] only whole days are added, so it moved nothing.
    [one] { $days } day was added.
   *[other] { $days } days were added.
}

explain_runs = It runs out { $distance }.
explain_overdue = It is not done yet.
explain_still = It stands still since { $since }.
explain_still_left = It stands still since { $since }, with { $left } left.
explain_done = { $what ->
    [start] It was sent { $at }.
    [accept] It was accepted { $at }.
    [returned] It was sent back { $at }.
    [complete] It was done { $at }.
    [resubmit] It was sent again { $at }.
    [answer] It was answered { $at }.
   *[kickoff] It happened { $at }.
}
explain_stopped = It was stopped { $at }, before it was done.

explain_late = Late by { $span }: { $parts }.
explain_late_part = { $span } { $turn }
explain_late_turn = { $phase ->
    [unsent] before the brief was sent
    [unaccepted] before it was accepted
    [sent_back] after it was sent back
    [answer] before it was answered
    [waiting] waiting for the customer
   *[accepted] after it was accepted
}
explain_late_turn_by = { $phase ->
    [unsent] before the brief was sent ({ $person })
    [unaccepted] before it was accepted ({ $person })
    [sent_back] after it was sent back ({ $person })
    [answer] before it was answered ({ $person })
    [waiting] waiting for the customer ({ $person })
   *[accepted] after it was accepted ({ $person })
}
explain_nothing = No deadline runs, and none was missed.
