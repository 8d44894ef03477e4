# Acceptance, and what the receiver understood.

accepted = { $by } has accepted { $customer } and owns it from now on. What { $by } understood:
accepted_later = { $by } has accepted { $customer } and owns it from now on. The read-back follows, before { $noun }.
accepted_next = { $noun } by { $due }
read_back_written = { $by } read { $customer } back:
read_back_anew = { $by } wrote the read-back of { $customer } anew:
read_back_goal = **They want**: _"{ $goal }"_
read_back_step = **First step**: _"{ $step }"_
read_back_watch = **To watch**: _"{ $watch }"_
read_back_answer = **{ $label }** { $answer }
read_back_beside = { $sender } wrote: _"{ $wrote }"_
read_back_question = { $sender }, is that it? If you say nothing, nothing waits for it.
read_back_disputed = { $by }, { $sender } says not quite, about { $customer }: _"{ $line }"_
read_back_yours = You wrote: _"{ $goal }"_
read_back_confirmed = { $sender } says that's it: { $by } has understood { $customer }.
read_back_taken = { $by } got it: _"{ $line }"_
