"""Session store: sessions live on while they are used."""

from datetime import timedelta

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.utils import timezone

RENEWED_AFTER = timedelta(days=1)
"""So seldom a session is written only because it is used: a write for each request would cost more than it gives."""


class SessionStore(DatabaseStore):
    """Rows of PostgreSQL. A session that is a day old is saved at its next use, and so its time begins anew."""

    was_ended = False
    """Whether this request signed somebody out; a session that was not found is none of its doing."""

    def flush(self) -> None:
        super().flush()
        self.was_ended = True

    def _get_session_from_db(self) -> Session | None:
        row: Session | None = super()._get_session_from_db()  # type: ignore[misc]  # the stubs leave it out
        if row and row.expire_date - timezone.now() < timedelta(seconds=self.get_session_cookie_age()) - RENEWED_AFTER:
            self.modified = True  # the middleware saves it after the answer, and sends the cookie again
        return row
