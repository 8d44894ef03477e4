# What buttons say. Two or three words; a verb where one fits.

button_accept = Accept
button_take_over = I'll take it
button_ask = Ask { $sender }
button_return = Return
button_more = More
button_fix = Fix this part
button_fix_section = Fix: { $section }
button_send_again = Send again
button_answer = Answer
button_complete = Done
button_lift = They answered
button_write_read_back = Write the read-back
button_thats_it = That's it
button_not_quite = Not quite
button_got_it = Got it
button_rewrite = Write it again
button_continue = Continue
button_show = Go to { $customer }
button_reassign = Give it to someone else
select_tick = Tick off…
tick_declined = { $item }: the customer declined, new day
