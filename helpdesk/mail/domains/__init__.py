"""The domains that mails leave from: their keys, and what the DNS says of them in words."""
