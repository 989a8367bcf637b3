"""What is pushed, to whom and when: soon, but neither what was read meanwhile nor a flood.

A notice waits in the row of each browser until its push service has it. Whoever sends it takes the row for a minute
first, so that no other worker does; one that is killed leaves it to the next, and should both have sent it, the browser
shows the second in the place of the first. What a push says is put together when it leaves.
"""

import json
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Any

import structlog
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from helpdesk.accounts.models import User
from helpdesk.accounts.services import words_for
from helpdesk.accounts.sessions import identity_of
from helpdesk.lib import web_push
from helpdesk.lib.encryption import decrypt
from helpdesk.lib.enqueue import enqueue_now, enqueue_on_commit
from helpdesk.lib.locking import locked
from helpdesk.lib.safe_http import FetchError
from tickets.cases.notices_away import LATE, notices_away, people_concerned
from tickets.models import NoticeKind, NoticePush, NoticeSettings, PushSubscription
from tickets.pushes.subscriptions import TRIAL, forget_signed_out, push_key

logger = structlog.get_logger(__name__)

SOON = timedelta(seconds=15)
"""Time to see it at the desk, after which it is not pushed any more."""
APART = timedelta(minutes=1)
"""What comes so soon after a push waits, for one push."""
TAKEN_FOR = timedelta(minutes=1)
"""Longer than a push service may take for its answer."""
KEPT = timedelta(hours=4)
"""By the push service for a browser that is off, and by us for a push service that is away; the bell has it longer."""
TTL = str(int(KEPT.total_seconds()))
ATTEMPTS = 8
"""With twice the wait after each they take four hours."""
URGENT = {NoticeKind.ESCALATION, NoticeKind.MANAGER, NoticeKind.FOLLOW_UP, NoticeKind.CALLBACK}
"""These wake a phone that saves its battery (RFC 8030, section 5.3)."""
GONE = {404, 410}
LATER = {408, 425, 429}
"""And all of 500 and more."""


def push_notices(*, at: datetime | None = None) -> None:
    """Write down what is to be pushed, and have it sent. One person's trouble keeps no other waiting."""
    at = at or timezone.now()
    forget_signed_out(at)
    for user in people_concerned("pushes", at=at).filter(pk__in=PushSubscription.objects.values("user")):
        try:
            with words_for(user):
                _push_notices_of(user, at=at)
        except Exception:
            logger.exception("notices_not_pushed", user=user.pk)
    # Those of which no worker was told, and those whose time has come again.
    for pk in PushSubscription.objects.filter(due_at__lte=at).values_list("pk", flat=True):
        enqueue_now("tickets.tasks.send_push", pk)


@transaction.atomic
def _push_notices_of(user: User, *, at: datetime) -> None:
    known, _is_new = NoticeSettings.objects.get_or_create(user=user)
    known = locked(known)
    if known.is_silent(at) or (known.pushed_at and at < known.pushed_at + APART):
        return
    told = NoticePush.objects.filter(user=user)
    found = {notice["key"]: notice for notice in notices_away(user, known, kinds=known.pushes, told=told, at=at)}
    news = {*found} - {*told.filter(key__in=found).values_list("key", flat=True)}
    chosen = NoticeSettings.objects.filter(pk=known.pk)
    if not any(found[key]["since"] <= at - SOON for key in news):
        chosen.update(pushed_until=at - LATE)
        return
    NoticePush.objects.bulk_create([NoticePush(user=user, key=key) for key in sorted(news)])
    for browser in PushSubscription.objects.select_for_update().filter(user=user):
        browser.pending = sorted({*browser.pending} | news)
        # One whose push service asked us to wait is asked no sooner.
        browser.due_at = browser.due_at or at
        browser.save(update_fields=["pending", "due_at"])
        enqueue_on_commit("tickets.tasks.send_push", browser.pk)
    chosen.update(pushed_at=at, pushed_until=at - LATE)


