# Refusals: what happened, what was kept, what to do.

refused_this_handoff = this handoff
refused_not_yours = Only { $who } can do that for { $customer }. Nothing was changed.
refused_not_yours_nobody = That is not yours to do for { $customer }. Nothing was changed.
refused_not_now = That does not fit any more: { $customer } is { $status }. Nothing was changed.
refused_already_you = You have done that already; { $customer } is { $status }. Nothing was changed.
refused_already_by = { $by } has done that already; { $customer } is { $status }. Nothing was changed.
refused_already = That is done already; { $customer } is { $status }. Nothing was changed.

refused_incomplete = Not sent yet: { $count ->
    [one] one answer is
   *[other] { $count } answers are
} missing that nobody can take { $customer } over without. Your brief is saved. Please fill in:
refused_high_risk = Not changed yet: with that { $customer } is at high risk, and { $count ->
    [one] one answer is
   *[other] { $count } answers are
} needed first. What was sent stays as it is. Please fill in:
refused_line = • { $label }
refused_fill_in = Fill in: { $section }
refused_open_brief = Open the brief
refused_not_signed = Not sent yet: the contract with { $customer } is not signed. Your brief is saved and waits. Once it is signed, tell me and send it.
button_signed = Signed
button_override = Let it go anyway
refused_held = Not sent yet, { $customer } is held: { $gate } Your brief is saved.
refused_held_until = It opens by itself { $until }; I tell you then.
refused_held_manager = A manager can let it go now, with a reason.

refused_kickoff = Not yet: { $noun } counts once this is done, too. Nothing is lost.
refused_kickoff_read_back = • Your read-back, which you put off
refused_kickoff_backup = • A backup person, since much is at stake
button_choose_backup = Choose a backup
button_judge = Answer it now
button_with_items = That's done, too
refused_clauses = Not done yet: { $count ->
    [one] one thing is
   *[other] { $count } things are
} still open for { $customer }. Everything is kept.
refused_clauses_manager = A manager can leave one out, with a reason.
button_waive = Leave out: { $clause }

refused_in_future = That moment is still to come. Nothing was changed; please give one that has passed.
refused_reason = A reason is missing. Nothing was changed; please press the button again and write one line.
refused_read_back = Not accepted yet: the two lines on what they want and what you do first are missing. What you typed is kept.
refused_read_back_high = So is the promise or risk you will watch, since much is at stake here.
refused_answers = Not taken down yet: this is yours to answer. What you typed is kept.
refused_line_needed = Not ticked yet: { $item } needs one line. Nothing was changed; please choose it again and write it.
refused_day = Not moved yet: a day ahead is needed, such as 18 March. Nothing was changed.
refused_not_a_person = A handoff goes to one person who is here, and { $person } is a group, an app, or has left. Everything is kept; please choose someone else.
refused_same_person = A handoff goes from one person to another, and this would be the same one twice. Nothing was changed; please choose someone else.
refused_already_receiver = { $person } has { $customer } already. Nothing was changed; please choose someone else if that is not right.
refused_rating_locked = The day for changing your rating of { $customer } is over. What you said is kept as it was.
refused_not_ratable = There is nothing to rate yet: whoever accepted is asked after the first contact. Nothing was changed.
refused_gone = That is no longer there; it was settled or taken out. Nothing was changed. The handoff itself shows how it stands.
refused_not_overdue = { $customer } can be taken over only when the time to accept is over, { $due }. Nothing was changed.
refused_question_open = That question is asked already and waits for its answer. Nothing was changed.
refused_nothing_changed = That is how it stands already for { $customer }. Nothing was changed.

refused_nobody = Nothing was changed: this takes one person, and I cannot tell who { $typed } is; a group or an app cannot have a customer. Everything is kept. { $part ->
    [backup] Who steps in for { $customer }?
    [sender] Who hands { $customer } over?
    [choose] Who is it?
   *[receiver] Who should have { $customer }?
}
refused_someone_else = Someone else

# What a manager reads of a draft that somebody else writes.
held_not_signed = { $customer } is still with { $sender }, held until the contract is signed. The brief is kept.
held_gate = { $customer } is still with { $sender }, held: { $gate } The brief is kept.
held_until = It opens by itself { $until }; { $sender } is told then.
held_incomplete = { $customer } is still with { $sender }, who writes the brief. { $count ->
    [one] One answer is
   *[other] { $count } answers are
} missing:

out_of_date_line = This message is out of date, and its buttons no longer work. Everything is kept; please use the newest message, or /handoff list.
fault_line = Something went wrong on our side, not yours. What was saved before is kept; please try again in a minute.
fault_database_away = My database does not answer right now, so count this as not saved. What was saved before is kept; please try again in a minute.
fault_disk_full = The disk under my database is full, so this was not saved. What was saved before is kept and can be read. Please tell whoever runs me to make room, and try again then.
typed_to_copy = What you typed, so that you can copy it:
form_again = Open the form again
not_set_up_line = I am not set up here yet, so nothing was sent. Someone who manages this workspace can do it in three minutes with /handoff-admin setup.
