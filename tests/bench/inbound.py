"""Mail that comes in: over SMTP to the desk's server, read by its workers; and the same files for django-helpdesk."""

import os
import smtplib
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.db import connection

from helpdesk.devservices.processes import free_port, spawn, stop
from helpdesk.mail.models import InboundMessage, OutboundMessage
from tests.bench.desk import HOST
from tests.bench.load import side_by_side
from tests.bench.words import Writer, address_of
from tickets.models import Entry, Ticket

DESK = "support@mail.bench"
CONNECTIONS, WORKERS = 4, 2
ONE_OF_FOUR = 4
"""So many of all mails answer their sender's first one, have HTML, or a file."""
FILE = bytes(range(256)) * 120
PATIENCE = 600


def letters(number: int) -> list[tuple[str, bytes]]:
    """Senders and mails; always the same ones."""
    writer, made = Writer(seed=4), []
    for index in range(number):
        first = index - index % ONE_OF_FOUR
        name = Writer(seed=first).name()
        is_answer = index % ONE_OF_FOUR == 3
        mail = EmailMessage()
        mail["From"], mail["To"] = f"{name} <{address_of(name, first)}>", DESK
        mail["Subject"] = writer.subject()
        mail["Date"] = "Tue, 01 Dec 2026 09:30:00 +0000"
        mail["Message-ID"] = f"<{index}@buyers.bench>"
        if is_answer:
            mail["In-Reply-To"] = mail["References"] = f"<{first}@buyers.bench>"
        mail.set_content("\n\n".join(writer.body() for _paragraph in range(4)))
        if index % ONE_OF_FOUR == 1:
            mail.add_alternative(f"<html><body><p>{writer.body()}</p></body></html>", subtype="html")
        if index % ONE_OF_FOUR == 2:
            mail.add_attachment(FILE, maintype="application", subtype="pdf", filename="ticket.pdf")
        made.append((address_of(name, first), mail.as_bytes(), is_answer))
    # What is answered came before.
    return [(sender, raw) for sender, raw, _is_answer in sorted(made, key=lambda one: one[2])]


def measure(directory: Path, number: int) -> dict[str, float]:
    """Mails a second that our server has taken, and that stand on a case; the latter from the first byte on."""
    mails = letters(number)
    with servers(directory) as port:

        def bring(place: int) -> list[float]:
            with smtplib.SMTP(HOST, port) as server:
                for sender, raw in mails[place::CONNECTIONS]:
                    server.sendmail(sender, [DESK], raw)
            return []

        began = time.perf_counter()
        side_by_side(bring, workers=CONNECTIONS)
        taken = time.perf_counter() - began
        while InboundMessage.objects.filter(status="filed").count() < number:
            if time.perf_counter() - began > PATIENCE:
                raise RuntimeError(f"{InboundMessage.objects.filter(status='filed').count()} of {number} were filed")
            time.sleep(0.05)
        filed = time.perf_counter() - began
    said = Entry.objects.filter(received__isnull=False).count(), OutboundMessage.objects.count()
    print(f"  {Ticket.objects.count():,} cases, {said[0]:,} messages on them, {said[1]:,} acknowledgements", flush=True)
    return {"taken": number / taken, "filed": number / filed}


@contextmanager
def servers(directory: Path) -> Iterator[int]:
    """The mail server and the workers, in processes of their own as in production; yields the port."""
    port, environment = free_port(), dict(os.environ)
    listener = [sys.executable, "manage.py", "listen_for_mail", "--host", HOST, "--port", str(port)]
    worker = [sys.executable, "-m", "celery", "-A", "helpdesk", "worker", "-Q", "default", "-c", str(WORKERS)]
    children = [
        spawn(command, log=directory / f"{name}.log", cwd=settings.BASE_DIR, env=environment)
        for name, command in (("listener", listener), ("worker", [*worker, "-l", "ERROR"]))
    ]
    try:
        wait_for_greeting(port)
        yield port
    finally:
        for child in children:
            stop(child)


def wait_for_greeting(port: int) -> None:
    for _attempt in range(600):
        try:
            smtplib.SMTP(HOST, port).quit()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The mail server does not answer.")


def rival_rate(python: Path, folder: Path, number: int) -> float:
    """Mails a second of django-helpdesk's get_email, which reads a folder of files in one process."""
    from tests.bench.rival.server import PROJECT, run, variables

    folder.mkdir(parents=True, exist_ok=True)
    for index, (_sender, raw) in enumerate(letters(number)):
        (folder / f"{index:05}.eml").write_bytes(raw)
    environment = variables() | {"RIVAL_MEDIA": str(folder.parent / "rival-media")}
    run([str(python), "prepare_mail.py", str(folder)], cwd=PROJECT, env=environment)
    seconds = float(run([str(python), "get_mail.py"], cwd=PROJECT, env=environment).split()[-1])
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), (SELECT count(*) FROM rival.helpdesk_followup) FROM rival.helpdesk_ticket")
        tickets, follow_ups = cursor.fetchone()
    print(f"  django-helpdesk: {tickets:,} tickets, {follow_ups:,} follow-ups", flush=True)
    return follow_ups / seconds
