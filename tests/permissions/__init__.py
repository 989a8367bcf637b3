"""Who may enter where: every route, the guard in front of it, and how it was asked."""
