"""What the desk says on the telephone (TwiML), and where it sends the call next."""
