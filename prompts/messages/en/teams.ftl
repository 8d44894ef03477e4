# Teams in set-up and settings.

teams_head = **Teams**
teams_intro = A team has its people and managers, its channels and, where it keeps others than everybody, its own hours.
teams_none = There is no team yet. Everybody works the hours of the whole company.
teams_line = **{ $name }**: { $people ->
    [0] nobody is in it
    [one] one person
   *[other] { $people } people
}{ $hours ->
    [own] , its own hours
   *[usual] {""}
}
teams_choose = Open a team
teams_people = { $people ->
    [one] one person
   *[other] { $people } people
}
teams_rest = … { $count } more. Type `{ $typed }` and its name.
teams_new = New team
teams_gone = This team is not there any more. These are.
teams_unknown = No team is called { $name }. These are there.
teams_removed = { $name } is removed. Its open handoffs go on as they are.
teams_saved_from_now_on = Saved. It counts for clocks that begin from now on; those that run keep the hours they began with.

team_head = **{ $name }**
team_members = **People**: { $who }
team_no_members = **People**: nobody besides
team_managers = **Managers**: { $who }
team_no_managers = **Managers**: none of its own; those of the whole company hear what is late.
team_channel = **Channel**: { $room }, where its digest comes
team_no_channel = **Channel**: none, and so no digest of the team
team_manager_channel = **Managers' channel**: { $room }
team_no_manager_channel = **Managers' channel**: that of the whole company
team_hours = **Hours**: { $week }, { $zone } { $whose ->
    [own] (its own)
   *[usual] (those of everybody)
}
team_hours_note = Somebody in two teams with hours of their own works those of the team that was made first.
team_change = Change team
team_own_hours = Own hours
team_change_hours = Change hours
team_usual_hours = Hours of everybody
team_remove = Remove
team_confirm = Remove **{ $name }**? { $open ->
    [0] No open handoff has anybody of it.
    [one] One open handoff has somebody of it: it goes on with the same people, and its clocks keep the hours they began with.
   *[other] { $open } open handoffs have somebody of it: they go on with the same people, and their clocks keep the hours they began with.
} Its digest stops, its managers see no more than anybody else, and what is late goes to the managers of the whole company. The people stay.
team_confirm_yes = Remove the team
team_confirm_no = Keep it
team_title = New team
team_ask_name = Name
team_ask_members = Who is in it?
team_ask_managers = Who manages it?
team_ask_managers_help = They see the team's handoffs, hear what is late, and may reassign. They belong to the team.
team_ask_channel = Its channel
team_ask_channel_help = The team's digest comes there. Empty: no digest of the team.
team_ask_private = Its managers' channel
team_ask_private_help = What is late goes there. Empty: the managers' channel of the whole company.
team_hours_title = Hours of the team
team_wrong_name = A team needs a name of at most { $most } characters. What you typed is kept.
team_wrong_taken = There is a team called { $name } already. Choose another name. What you typed is kept.
