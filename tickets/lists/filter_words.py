"""The filters of a list of cases: each by its word, with its label and the condition of its values."""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Exists, Q, QuerySet, Value
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from helpdesk.accounts.models import Team, User
from helpdesk.lib.addresses import normal_email
from helpdesk.lib.moments import say_day
from helpdesk.lib.parameters import read_key
from tickets.models import CustomField, Event, FieldValue, Organizer, Tag, Tagging, Ticket
from tickets.models.plain import Plain, starts_a_word
from tickets.rules.fields import form_field, normal_form, shown

PREFIX = "field."
"""Before the key of a custom field."""
NAMESAKES = 50
"""A part of a name may mean so many rows at the most."""
LENGTH_OF_TIME = re.compile(r"(\d{1,4})(m|h|d|w)")
UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


class UnknownValueError(Exception):
    """A filter was given a value that it does not know; the sentence names the value."""


Meaning = tuple[str, Q]
"""What the value of a filter stands for: how people call it, and which cases it leaves."""
Reader = Callable[[str, User, datetime], Meaning]


@dataclass(frozen=True)
class Word:
    """One thing by which a list is narrowed.

    `read` answers what a value means for a person at a moment, or raises UnknownValueError. `find`, where `read` has to
    ask the database, gives the condition without asking: for counting many lists in one query.
    """

    label: str | Promise
    read: Reader
    find: Callable[[str, User], Q] | None = None

    def condition(self, value: str, user: User, at: datetime) -> Q:
        """The condition of `read`, without a query; a value that names no row finds no case."""
        return self.find(value, user) if self.find else self.read(value, user, at)[1]


def _one_of(choices: Mapping[str, tuple[str | Promise, Q]]) -> Reader:
    def read(value: str, user: User, at: datetime) -> Meaning:
        if value.casefold() not in choices:
            known = ", ".join(choices)
            raise UnknownValueError(_("“%(value)s” is none of %(known)s.") % {"value": value, "known": known})
        label, cases = choices[value.casefold()]
        return str(label), cases

    return read


def _choices_of(field: str, choices: Any) -> Reader:
    return _one_of({value: (label, Q(**{field: value})) for value, label in choices.choices})


def _read_state(value: str, user: User, at: datetime) -> Meaning:
    """`is:` says in a word how a case stands; unlike `status`, "open" is all that is not solved."""
    unfinished = Q(status__in=Ticket.UNFINISHED)
    late = Q(reply_due_at__lt=at) | Q(solve_due_at__lt=at)
    states: dict[str, tuple[str | Promise, Q]] = {
        "open": (_("not solved"), unfinished),
        "new": (_("new"), Q(status=Ticket.Status.NEW)),
        "pending": (_("waiting for the customer"), Q(status=Ticket.Status.PENDING)),
        "solved": (_("solved"), Q(status__in=Ticket.FINISHED)),
        "closed": (_("closed"), Q(status=Ticket.Status.CLOSED)),
        "unassigned": (_("unassigned"), unfinished & Q(assignee=None)),
        "escalated": (_("escalated"), unfinished & Q(escalated_at__isnull=False)),
        "overdue": (_("SLA missed"), unfinished & late),
        "snoozed": (_("snoozed"), unfinished & Q(snoozed_until__isnull=False)),
        "waiting": (_("not answered yet"), unfinished & Q(waiting_since__isnull=False)),
    }
    return _one_of(states)(value, user, at)


def _row_word(
    label: str | Promise,
    field: str,
    rows: Callable[[User], QuerySet[Any]],
    *,
    named: Callable[[str], Q] = lambda value: Q(name__plain__contains=Plain(Value(value))),
    special: Mapping[str, tuple[str | Promise, Callable[[User], Q]]],
    through: QuerySet[Any] | None = None,
) -> Word:
    """A word whose values are keys or parts of the names of rows, besides some special ones such as "none".

    A number is a key, unless no row has it: an event may be called "1984". `through`: the rows that join cases to what
    is named, where a case may have several; `field` is then theirs, and what is named is never meant by its key.
    """

    def having(rows: Any) -> Q:
        those = Q(**{f"{field}__in": rows})
        return those if through is None else Q(pk__in=through.filter(those).values("ticket"))

    def rows_like(value: str, user: User) -> QuerySet[Any]:
        key = read_key(value) if through is None else None
        if key is None:
            return rows(user).filter(named(value))
        one = rows(user).filter(pk=key)
        return rows(user).filter(Q(pk=key) | (named(value) & ~Exists(one)))

    def read(value: str, user: User, at: datetime) -> Meaning:
        if value.casefold() in special:
            name, cases = special[value.casefold()]
            return str(name), cases(user)
        found = list(rows_like(value, user)[:NAMESAKES])
        if not found:
            raise UnknownValueError(_("nothing is called “%(value)s”.") % {"value": value})
        name = ", ".join(str(row) for row in found[:3]) + ("…" if len(found) > 3 else "")
        return name, having([row.pk for row in found])

    def find(value: str, user: User) -> Q:
        if value.casefold() in special:
            return special[value.casefold()][1](user)
        return having(rows_like(value, user).values("pk")[:NAMESAKES])

    return Word(label, read, find)


