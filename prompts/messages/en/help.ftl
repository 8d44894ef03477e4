# Help, made from the table of commands, and what somebody reads whose line was no command.

help_head = **What I can do.** One line each:
help_line = `{ $typed }` { $about }
help_admin_head = **For admins**
help_buttons = Every button is a command too: `/handoff accept 482`. All of them: `/handoff help buttons`.
help_buttons_pressed = Everything else is a button: press it where it stands. `/handoff show` brings a handoff's buttons back.
help_more = More on one of them: `/handoff help start`. What I know about you: `/handoff help my data`.
help_unsent = What stands in an open form is kept once you press its button; until then only your screen has it.
help_about = { $command ->
    [start] Hand a customer over: a short brief, three screens.
    [list] Your handoffs, or those of your team, overdue, sent back, unrated, all.
    [show] One handoff: where it stands, whose turn it is, what can be done.
    [stats] How handoffs go: on time, sent back, ratings, and what to look at.
    [digest] What is late, due today or your turn, now instead of in the morning.
    [map] The map of your handoffs, and which goes wrong most.
    [practice] Try a handoff with simulated people; nobody real is pinged.
    [learn] Short lessons with good and bad examples.
    [help] This.
    [setup] Set me up here: channel, managers, hours, first playbook.
    [settings] Change one thing that set-up asked: channels, managers, hours, days off, teams.
    [playbook] Switch playbooks on and off, take them out, bring them in.
    [connect] Connect a CRM or another tool.
    [link] Link a person's accounts on several platforms.
    [doctor] What does not work here, why, and how to mend it.
    [qa] Review a sample of last week's handoffs.
    [review] The weekly review and its open actions.
    [export] Take all data out.
   *[privacy] Give a person their data, or forget them.
}
help_argument = { $argument ->
    [playbook] Which handoff it is, such as ae_csm; your last one if you leave it out.
    [customer] The customer's name.
    [receiver] One person, by @name; suggested if you leave it out.
    [sender] Who hands it over, if not you: from @name. For managers.
    [person] One person, by @name, or "me".
    [filter] mine, team, overdue, returned, unrated or all; a number for the page.
    [handoff] Its number or its customer.
    [period] 30d, week, month, quarter, 2026-03, or 2026-03-01..2026-03-31.
    [topic] A command, or "my data".
    [file] A text file, to bring in what it holds.
   *[what] What to do; leave it out to see what there is.
}
help_argument_line = `{ $argument }` { $about }
help_example = For example: `{ $example }`
help_example_or = or `{ $example }`
help_not_yet = { $typed } does not work yet. Nothing was changed.

help_data_head = **What I keep about you**
help_data_kept = Your name and account here, the handoffs you have a part in, what you wrote into them, and when.
help_data_seen = Your own figures are seen by you and your managers, and you are told when one of them looks.
help_data_not = I read nothing that is not addressed to me.
help_data_out = An admin can give you all of it, or have me forget you: `{ $typed }`
help_data_ask = To get all of it, or to be forgotten, ask an admin here. Figures stay, without your name.

# Lines that are no commands.
command_start_handoff = Start handoff
command_about = { $command ->
    [handoff-admin] Set Baton up and look after it.
   *[handoff] Hand a customer over, and see how handoffs stand.
}
command_not_ours = I answer to `/handoff`. `/handoff help` shows what I can do.
command_unknown = I do not know `{ $word }`. Nothing was changed.
command_nearest = Did you mean `{ $typed }`?
command_see_help = `/handoff help` shows what I can do.
command_missing = { $argument ->
    [handoff] Which handoff? Give its number or its customer.
   *[what] Something is missing there.
}
command_unexpected = I do not know what to do with `{ $word }`. Nothing was changed.
command_unexpected_nearest = I do not know what to do with `{ $word }`. Did you mean `{ $nearest }`?
command_works_like = It works like this: `{ $typed }`
