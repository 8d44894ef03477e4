# The whole brief.

full_people = { $sender } → **{ $receiver }**
full_backup = Backup: { $backup }
full_closed = Closed { $closed }
full_field = **{ $label }**: { $value }
full_field_from = **{ $label }**: { $value } (from { $source }, { $at }, please check)
full_unread = **{ $label }**: { $value } (kept as typed, I could not read it)
full_on_card = At a glance
full_at_accept = Said on accepting
full_empty = { $count ->
    [one] One more question has no answer.
   *[other] { $count } more questions have no answer.
}
full_hidden = { $count ->
    [one] One answer is
   *[other] { $count } answers are
} for the sender, the receiver, the backup and managers only.
full_promises = Promises
full_promise = { $n }. { $text }{ $state ->
    [kept] {" "}· kept
    [broken] {" "}· broken
   *[undated] {" "}· no date yet
}
full_promise_dated = { $n }. { $text } · by { $by }{ $state ->
    [kept] {" "}· kept
    [broken] {" "}· broken
   *[open] {""}
}
button_promise_kept = { $n } kept
button_promise_broken = { $n } broken
button_promise_date = Date for { $n }
