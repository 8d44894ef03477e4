# Days off: public holidays, days entered by hand, a calendar file.

days_off_head = **Days off** of everybody
days_off_head_team = **Days off** of { $team }
days_off_intro = On these days clocks stand still. A change counts at once, and open deadlines are counted anew.
days_off_place = **Public holidays**: { $place }, filled in up to { $year }; the next years follow by themselves.
days_off_no_place = **Public holidays**: none. Choose a country, and they are filled in.
days_off_ends = My list of public holidays ends with { $year }. Enter later days by hand or bring in a file.
days_off_coming = **Coming next**
days_off_nothing = No day off is entered.
days_off_line = { $day }: { $hours }
days_off_line_named = { $day }, { $name }: { $hours }
days_off_usual = as usual
days_off_choose_country = Country of the public holidays
days_off_choose_region = Region
days_off_none = No public holidays
days_off_whole = The whole country
days_off_other = Another, by name…
days_off_enter = Add or remove days
days_off_import = Bring in an .ics file
days_off_back = Back
days_off_hand_title = Days off
days_off_ask_days = Days, a line each
days_off_ask_days_help = 24 Dec closed · 31 Dec 9-13 · 27-30 Dec closed · 26 Dec as usual. A name goes in brackets.
days_off_place_title = Public holidays
days_off_ask_country = Country
days_off_ask_country_help = By name or code. Empty: no public holidays.
days_off_ask_region = Region
days_off_ask_region_help = By name or code. Empty: what is off in the whole country.
days_off_import_title = A calendar file
days_off_ask_file = Text of the .ics file
days_off_ask_file_help = { $came ->
    [file] You see the days before they count. Too long for here? Attach it to /handoff-admin settings.
   *[text] All-day events become days off. You see them before they count.
}
days_off_save = Save
days_off_look = Look at it
days_off_wrong_line = I cannot read { $typed } as a day off. Write it like 24 Dec closed, 31 Dec 9-13 or 27-30 Dec closed. Nothing is saved yet; what you typed is kept.
days_off_wrong_range = { $typed } ends before it begins, or lasts longer than a year. Write the first day first. Nothing is saved yet; what you typed is kept.
days_off_wrong_nothing = No day stands there. Write one a line, like 24 Dec closed. Nothing changed.
days_off_wrong_many = I take { $count } lines at once. Enter these first and the rest afterwards. Nothing is saved yet; what you typed is kept.
days_off_wrong_place = I know no place called { $typed }. Write its English name or its code, such as Germany or DE; leave the region empty for the whole country. What you typed is kept.
days_off_wrong_place_near = I know no place called { $typed }. Did you mean { $near }? What you typed is kept.
days_off_file_wrong = { $why ->
    [large] The file is larger than 256 kB. Export only the days off, or a shorter time. Nothing changed.
    [many] The file has more than 2,000 events or 1,000 days off. Export only the days off, or a shorter time. Nothing changed.
   *[none] This is no calendar file: it begins with BEGIN:VCALENDAR and has a line for each fact. Nothing changed. { $came ->
        [file] Put the .ics file itself into `file`, and import into `what`.
       *[text] Open the .ics file in a text editor and paste all of it.
    }
}
days_off_file_missing = { $came ->
    [file] Nothing changed: there is no calendar file to bring in, or it is empty. Put the .ics file into `file`, and import into `what`.
   *[text] Nothing changed: there is no calendar file to bring in. Open the .ics file in a text editor and paste all of it.
}
days_off_team_usual = Nothing changed: { $team } keeps the hours of everybody, and their days off with them. Give the team hours of its own first, or send the file without its name.
days_off_file_shown = { $count ->
    [one] **One day in { $years }**: { $days }.
   *[other] **{ $count } days in { $years }**: { $days }.
}
days_off_file_more = **{ $count } days in { $years }**: { $days } and { $more } more.
days_off_file_nothing = There is no day off to come in this file. Nothing changed.
days_off_file_skipped = Not taken: { $count ->
    [one] one event
   *[other] { $count } events
} { $why ->
    [timed] with a time of day
    [cancelled] { $count ->
        [one] that was cancelled
       *[other] that were cancelled
    }
    [reach] in the past or more than five years ahead
    [rule] { $count ->
        [one] that repeats, but not by the year
       *[other] that repeat, but not by the year
    }
    [long] longer than a hundred days
   *[unread] whose days I cannot read
}, such as { $example }.
days_off_file_keep = { $count ->
    [one] Keep this day
   *[other] Keep these { $count } days
}
days_off_file_leave = Leave it
