# Buttons as commands: what can stand behind them.

typed_which_handoff = Which handoff? Give its number or its customer, or say it in the handoff's own thread.
typed_which = Which one? Write one of these behind it:
typed_unknown = I do not know what { $word } is here. Nothing was changed. There is:
typed_nothing = There is nothing to choose there now. Nothing was changed.
typed_option = `{ $typed }` { $label }
typed_example = For example: `{ $typed }`
typed_example_or = or `{ $typed }`
typed_all_head = **Every button is a command too.** Put the number or the customer behind it; in the handoff's own thread nothing.
typed_all = `{ $typed }`
typed_pressed = **Buttons are pressed here, not typed.** `/handoff show` with a handoff's number or its customer brings its buttons back, and `/handoff list` shows which handoffs there are.
