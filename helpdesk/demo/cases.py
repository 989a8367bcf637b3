"""The cases that came by mail, web and telephone over six weeks, played through the services of the tickets."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random

from helpdesk.accounts.models import User
from helpdesk.demo.letters import mail_left
from helpdesk.demo.staff import agent_of
from helpdesk.demo.stories import Story, Storyteller
from helpdesk.demo.world import Act, World
from tickets.cases import (
    add_note,
    assign_ticket,
    mark_pending,
    open_ticket,
    record_requester_contact,
    reply_to_requester,
    solve_ticket,
)
from tickets.cases.remedies import log_refusal, log_remedy
from tickets.cases.targets import targets_for
from tickets.models import Ticket

OLDER_CASES = 198
CASES_OF_TODAY = 64
SPAN = timedelta(days=42)
CHANNELS = [Ticket.Channel.EMAIL, Ticket.Channel.PHONE, Ticket.Channel.WEB, Ticket.Channel.DESK]


@dataclass
class History:
    """One case being played: its clock only goes forward, and never beyond `until`."""

    ticket: Ticket
    story: Story
    agent: User
    now: datetime
    until: datetime
    dice: Random

    def pass_time(self, *, minutes: float) -> datetime:
        """Let about `minutes` go by, fewer when there are not so many left."""
        wanted = timedelta(minutes=minutes * self.dice.uniform(0.4, 1.6))
        self.now += min(wanted, (self.until - self.now) * 0.3)
        return self.now

    def reply(self, body: str) -> None:
        self.ticket.refresh_from_db()
        entry = reply_to_requester(self.ticket, body=body, by=self.agent, seen_version=self.ticket.version, at=self.now)
        mail_left(entry.message, at=self.now)

    def hear(self, body: str) -> None:
        record_requester_contact(self.ticket, body=body, at=self.now)


def plan_cases(world: World, teller: Storyteller) -> list[Act]:
    dice = world.dice
    ages = [SPAN * dice.uniform(1 / 42, 1) for _case in range(OLDER_CASES)]
    # A presale began this morning: most of today's cases are of the last hours.
    ages += [timedelta(minutes=4 + 24 * 60 * dice.random() ** 2.2) for _case in range(CASES_OF_TODAY)]
    return [Act(world.at - age, partial(_tell_case, world, teller, began=world.at - age)) for age in ages]


def _tell_case(world: World, teller: Storyteller, *, began: datetime) -> None:
    dice = world.dice
    requester = dice.choice(world.writers)
    event = dice.choice(world.events) if dice.random() < 0.93 else None
    agent = agent_of(event.organizer.team if event else None, world)
    story = teller.tell(requester, event, agent=agent.name)
    channel = dice.choices(CHANNELS, weights=[9, 5, 4, 1])[0]
    ticket = Ticket(
        requester=requester,
        subject=story.subject,
        channel=channel,
        priority=story.priority,
        event=event,
        order_reference=story.order if dice.random() < 0.6 else "",
    )
    by = agent if channel in {Ticket.Channel.DESK, Ticket.Channel.PHONE} else None
    open_ticket(ticket, body=story.opening, by=by, at=began)
    history = History(ticket, story, agent, began, world.at, dice)
    _choose_end(history)
    ticket.refresh_from_db()
    world.tickets.append(ticket)


def _promised(history: History) -> timedelta:
    return targets_for(history.story.priority, event=None, at=history.now).first_reply


def _choose_end(history: History) -> None:
    """How far a case has come depends on how long ago it began."""
    promise = _promised(history)
    age, luck = history.until - history.now, history.dice.random()
    if age < promise * 0.85 and luck < 0.6:
        # Nobody has answered yet; perhaps someone has taken it on.
        if history.dice.random() < 0.4:
            history.pass_time(minutes=10)
            assign_ticket(history.ticket, to=history.agent, by=history.agent, at=history.now)
        return
    if age < timedelta(days=1):
        weights: list[float] = [4, 5, 4, 4]
    elif age < timedelta(days=8):
        weights = [2, 3, 3, 8]
    else:
        weights = [0.5, 0.7, 1.6, 97]
    _work(history, end=history.dice.choices(["open", "heard again", "pending", "solved"], weights)[0])


def _work(history: History, *, end: str) -> None:
    dice, story = history.dice, history.story
    promise_minutes = _promised(history).total_seconds() / 60
    history.pass_time(minutes=min(promise_minutes, 180) * 0.15)
    assign_ticket(history.ticket, to=history.agent, by=history.agent, at=history.now)
    if dice.random() < 0.45:
        history.pass_time(minutes=4)
        add_note(history.ticket, body=story.note, by=history.agent, at=history.now)
    history.pass_time(minutes=min(promise_minutes, 180) * 0.3)
    history.reply(story.reply)
    if dice.random() < 0.45:
        history.pass_time(minutes=190)
        history.hear(story.answer)
        if dice.random() < 0.25:
            history.pass_time(minutes=200)
            history.hear(story.nudge)
        history.pass_time(minutes=70)
        history.reply(story.holding)
    if end == "heard again":
        # Within the promise, so that a manager need not hear of it yet.
        history.now = max(history.now, history.until - _promised(history) * dice.uniform(0.05, 0.8))
        history.hear(story.nudge)
    elif end == "pending":
        history.pass_time(minutes=15)
        mark_pending(history.ticket, by=history.agent, at=history.now)
    elif end == "solved":
        _settle(history)


def _settle(history: History) -> None:
    story, dice, agent = history.story, history.dice, history.agent
    history.pass_time(minutes=120)
    if story.refusal:
        what, _colon, why = story.refusal.partition(": ")
        log_refusal(history.ticket, what=what, why=why, by=agent, at=history.now)
    elif dice.random() < 0.75:
        log_remedy(history.ticket, what=story.remedy, by=agent, at=history.now)
    if dice.random() < 0.25:
        history.pass_time(minutes=60)
        history.hear(story.thanks)
        history.reply(f"You are welcome, {history.ticket.requester.name.split()[0]}. Enjoy the evening!")
    history.pass_time(minutes=20)
    history.ticket.refresh_from_db()
    solve_ticket(history.ticket, by=agent, note="" if story.refusal else story.solved, at=history.now)
