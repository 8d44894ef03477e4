# What else can be done, and why somebody hears of it.

more_line = **{ $customer }**: what else?
button_brief = The full brief
button_history = History
button_explain = Why this deadline
button_why_me = Why me
button_not_mine = Not mine
button_accept_later = Accept now, write later
button_edit = Edit the brief
button_intro = Copy intro
button_agenda = Kickoff agenda
button_wait = Wait for them

why_me_line = You hear of { $customer } because you are { $roles }.
why_me_nobody = You have no part in { $customer }; you see it because it stands in this channel.
why_me_role = { $role ->
    [sender] **The sender** wrote the brief and keeps the customer until someone accepts. Pinged for a question and for a brief that comes back.
    [receiver] **The receiver** is to take the customer over. Pinged when it arrives, once before a deadline, and at the deadline.
    [backup] **The backup** steps in when the receiver's time is over. Pinged only then.
    [owner] **The owner** looks after the customer now.
   *[manager] **A manager** hears when a deadline has been missed for a while.
}
why_me_rang = **{ $at }** you were pinged: { $what }.
why_me_told = **{ $at }** it stood in your digest: { $what }.
why_me_waits = **{ $at }** you will be pinged, when your quiet hours are over: { $what }.
why_me_left = **Next** in your digest: { $what }.
why_me_pings = Everything else is in the thread, and in one message a day.
