# Somebody whom a handoff goes to is away: asked before it goes, with everything kept.

away_now = { $person } is away until { $back }.
away_soon = { $person } is away from { $first } until { $back }, and is to accept { $customer } by { $due }.
away_backup_now = { $person }, the backup, is away until { $back }.
away_backup_soon = { $person }, the backup, is away from { $first } until { $back }.
away_other = { $person } is here, { $open } open.
away_kept = Nothing was sent yet; everything you wrote is kept.
away_stays = Nothing was changed yet.
away_back = Nothing was sent yet; everything you wrote is kept. Once it is sent you can give it to somebody else.
away_send_to = Send to { $person }
away_send_anyway = Send to { $person } anyway
away_send_backup = Send, with { $person } as backup
away_send_with = Send, with { $person } anyway
away_backup_to = Make { $person } the backup
away_backup_anyway = Make { $person } the backup anyway
away_give_to = Give it to { $person }
away_give_anyway = Give it to { $person } anyway
away_someone_else = Choose someone else
away_reason = { $person } is away until { $back }

# What somebody who goes away holds.
away_holds = { $count ->
    [one] One open handoff is yours. Give it to somebody who is here?
   *[other] { $count } open handoffs are yours. Give them to somebody who is here?
}
away_holds_of = { $count ->
    [one] One open handoff is with { $person }. Give it to somebody who is here?
   *[other] { $count } open handoffs are with { $person }. Give them to somebody who is here?
}
away_holds_line = **{ $customer }** · { $status }
away_holds_by = **{ $customer }** · { $status }, { $due }
away_holds_more = … and { $count } more: `/handoff list mine`
away_give_this = Give { $customer } to { $person }
away_give_this_other = { $customer }: someone else
