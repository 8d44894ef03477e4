# Playbooks, for admins; and what anybody reads who named none.

admin_only = Only admins of Baton can do that here. Nothing was changed; ask one of them.
managers_only = What { $person } did is for { $person } and their managers to see. Ask one of them; team figures are open to all.
playbook_which = Which kind of handoff is it? There is: { $names }. Name one with `/handoff start`.
nobody_called_so = Nothing was begun: a handoff goes from one person to another, and I cannot tell who { $named } is. Please name one person with @.
playbook_none_on = No handoff is switched on here yet. An admin can do it with `{ $typed }` and its key.
playbook_list_head = **Playbooks**
playbook_line = **{ $name }** · `{ $key }` · version `{ $version }` · { $switched ->
    [on] on
   *[off] asleep
}
playbook_usage_line = `/handoff-admin playbook` takes list; on, off or export with a playbook's key; import with its file.
playbook_unknown = There is no playbook `{ $key }` here. Nothing was changed.
playbook_export_done = Here is `{ $key }` as it stands. Edit it in any editor and bring it back with import.
playbook_import_done = `{ $key }` is taken over. New briefs use it; handoffs under way keep the one they started with.
playbook_import_same = `{ $key }` is the same as the one you have. Nothing was changed.
playbook_import_nothing = { $by ->
    [file] Nothing was changed: there is no playbook to bring in. Put the file into `file` and import into `what`. Export shows what it looks like.
   *[text] Nothing was changed: paste the whole file behind import. Export shows what it looks like.
}
playbook_import_lines = { $by ->
    [file] Nothing was changed: a command has one line, and a playbook has many. Put the file into `file`, and import alone into `what`.
   *[text] Nothing was changed: the lines of the file got lost on the way here. Paste it where a message keeps its lines, or put the file beside Baton, in the folder that BATON_PROMPTS names, and start it anew.
}
playbook_import_refused = { $count ->
    [one] Not taken over: the file has a mistake. The playbook you have stays as it is.
   *[other] Not taken over: the file has { $count } mistakes. The playbook you have stays as it is.
}
playbook_switch_done = `{ $key }` is { $switched ->
    [on] on. People can start it now.
   *[off] asleep. Handoffs under way go on.
}
playbook_switch_dated = A date opens its briefs by themselves, and those still to come are planned now. Where the day is too near for that already, please start one by hand.
