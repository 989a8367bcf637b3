"""Auto-assignment: give a team's cases to its people by its rule, and unassign them from who is absent."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from helpdesk.lib.enqueue import enqueue_on_commit
from tickets.cases import assign_ticket
from tickets.cases.snoozes import say_moment
from tickets.models import AssignmentRule, Availability, Entry, Ticket

Method = AssignmentRule.Method
Status = Ticket.Status

RUNG_FOR = timedelta(minutes=5)
"""So long after a call its case is left to whoever picks up."""
AT_ONCE = 200
"""Cases that one run gives out; the next sweep goes on."""


@transaction.atomic
def auto_assign(team_id: int, *, at: datetime) -> int:
    """Give the cases that wait in a team to those who are there and have room, the oldest first; answers how many.

    One at a time per team: the row of its rule is locked, so that two who run this share out fairly. A case that
    somebody takes at this moment is left to them.
    """
    rule = AssignmentRule.objects.select_for_update(of=("self",)).select_related("team").filter(team=team_id).first()
    if rule is None or rule.method == Method.NOBODY:
        return 0
    rung_for = Q(channel=Ticket.Channel.PHONE, contacted_at__gt=at - RUNG_FOR)
    waiting = Ticket.objects.filter(team=team_id, assignee=None, status__in=[Status.NEW, Status.OPEN])
    waiting = waiting.filter(snoozed_until=None).exclude(rung_for).order_by("created_at", "pk")
    cases = list(waiting.select_for_update(skip_locked=True)[:AT_ONCE])
    if not cases:
        return 0
    is_open = Q(tickets__status__in=[Status.NEW, Status.OPEN], tickets__snoozed_until=None)
    present = User.objects.filter(teams=team_id, is_active=True).exclude(
        availability__in=Availability.objects.away(at=at)
    )
    counted = present.annotate(load=Count("tickets", filter=is_open)).select_related("availability").order_by("pk")
    loads: dict[User, int] = {person: person.load for person in counted}
    # Who put a case back: it would be no help to get it again.
    entries = Entry.objects.filter(ticket__in=cases, kind=Entry.Kind.ASSIGNMENT).order_by("ticket", "-pk")
    put_back_by = dict(entries.distinct("ticket").values_list("ticket", "actor"))
    given = 0
    for case in cases:
        person = _choose({user: load for user, load in loads.items() if user.pk != put_back_by.get(case.pk)}, rule)
        if person is None:
            continue
        names = {"agent": person, "team": rule.team, "count": loads[person]}
        why = _("Given to %(agent)s, whose turn it is in %(team)s.") % names
        if rule.method == Method.LEAST_LOADED:
            why = _("Given to %(agent)s, who has the fewest open cases of %(team)s (%(count)d).") % names
        assign_ticket(case, to=person, by=None, why=why, at=at)
        loads[person] += 1
        rule.last = person
        given += 1
    if given:
        rule.save(update_fields=["last"])
    return given


def auto_assign_everywhere(*, at: datetime) -> int:
    """What a lost task left lying, and what waits for somebody whose absence or whose ringing is over."""
    teams = AssignmentRule.objects.exclude(method=Method.NOBODY).values_list("team", flat=True)
    return sum(auto_assign(team_id, at=at) for team_id in list(teams))


def auto_assign_to(user_id: int, *, at: datetime) -> int:
    """Somebody has room again: what waits in their teams."""
    rules = AssignmentRule.objects.exclude(method=Method.NOBODY).filter(team__members=user_id)
    return sum(auto_assign(team_id, at=at) for team_id in list(rules.values_list("team", flat=True)))


@transaction.atomic
def unassign_absent(*, at: datetime) -> int:
    """Offer the cases on which a requester waits for somebody who is away to their team again; answers how many."""
    away = {row.pk: row for row in Availability.objects.away(at=at).select_related("user")}
    waiting = Ticket.objects.filter(
        assignee__in=away, status__in=[Status.NEW, Status.OPEN], waiting_since__isnull=False, snoozed_until=None
    )
    cases = list(waiting.select_related("assignee").select_for_update(of=("self",), skip_locked=True))
    for case in cases:
        absence = away[case.assignee_id]
        why = _("Put back: %(agent)s is away and the customer is waiting.") % {"agent": absence.user}
        if absence.away_until is not None:
            names = {"agent": absence.user, "until": say_moment(absence.away_until)}
            why = _("Put back: %(agent)s is away until %(until)s and the customer is waiting.") % names
        assign_ticket(case, to=None, by=None, why=why, at=at)
    for team_id in {case.team_id for case in cases if case.team_id}:
        enqueue_on_commit("tickets.tasks.give_out_cases", team_id)
    return len(cases)


@transaction.atomic
def start_absence(user: User, *, until: datetime | None, note: str = "", at: datetime) -> int:
    """Not there until then, or until one is back. Answers how many unanswered cases went back to the team."""
    Availability.objects.update_or_create(
        user=user, defaults={"away_since": at, "away_until": until, "away_note": note[:120]}
    )
    return unassign_absent(at=at)


@transaction.atomic
def end_absence(user: User) -> None:
    """There again: new cases may come."""
    Availability.objects.filter(user=user).update(away_since=None, away_until=None, away_note="")
    enqueue_on_commit("tickets.tasks.give_out_to", user.pk)


@transaction.atomic
def configure_assignment(*, methods: dict[int, str], limits: dict[int, int | None]) -> None:
    """How each of these teams gives out its cases, and how many each of these people takes."""
    for team_id, method in methods.items():
        AssignmentRule.objects.update_or_create(team_id=team_id, defaults={"method": method})
        enqueue_on_commit("tickets.tasks.give_out_cases", team_id)
    for user_id, most in limits.items():
        Availability.objects.update_or_create(user_id=user_id, defaults={"most_cases": most})


def _choose(loads: dict[User, int], rule: AssignmentRule) -> User | None:
    """The next in turn, or the one with the fewest cases, and among equals the next in turn; nobody who takes no more
    than they have."""
    limits = {user: getattr(user, "availability", None) for user in loads}
    most = {user: limit.most_cases if limit else None for user, limit in limits.items()}
    free = [user for user, limit in most.items() if limit is None or loads[user] < limit]
    last = rule.last_id or 0
    free.sort(key=lambda user: (user.pk <= last, user.pk))
    if rule.method == Method.LEAST_LOADED:
        return min(free, key=loads.__getitem__, default=None)
    return free[0] if free else None
