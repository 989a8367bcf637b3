"""Emergency plans: whom a line rings when PostgreSQL cannot tell, in a small file that every process reads."""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile

import structlog
from django.conf import settings
from django.utils import timezone

from escalation.duty import freeze_roster
from escalation.lines import default_notice_text
from escalation.models import Line, RingGroup
from escalation.models.voices import Language
from helpdesk.lib.phones import normalize_phone

logger = structlog.get_logger(__name__)

FILE = "emergency-roster.json"
MOST = 10  # numbers that the provider takes in one Dial
ANY_LINE = ""


@dataclass(frozen=True)
class EmergencyPlan:
    """What a line does without the database: say that it records, and ring these devices all at once."""

    phones: list[str] = field(default_factory=list)
    notice: str = ""
    language: str = Language.EN_US
    """Of the notice."""
    caller_id: str = ""
    """The line that was called. The caller's own number may be withheld, or of a kind that no telephone can show."""


def remember_phones() -> None:
    """Bring the file up to date. A task does it when somebody changes whom a line rings, and a sweep when hours do."""
    # Main before problem before recovery: the first one answers for numbers that we do not know.
    in_use = Line.objects.filter(is_active=True).order_by("kind", "pk")
    lines = list(in_use.select_related("ring_group", "closed_ring_group", "notice"))
    rung: dict[int, list[str]] = {}
    plans = {line.number: _remembered(plan_of(line, rung=rung)) for line in lines}
    if lines:
        plans[ANY_LINE] = plans[lines[0].number]
    else:
        plans[ANY_LINE] = _remembered(EmergencyPlan(_phones_of(RingGroup.objects.order_by("pk").first())))
    content, path = json.dumps(plans, ensure_ascii=False, indent=1), _path()
    try:
        if path.exists() and path.read_text() == content:
            return
        # A reader finds the old file or the new one, never half of one.
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("w", dir=path.parent, prefix=FILE, delete=False) as draft:
            draft.write(content)
            draft.flush()
            os.fsync(draft.fileno())
        Path(draft.name).replace(path)
    except OSError as error:
        logger.warning("phones_not_remembered", error=str(error))


def remembered_plan(to_number: str) -> EmergencyPlan:
    """What was noted last for this line, or for any of ours; never asks PostgreSQL or Redis."""
    called = normalize_phone(to_number)
    try:
        plans = json.loads(_path().read_text())
        return EmergencyPlan(**(plans.get(called) or plans[ANY_LINE]), caller_id=called)
    except (OSError, ValueError, TypeError, KeyError) as error:
        logger.warning("phones_not_known", error=str(error))
        return EmergencyPlan(caller_id=called)


def _remembered(plan: EmergencyPlan) -> dict[str, object]:
    """What is not known from the call itself."""
    return {name: value for name, value in asdict(plan).items() if name != "caller_id"}


def plan_of(line: Line, *, rung: dict[int, list[str]] | None = None) -> EmergencyPlan:
    """The first tier of whom the line rings at this hour, as it is on duty now.

    `rung` is filled with the phones by ring group: lines share their groups, and the sweep asks for every line.
    """
    now = timezone.now()
    when_closed = line.closed_ring_group
    group = line.ring_group if when_closed is None or line.hours.is_open(now) else when_closed
    rung = {} if rung is None else rung
    if group.pk not in rung:
        rung[group.pk] = _phones_of(group)
    return EmergencyPlan(rung[group.pk], line.notice.text, line.notice.language, line.number)


def default_notice() -> str:
    """That a call is recorded, where no line can say it in words of its own."""
    return default_notice_text(Language.EN_US)


def _phones_of(group: RingGroup | None) -> list[str]:
    members = freeze_roster(group, at=timezone.now()) if group else []
    return list(dict.fromkeys(member["phone"] for member in members if member["tier"] == 1 and member["phone"]))[:MOST]


def _path() -> Path:
    return Path(settings.MEDIA_ROOT, FILE)
