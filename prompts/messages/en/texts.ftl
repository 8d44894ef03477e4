# Around the texts to copy.

intro_line = To send to the customer from your own mailbox. Change what you like; I send nothing.
intro_none = This playbook has no introduction to copy.
agenda_line = For the first meeting. Change what you like; I send nothing.
agenda_none = This playbook has no agenda to copy.
agenda_file = The file puts the meeting into your calendar.
meeting_title = First meeting with { $customer }
