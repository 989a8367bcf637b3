"""Write a mail, and answer one as a person does."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from .mail_pages import mail_of
from .mailbox import File, Mail
from .pages import page, world_of
from .post import answers
from .post.addresses import as_typed
from .post.forms import LARGEST_FILES, LARGEST_TEXT, Draft, read
from .post.letters import NOTHING, Quote, write
from .post.programs import PROGRAMS, Program
from .sent_pages import to_sent
from .threads import in_thread
from .world import World

MEDIA_TYPE = re.compile(r"[\w.+-]{1,127}/[\w.+-]{1,127}", re.ASCII)


@dataclass(frozen=True)
class Way:
    """One way to answer: what the button says, what the form begins with, and what stands below."""

    name: str
    begin: Callable[[Mail, World], Draft]
    quote: Callable[[Mail, Program], Quote]


def _reply(mail: Mail, world: World) -> Draft:
    to = as_typed(answers.reply_to(mail))
    return Draft(str(answers.reader_of(mail)), to, subject=answers.reply_subject(mail))


def _reply_all(mail: Mail, world: World) -> Draft:
    draft = _reply(mail, world)
    draft.cc = as_typed(answers.others_of(mail))
    return draft


def _reply_from_another(mail: Mail, world: World) -> Draft:
    draft = _reply(mail, world)
    draft.sender = str(answers.elsewhere(answers.reader_of(mail)))
    return draft


def _forward(mail: Mail, world: World) -> Draft:
    return Draft(str(answers.reader_of(mail)), support(world), subject=answers.forward_subject(mail))


WAYS = {
    "reply": Way("Reply", _reply, answers.quote_below),
    "reply-all": Way("Reply all", _reply_all, answers.quote_below),
    "reply-from-another": Way("Reply from another address", _reply_from_another, answers.quote_below),
    "forward": Way("Forward", _forward, answers.handed_on),
}


def support(world: World) -> str:
    return f"support@{world.config.desk_mail_domain}"


def people(world: World) -> list[str]:
    """Who may be writing: the shop's buyers, the last one first, the callers, and whoever got a mail."""
    buyers = [(cart.buyer.name, cart.buyer.email) for cart in reversed(world.shop.carts.values()) if cart.buyer.email]
    callers = [(who.name, who.email) for who in world.town.callers if who.email]
    known = [f"{name} <{email}>" if name else email for name, email in (*buyers, *callers)]
    readers = [str(answers.reader_of(mail)) for mail in world.mailbox.mails]
    return list(dict.fromkeys([*known, *readers]))[:40] or ["Ann Lee <ann.lee@mail.example>"]


async def write_new(request: Request) -> Response:
    """A mail of its own; ?to= begins it."""
    world = world_of(request)
    begun = Draft(people(world)[0], request.query_params.get("to", "") or support(world))
    if request.method == "GET":
        return _form(request, None, None, begun)
    return await _send(request, None, None)


async def answer(request: Request) -> Response:
    """Reply, reply to all, reply from another address, or forward."""
    mail, way = mail_of(request), WAYS[request.url.path.rpartition("/")[2]]
    if mail is None:
        return page(request, "missing.html", status=404, what="message")
    if request.method == "GET":
        return _form(request, mail, way, way.begin(mail, world_of(request)))
    return await _send(request, mail, way)


async def _send(request: Request, mail: Mail | None, way: Way | None) -> Response:
    try:
        form = await request.form(max_part_size=4 * LARGEST_TEXT)
    except HTTPException as error:
        problems = {"text": f"Text: it cannot be read ({error.detail}) Attach it as a file."}
        begun = way.begin(mail, world_of(request)) if mail and way else Draft()
        return _form(request, mail, way, begun, problems)
    draft = Draft.of({name: value for name, value in form.multi_items() if isinstance(value, str)})
    files = [await _file(given) for given in form.getlist("files") if isinstance(given, UploadFile) and given.filename]
    letter, problems = read(draft, files, is_new=mail is None)
    if letter is None:
        return _form(request, mail, way, draft, problems)
    message = write(letter, _quote(mail, way, draft))
    sent = await in_thread(
        lambda: world_of(request).post.send(
            message,
            mail_from=letter.sender.addr_spec,
            recipients=letter.recipients,
            what=way.name if way else "Mail",
        )
    )
    return to_sent(sent)


def _quote(mail: Mail | None, way: Way | None, draft: Draft) -> Quote:
    if mail is None or way is None:
        return NOTHING
    if draft.attached and way is WAYS["forward"]:
        return answers.handed_on_whole(mail)
    quote = way.quote(mail, PROGRAMS[draft.program])
    return quote if draft.quoted else Quote(headers=quote.headers)


def _form(
    request: Request, mail: Mail | None, way: Way | None, draft: Draft, problems: dict[str, str] | None = None
) -> Response:
    return page(
        request,
        "mail_write.html",
        status=422 if problems else 200,
        mail=mail,
        title=way.name if way else "Write a mail",
        is_forward=way is WAYS["forward"],
        quote=way.quote(mail, PROGRAMS["gmail"]).text if mail and way else "",
        programs=PROGRAMS,
        draft=draft,
        people=people(world_of(request)),
        problems=problems or {},
        largest=LARGEST_FILES // 1024**2,
    )


async def _file(given: UploadFile) -> File:
    kind = (given.content_type or "").partition(";")[0].strip().lower()
    name = " ".join((given.filename or "file").split())[:200]
    return File(name, kind if MEDIA_TYPE.fullmatch(kind) else "application/octet-stream", await given.read())


routes = [
    Route("/mail/write", write_new, methods=["GET", "POST"]),
    *(Route(f"/mail/{{mail_id:int}}/{way}", answer, methods=["GET", "POST"]) for way in WAYS),
]
