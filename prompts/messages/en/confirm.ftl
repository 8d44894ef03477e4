# What the person who acted reads, alone.

done_accepted = { $customer } is yours, { $person }. { $sender } can correct what you wrote.
done_accepted_by = { $customer } is yours, { $person }. { $noun } by { $due }. { $sender } can correct what you wrote.
done_accepted_contact = { $customer } is yours, { $person }. { $noun } by { $due }; ask for { $contact }. { $sender } can correct what you wrote.
done_accepted_later = { $customer } is yours, { $person }. Your read-back is the first thing on the list.
done_accepted_at_risk = Much is at stake here: { $noun } waits for a what-if plan and a backup.
done_sent = { $customer } is on its way to { $receiver }. It stays yours until it is accepted.
done_sent_by = { $customer } is on its way to { $receiver }, who has until { $due }. It stays yours until it is accepted.
done_returned = { $customer } is back with { $sender }, with what you need. You hear of it when it is mended.
done_asked = { $sender } has your question.
done_asked_by = { $sender } has your question and until { $due } to answer.
done_answered = { $person } has your answer.
done_passed_on = { $person } has been asked to take { $customer }. { $owner } owns it until then.
done_first_contact = Noted: { $noun } is done. The rest of the list is in the thread.
done_completed = { $customer } is done. Well carried.
done_declined = Moved: { $item }, now by { $day }.
done_ticked = Ticked: { $item }. { $left ->
    [0] Nothing is left on the list.
    [one] One thing is left on the list.
   *[other] { $left } things are left on the list.
}
done_unticked = Open again: { $item }.
done_waiting = You are waiting for { $customer }; the deadlines stand still. Say so when they answer.
done_lifted = Good, they answered. The deadlines run again.
done_read_back = { $person } sees it in the thread.
done_thanked = { $person } has your thanks.
done_looked_again = Thank you. What we learned later goes into the next briefs.
done_promise = { $kept ->
    [kept] Noted: the promise was kept.
   *[broken] Noted: the promise was broken.
}
done_promise_dated = The promise has its date.
done_waived = Left out: { $clause }. The thread says so.
done_overridden = It may go now. Your reason stands in the history.
done_cancelled = { $customer } is cancelled. All that was written is kept.
done_draft_passed = { $sender } has been asked to hand { $customer } over and writes the brief. You can look at it with /handoff show.
done_discarded = The draft of { $customer } is thrown away.
