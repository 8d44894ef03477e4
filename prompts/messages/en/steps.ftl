# The steps of a clock's ladder. The first sentence says who, what and when.

early_start = { $person }, { $customer } is waiting to be sent: the brief is due by { $due }, { $distance }.
early_accept = { $person }, { $customer } is waiting for you: accept by { $due }, { $distance }.
early_kickoff = { $person }, { $customer } is waiting for you: { $noun } by { $due }, { $distance }.
early_complete = { $person }, { $customer } is waiting for you: done by { $due }, { $distance }.
early_back = { $person }, { $customer } is waiting for you: the brief is back with you, and the next deadline is { $due }, { $distance }.
early_fix = { $person }, { $customer } is waiting for you: fix the brief by { $due }, { $distance }.
early_answer = { $person }, { $asker } is waiting for your answer about { $customer }: by { $due }, { $distance }.
early_only = You get this because you are { $role }. It is the only reminder before the deadline.

due_start = { $person }, { $customer } was to be sent by { $due }. They may be wondering who looks after them.
due_accept = { $customer } was to be accepted by { $due }. { $owner } still owns it. { $person }, can you take it now?
due_kickoff = { $customer } is still waiting: { $noun } was due by { $due }. { $person }, can you do it now?
due_complete = { $customer } was to be done by { $due }. { $person }, what is still open?
due_back = { $customer } has been late since { $due }, and the brief is back with you, { $person }. Can you mend it now?
due_fix = { $person }, { $customer } was to be mended by { $due }. { $receiver } cannot start before that; can you do it now?
due_answer = { $person }, { $asker } is still waiting for your answer about { $customer }. It was due by { $due }.
due_backup = { $backup }, you are the backup.
due_next = If nobody moves by { $at }, { $manager } hears about it.
due_next_managers = If nobody moves by { $at }, the managers hear about it.

manager_line = { $title }: { $turn }
manager_settled = { $title }: seen to since then.
offer_line = { $manager }, should somebody else take this? { $title }: { $turn }
offer_line_managers = Should somebody else take this? { $title }: { $turn }
