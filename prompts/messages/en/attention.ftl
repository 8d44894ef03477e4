# Pings that waited, and why there was one. The few words stand behind the customer's name.

ping_line = { $person }, **{ $customer }** waited for you: { $what }.
ping_quiet = It came in your quiet hours.
ping_arrived = { $sender } hands it to you
ping_arrived_by = { $sender } hands it to you, accept by { $due }
ping_returned = { $by } sent it back to you
ping_asked = { $by } has a question for you
ping_answered = { $by } answered your question
ping_disputed = { $by } corrected what you read back
ping_rate = three taps about { $sender }'s brief
ping_early = { $task } by { $due }
ping_due = { $task } was due { $due }
ping_manager = { $task } has been late since { $due }
ping_offer = somebody else may have to take it
ping_late_arrival = it was late already when { $sender } sent it
ping_part_taken = you have { $left }'s part now
ping_second_look = a second look at the brief
ping_draft = { $by } began the brief for you
ping_gate = the brief can be sent now
ping_item = { $by } ticked off { $item }
