"""The desk's calls in the pretend town: real webhooks, real REST, a worker, and one clock for all of them."""

import random
from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import ExitStack
from functools import cache, partial
from typing import Any

import pytest
import requests
import time_machine
from celery import Task, current_app
from celery.exceptions import Ignore, MaxRetriesExceededError
from django.conf import settings
from django.test import Client, TestCase

from calls import tasks
from calls.ringing import placing
from calls.twilio import parallel
from helpdesk.lib import enqueue
from simulator.phone_network import (
    Caller,
    Knobs,
    Network,
    NetworkAdapter,
    Person,
    hears,
    never_answers,
    press,
    test_client,
)
from tests import make

CALLER = "+15005550131"
TEAM = [f"+1500555011{n}" for n in range(1, 7)]
MANAGERS = [f"+1500555012{n}" for n in range(1, 3)]

SWEEPS = {
    "sweep_legs": 15,
    "sweep_transfers": 15,
    "sweep_recordings": 30,
    "settle_stale_calls": 60,
    "sweep_pauses": 10,
    "sweep_talks": 60,
    "reconcile_calls": 30,
}
"""How many seconds lie between two, as the desk's beat has it."""
A_MINUTE = 60
LONG_REST = 300
"""Seconds in which a sweep more or less changes nothing."""

PRESSES_4 = Caller(hears("press 4"), press("4"))


@cache
def know_every_task() -> None:
    """As a worker does when it starts. Celery checks all models on this occasion; once in a process is enough."""
    current_app.loader.import_default_modules()


class OneAfterAnother(Executor):
    """What the desk asks at once is asked in its order: there are no threads in this town."""

    def __init__(self, *_args: Any, **_options: Any) -> None:
        """There is nothing to set up."""

    def submit(self, function: Callable[..., Any], /, *args: Any) -> Future:
        future: Future = Future()
        try:
            future.set_result(function(*args))
        except Exception as error:  # noqa: BLE001 (as an executor does)
            future.set_exception(error)
        return future


class Town:
    """A network around the desk. `worker_is_up`: tasks reach a worker, else only the sweeps do the work."""

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, stack: ExitStack, *, seed: int = 7, knobs: Knobs | None = None
    ) -> None:
        know_every_task()
        self.worker_is_up = True
        self.rests = False
        self.clock = None
        random.seed(seed)  # how long the desk waits before it asks again
        self.network = Network(
            transport=self._knock,
            account_sid=settings.TWILIO_ACCOUNT_SID,
            auth_token=settings.TWILIO_AUTH_TOKENS[0],
            base_url=settings.PUBLIC_BASE_URL,
            seed=seed,
            knobs=knobs,
            on_advance=lambda moment: self.clock.move_to(moment),
        )
        self.clock = stack.enter_context(time_machine.travel(self.network.clock.moment(), tick=False))
        self._client = test_client(Client())
        monkeypatch.setattr(enqueue, "enqueue_now", self._enqueue)
        monkeypatch.setattr(placing, "enqueue_now", self._enqueue)
        monkeypatch.setattr(Task, "retry", lambda task, countdown: self._retry(task, countdown))
        monkeypatch.setattr(placing, "place_here", lambda call_id: self._enqueue("calls.tasks.place_legs", call_id))
        monkeypatch.setattr(parallel, "ThreadPoolExecutor", OneAfterAnother)  # the same seed, the same order
        adapter = NetworkAdapter(self.network)
        monkeypatch.setattr(requests.Session, "get_adapter", lambda _session, url: adapter)
        for number in (make.MAIN_LINE, make.PROBLEM_LINE, make.RECOVERY_LINE):
            self.network.add_line(number, fallback_url=f"{settings.PUBLIC_BASE_URL}/twilio/fallback")
        for sweep, seconds in SWEEPS.items():
            self.network.every(seconds, partial(self._sweep, sweep))
        for number in [*TEAM, *MANAGERS]:
            self.person(number, never_answers())

    def person(self, number: str, person: Person) -> None:
        self.network.phone(number).person = person

    def call(self, to: str = make.MAIN_LINE, script: Person = PRESSES_4, *, from_: str = CALLER):
        return self.network.place_call(from_, to, script)

    def run(self, *, then: float = 100) -> None:
        """Until nobody is on the phone, and then long enough for recordings and for every sweep to come by.

        Half of what a call costs here are sweeps that find nothing; who waits for a late one says so with `then`.
        """
        self.network.run()
        if then < LONG_REST:
            self.network.advance(then)
        else:
            self.rest(then)

    def rest(self, seconds: float) -> None:
        """Let a long time pass, in which each sweep comes once a minute: most find nothing, and cost as much."""
        self.rests = True
        self.network.advance(seconds)
        self.rests = False

    def until(self, condition: Callable[[], Any], *, within: float = 60) -> None:
        """Let time pass until it is so: how long a notice or the ringing takes is not what a test is about."""
        for _second in range(int(within * 2)):
            if condition():
                return
            self.network.advance(0.5)
        raise AssertionError(f"It was not so within {within} seconds")

    def heard(self, number: str = CALLER) -> str:
        return " ".join(self.network.phone(number).heard())

    def _sweep(self, name: str) -> None:
        if not self.rests or self.network.clock.now() % A_MINUTE == 0:
            self.committed(getattr(tasks, name))

    def _knock(self, method: str, url: str, form: Any, headers: Any):
        return self.committed(self._client, method, url, form, headers)

    def _enqueue(self, task: str, *args: Any) -> bool:
        if self.worker_is_up:
            self.network.after(0.05, self.committed, current_app.tasks[task].apply, args)
        return True

    def _retry(self, task: Task, countdown: float) -> Exception:
        """A worker comes again after `countdown` seconds of the town; celery would do it at once here."""
        retries, args = task.request.retries + 1, task.request.args
        if retries > task.max_retries:
            return MaxRetriesExceededError()
        self.network.after(countdown, self.committed, lambda: task.apply(args, retries=retries))
        return Ignore()

    @staticmethod
    def committed(function: Callable[..., Any], *args: Any) -> Any:
        """Run it, and what it meant to do after its commit: the test's own transaction never commits."""
        with TestCase.captureOnCommitCallbacks(execute=True):
            return function(*args)
