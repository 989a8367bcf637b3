"""The mailbox in the browser."""

import re
from base64 import b64encode
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from .mailbox import Mail, unsubscribe_with_one_click
from .pages import page, world_of
from .post.reports import AUTOMATS, FAILURES
from .threads import in_thread

# A mail brings styles of its own and may do nothing else: no script, no form, no picture from elsewhere.
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data: cid:; base-uri 'none'; form-action 'none'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
)


async def inbox(request: Request) -> Response:
    return page(request, "mail_list.html", mails=world_of(request).mailbox.mails)


async def rows(request: Request) -> Response:
    """The list alone, when it is newer than what the page shows."""
    mailbox = world_of(request).mailbox
    headers = {"X-Version": str(mailbox.version)}
    if request.query_params.get("version") == str(mailbox.version):
        return Response(status_code=204, headers=headers)
    response = page(request, "_mail_rows.html", mails=mailbox.mails)
    response.headers.update(headers)
    return response


async def show(request: Request) -> Response:
    mail = mail_of(request)
    if mail is None:
        return page(request, "missing.html", status=404, what="message")
    world_of(request).mailbox.read(mail)
    return message_page(request, mail)


def message_page(request: Request, mail: Mail, problem: str = "") -> Response:
    """The mail with what can be done; `problem` says why the last thing could not."""
    status = 422 if problem else 200
    kinds = {"failures": FAILURES, "automats": AUTOMATS}
    return page(request, "mail_message.html", status=status, mail=mail, problem=problem, **kinds)


async def html(request: Request) -> Response:
    mail = mail_of(request)
    return html_of(request, mail) if mail else PlainTextResponse("No such message", 404)


def html_of(request: Request, mail: Mail) -> Response:
    """The HTML part for the sandboxed frame; numbers lead to the handsets instead of to a real telephone."""
    handsets = f"{world_of(request).config.url}/phones?dial="
    body = re.sub(r"(href=[\"'])tel:\+?", rf"\1{handsets}%2B", mail.html, flags=re.IGNORECASE)
    for cid, picture in mail.pictures.items():
        data = f"data:{picture.content_type};base64,{b64encode(picture.content).decode()}"
        body = body.replace(f"cid:{cid.strip('<>')}", data)
    return HTMLResponse(f'<base target="_blank">{body}', headers={"Content-Security-Policy": MAIL_POLICY})


async def raw(request: Request) -> Response:
    mail = mail_of(request)
    return raw_of(mail) if mail else PlainTextResponse("No such message", 404)


def raw_of(mail: Mail) -> Response:
    return PlainTextResponse(mail.raw.decode("utf-8", "replace"), headers={"X-Content-Type-Options": "nosniff"})


async def file(request: Request) -> Response:
    mail = mail_of(request)
    return file_of(request, mail) if mail else PlainTextResponse("No such message", 404)


def file_of(request: Request, mail: Mail) -> Response:
    """One of the attached files, to be kept and never to be shown by the browser."""
    number = request.path_params["number"]
    if not 0 < number <= len(mail.files):
        return PlainTextResponse("No such file", 404)
    found = mail.files[number - 1]
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(found.name, safe='')}",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(found.content, media_type="application/octet-stream", headers=headers)


async def unsubscribe(request: Request) -> Response:
    mail = mail_of(request)
    if mail is None or not mail.unsubscribe_url:
        return page(request, "missing.html", status=404, what="message with a one-click unsubscribe")
    await in_thread(unsubscribe_with_one_click, mail)
    return RedirectResponse(f"/mail/{mail.id}", 303)


async def empty(request: Request) -> Response:
    world_of(request).mailbox.empty()
    return RedirectResponse("/mail", 303)


async def messages(request: Request) -> Response:
    """For scripts: every message, newest first; ?to= narrows it to one address."""
    wanted = request.query_params.get("to", "").lower()
    mails = world_of(request).mailbox.mails
    return JSONResponse([as_json(mail) for mail in mails if wanted in ", ".join(mail.recipients).lower()])


def as_json(mail: Mail) -> dict[str, object]:
    return {
        "id": mail.id,
        "received_at": mail.received_at.isoformat(),
        "from": mail.author,
        "to": mail.recipients,
        "subject": mail.subject,
        "text": mail.text,
        "html": mail.html,
        "files": [file.name for file in mail.files],
        "links": mail.links,
        "numbers": mail.numbers,
        "unsubscribe_url": mail.unsubscribe_url,
        "unsubscribed": mail.unsubscribed,
        "headers": [[name, str(value)] for name, value in mail.message.items()],
    }


def mail_of(request: Request) -> Mail | None:
    return world_of(request).mailbox.find(request.path_params["mail_id"])


routes = [
    Route("/mail", inbox),
    Route("/mail/rows", rows),
    Route("/mail/empty", empty, methods=["POST"]),
    Route("/mail/{mail_id:int}", show),
    Route("/mail/{mail_id:int}/html", html),
    Route("/mail/{mail_id:int}/raw", raw),
    Route("/mail/{mail_id:int}/files/{number:int}", file),
    Route("/mail/{mail_id:int}/unsubscribe", unsubscribe, methods=["POST"]),
    Route("/api/messages", messages),
]
