"""A caller and a call taker who talk, and what can be done to hand the caller over: for the tests of transfers."""

from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from calls.models import Call, Transfer
from escalation.board import owe_callback
from simulator.phone_network import Member, connected, never_answers, press, wait
from simulator.phone_network.calls import Call as NetworkCall
from tests import make
from tests.calls.town import CALLER, MANAGERS, TEAM, Town
from tests.permissions.objects import with_second_step

ANA, BO = TEAM[0], MANAGERS[0]
TALKS = Member(wait(2), press("1"), connected(), answer_after=2)
"""Takes the call and stays until told otherwise."""


class Talk:
    """Ana (an agent) talks with a caller; Bo (a manager) is the colleague. Each is moved by the test."""

    def __init__(self, town: Town) -> None:
        self.town, self.network = town, town.network
        town.person(ANA, TALKS)
        self.line = self._begin()
        town.person(ANA, never_answers())
        self.call = Call.objects.get()
        self.client = client_of(self.call.taker.user)
        assert self.hears(CALLER, ANA)

    def _begin(self) -> NetworkCall:
        """The caller's telephone, once the two talk."""
        line = self.town.call()
        self.network.advance(40)
        return line

    @property
    def transfer(self) -> Transfer:
        return self.call.transfers.latest("pk")

    @property
    def status(self) -> str:
        return self.transfer.status

    def hand_over(self, target: str = "managers", note: str = "card declined twice", **form: Any):
        return self._post("transfer", self.call.pk, target=target, note=note, **form)

    def hold(self):
        return self._post("hold", self.call.pk)

    def click(self, action: str):
        return self._post(action.replace("-", "_"), self.transfer.pk)

    def post_as(self, user: Any, route: str, pk: int, **form: Any):
        return self.town.committed(client_of(user).post, reverse(f"calls:{route}", args=[pk]), form)

    def _post(self, route: str, pk: int, **form: Any):
        return self.town.committed(self.client.post, reverse(f"calls:{route}", args=[pk]), form)

    def colleague_takes(self, phone: str = BO) -> None:
        """Bo's phone rings, Bo presses 1 and is in the briefing."""
        self.town.person(phone, TALKS)
        self.network.advance(20)

    def wait(self, seconds: float) -> None:
        self.network.advance(seconds)

    def press(self, number: str, keys: str) -> None:
        assert self.network.phone(number).press(keys)

    def hang_up(self, number: str) -> None:
        assert self.network.phone(number).hang_up()

    def say(self, number: str, words: str) -> None:
        assert self.network.phone(number).say(words)

    def hears(self, one: str, other: str) -> bool:
        return other in self.network.phone(one).talking_to

    def is_up(self, number: str) -> bool:
        return self.network.phone(number).state == "talking"

    def heard(self, number: str) -> str:
        return self.town.heard(number)


class CallbackTalk(Talk):
    """The same, but it was Ana (a manager here) who called the buyer back."""

    def _begin(self) -> NetworkCall:
        ana = make.User.objects.get(ring_memberships__phone=ANA)
        ana.role, ana.mobile = make.User.Role.MANAGER, ANA
        ana.save()
        ticket = make.ticket(requester=make.requester(name="Ann Lee", phone=CALLER), subject="Card declined")
        callback = owe_callback(ticket, at=timezone.now())
        self.town.person(CALLER, Member(connected(), answer_after=3))
        self.post_as(ana, "start_callback", callback.pk)
        self.network.advance(40)
        return next(call for call in self.network.calls.values() if call.to == CALLER)


def client_of(user: Any) -> Client:
    client = Client()
    if user.is_manager and not user.authenticator_set.exists():
        with_second_step(user)
    client.force_login(user)
    return client
