"""A pretend town around the desk: telephones, a ticket shop and a mailbox. It imports nothing of the desk."""
