"""The pages of escalation."""
