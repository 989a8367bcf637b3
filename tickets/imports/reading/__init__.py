"""What tables and mailboxes are read with: dates, senders, headers of mails, HTML as text, and what is found."""
