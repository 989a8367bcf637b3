"""The API's frame: how errors are explained, and its addresses. Each app has its own api.py."""

from helpdesk.api.errors import explain_error

__all__ = ["explain_error"]
