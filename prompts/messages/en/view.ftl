# Small words that stand inside other sentences.

somebody = somebody
this_customer = this customer
list_and = { $before } and { $last }
list_or = { $before } or { $last }
field_customer = Customer
field_receiver = Receiver
field_backup = Backup
field_deal_closed = Deal closed
item_read_back = Write the read-back
