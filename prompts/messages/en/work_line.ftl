# What happened, one plain line each. { $actor } is a person, or Baton.

actor_baton = Baton
did_start = { $actor } began a brief for { $customer }.
did_date_draft = A date opened the draft. { $label }: { $day }.
did_fill = { $actor } filled in: { $fields }
did_change = { $actor } changed: { $fields }
did_name_customer = { $actor } named the customer: { $customer }.
did_choose_receiver = { $actor } chose { $person } to receive it.
did_suggest_receiver = Baton suggested { $person } to receive it.
did_pass_draft = { $actor } gave the brief to { $person } to write.
did_choose_backup = { $actor } chose { $person } as the backup.
did_drop_backup = { $actor } took the backup away.
did_set_closed = { $actor } said the deal closed { $at }.
did_set_closed_why = { $actor } said the deal closed { $at }: _"{ $reason }"_
did_sign = { $actor } said the contract is { $signed ->
    [yes] signed.
   *[no] not signed yet.
}
did_move = { $actor } moved the draft to the newer playbook.
did_send = { $actor } sent { $customer } to { $to }.
did_send_until = { $actor } sent { $customer }. { $to } has until { $due }.
did_send_again = { $actor } sent { $customer } to { $to } again.
did_send_again_until = { $actor } sent { $customer } again. { $to } has until { $due }.
did_accept = { $by } accepted { $customer } and owns it.
did_accept_until = { $by } accepted { $customer } and owns it. { $noun } by { $due }.
did_take_over = { $by }, the backup, took { $customer } over and owns it.
did_return = { $by } sent { $customer } back: { $reason }.
did_ask = { $actor } asked { $sender } a question.
did_answer = { $actor } answered the question.
did_reroute = { $from } says it is not theirs; re-routed to { $to }.
did_reassign = { $actor } gave it from { $from } to { $to }.
did_kick_off = { $actor }: { $noun } is done.
did_complete = { $actor } says { $customer } is done.
did_tick = { $actor } ticked off: { $item }.
did_tick_saying = { $actor } ticked off: { $item }: _"{ $line }"_
did_decline = { $actor }: the customer declined { $item }; now by { $day }.
did_untick = { $actor } opened again: { $item }.
did_wait = { $actor } waits for { $customer }; the deadlines stand still.
did_lift = { $customer } answered; the deadlines run again.
did_read_back = { $actor } read it back.
did_confirm = { $actor } says that's it.
did_dispute = { $actor } says not quite.
did_take_correction = { $actor } got the correction.
did_rate = { $actor } rated the brief: { $question ->
    [needed] whether it had everything.
    [timing] whether it came at the right time.
    [felt] whether the customer felt it.
    [reason] what would have helped.
    [words] in words.
    [extra_number] a number.
   *[extra_tick] one more question.
}
did_lock_rating = The rating is final and shown.
did_thank = { $actor } thanked { $sender }.
did_ask_second_look = Baton asked what we learned later about { $customer }.
did_look_again = { $actor } looked back and said what we learned later.
did_judge = { $actor } says promise { $n } was { $kept ->
    [kept] kept.
   *[broken] broken.
}
did_date_promise = { $actor } gave promise { $n } its date.
did_waive = { $actor } left out: { $clause }.
did_override = { $actor } let it go in spite of what held it.
did_open_gate = What held the draft is over.
did_cancel = { $actor } cancelled { $customer }.
did_discard = { $actor } threw the draft of { $customer } away.
did_step = { $step ->
    [early] Baton gave the one reminder: { $clock }.
    [due] Baton said that the deadline has passed: { $clock }.
    [manager] The managers heard that it is late: { $clock }.
   *[offer] A manager was asked whether someone else should take it: { $clock }.
}
did_pass_over = { $step ->
    [early] No reminder, its moment had passed: { $clock }.
    [due] The deadline had passed before anyone could be told: { $clock }.
    [manager] The managers were not told, it was over before: { $clock }.
   *[offer] No offer to give it to someone else, it was over before: { $clock }.
}
did_breach = Late: { $clock }, due by { $due }.
did_move_due = The deadline moved: { $clock }, from { $from } to { $to }.
did_tell_late_arrival = Baton reminded once of what was late already when it arrived.
did_see_to_draft = { $day } came near: Baton saw to the next brief of { $customer }.
did_alarm = Baton raised an alarm: { $label }
did_remind = Baton asked again: { $label }
did_take_part = { $left } has left; { $by } has their part.
