# Titles, questions and help of forms. Titles and questions take at most 45 characters, help and examples 100.

submit_send = Send
problem_read_back = Not accepted yet: what they want and what you do first are needed, a line each. What you typed is kept.
problem_watch = Much is at stake here, so what you will watch is needed, too. What you typed is kept.
problem_answers = Still needed: { $labels }. What you typed is kept.
problem_line = A line is missing here. Nothing was changed, and what you typed is kept.
problem_high_risk = With that it is at high risk, which needs a what-if plan and a backup first. What you typed is kept.
problem_nobody = This takes one person, and I cannot tell who { $typed } is; a group or an app cannot have a customer. Nothing was changed, and what you typed is kept.
problem_unread = I could not read that. What you typed is kept; please write it another way.
problem_zone = I know no time zone { $typed }. Give the name of a zone or a large city, such as Europe/Berlin. What you typed is kept.
problem_zone_near = I know no time zone { $typed }. Did you mean { $near }? What you typed is kept.
problem_zone_or = { $one } or { $other }
problem_day = A day ahead is needed, such as 18 March. What you typed is kept.

accept_title = Accept { $customer }
accept_submit = Accept
read_back_title = Read { $customer } back
ask_goal = What are they trying to achieve?
ask_goal_help = One line, your words; { $sender } reads it.
ask_first_step = Your first step, and by when
ask_first_step_example = Mail { $contact } today, kickoff Thu 10:00
ask_first_step_example_plain = Mail them today, kickoff Thu 10:00
ask_watch = The promise or risk you will watch
ask_watch_help = Optional.
ask_watch_high = Needed here: much is at stake.

return_title = Send { $customer } back
return_submit = Send back to { $sender }
return_reason = Why?
return_sections = Which parts need work?
return_sections_help = Only these come back to the sender; everything else is kept.
return_note = What do you need?
return_note_help = One thing if you can; { $sender } reads it first.
return_note_example = Faster onboarding: by how much, by when?

question_title = Ask { $sender } about { $customer }
question_field = What is it about?
question_no_field = Something else
question_text = Your question
question_help = { $sender } gets it at once, and your time to accept may stand still meanwhile.
answer_title = Answer { $asker } about { $customer }
answer_text = Your answer
answer_field_help = This is what the brief says. Change it if the answer belongs there.

not_mine_title = Whose is { $customer }?
not_mine_to = Who should have it?
not_mine_help = The deadline stays; they get everything you have.
reassign_title = Give { $customer } to someone else
reassign_to = To whom?
reassign_reason = Why?
reassign_help = Both of them read it.
cancel_title = Cancel { $customer }
cancel_reason = Why?
cancel_help = Everyone in the thread reads it. What was written is kept.
waive_title = Leave this out
waive_reason = Why does it not apply here?
override_title = Let it go in spite of this
override_reason = Why is it right to go now?
wait_title = Wait for { $customer }
wait_reason = What are we waiting for?
wait_help = The deadlines stand still until you say they answered.
wait_example = Dana is away until Thursday
not_quite_title = Not quite: { $customer }
not_quite_line = What is it instead?
not_quite_help = One line; { $receiver } reads it next to their own words.

rate_words_title = Words on { $customer }
rate_words_label = What should { $sender } know?
rate_words_help = What helped, what was missing. { $sender } reads it when the day for changes is over.
rate_number_title = One number on { $customer }
look_title = Look back at { $customer }
look_section = What should have told you more?
look_nothing = Nothing was missing
look_words = What we learned later
look_words_help = One or two sentences that would have helped you on the first day.
look_promises = Were the promises right?
look_cannot_tell = Cannot tell
promise_title = When is promise { $n } due?
promise_by = By which day?

tick_title = Tick off for { $customer }
tick_passed_on = One line; the other side gets it to pass on.
tick_said = One line; it is said in the thread.
tick_new_day = The new day
