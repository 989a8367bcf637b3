"""Read a mail as it came, whichever program wrote it: headers, senders, dates, MIME parts, HTML as text."""
