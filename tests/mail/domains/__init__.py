"""The domains that mails leave from: their records, their keys, their page."""
