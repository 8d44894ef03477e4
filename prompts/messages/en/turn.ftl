# Whose turn it is and until when. $task is one of the task messages, for example: accept.

turn_by = **{ $who }'s turn: { $task } by { $due }** ({ $distance })
turn_late = **{ $who }'s turn: { $task }, late since { $due }**
turn_besides = { $task } late since { $due }
turn_open = **{ $who }'s turn: { $task }**
turn_waiting = **{ $who } waits for { $customer }**, since { $since }; the deadlines stand still
turn_done = **Done** on { $at }
turn_cancelled = **Cancelled** by { $by }
turn_stopped = **Over**

task_send = send the brief
task_accept = accept
task_answer = answer { $asker }'s question
task_fix = fix the brief
task_kickoff = { $noun }
task_done = done

owner_until = { $owner } owns { $customer } until then
owner_still = { $owner } still owns { $customer }
owner_now = { $owner } owns { $customer }
accept_stands_still = the time to accept stands still