def _read_calls(value: str, user: User, at: datetime) -> Meaning:
    if not re.fullmatch(r"[1-9]\d{0,3}", value, re.ASCII):
        raise UnknownValueError(_("“%(value)s” is no number of calls, such as 3.") % {"value": value})
    times = int(value)
    label = ngettext("%(times)s time or more", "%(times)s times or more", times) % {"times": times}
    return label, Q(calls_count__gte=times)


def _read_waiting(value: str, user: User, at: datetime) -> Meaning:
    span = LENGTH_OF_TIME.fullmatch(value.casefold())
    if not span:
        raise UnknownValueError(_("“%(value)s” is no length of time, such as 30m, 2h or 1d.") % {"value": value})
    since = at - timedelta(**{UNITS[span[2]]: int(span[1])})
    return _("for %(span)s or longer") % {"span": span[0]}, Q(waiting_since__lte=since)


def _active(lookup: str) -> Reader:
    """A day in the person's own time zone, or so long ago.

    Of the last activity, because that is what lists are in the order of: the walk over its index is bounded.
    """

    def read(value: str, user: User, at: datetime) -> Meaning:
        span = LENGTH_OF_TIME.fullmatch(value.casefold())
        if span:
            since = at - timedelta(**{UNITS[span[2]]: int(span[1])})
            return _("%(span)s ago") % {"span": span[0]}, Q(**{f"active_at__{lookup}": since})
        today = timezone.localdate(at)
        day = {"today": today, "yesterday": today - timedelta(days=1)}.get(value.casefold())
        with suppress(ValueError):  # well written, and yet no day, such as the 31st of February
            day = day or parse_date(value)
        if day is None or not 1900 <= day.year <= 2200:
            known = _("“%(value)s” is no day. Write it like 2026-11-01, today or 7d.")
            raise UnknownValueError(known % {"value": value})
        midnight = datetime.combine(day, time(), timezone.get_current_timezone())
        return say_day(day), Q(**{f"active_at__{lookup}": midnight})

    return read


WORDS = {
    "is": Word(gettext_lazy("Is"), _read_state),
    "status": Word(gettext_lazy("Status"), _choices_of("status", Ticket.Status)),
    "assignee": _row_word(
        gettext_lazy("Assignee"),
        "assignee",
        lambda user: User.objects.order_by("name", "pk"),
        named=lambda value: starts_a_word("name", value) | Q(email__startswith=normal_email(value)),
        special={
            "me": (gettext_lazy("me"), lambda user: Q(assignee=user)),
            "nobody": (gettext_lazy("nobody"), lambda user: Q(assignee=None)),
        },
    ),
    "team": _row_word(
        gettext_lazy("Team"),
        "team",
        lambda user: Team.objects.all() if user.is_manager else user.teams.all(),
        special={"none": (gettext_lazy("none"), lambda user: Q(team=None))},
    ),
    "event": _row_word(
        gettext_lazy("Event"),
        "event",
        lambda user: Event.objects.visible_to(user).order_by("-starts_at"),
        special={"none": (gettext_lazy("none"), lambda user: Q(event=None))},
    ),
    "organizer": _row_word(
        gettext_lazy("Organizer"), "event__organizer", lambda user: Organizer.objects.visible_to(user), special={}
    ),
    "channel": Word(gettext_lazy("Channel"), _choices_of("channel", Ticket.Channel)),
    "priority": Word(gettext_lazy("Priority"), _choices_of("priority", Ticket.Priority)),
    "tag": _row_word(
        gettext_lazy("Tag"),
        "tag",
        lambda user: Tag.objects.all(),
        named=lambda value: Q(name__plain=Plain(Value(value))),
        special={},
        through=Tagging.objects.all(),
    ),
    "asked": Word(
        gettext_lazy("Asked for"), _one_of({"manager": (gettext_lazy("a manager"), Q(manager_requests_count__gt=0))})
    ),
    "called": Word(gettext_lazy("Called"), _read_calls),
    "waiting": Word(gettext_lazy("Waiting"), _read_waiting),
    "before": Word(gettext_lazy("Last activity before"), _active("lt")),
    "after": Word(gettext_lazy("Last activity since"), _active("gte")),
}


def field_word(name: str) -> Word:
    """The word "field.seat" of a filter."""
    key = name.removeprefix(PREFIX)

    def find(value: str, user: User) -> Q:
        """As each kind of field would keep the value, so that nobody has to ask of which kind this one is."""
        kept = Q(pk__in=[])
        for kind in CustomField.Kind:
            with suppress(forms.ValidationError):
                normal = normal_form(form_field(CustomField(kind=kind, choices=[value])).clean(value))
                offered = Q(field__choices__contains=[normal]) if kind == CustomField.Kind.CHOICE else Q()
                kept |= Q(field__kind=kind, value__iexact=normal) & offered
        values = FieldValue.objects.filter(kept, field__key=key)
        return Q(pk__in=values.values("ticket"))

    def read(value: str, user: User, at: datetime) -> Meaning:
        row = CustomField.objects.filter(key=key).first()
        if row is None:
            raise UnknownValueError(_("there is no such field."))
        try:
            normal = normal_form(form_field(row).clean(value))
        except forms.ValidationError as error:
            raise UnknownValueError(" ".join(error.messages)) from None
        return f"{row.label} {shown(row, normal)}", find(normal, user)

    return Word(key, read, find)
