"""The recovery mail: what happened, the secret number with its code, the way back, and no false promise."""

import re
from typing import Any

import css_inline
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override

from carts.models import Cart, RecoveryCode, RecoveryStep, RecoveryWording
from carts.models.problem_words import words_for_buyers
from carts.recovery.links import resume_link, unsubscribe_link
from carts.recovery.wording import buyers_language, wording_in, words_for
from helpdesk.lib.moments import words_of_the_desk
from helpdesk.mail.outbox import Mail

PLAIN_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[ '\u2019-]){0,39}")
"""What a name looks like: no link and no offer that somebody typed into the name field to have us send it."""

_inliner = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


def write_mail(step: RecoveryStep, *, code: RecoveryCode, wording: RecoveryWording | None = None) -> Mail:
    """The whole mail of this step, in the language of its buyer or of `wording`. Asks nothing of the network and writes
    nothing."""
    wording = wording or wording_in(buyers_language(step.cart))
    with words_of_the_desk(), override(wording.language):
        context = mail_context(step, code=code, wording=wording)
        subject = " ".join(context["subject"].split())
        text = render_to_string("carts/email/recovery.txt", context)
        html = render_to_string("carts/email/recovery.html", context)
    return Mail(
        to=step.cart.email,
        subject=subject,
        text=text,
        html=_inliner.inline(html),
        from_name=step.cart.source.sender_name,
        is_bulk=True,
        headers={
            "Auto-Submitted": "auto-generated",
            # RFC 8058: both are needed, and a mailbox provider reads neither when it is folded.
            "List-Unsubscribe": f"<{context['unsubscribe_url']}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


def mail_context(step: RecoveryStep, *, code: RecoveryCode, wording: RecoveryWording) -> dict[str, Any]:
    cart = step.cart
    source = cart.source
    words = words_for(cart, wording)
    is_problem = step.purpose == RecoveryStep.Purpose.SERVICE_NOTICE
    return {
        "cart": cart,
        "event": cart.event,
        "greeting_name": first_name(cart.name),
        "subject": words["problem_subject" if is_problem else "plain_subject"],
        "opening": words["problem_opening" if what_happened(cart) else "plain_opening"],
        "invitation": words["invitation"],
        "about_code": words["about_code"],
        "closing": words["closing"],
        "lines": cart.items_with_sums,
        "number": source.recovery_line.number,
        "hours": source.line_hours,
        "code": code.digits,
        "spoken_code": " ".join((code.digits[:3], code.digits[3:])),
        "code_expires_at": code.expires_at,
        "resume_url": resume_link(step_id=step.pk, expires_at=code.expires_at)
        if source.allows(cart.resume_url)
        else "",
        "sender": source.sender_name,
        "organizer": source.organizer,
        "postal_address": settings.POSTAL_ADDRESS,
        "unsubscribe_url": unsubscribe_link(cart.email),
    }


def what_happened(cart: Cart) -> str:
    """One plain sentence about the trouble, or "" when we know of none."""
    return words_for_buyers(cart.problem, cart.problem_code)


def first_name(name: str) -> str:
    """How to greet: the first name, or "" when what we have does not look like a name."""
    return name.split()[0] if PLAIN_NAME.fullmatch(name) else ""
