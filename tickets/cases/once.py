"""A form that is sent twice makes one case: known by the `source_key` of the entry that it writes."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from django.db import IntegrityError, transaction

from tickets.models import Entry, Ticket

P = ParamSpec("P")


def once_per_source_key(make: Callable[P, Ticket]) -> Callable[P, Ticket]:
    """Call `make`, which writes an entry with its keyword `source_key`, in one commit; or answer the case of that entry
    when it is there, be it since this moment."""

    @wraps(make)
    def make_once(*args: P.args, **kwargs: P.kwargs) -> Ticket:
        written = Entry.objects.filter(source_key=kwargs["source_key"]).select_related("ticket")
        try:
            with transaction.atomic():
                before = written.first()
                return before.ticket if before else make(*args, **kwargs)
        except IntegrityError:  # the same form, a moment earlier
            return written.get().ticket

    return make_once
