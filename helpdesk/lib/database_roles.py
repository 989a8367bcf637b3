"""Which role of PostgreSQL a thread connects as: callers have their own, whose connections nobody else can take."""

from django.conf import settings
from django.db import connections


def connect_as_callers() -> None:
    """From now on this thread connects as CALLERS_DATABASE_URL says; without that, as every other thread does."""
    if settings.CALLERS_DATABASE:
        connection = connections.create_connection("default")
        connection.settings_dict = {**connection.settings_dict, **settings.CALLERS_DATABASE}
        connections["default"] = connection
