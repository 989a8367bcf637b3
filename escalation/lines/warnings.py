"""Warnings about a line as it is set up, shown before a caller meets what is wrong."""

from django.utils import timezone
from django.utils.translation import gettext as _

from escalation.duty import freeze_roster
from escalation.models import Line, RingGroup


def warnings_of(line: Line) -> list[str]:
    """Sentences that name what is wrong and what to do."""
    found = []
    for group in filter(None, (line.ring_group, line.closed_ring_group)):
        if not rings_somebody(group):
            found.append(
                _("%(group)s has nobody who is rung first. Add a person, otherwise nobody answers %(line)s.")
                % {"group": group, "line": line.name}
            )
    if line.is_active and (problem := fallback_problem(line)):
        found.append(problem)
    if not line.is_active:
        main = Line.objects.filter(is_active=True, kind=Line.Kind.MAIN).order_by("pk").first()
        found.append(
            _("%(line)s is not active. Calls to it are answered as %(main)s.") % {"line": line.name, "main": main}
            if main
            else _("%(line)s is not active, and neither is a main line: calls to it ring everyone at once.")
            % {"line": line.name}
        )
    return found


def fallback_problem(line: Line) -> str:
    """What is wrong with the document that rings the phones when the desk is away, or ""."""
    if not line.fallback_url:
        return _("%(line)s has no fallback set up: calls fail if the server is down.") % {"line": line.name}
    check = getattr(line, "fallback_check", None)
    return check.problem if check else ""


def rings_somebody(group: RingGroup) -> bool:
    return any(member["tier"] == 1 for member in freeze_roster(group, at=timezone.now()))
