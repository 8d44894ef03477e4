# From first contact to the second look.

kicked_off = { $person }, { $noun } is done: { $customer } is under way. How was { $sender }'s brief?
completed = **{ $customer } is done.** { $owner } has everything, and { $sender } can let go.
completed_rate = { $person }, how was { $sender }'s brief?
thanked = { $sender }, { $by } says thank you: the brief of { $customer } had everything.
second_look = { $person }, { $customer } was done { $done }. What should the brief have told you? A few taps, one minute.
button_second_look = Look back
waived = { $by } left out **{ $clause }** for { $customer }: _"{ $reason }"_
cancelled = { $by } has cancelled { $customer }: _"{ $reason }"_ { $owner } owns the customer, and all that was written is kept.
gate_opened = { $sender }, { $customer } can be sent now. What held it is over: { $gate }
alarm = { $people }, { $customer }: { $label }
tick = { $person }, { $customer }: { $label }
