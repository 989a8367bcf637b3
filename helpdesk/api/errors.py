"""How the API says no."""

from typing import Any

from rest_framework import serializers, status
from rest_framework.response import Response
from rest_framework.views import exception_handler

from helpdesk.lib.conflict import ConflictError


class ErrorSerializer(serializers.Serializer):
    """What was refused and why, in a sentence, with a word for programs."""

    detail = serializers.CharField()
    code = serializers.CharField()


def explain_error(error: Exception, context: dict[str, Any]) -> Response | None:
    """A conflict with how things stand is a 409 with its sentence; the rest is as REST framework has it."""
    if isinstance(error, ConflictError):
        return conflict(str(error), code="conflict")
    response = exception_handler(error, context)
    if response is not None and isinstance(response.data, dict) and "detail" in response.data:
        response.data.setdefault("code", getattr(response.data["detail"], "code", "error"))
    return response


def conflict(detail: str, *, code: str) -> Response:
    return Response({"detail": detail, "code": code}, status=status.HTTP_409_CONFLICT)
