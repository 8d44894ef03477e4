# What does not work, what it breaks, and the click that mends it: `baton doctor` and `/handoff-admin doctor`.

doctor_of_bot = The bot itself
doctor_of_workspace = Server { $name }
doctor_of_all = This server
doctor_head = **{ $of }**: { $count ->
    [one] one thing does not work.
   *[other] { $count } things do not work.
}
doctor_well = **{ $of }**: all is well.
doctor_partly = **{ $of }**: I could not look everywhere. This much I saw.
doctor_notes_head = **Good to know**
doctor_again = Ask me again when it is done: `/handoff-admin doctor`.
doctor_try_again = Try again
doctor_tried_again = { $count ->
    [0] Nothing waits to be tried again. Everything that was given up has gone out, or somebody else pressed first.
    [one] One message goes out once more. If it fails again, it stands in `/handoff-admin doctor` in a minute.
   *[other] { $count } messages go out once more. What fails again stands in `/handoff-admin doctor` in a minute.
}

doctor_page_bot = the application's Bot page
doctor_page_general = the application's General Information page
doctor_page_invite = this invitation
doctor_page_channel = the channel

doctor_cannot_look = **I could not look.** Discord gave no answer ({ $reason }). What was to be sent is kept and goes out when it answers. Look again in a few minutes.
doctor_token_refused = **The token is not valid.** Discord does not let me in, so nobody is answered and nothing is sent; what was to be sent is kept. Press Reset Token on { $page }, put the new one into `DISCORD_TOKEN`, and start me again.
doctor_other_application = **The settings name application { $named }, and the token belongs to another.** Commands cannot be registered. Take `DISCORD_APPLICATION_ID` out, or copy the id from { $page }.
doctor_members_unseen = **I am not told when somebody leaves.** I notice it only when I next write to them, and until then their handoffs wait. Switch on Server Members Intent on { $page }, and start me again.
doctor_code_grant = **Invitations fail.** They ask for a code that nobody has. Switch off Requires OAuth2 Code Grant on { $page }.
doctor_sent_elsewhere = **Commands go to { $address }, and I listen on the gateway.** Nobody is answered. Empty Interactions Endpoint URL on { $page }, or set `DISCORD_PUBLIC_KEY` so that I answer there.
doctor_no_address = **Discord does not know where to send commands.** I wait for them by https and nobody is answered. Put your address, ending in `/platforms/discord`, into Interactions Endpoint URL on { $page }.
doctor_other_key = **The public key is another application's.** I refuse every command, since I cannot tell that Discord sent it. Copy Public Key from { $page } into `DISCORD_PUBLIC_KEY`, and start me again.
doctor_address_silent = **{ $address } does not answer as I do** ({ $reason }). Commands sent there reach nobody. Look whether I run and whether https is led to `BATON_LISTEN`; the address stands as Interactions Endpoint URL on { $page }.
doctor_connection_fails = **The gateway cannot be reached** ({ $reason }). Commands reach nobody. Let this machine open connections to port 443 of gateway.discord.gg, and look at `DISCORD_GATEWAY_URL`.
doctor_connections_spent = **Discord lets me connect no more today.** I was started too often; I wait and connect by myself. Find out what starts me again and again, and stop it.
doctor_too_few_parts = **Some servers are not heard.** They are to be heard in { $wanted } parts, and `DISCORD_SHARD` says { $parts }. Start { $wanted } of me, with 0/{ $wanted } and so on.
doctor_commands_missing = **No command is registered.** Nobody can begin a handoff. Start me with `baton run`: I register them, and they show within a minute.
doctor_commands_stale = **The commands are those of another version.** What is new is missing, and what is gone leads nowhere. Start me with `baton run`: I register them anew.
doctor_bot_gone = **I am not in this server.** Nothing is sent there; everything is kept as it was. Invite me again with { $page }.
doctor_commands_not_allowed = **I may not offer commands in this server.** Nobody can begin a handoff. Use { $page } once more: it adds the permission for commands and leaves everything else.
doctor_channel_gone = **The channel { $part ->
    [managers] of the managers
   *[cards] for the cards
} was deleted.** { $part ->
    [managers] Managers do not hear of what is late.
   *[cards] New handoffs have no card and no thread.
} Choose another with `/handoff-admin settings`.
doctor_channel_hidden = **I cannot see { $channel }.** { $part ->
    [managers] Managers do not hear of what is late.
   *[cards] Cards, threads and answers do not appear.
} Open { $page }, Edit Channel, Permissions, add me, and allow View Channel.
doctor_channel_kind = **{ $channel } is no text channel.** Private threads cannot be opened there. Choose another with `/handoff-admin settings`.
doctor_lacks = **I may not { $right ->
    [send] send messages
    [attach] attach files
    [history] read message history
    [private_threads] create private threads
    [in_threads] speak in threads
   *[manage_threads] wake threads that sleep
} in { $channel }.** { $right ->
    [send] Cards and reminders do not appear.
    [attach] Tables and texts to take away are missing.
    [history] After a broken connection a message may come twice.
    [private_threads] Briefs stand in the channel, where more people read them.
    [in_threads] Nothing is said in the threads of handoffs.
   *[manage_threads] After a week of silence a thread stays shut.
} Open { $page }, Edit Channel, Permissions, my name, and allow { $right ->
    [send] Send Messages
    [attach] Attach Files
    [history] Read Message History
    [private_threads] Create Private Threads
    [in_threads] Send Messages in Threads
   *[manage_threads] Manage Threads
}.
doctor_open_to_all = **Everyone in the server reads { $channel }**, guests too. { $part ->
    [managers] It is for managers only: names and delays stand there.
   *[cards] They see customers and deadlines; briefs stay in private threads.
} Open { $page }, Edit Channel, Permissions, and switch on Private Channel for those who may.
doctor_not_set_up = **Nobody has set me up yet.** Hours are those of UTC, and cards go where I was spoken to first. Use `/handoff-admin setup`; it takes three minutes.
doctor_no_channel = **Cards have no channel.** Nobody sees whose turn it is. Choose one with `/handoff-admin settings`.
doctor_no_manager = **Nobody manages here.** Who hears of what is late, and who lets a held brief go? Name a manager with `/handoff-admin settings`.
doctor_no_manager_channel = **Managers have no channel of their own.** What stays late for long is told to nobody. Choose a private one with `/handoff-admin settings`.
doctor_no_fallback = **Nobody takes over from those who leave.** Their customers would have no owner who is here. Name a fallback person with `/handoff-admin settings`.
doctor_fallback_left = **{ $person } takes over from those who leave, and has left too.** Name another fallback person with `/handoff-admin settings`.
doctor_no_playbook = **Every playbook sleeps.** Nobody can begin a handoff. Switch one on with `{ $typed }` and its key.
doctor_no_receivers = **Nobody is named to receive { $playbook }.** Every sender has to know whom to choose. Name receivers with `/handoff-admin settings`.
doctor_no_present_receivers = **Everybody who receives { $playbook } is away or gone.** I can suggest nobody. Name somebody who is here with `/handoff-admin settings`.
doctor_closed_direct = **{ $person } takes no direct messages.** Reminders reach them in the thread, digests not at all. { $person } can change it with a right-click on the server, Privacy Settings, Direct Messages.
doctor_never_open = **The working hours have no open time.** Deadlines in working time never come, and nobody is reminded. Write the hours with `/handoff-admin settings`, Change hours, like Mon-Fri 9-17.
doctor_never_open_team = **The hours of { $team } have no open time.** Its deadlines in working time never come, and nobody is reminded. Open it with `/handoff-admin settings`, Teams, and press Change hours.
doctor_holidays_end = **My list of public holidays ends with { $year }.** Later holidays count as working days. Start a newer version of me, or enter the days with `/handoff-admin settings`, Days off.
doctor_holidays_end_team = **My list of public holidays for { $team } ends with { $year }.** Later holidays count as working days. Start a newer version of me, or enter the days with `/handoff-admin settings`, Teams, Days off.
doctor_empty_team = **Nobody is in the team { $team }.** Its digest has nothing to tell. Add people, or remove it, with `/handoff-admin settings`, Teams.
doctor_given_up = { $count ->
    [one] **One message was given up in the last seven days.**
   *[other] **{ $count } messages were given up in the last seven days.**
} Mend what stands above; if nothing does, look at the log for "a job was set aside". Then press Try again below `/handoff-admin doctor`: each goes out once, unless it is out of date.
