"""Mail servers elsewhere, as fetching and sending both need them: reached, signed in to, and their errors in words."""
