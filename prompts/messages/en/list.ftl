# Lists of handoffs, and what a search finds.

list_head = { $filter ->
    [mine] **Yours**
    [team] **Your team's**
    [overdue] **Overdue**
    [returned] **Sent back**
    [unrated] **Not rated yet**
   *[all] **All that are open**
}, { $count } in all
list_empty = { $filter ->
    [mine] You have no open handoffs.
    [team] Your team has no open handoffs.
    [overdue] Nothing is overdue.
    [returned] Nothing waits to be mended and sent again.
    [unrated] Everything is rated.
   *[all] No handoff is open.
}
list_line = { $title } · { $turn }
list_title = **{ $customer }** · { $playbook } · { $number }
list_title_new = **{ $customer }** · { $playbook }
list_nameless = no name yet
list_turn_by = { $who }: { $task } by { $by }
list_turn_late = { $who }: { $task }, late since { $since }
list_turn = { $who }'s turn
list_waiting = { $who } waits for the customer since { $since }
list_over = { $status }
list_unrated = { $who } has not rated it yet
list_task = { $clock ->
    [start] send
    [accept] accept
    [kickoff] first contact
    [complete] done
    [resubmit] send again
   *[answer] answer
}
list_open = Open one…
list_earlier = Earlier
list_next = More

list_several = Several handoffs fit { $text }. Which one?
list_none = I know no handoff with { $text } in its customer's name.
list_no_number = There is no handoff #{ $number } here.
list_option = { $customer } · { $playbook } · { $number } · { $status }
list_option_new = { $customer } · { $playbook } · { $status }
