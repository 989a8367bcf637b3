"""What the town sent, and what was answered."""

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from .mail_pages import as_json, file_of, html_of, raw_of
from .pages import page, world_of
from .post.office import ROUND_SECONDS, Sent
from .threads import in_thread


async def sent_list(request: Request) -> Response:
    return page(request, "mail_sent.html", sent=world_of(request).post.sent)


async def show_sent(request: Request) -> Response:
    sent = _sent(request)
    if sent is None:
        return page(request, "missing.html", status=404, what="sent message")
    return page(request, "mail_sent_message.html", sent=sent, mail=sent.mail, every=ROUND_SECONDS)


async def sent_html(request: Request) -> Response:
    sent = _sent(request)
    return html_of(request, sent.mail) if sent else PlainTextResponse("No such message", 404)


async def sent_raw(request: Request) -> Response:
    sent = _sent(request)
    return raw_of(sent.mail) if sent else PlainTextResponse("No such message", 404)


async def sent_file(request: Request) -> Response:
    sent = _sent(request)
    return file_of(request, sent.mail) if sent else PlainTextResponse("No such message", 404)


async def send_again(request: Request) -> Response:
    sent = _sent(request)
    if sent is None:
        return page(request, "missing.html", status=404, what="sent message")
    await in_thread(world_of(request).post.try_again, sent)
    return to_sent(sent)


async def sent_messages(request: Request) -> Response:
    """For scripts: every mail that the town sent, newest first."""
    return JSONResponse([_as_json(sent) for sent in world_of(request).post.sent])


def _as_json(sent: Sent) -> dict[str, object]:
    outcomes = {address: {"state": each.state, "answer": each.answer} for address, each in sent.outcomes.items()}
    facts = {"what": sent.what, "state": sent.state, "envelope_from": sent.mail.sender, "outcomes": outcomes}
    return as_json(sent.mail) | facts


def _sent(request: Request) -> Sent | None:
    return world_of(request).post.find(request.path_params["sent_id"])


def to_sent(sent: Sent) -> Response:
    return RedirectResponse(f"/mail/sent/{sent.mail.id}", 303)


routes = [
    Route("/mail/sent", sent_list),
    Route("/mail/sent/{sent_id:int}", show_sent),
    Route("/mail/sent/{sent_id:int}/html", sent_html),
    Route("/mail/sent/{sent_id:int}/raw", sent_raw),
    Route("/mail/sent/{sent_id:int}/files/{number:int}", sent_file),
    Route("/mail/sent/{sent_id:int}/again", send_again, methods=["POST"]),
    Route("/api/sent", sent_messages),
]
