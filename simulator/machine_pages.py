"""Answer a mail as the machines between two people do."""

from collections.abc import Callable
from email.message import EmailMessage

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from .mail_pages import mail_of, message_page
from .mailbox import Mail
from .pages import page, world_of
from .post.answers import reader_of
from .post.reports import AUTOMATS, FAILURES, bounce, complaint, out_of_office
from .sent_pages import to_sent
from .threads import in_thread

LONGEST_TEXT = 10_000


async def bounce_it(request: Request) -> Response:
    mail = mail_of(request)
    if mail is None:
        return page(request, "missing.html", status=404, what="message")
    failure = FAILURES.get(await _field(request, "why"))
    if failure is None:
        return message_page(request, mail, "Why: choose one of the reasons.")
    failures = dict.fromkeys(mail.recipients, failure)
    return await _send(request, mail, "Bounce", lambda: (bounce(mail, failures), mail.sender))


async def mark_as_spam(request: Request) -> Response:
    mail = mail_of(request)
    if mail is None:
        return page(request, "missing.html", status=404, what="message")
    # Where a provider reports to is agreed with each sender; this is the box that every domain has (RFC 2142).
    to = f"abuse@{world_of(request).config.desk_mail_domain}"
    return await _send(request, mail, "Spam report", lambda: (complaint(mail, to), to))


async def answer_out_of_office(request: Request) -> Response:
    mail = mail_of(request)
    if mail is None:
        return page(request, "missing.html", status=404, what="message")
    automat = AUTOMATS.get(await _field(request, "automat"))
    if automat is None:
        return message_page(request, mail, "Kind of out-of-office: choose one of the list.")
    text = (await _field(request, "text")).replace("\r\n", "\n").strip()
    if not text:
        return message_page(request, mail, "What it says: write a sentence.")
    if len(text) > LONGEST_TEXT:
        return message_page(request, mail, f"What it says: at most {LONGEST_TEXT:,} characters are possible.")
    return await _send(
        request, mail, "Out of office", lambda: (out_of_office(mail, reader_of(mail), text, automat), mail.sender)
    )


async def _send(request: Request, mail: Mail, what: str, make: Callable[[], tuple[EmailMessage, str]]) -> Response:
    """From <>: nobody answers a machine."""
    try:
        message, to = make()
    except ValueError as error:
        return message_page(request, mail, str(error))
    post = world_of(request).post
    return to_sent(await in_thread(lambda: post.send(message, mail_from="", recipients=[to], what=what)))


async def _field(request: Request, name: str) -> str:
    return str((await request.form()).get(name, ""))


routes = [
    Route("/mail/{mail_id:int}/bounce", bounce_it, methods=["POST"]),
    Route("/mail/{mail_id:int}/spam", mark_as_spam, methods=["POST"]),
    Route("/mail/{mail_id:int}/out-of-office", answer_out_of_office, methods=["POST"]),
]
