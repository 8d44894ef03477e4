# The two sides talk: sent back, asked, answered, changed, waiting for the customer.

returned_needs = { $sender }, { $by } needs { $count ->
    [one] one thing
   *[other] { $count } things
} before starting with { $customer }:
returned_why = { $sender }, { $by } sends { $customer } back: { $reason ->
    [too_early] it comes too early.
    [bad_fit] it is not for this team.
   *[duplicate] there is a handoff for it already.
}
returned_note = _"{ $note }"_
returned_what = { $reason ->
    [missing_field] something is missing.
    [vague_criteria] goals with a number or a date.
    [promise_unclear] what exactly was promised.
   *[other] please ask what.
}
returned_by = Everything else is kept. Please fix it by { $due }; { $customer } stays with you until then.
returned_open = Everything else is kept, and { $customer } stays with you.
returned_parts = To fix: { $parts }
returned_reason = Why: { $reason }
button_cancel = Cancel it

asked = { $sender }, { $by } has a question about { $customer }: _"{ $question }"_
asked_field = { $sender }, { $by } has a question about { $customer }, on **{ $field }**: _"{ $question }"_
asked_by = Please answer by { $due }.
asked_by_paused = Please answer by { $due }; { $asker }'s time to accept stands still until then.

answered = { $person }, { $by } answered your question about { $customer }: _"{ $answer }"_
answered_question = You asked: _"{ $question }"_
answered_field = You asked: _"{ $question }"_ The answer belongs to **{ $field }** in the brief.

edited = { $by } changed { $count ->
    [one] one answer
   *[other] { $count } answers
} in the brief of { $customer }:
edited_field = **{ $label }**: { $value }
edited_emptied = **{ $label }**: taken out
edited_restricted = **{ $label }**: see the full brief

item_said = { $by } ticked off **{ $item }** for { $customer }: _"{ $line }"_
item_passed_on = { $person }, news about { $customer } to pass on: _"{ $line }"_
item_ticked = { $by } ticked off: { $item }

waiting_began = { $by } waits for { $customer }: _"{ $reason }"_ The deadlines stand still until they answer.
waiting_over = { $customer } has answered { $by }.
