"""The service that fetches mail, a process of its own, with a real IMAP server: killed, stopped, changed, slowed."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from django.utils import timezone

from helpdesk.mail.mailboxes import configure_mailbox, delete_mailbox
from helpdesk.mail.models import FetchedMail, InboundMessage, Mailbox
from tests import databases
from tests.mail.dovecot import PASSWORD, Dovecot, dovecot, needs_dovecot
from tests.mail.writing import letter
from tests.workers import ROOT

pytestmark = [pytest.mark.django_db(transaction=True), needs_dovecot]
PATIENCE_SECONDS = 60
"""For the slowest machine."""


@pytest.fixture(scope="module")
def running() -> Iterator[Dovecot]:
    with dovecot() as server:
        yield server


@pytest.fixture
def server(running) -> Dovecot:
    running.empty()
    return running


class Service:
    """`manage.py fetch_mail` on the test's database."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "fetch_mail"],
            cwd=ROOT,
            env=os.environ | {"DATABASE_URL": databases.address(), "ALLOWED_PRIVATE_HOSTS": "127.0.0.1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=30)

    def stop(self) -> None:
        self.process.terminate()
        assert self.process.wait(timeout=40) == 0


@pytest.fixture
def services() -> Iterator[Callable[[], Service]]:
    started: list[Service] = []

    def start() -> Service:
        started.append(Service())
        return started[-1]

    yield start
    for service in started:
        if service.process.poll() is None:
            service.kill()


def mailbox_at(server: Dovecot, user: str = "one", **fields) -> Mailbox:
    words = {"name": user, "address": f"{user}@desk.test", "host": "127.0.0.1", "port": server.port, "security": "none"}
    words |= {"user_name": user, "folders": ["INBOX"], "fetch_since": timezone.localdate()}
    row = Mailbox(**words | fields)
    configure_mailbox(row, secret=PASSWORD)
    return row


def wait_for(is_true: Callable[[], bool], *, seconds: float = PATIENCE_SECONDS) -> float:
    """How long it took."""
    began = time.monotonic()
    while not is_true():
        assert time.monotonic() - began < seconds
        time.sleep(0.05)
    return time.monotonic() - began


def fetched() -> int:
    return InboundMessage.objects.count()


def numbered(numbers: range) -> list:
    return [letter(subject=f"Mail {number}", text="x" * 2_000) for number in numbers]


def end_leases() -> None:
    """A minute later: nobody renews what a killed service held."""
    Mailbox.objects.filter(lease_until__isnull=False).update(lease_until=timezone.now())


def test_kills_in_the_middle_lose_none_and_double_none(server, services):
    mailbox_at(server, afterwards="seen")
    server.put(*numbered(range(60)))
    for aim in (5, 25, 45):
        service = services()
        wait_for(lambda: fetched() >= aim)  # noqa: B023 - asked before the next one
        service.kill()
        end_leases()
    server.put(*numbered(range(60, 70)))
    service = services()
    wait_for(lambda: fetched() >= 70)
    wait_for(lambda: not FetchedMail.objects.filter(is_settled=False).exists())
    service.stop()
    found = Counter(bytes(raw).split(b"Subject: ")[1].split(b"\r\n")[0] for raw in raws())
    assert set(found.values()) == {1}
    assert len(found) == 70
    assert not Mailbox.objects.filter(lease_until__isnull=False).exists()
    with server.at() as box:
        assert {mail.flags for mail in box.fetch(mark_seen=False)} == {("\\Seen",)}


def raws() -> list:
    return list(InboundMessage.objects.values_list("raw", flat=True))


def test_a_mail_server_that_restarts_in_the_middle_loses_none(server, services):
    mailbox = mailbox_at(server)
    server.put(*numbered(range(60)))
    services()
    wait_for(lambda: fetched() >= 10)
    server.stop()
    server.start()
    wait_for(lambda: fetched() == 60)
    wait_for(lambda: Mailbox.objects.get(pk=mailbox.pk).failing_since is None)


def test_one_of_three_that_hangs_and_one_that_is_wrong_delay_nobody(server, services):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        hung = mailbox_at(server, "one", port=silent.getsockname()[1])
        wrong = mailbox_at(server, "two", folders=["Nowhere"])
        good = mailbox_at(server, "three")
        server.put(letter(), user="three")
        services()
        wait_for(lambda: fetched() == 1)
        wait_for(lambda: Mailbox.objects.get(pk=wrong.pk).problem == "no_folder")
        server.put(letter(subject="Another"), user="three")
        assert wait_for(lambda: fetched() == 2) < 15  # it is told of news, and does not wait until it looks again
        wait_for(lambda: Mailbox.objects.get(pk=hung.pk).problem == "time_out")
    assert Mailbox.objects.get(pk=good.pk).problem == ""


@pytest.mark.soak
def test_two_keep_their_rate_while_a_third_is_broken(server, services, capsys):
    """The best of five each, in turn: what else the machine does in one of them slows that one alone."""
    for user in ("one", "two"):
        mailbox_at(server, user)
    rates: dict[bool, list[float]] = {False: [], True: []}
    with socket.create_server(("127.0.0.1", 0)) as silent:
        third = mailbox_at(server, "three")
        for turn in range(10):
            is_broken = bool(turn % 2)
            Mailbox.objects.filter(pk=third.pk).update(port=silent.getsockname()[1] if is_broken else server.port)
            rates[is_broken].append(rate_of_two(server, services, turn=turn))
    well, broken = max(rates[False]), max(rates[True])
    with capsys.disabled():
        print(f"\n{well:.0f} mails/s beside a sound mailbox, {broken:.0f} beside one that hangs")  # noqa: T201
    assert broken >= 0.95 * well


def rate_of_two(server: Dovecot, services: Callable[[], Service], *, turn: int, mails: int = 300) -> float:
    """Mails a second of two mailboxes together, from the first ones on: the service takes its time to start."""
    before, begins = fetched(), 40
    for user in ("one", "two"):
        server.put(*numbered(range(turn * mails, (turn + 1) * mails)), user=user)
    service = services()
    wait_for(lambda: fetched() >= before + begins)
    started = fetched()
    seconds = wait_for(lambda: fetched() == before + 2 * mails)
    service.kill()
    end_leases()
    return (before + 2 * mails - started) / seconds


def test_a_mailbox_that_is_added_changed_or_taken_away_is_noticed_within_seconds(server, services):
    service = services()
    mailbox = mailbox_at(server)
    server.put(letter())
    wait_for(lambda: fetched() == 1)
    server.put(letter(subject="In another folder"), folder="Tickets")
    mailbox.refresh_from_db()
    mailbox.folders = ["Tickets"]
    configure_mailbox(mailbox, secret="")
    wait_for(lambda: fetched() == 2, seconds=15)
    mailbox.refresh_from_db()
    mailbox.is_active = False
    configure_mailbox(mailbox, secret="")
    server.put(letter(subject="Nobody fetches this"), folder="Tickets")
    time.sleep(3)
    assert fetched() == 2
    delete_mailbox(mailbox)
    service.stop()
    assert fetched() == 2


def test_two_services_fetch_each_mail_once(server, services):
    for user in ("one", "two", "three"):
        mailbox_at(server, user)
        server.put(*numbered(range(20)), user=user)
    services(), services()
    wait_for(lambda: fetched() == 60)
    server.put(letter(subject="The last one"))
    wait_for(lambda: fetched() == 61)
    assert FetchedMail.objects.count() == 61
    assert len({thread.name for thread in threading.enumerate() if thread.name.startswith("mailbox-")}) == 0
