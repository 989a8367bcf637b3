"""TwiML: what the desk says on the telephone, and where it sends the call next."""
