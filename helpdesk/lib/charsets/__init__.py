"""Charsets of mails and tables: their names, decoding, and guessing which one was meant."""
