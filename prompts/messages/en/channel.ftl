# The card in the channel. Many people may read it: customer, people, whose turn and until when, nothing else.

card_title = **{ $customer }** · { $playbook } · { $number }
card_title_new = **{ $customer }** · { $playbook }
card_people = { $sender } → **{ $receiver }**
card_purpose = { $purpose ->
    [test] This is a test and counts nowhere.
   *[practice] This is practice and counts nowhere.
}
card_hops = { $hops ->
    [one] re-routed once
   *[other] re-routed { $hops } times
}
card_thread = The thread: { $thread }
arrived_late = Already { $span } late when it arrived ({ $sender })
