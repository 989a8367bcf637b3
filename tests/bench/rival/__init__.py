"""django-helpdesk beside the desk: a project of its own, and the same questions asked of it."""
