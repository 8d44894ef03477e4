# The walk through a practice handoff, one screen a step.

practice_button = Show me a practice handoff
practice_head = { $step } of { $steps } · { $title }
practice_title = { $step ->
    [brief] Ana writes the brief
    [card] The channel sees whose turn it is
    [arrived] Ben reads it in the thread
    [reminder] One reminder
    [read_back] Ben says what he understood
    [rating] Three taps about the brief
   *[figures] A month in figures
}
practice_about = { $step ->
    [brief] ACME has signed. Ana writes down what Ben must know; what is missing or vague is pointed out before he reads it.
    [card] Sent. One card in the channel says whose turn it is and until when. The weekend does not count.
    [arrived] **Accept** makes ACME his, **Ask** stops the time until Ana answers, **Return** sends it back with a reason.
    [reminder] Nothing happened by Monday 11:30, so Ben is reminded once. Had he answered, nothing would have come.
    [read_back] He accepts in his own words, beside Ana's. A misunderstanding shows here, not at the customer's.
    [rating] First contact is made. Ben rates the brief, and Ana reads it a day later.
   *[figures] The team sees what to mend; nobody is named or ranked.
}
practice_mark = Practice: everybody in it is invented, nothing is kept, nobody is told, and its faded buttons do nothing.
practice_back = Back
practice_next = Next
practice_begin = Your own first one begins with `/handoff start`.
