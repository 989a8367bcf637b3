"""The frame of the API: how it signs in, pages, limits and says no. Each app has its own api.py."""
