"""The telephone provider, Twilio: what we ask of it over REST, how it signs, what it calls things."""
