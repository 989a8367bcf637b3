"""Cases in mailbox files (mbox), one of each thread of mails."""
