"""What knows nothing of people, cases and calls: each other part of the desk may import it."""
