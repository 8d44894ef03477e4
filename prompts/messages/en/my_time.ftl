# A person's own time: zone, digest, quiet hours, days off.

time_head = Your own time
time_head_of = { $person }'s days off
time_now = It is **{ $now }** for you, in { $zone }.
time_now_of = It is **{ $now }** for { $person }, in { $zone }.
time_digest = **Digest**: at { $time }, on the days you work.
time_quiet = **Quiet hours**: { $from } to { $to }. What can wait comes afterwards.
time_quiet_none = **Quiet hours**: none. Everything reaches you at once, day and night.
time_off = **Days off**: { $days }.
time_off_none = **Days off**: none entered.
time_off_range = { $first } to { $last }
time_off_by = { $range } (entered by { $person })
time_away = **You are away until { $back }**: new handoffs are suggested to others, and no digest comes.
time_away_of = **{ $person } is away until { $back }**: new handoffs are suggested to others, and no digest comes.
time_typed = In words: `/handoff away 24 Dec to 2 Jan`, `/handoff back`, `/handoff quiet 20-7`.
time_change = Change times
time_days = Days off
time_others = Someone else's days off
time_back = I am back
time_back_of = { $person } is back
time_saved = Saved. It counts from now on.
time_saved_digest_now = Saved. Today's digest comes now, from tomorrow on at the new time.
time_saved_digest_came = Saved. Today's digest was there already; the next one comes at the new time.
time_saved_off = Saved. Whoever hands something over is told before it goes.
time_back_now = Welcome back. New handoffs are suggested to you again.
time_back_now_of = { $person } counts as back.
time_back_already = You were not away; nothing was changed.
time_back_already_of = { $person } was not away; nothing was changed.
time_not_yours = Only { $person }, their managers and admins enter days off for { $person }. Nothing was changed.
time_nobody = I know nobody called { $typed } here. Nothing was changed.
time_button = My hours
time_changed = { $person } has changed your days off.
time_changed_now = Not so? Press [I am back], or take the days out with [Days off]. It counts at once.
time_changed_later = Not so? Press [Days off] and change the lines, or take them out. It counts at once.

time_form_title = Your own time
time_off_title = Your days off
time_off_title_of = Days off of { $person }
time_others_title = Someone else's days off
time_ask_who = Who is away?
time_ask_who_help = One person you look after.
time_ask_off_other_help = From the first to the last day; what they have entered stays.
time_save = Save
time_ask_zone = Time zone
time_ask_zone_help = The name of a zone or a city, such as Europe/Berlin.
time_ask_digest = When does your digest come?
time_ask_digest_help = In your own time, on the days you work.
time_ask_quiet = Quiet hours
time_ask_quiet_help = In them you hear only what cannot wait. "none" for no quiet hours.
time_ask_off = Days off, a line each
time_ask_off_help = From the first to the last day. Take a line out to be there again.
time_ask_off_example = 24 Dec to 2 Jan

time_wrong_digest = I cannot read { $typed } as a time. Write it like 9:00. What you typed is kept.
time_wrong_quiet = I cannot read { $typed } as quiet hours. Write them like 20-7, or none. What you typed is kept.
time_wrong_off = { $why ->
    [order] "{ $typed }" ends before it begins. Write it like 24 Dec to 2 Jan. What you typed is kept.
    [past] "{ $typed }" is over. What you typed is kept.
    [long] "{ $typed }" is longer than two years. Write the years, like 24 Dec 2026 to 2 Jan 2027. What you typed is kept.
    [ambiguous] "{ $typed }": day or month first? Please write it like 3 April. What you typed is kept.
    [weekday] "{ $typed }": that day is another weekday. Please write the one or the other. What you typed is kept.
   *[day] I cannot read "{ $typed }" as days. Write them like 24 Dec to 2 Jan. What you typed is kept.
}
