"""The doors of the telephone provider: parse, call one service, answer with TwiML."""
