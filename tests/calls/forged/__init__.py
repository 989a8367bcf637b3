"""Requests that look like the provider's and are not."""
