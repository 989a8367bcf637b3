"""How the API says no."""

from typing import Any

from rest_framework import status
from rest_framework.response import Response
from rest_framework.views import exception_handler

from helpdesk.transitions import TransitionError


def explain_error(error: Exception, context: dict[str, Any]) -> Response | None:
    """A move that the state does not allow is a 409 with its sentence; the rest is as REST framework has it."""
    if isinstance(error, TransitionError):
        return Response({"detail": str(error), "code": "conflict"}, status=status.HTTP_409_CONFLICT)
    return exception_handler(error, context)
