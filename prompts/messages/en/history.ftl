# The history of one handoff.

history_line = { $at } · { $what }
history_earlier = … { $count } earlier
history_nothing = Nothing has happened yet.
history_promises = What was promised
