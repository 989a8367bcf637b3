"""Look at the fallback document of each line as the provider would, and compare whom it rings with the roster."""

from collections.abc import Iterable
from datetime import datetime
from xml.etree import ElementTree

import requests
import structlog
from django.utils import timezone
from django.utils.translation import gettext as _

from escalation.lines import fallback_people, note_fallback_check
from escalation.models import Line
from helpdesk.accounts.models import User
from helpdesk.lib.phones import readable_phone
from helpdesk.lib.softphones import PREFIX, is_softphone

logger = structlog.get_logger(__name__)

PATIENCE = 10.0
LARGEST = 64 * 1024


class NotADocumentError(Exception):
    """What lies there is no answer to a telephone call; says why."""


def check_fallback_documents(*, at: datetime | None = None) -> None:
    """Every line that is in use; what is wrong stands on its settings until the next look."""
    at = at or timezone.now()
    for line in Line.objects.filter(is_active=True).exclude(fallback_url="").select_related("ring_group"):
        problem = _problem_of(line)
        if problem:
            logger.warning("fallback_document_wrong", line=line.pk, problem=problem)
        note_fallback_check(line, problem=problem, at=at)


def _problem_of(line: Line) -> str:
    try:
        there = set(phones_in(_fetch(line.fallback_url)))
    except (requests.RequestException, UnicodeDecodeError, NotADocumentError) as error:
        why = str(error) if isinstance(error, NotADocumentError) else type(error).__name__
        return _("The fallback document cannot be used (%(why)s).") % {"why": why[:200]}
    people = fallback_people(line)
    too_old = there - {phone for _user, phones in people for phone in phones}
    missing = [f"{user} ({_named(lacks)})" for user, phones in people if (lacks := set(phones) - there)]
    wrong = [
        _("does not ring %(phones)s") % {"phones": ", ".join(missing)} if missing else "",
        _("still rings %(phones)s") % {"phones": _named(too_old)} if too_old else "",
    ]
    problems = _(" and ").join(filter(None, wrong))
    to_write = _("The fallback document %(wrong)s. Write it anew and put it in its place.") % {"wrong": problems}
    return " ".join(filter(None, [to_write if problems else "", beyond_ten(people)]))


def beyond_ten(people: Iterable[tuple[User, list[str]]]) -> str:
    """Who of the first tier is not rung, because the provider dials so many at once; "" when everybody is."""
    left_out = [str(user) for user, phones in people if not phones]
    if not left_out:
        return ""
    return _("A fallback document rings ten phones at most: it cannot ring %(people)s.") % {
        "people": ", ".join(left_out)
    }


def _fetch(url: str) -> str:
    """The document as it is served. Raises RequestException or NotADocumentError."""
    # By GET: a static host answers nothing else. The provider is told to fetch it by GET as well.
    with requests.get(url, timeout=PATIENCE, stream=True) as answer:
        if answer.status_code != 200:
            raise NotADocumentError(_("its host answers %(status)s") % {"status": answer.status_code})
        content: bytes = answer.raw.read(LARGEST + 1, decode_content=True)
    if len(content) > LARGEST:
        raise NotADocumentError(_("it is too large"))
    return content.decode()


def phones_in(document: str) -> list[str]:
    """Whom a document rings. Raises NotADocumentError."""
    if "<!DOCTYPE" in document or "<!ENTITY" in document:
        raise NotADocumentError("it is a web page")
    try:
        # Small, without any entity of its own, and the expat of today limits what the others may grow to.
        root = ElementTree.fromstring(document)  # noqa: S314
    except ElementTree.ParseError as error:
        raise NotADocumentError(f"it is no XML: {error}") from error
    if root.tag != "Response":
        raise NotADocumentError(f"it begins with <{root.tag[:40]}>, not with <Response>")
    numbers = [(noun.text or "").strip() for noun in root.iterfind("./Dial/Number")]
    clients = [PREFIX + (noun.text or "").strip() for noun in root.iterfind("./Dial/Client")]
    return [*numbers, *clients]


def _named(phones: Iterable[str]) -> str:
    return ", ".join(sorted(_("a browser") if is_softphone(phone) else readable_phone(phone) for phone in phones))
