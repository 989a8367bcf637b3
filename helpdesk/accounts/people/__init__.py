"""The pages on which an admin invites and changes people."""
