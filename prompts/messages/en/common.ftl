# Words that several messages share.
#
# How these files work: a key, an equals sign, the sentence. { $name } is put in by Baton; { $n -> … } chooses by a
# number or a word. **Strong**, _"somebody's own words"_ and `code` are the only markup, and what people typed is never
# read as markup. Every key has one function of the same name in src/chat; Baton names file, line and key of a mistake
# when it starts. To change a sentence without building Baton, lay a file over this one (BATON_PROMPTS).
#
# The voice: short, warm, exact. The name first; what to do and the moment in the first line; no exclamation marks.

status_name = { $status ->
    [draft] draft
    [sent] sent
    [returned] sent back
    [accepted] accepted
    [kicked_off] under way
    [completed] done
   *[cancelled] cancelled
}
reason_name = { $reason ->
    [missing_field] Something I need is missing
    [vague_criteria] The goals are vague
    [promise_unclear] Unclear what was promised
    [too_early] It comes too early
    [bad_fit] Not for this team
    [duplicate] There is one already
   *[other] Something else
}
role_name = { $role ->
    [sender] the sender
    [receiver] the receiver
    [backup] the backup
    [owner] the owner
    [accepter] whoever accepted
   *[manager] a manager
}
clock_name = { $clock ->
    [start] send the brief
    [accept] accept
    [kickoff] first contact
    [complete] done
    [resubmit] send again
   *[answer] answer
}
yes_or_no = { $answer ->
    [yes] Yes
   *[no] No
}

# Lengths of time.
span_minutes = { $minutes } min
span_hours = { $hours } h
span_hours_minutes = { $hours } h { $minutes } min
working_time = { $span } of working time

handoff_number = #{ $number }

# Where something does not fit on one screen.
and_more = … and { $count } more
and_more_options = … and { $count } more
and_more_characters = … and { $count } more characters
