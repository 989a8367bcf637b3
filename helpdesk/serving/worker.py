"""The worker of gunicorn in production."""

from typing import Any

from uvicorn.workers import UvicornWorker

from helpdesk.serving.protocol import OPTIONS


class DeskWorker(UvicornWorker):
    """uvicorn, with our patience."""

    CONFIG_KWARGS: dict[str, Any] = {"loop": "auto", **OPTIONS}
