# Set-up and settings: one card, its forms, and why one of them comes back.

setup_head = **Set up Baton**
setup_intro = Everything is filled in. Change what does not fit; what you choose is kept at once, and nothing starts before you press Looks good.
settings_head = **Settings**
settings_intro = What set-up asked. A change counts as soon as you save it.

setup_room = **Handoffs** have their cards in { $room }. The briefs themselves stand in private threads.
setup_room_new = { $name }, which I make
setup_managers = **Managers**: { $who }. They hear what is late in { $room }.
setup_private_new = { $name }, which I make for them alone
setup_no_room = no channel yet
setup_hours = **Hours**: { $week }, { $zone }.
setup_weekends = { $weekends ->
    [yes] Weekends count: customers hear from us within 24 hours.
   *[no] Weekends do not count: customers hear from us within a working day.
}
setup_digest = The digest comes at { $time }.
setup_playbook = **First playbook**: { $playbook }, received by { $who }.
setup_playbook_nobody = **First playbook**: { $playbook }. Nobody receives it by default; the sender is asked.
setup_asleep = { $asleep ->
    [one] One more playbook sleeps until you switch it on.
   *[other] { $asleep } more playbooks sleep until you switch them on.
}
setup_fallback = If somebody leaves, { $who } takes their part.

setup_choose_room = Channel of the cards
setup_choose_private = Private channel of the managers
setup_make_room = Make { $name }
setup_make_private = Make { $name }, private
setup_other_room = Another channel…
setup_change_hours = Change hours
setup_change_people = Change managers
setup_change_playbook = Change playbook and receivers
setup_days_off = Days off
setup_teams = Teams
setup_good = Looks good
setup_day = { $day ->
    [mon] Mon
    [tue] Tue
    [wed] Wed
    [thu] Thu
    [fri] Fri
    [sat] Sat
   *[sun] Sun
}
setup_every_day = Every day
week_always = around the clock, every day
week_whole_day = around the clock
week_closed = closed
week_and = { $before } and { $last }
week_next_day = { $open } to { $close } the next day
setup_open_to_all = Everybody can read { $room }, guests too: customers' names stand on the cards. { $platform ->
    [discord] To mend it, make the channel private: Edit Channel, Permissions, switch on Private Channel, and add your teams.
   *[other] To mend it, make the channel private and add your teams.
}

setup_done = Done. I am at work in { $room }; { $playbook } can be started with `/handoff start`.
setup_done_next = Send yourself a test handoff first: you play both sides, and one tap removes it.
setup_done_already = That is done already; everything stands as it was confirmed. Settings change it.
setup_done_test = Send myself a test handoff
setup_done_settings = Settings
settings_saved = Saved. It counts from now on.
settings_changed_meanwhile = Not saved: somebody else changed this at the same moment. This is how it stands now.
settings_saved_hours = Saved. Open deadlines are counted anew; the new moments stand on the cards.
settings_saved_moved = Saved. { $moved ->
    [0] No open deadline moves.
    [one] One open deadline moves{ $earlier ->
        [0] .
       *[other] , to an earlier moment.
    } Its handoff says so in its thread.
   *[other] { $moved } open deadlines move{ $earlier ->
        [0] .
       *[other] , { $earlier } of them to an earlier moment.
    } Each handoff says so in its thread.
}
setup_unmade = { $why ->
    [not_allowed] I may not make { $name } here. Allow me **Manage Channels** in the server's settings, or choose a channel that is there. Everything you chose is kept.
    [not_here] I cannot make { $name } on this platform. Make it yourself and choose it here. Everything you chose is kept.
   *[failed] I could not make { $name } just now. Press Looks good once more in a minute, or choose a channel that is there. Everything you chose is kept.
}
setup_read_only = I may not write in { $room }. Allow me View Channel and Send Messages there, or choose another. Everything you chose is kept.

setup_save = Save
setup_hours_title = Hours
setup_ask_zone = Time zone
setup_ask_zone_help = The name of a zone or a city, such as Europe/Berlin.
setup_ask_week = Working hours
setup_ask_week_help = Such as Mon-Thu 8:30-17, Fri 8:30-14. Breaks, nights (22-6) and "always" work, too.
setup_ask_weekends = Do weekends count?
setup_ask_weekends_help = No: customers hear from us within a working day. Yes: within 24 hours.
setup_ask_digest = When does the digest come?
setup_ask_digest_help = In each person's own time, on their working days.
setup_people_title = Managers
setup_ask_managers = Who manages?
setup_ask_managers_help = They hear what is late, may reassign, and see the figures of their people.
setup_ask_fallback = Who takes over if somebody leaves?
setup_ask_fallback_help = Open handoffs of that person go to them, and they are told once.
setup_playbook_title = First playbook
setup_ask_playbook = Which handoff comes first?
setup_ask_receivers = Who receives it?
setup_ask_receivers_help = One of them is suggested each time: whoever has the fewest open.
setup_room_title = { $which ->
    [private] Private channel of the managers
   *[room] Channel of the cards
}
setup_ask_room = Its name
setup_ask_room_help = A channel that is there and that I can write in.

week_wrong_unread = I cannot read { $typed } in these hours. Write them like Mon-Fri 9-12, 13-17; Sat 10-13. What you typed is kept.
week_wrong_no_hours = { $typed } says no hours that I can read. Write from when to when, like Mon-Fri 9-17, or closed. What you typed is kept.
week_wrong_twice = { $day } stands there twice. Write all hours of a day together, like { $day } 9-12, 13-17. What you typed is kept.
week_wrong_too_long = { $typed } begins and ends at the same time, or lasts longer than a day. For a whole day write 0-24. What you typed is kept.
week_wrong_never = With these hours nobody would ever be there, and no deadline would ever come. Write at least one day, like Mon-Fri 9-17. What you typed is kept.
setup_wrong_digest = I cannot read { $typed } as a time. Write it like 9:00. What you typed is kept.
setup_wrong_room = There is no channel { $typed } that I can see. What you typed is kept.
setup_wrong_read_only = I may not write in { $typed }. Allow me View Channel and Send Messages there, or name another. What you typed is kept.
setup_wrong_nobody = At least one person is needed here, and no apps or groups. What you typed is kept.
