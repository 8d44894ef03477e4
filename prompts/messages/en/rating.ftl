# The quick card. Three taps, each saved; who sees it stands below.

rate_intro = Three taps. { $sender } sees your answers tomorrow; until then you can change them.
rate_intro_until = { $sender } sees your answers { $locks }; until then you can change them.
rate_low_seen = A manager looks at a 1 or a 2, to find what would have helped.
rate_question = **{ $question }**
rate_needed = Did you have what you needed?
rate_needed_option = { $score ->
    [one] 1 { $kind ->
        [usual] Started over
       *[own] Not at all
    }
    [five] 5 { $kind ->
        [usual] All there
       *[own] Fully
    }
    [two] 2
    [three] 3
   *[four] 4
}
rate_timing = Was the timing right?
rate_timing_option = { $timing ->
    [early] Too early
    [right] Right
   *[late] Too late
}
rate_felt = Did the customer feel the gap?
rate_felt_option = { $felt ->
    [no] No
    [little] A little
    [yes] Yes
   *[unknown] Cannot tell yet
}
rate_reason = What would have helped most?
rate_reason_option = { $reason ->
    [missing_field] Something was missing
    [vague_criteria] Clearer goals
    [promise_unclear] Clearer promises
    [too_early] A later moment
   *[other] Something else
}
rate_said_needed = { $score } of 5
rate_said_reason = { $reason ->
    [missing_field] something was missing
    [vague_criteria] the goals were vague
    [promise_unclear] it was unclear what was promised
    [too_early] it came too early
    [bad_fit] it was not for this team
    [duplicate] there was one already
   *[other] for another reason
}
rate_said_timing = { $timing ->
    [early] too early
    [right] at the right time
   *[late] too late
}
rate_said_felt = { $felt ->
    [no] the customer felt no gap
    [little] the customer felt a small gap
    [yes] the customer felt the gap
   *[unknown] whether the customer felt it shows later
}
rate_said_extra = { $question } { $answer }
rate_said_words = _"{ $words }"_
rate_saved = Saved, thank you.
rate_offer_thanks = A 5 is rare. Shall I tell { $sender } that you are glad?
rate_thanked = { $sender } has your thanks.
rate_change = Tap the answers you want to change.
rate_shown = { $by } rated { $sender }'s brief of { $customer }: { $answers }
rate_locked = The day for changes is over. You said:
button_rate_words = Add words
button_rate_again = Change an answer
button_rate_number = Enter a number
button_thank = Thank { $sender }
