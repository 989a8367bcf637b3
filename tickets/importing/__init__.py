"""Read cases out of files of other helpdesks and of mailboxes. Nothing here writes a row."""
