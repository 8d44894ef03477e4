# A handoff reaches somebody.

greeting = Hi { $person }, I'm Baton. { $sender } is handing you a customer, and I carry the brief so nobody has to ask { $contact } twice.
greeting_no_contact = Hi { $person }, I'm Baton. { $sender } is handing you a customer, and I carry the brief so nobody has to ask them twice.
greeting_ways = You can **accept**, **ask** or **send back**. Until you accept, { $owner } keeps the customer.
greeting_quiet = I remind you once before a deadline. The rest comes in one message a day, or not at all.

arrived = { $receiver }, { $customer } is coming to you from { $sender }.
arrived_closed = { $receiver }, { $customer } is coming to you from { $sender }. Closed { $closed }.
arrived_by = Accept by { $due }. Until you do, { $owner } owns { $customer }.
arrived_open = Until you accept, { $owner } owns { $customer }.
summary_line = **{ $label }**: { $value }
sent_again = { $receiver }, { $customer } is back: { $sender } has mended the brief.
sent_again_asked = You had asked for: _"{ $note }"_
rerouted = { $receiver }, { $by } says { $customer } is yours. It comes from { $sender }.
reassigned = { $receiver }, { $by } gives { $customer } to you: _"{ $reason }"_

draft_passed = { $person }, { $by } asks you to hand { $customer } over to { $receiver }. The brief is begun and waits for you.
draft_passed_to_nobody = { $person }, { $by } asks you to hand { $customer } over. The brief is begun and waits for you.
draft_passed_why = You know them best. You send it when it is ready; until then only you and { $by } see it.

draft_dated = { $person }, it is time for { $playbook } of { $customer }. The brief is begun, with what was known from before, and waits for you.
draft_dated_ahead = **{ $label }**: { $day }, { $days ->
    [0] today
    [1] tomorrow
   *[other] in { $days } days
}.
draft_dated_over = **{ $label }**: { $day }, { $days ->
    [1] yesterday
   *[other] { $days } days ago
}. Is that the right day?
draft_dated_late = It comes later than usual, since the day was not known in time.
draft_dated_why = You get this because you look after { $customer }. Please check what is filled in; nobody hears of it until you send it.

late_arrival = { $person }, { $customer } came to you late: { $noun } was due by { $due }, before { $sender } sent it. That part is not yours; please make it your next step.
late_arrival_done = { $person }, { $customer } came to you late: everything was to be done by { $due }, before { $sender } sent it. That part is not yours; please make it your next step.

part_taken = { $by }, { $left } is no longer here, and you are now { $parts } of { $customer }. Everything else is as it was.
part_taken_none = { $by }, { $left } is no longer here, and you were given their part in { $customer }. Everything else is as it was.
