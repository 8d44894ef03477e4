# The playground: a chat of Baton's own, with a sample company.

playground_deal_signed = { $customer } signed, 48k a year 🎉
playground_start = Start handoff
playground_channel = Every handoff has its card here
playground_team = What is late or due for { $team } today
playground_managers = What managers of customer success hear about

# One line at the foot of the page. {$step} is 1 to 8.
playground_step = { $step ->
    [1] Step 1 of 8: you are Ana. ACME just signed. Press Start handoff.
    [2] Step 2 of 8: look over the brief: two dates missing, one answer vague. Then send it to Ben.
    [3] Step 3 of 8: it is Friday afternoon. Skip to Ben's reminder; the weekend does not count.
    [4] Step 4 of 8: be Ben. ACME waits for him; accept it with two lines.
    [5] Step 5 of 8: Ben met the customer. Press First contact made.
    [6] Step 6 of 8: rate Ana's brief. Three taps.
    [7] Step 7 of 8: complete it. Tick what is done; Mia leaves out the rest, by More and Done.
   *[other] Step 8 of 8: be Mia and type /handoff stats.
}
