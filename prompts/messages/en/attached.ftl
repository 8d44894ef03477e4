# Files that go with a command, and were not used.

file_too_large = Nothing was changed: `{ $name }` is larger than { $most } kB, and I read files up to that. Please send a smaller one.
file_not_text = Nothing was changed: `{ $name }` is not plain text. Please save it as text (UTF-8) and send it again.
file_not_fetched = Nothing was changed: I could not fetch `{ $name }`. Please send the command again with the file.
file_unused = `{ $name }` was not used: a file goes with import.
