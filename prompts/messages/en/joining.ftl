# The first words in a new server, and what people read there until it is set up.

joining_hello = Hi, I'm Baton. I make sure no customer is dropped between two teams.
joining_silent = Until you set me up I send nothing else.
joining_back = I'm back. Everything you set up is as it was.
joining_button = Set up, 3 min

not_yet = I am not set up here yet, so nothing was begun and nobody was told.
not_yet_ask = { $who } can set me up in three minutes with `/handoff-admin setup`.
not_yet_nobody = Whoever manages this server can set me up in three minutes with `/handoff-admin setup`.
not_yet_yours = You can set me up; everything is filled in already.
