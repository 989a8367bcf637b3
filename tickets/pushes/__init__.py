"""Notices in the browsers of our people while the desk is closed."""
