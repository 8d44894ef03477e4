# The private brief card, its forms, and what stands around it.

brief_private = Only you see this. Every change is kept at once; close it whenever you like.

# Whom it goes to.
brief_to_rule = To **{ $receiver }**: { $rule }, { $open } open
brief_to_load = To **{ $receiver }**: { $open } open, the fewest
brief_to = To **{ $receiver }**
brief_accounts = { $who } looks after { $accounts ->
    [0] no account yet.
    [one] 1 account, { $red ->
        [0] not red.
       *[other] and it is red.
    }
   *[other] { $accounts } accounts, { $red ->
        [0] none of them red.
       *[other] { $red } red.
    }
}
brief_to_nobody = **Who should have it?**
brief_nobody_listed = **Who should have it?** Nobody is on the list for this yet.
brief_not_to_yourself = A handoff goes from one person to another, so it cannot go to you.
brief_nobody_called = I cannot tell who { $named } is: a handoff goes to one person here, not to a group or an app.
brief_receiver_select = Who takes the customer over?
brief_sender_select = Who hands the customer over, and writes this?
brief_backup_select = Backup: who steps in if they cannot?
brief_backup_needed = Backup, needed at high risk: who steps in?
brief_no_backup = No backup
brief_someone_else = Someone else…
brief_candidate = { $open } open
brief_candidate_rule = { $rule }, { $open } open
brief_candidate_away = { $name }, away until { $back }
brief_away = { $person } is away until { $back }.

# How good it is.
brief_score = The brief is { $percent } % there
brief_gaps = Would help most: { $gaps }
brief_gap = { $label } { $kind ->
    [junk] (says nothing yet)
    [thin] (a few more words)
    [unread] (I could not read it)
   *[missing] (empty)
}
brief_unread = **{ $label }**: _"{ $typed }"_ is kept, but does not count yet. { $help }
brief_needed = Needed before it goes: { $labels }
brief_vague = **{ $label }** has no number and no date yet. For example: _"{ $example }"_
brief_coach = **A thought:** { $note }
brief_source = { $count ->
    [one] One answer comes
   *[other] { $count } answers come
} from { $source }, { $at }; please check.

# When the deal closed, and whether it is signed.
brief_closed = Deal closed **{ $closed }**
brief_closed_ask = **When did the deal close?**
brief_closed_select = When did the deal close?
brief_closed_option = { $closed ->
    [now] Just now
    [today] Earlier today…
    [yesterday] Yesterday
   *[other] Another day…
}
brief_signed_ask = **Is the contract signed?**
brief_signed = The contract is signed.
brief_signed_held = Held until the contract is signed; everything is kept. Press **Signed** when it is, then send.
button_signed_yes = Signed
button_signed_not_yet = Not yet

# What holds it, and what to do.
brief_held = **Held.** { $gate }
brief_held_until = It opens by itself { $until }; I tell you then. A manager can let it go sooner, with a reason.
brief_held_manager = Everything is kept. Mend that, or ask a manager to let it go with a reason.
brief_not_a_person = { $person } cannot take it: a group, an app, or somebody who has left. Please choose someone else.
brief_warning = **Before you send:** { $gate }

# The promises as they were understood.
brief_promises = Promised, as I understood it:
brief_no_date = **no date yet**
button_date_for = Date for promise { $n }

brief_earlier_handoff = an earlier handoff
brief_newer = There is a newer version of this playbook. Moving to it keeps everything you wrote.
button_newer = Use the newer one

button_section = { $section } { $filled } of { $of }
button_name_customer = Name of the customer
button_rename = Rename
button_choose = { $field }…
button_send_to = Send to { $receiver }
button_send_plain = Send
button_send_anyway = Send anyway
button_discard = Discard

# Forms. Titles and questions take at most 45 characters, help and examples 100.
brief_save = Save
brief_section_title = { $section } · { $customer }
brief_card_title = The choices · { $customer }
brief_customer_title = Which customer?
brief_customer_label = Customer
brief_customer_help = The name that everybody knows them by.
brief_customer_example = ACME
brief_field_source = From { $source }, please check. { $help }
brief_trouble = { $kind ->
    [reason] Please say in a few words why it does not apply: "n/a: " and a reason.
    [option] I do not know that option. Please choose one of the list.
    [amount] I could not read one amount. Please write it like 48,000 EUR.
    [date] I could not read that day. Please write it like 15 March 2027.
    [ambiguous] Day or month first? Please write it like 3 April 2027.
    [time] The time is missing. Please write it like Thu 12 March 10:00.
    [number] I could not read one number. Please write it like 1,200.
    [yesno] Please answer yes or no.
    [person] That is nobody I know here. Please choose a person.
   *[link] That is no web address. Please write it like https://example.com.
}
brief_trouble_long = That is { $chars } characters, and { $chars_max } fit. Please shorten it.
brief_trouble_items = { $items } { $items ->
    [one] line
   *[other] lines
}, and { $items_min } to { $items_max } are asked for: one thing a line.
brief_trouble_weekday = That day is a { $weekday ->
    [mon] Monday
    [tue] Tuesday
    [wed] Wednesday
    [thu] Thursday
    [fri] Friday
    [sat] Saturday
   *[sun] Sunday
}. Which of the two is right?

closed_title = When did { $customer } close?
closed_time = At what time today?
closed_time_help = In your own time.
closed_time_example = 11:15
closed_day = On which day?
closed_day_help = Without a time it counts as the end of that working day.
closed_day_example = 4 March
closed_time_if_known = And the time, if you know it
closed_reason = Why is it another moment now?
closed_reason_help = The deadlines move with it; { $receiver } sees the reason.
closed_wrong = { $problem ->
    [future] Not changed: that moment is still to come. Please give one that has passed.
    [time] Not changed: I could not read the time. Please write it like 11:15.
    [ambiguous] Not changed: day or month first? Please write it like 3 April 2027.
    [weekday] Not changed: that day is another weekday. Please write the one or the other.
   *[day] Not changed: I could not read the day. Please write it like 4 March.
}

receiver_title = Who should have { $customer }?
receiver_who = One person, not a group
sender_title = Who hands { $customer } over?
sender_help = They get the draft to write and send; you can go on looking at it.
backup_title = Backup for { $customer }
backup_who = Who steps in?
backup_help = They hear of it only when the deadline to accept has passed.
promise_date_title = When is promise { $n } due?
promise_date_day = By which day?

# Several drafts.
drafts_line = { $count ->
    [one] You have a draft. Go on with it, or begin a new one?
   *[other] You have { $count } drafts. Go on with one, or begin a new one?
}
drafts_more = … and { $count } more; find one with /handoff show and its customer
button_resume = Continue { $customer } ({ $percent } %)
button_new = New
button_new_for = New for { $customer }

# After it was sent.
edit_line = What would you like to change about **{ $customer }**?
edit_shown = { $other } is shown what changes; everything before stays in the history.
button_choices = Choices { $filled } of { $of }
button_edit_closed = When it closed…
button_edit_backup = Backup…
