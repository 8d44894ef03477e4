# One person with several accounts: `/handoff-admin link`.

link_head = **Accounts that belong to one person**
link_line = { $person } is also { $account }
link_none = No accounts are linked here. Everybody has one.
link_usage = `{ $link }` makes the second account Ben's; an address like ben@acme.example can stand there too. `{ $off }` takes it back.
link_done = { $account } is { $person } from now on. What is pressed or typed there counts as theirs; what I send goes to { $person } as before. Only you see this; `{ $off }` takes it back.
link_off_done = { $account } is no longer { $person }. Whoever uses it next is somebody of their own; what was done stays { $person }’s.
link_already = { $account } is { $person } already. Nothing was changed.
link_taken = { $account } is { $person } already, and an account belongs to one person. Nothing was changed; take it back first with `{ $off }`.
link_same = That is one and the same account. Nothing was changed; name the person first and then their other account.
link_nobody = Nothing was changed: I know nobody called { $named } here. Name somebody with @; who never used me is known as soon as they write `/handoff help`.
link_several = Nothing was changed: { $count } people are called { $named }. Write the name after the @ as it stands in their profile: { $names }.
link_gone = Nothing was changed: { $person } is not here any more, or is no person. The first one named has to be somebody who is here.
link_bot = Nothing was changed: { $account } is a bot, and a bot is nobody’s account.
link_busy = { $count ->
    [one] Nothing was changed: { $account } has a part in an open handoff, { $customers }. Reassign it or bring it to its end, then link them.
   *[other] Nothing was changed: { $account } has a part in { $count } open handoffs, { $customers }. Reassign them or bring them to their end, then link them.
}
link_has_own = Nothing was changed: { $account } has linked accounts of its own. Take those back first; `/handoff-admin link` shows them.
link_not_linked = { $account } is linked to nobody. Nothing was changed.
link_yours = You are also { $accounts } here. An admin linked them, and can take them back.
