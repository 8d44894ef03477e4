# A test handoff, which an admin sends to themselves.

test_begun = A test is on its way: it comes to you in a private thread in { $room }, and nobody else is told.
test_how = You play both sides. An hour of its clocks takes a minute, and **What comes next** does not even wait for that. It is in no list, no digest and no figure.
test_under_way = Your test is still under way in { $room }. Finish it, or remove it and send yourself another.
test_title = TEST { $title }
test_line = TEST: you play both sides, and nobody else reads this.
test_nothing_comes = Nothing more comes by itself here: the next step is yours. Press one of the other buttons.
test_removed = The test is gone, with everything it said.
test_next_button = What comes next
test_remove_button = Remove this test
