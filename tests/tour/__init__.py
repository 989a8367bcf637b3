"""The README's five-minute tour, walked in a browser: as a test, and to take the README's pictures."""