def send_push(pk: int, *, at: datetime | None = None) -> None:
    """Send what waits for one browser, if it is due and no other worker does."""
    at = at or timezone.now()
    taken = PushSubscription.objects.filter(pk=pk, due_at__lte=at).update(due_at=at + TAKEN_FOR)
    browser = PushSubscription.objects.select_related("user").filter(pk=pk).first()
    if not taken or not browser:
        return
    identity = identity_of(browser.session_key)
    if identity is None or identity.person != browser.user_id:
        browser.delete()
        return
    with words_for(browser.user):
        said = _words_of(browser, at=at)
    if said is None:
        _settle(browser, pending=browser.pending, at=at)
        return
    try:
        _row, key = push_key()
        body = web_push.encrypt(
            json.dumps({name: said[name] for name in ("title", "body", "url", "tag")}).encode(),
            p256dh=browser.p256dh,
            auth=decrypt(browser.encrypted_secret),
        )
        status, wait = web_push.post(
            browser.endpoint,
            body,
            key=key,
            contact=f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}",
            wishes=said["wishes"],
        )
    except InvalidToken:
        # A SECRET_KEY that is gone wrote it: nobody can read it any more.
        browser.delete()
    except FetchError as error:
        logger.warning("push_failed", subscription=pk, error=str(error))
        _try_later(browser, None, at=at)
    else:
        _note_answer(browser, status, wait, at=at)


def _note_answer(browser: PushSubscription, status: int, wait: timedelta | None, *, at: datetime) -> None:
    if status in GONE:
        browser.delete()
    elif status in LATER or status >= 500:
        logger.warning("push_refused", subscription=browser.pk, status=status)
        _try_later(browser, wait, at=at)
    elif 200 <= status < 300:
        _settle(browser, pending=browser.pending, at=at, used_at=at, refused_with=None)
    else:
        # It would be refused again. Its person sees it in the list of browsers.
        logger.warning("push_refused", subscription=browser.pk, status=status)
        _settle(browser, pending=browser.pending, at=at, refused_with=status)


@transaction.atomic
def _try_later(browser: PushSubscription, wait: timedelta | None, *, at: datetime) -> None:
    """Twice as long after each attempt, and no sooner than the push service asks."""
    attempts = browser.attempts + 1
    if attempts >= ATTEMPTS:
        _settle(browser, pending=browser.pending, at=at)
        return
    pause = max(APART * 2**browser.attempts, min(wait or timedelta(), KEPT))
    PushSubscription.objects.filter(pk=browser.pk).update(attempts=attempts, due_at=at + pause)


@transaction.atomic
def _settle(browser: PushSubscription, *, pending: list[str], at: datetime, **fields: Any) -> None:
    """These wait no more; what came while they were sent is sent a moment later."""
    row = PushSubscription.objects.select_for_update().filter(pk=browser.pk).first()
    if row:
        left = sorted({*row.pending} - {*pending})
        fields |= {"pending": left, "due_at": at + APART if left else None, "attempts": 0}
        PushSubscription.objects.filter(pk=row.pk).update(**fields)


def _words_of(browser: PushSubscription, *, at: datetime) -> dict[str, Any] | None:
    """What the browser shows, in the language that is on; None when all of it was read meanwhile.

    `title`, `body`, `url`, `tag`, and the `wishes` of web_push.post. Whoever passes may read a locked screen, so it
    says what happened on which case, and neither who wrote nor what.
    """
    user = browser.user
    known = NoticeSettings.objects.filter(user=user).first() or NoticeSettings(user=user)
    told = NoticePush.objects.filter(user=user)
    found = [] if known.is_silent(at) else list(notices_away(user, known, kinds=known.pushes, told=told, at=at))
    news = [notice for notice in found if notice["key"] in browser.pending]
    if not news and TRIAL in browser.pending:
        trial = {"title": _("Press 4 reaches this browser"), "body": _("You asked for this notification.")}
        return trial | {
            "url": reverse("tickets:notice_settings"),
            "tag": "press4-trial",
            "wishes": {"TTL": TTL, "Urgency": "high"},
        }
    if not news:
        return None
    cases = {notice["ticket"] for notice in news}
    (case,) = cases if len(cases) == 1 else {None}
    first, url = news[0], news[0]["link"].removeprefix(settings.PUBLIC_BASE_URL)
    is_urgent = bool(URGENT & {notice["kind"] for notice in news})
    said = {
        "title": str(NoticeKind(first["kind"]).label) if case else first["words"],
        "body": str(case or first["subject"]),
        "url": url,
        # One case has one notification, the newest: a page that shows one gives it the same tag (notices.js).
        "tag": f"press4-{url}",
    }
    # Of one topic a push service keeps the newest for a browser that is off.
    topic = f"case-{case.pk}" if case else str(first["kind"])
    if len(news) > 1:
        # Of several cases all that is unread: the browser shows it in the place of the last number.
        count = len(news if case else found)
        said["title"] = ngettext("%(count)s notification", "%(count)s notifications", count) % {"count": count}
        if not case:
            topic = "several"
            said |= {"body": "", "url": reverse("home"), "tag": "press4-several"}
    return said | {"wishes": {"TTL": TTL, "Urgency": "high" if is_urgent else "normal", "Topic": topic}}
