"""Findings of the check of our account, in words: what is wrong, and what to do."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from helpdesk.lib.phones import readable_phone

Finding = Mapping[str, str]
"""kind, about (a number, a code), found, wanted"""

UNAUTHORIZED, CONCURRENCY, PERMISSION, UNVERIFIED, CALLER_ID = "20003", "10004", "21215", "21219", "21210"
CODES = (UNAUTHORIZED, CONCURRENCY, PERMISSION, UNVERIFIED, CALLER_ID)
SETTINGS = {
    "voice_url": "A call comes in",
    "fallback_url": "Primary handler fails",
    "status_url": "Call status changes",
}
"""As the provider's console names them."""
SENTENCES = {
    "token": _(
        "The provider does not take our account and token (401): no phone can be rung and no recording fetched. "
        "Compare TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN with the console; while one replaces another: “new,old”."
    ),
    "away": _("The provider could not be asked (%(found)s). When that goes on, look at its status page."),
    "trial": _(
        "The account is a trial: it has at most five calls at once, the caller's own among them, and rings only "
        "numbers that were verified. Upgrade it before you publish a number."
    ),
    "status": _("The account is %(found)s at the provider, so that no call comes or goes. Ask its support why."),
    "missing": _("%(number)s is a line here, and no number of this account. Calls to it do not come to this desk."),
    "handled": _(
        "%(number)s is handled by %(found)s at the provider, which overrules its addresses. "
        "Choose “Webhook” for it in the console."
    ),
    "queue": _(
        "A phone waited %(found)s seconds at the provider before it was dialled. Raise “calls per second” "
        "of the account: with 1, the sixth phone rings five seconds after the first."
    ),
}
REFUSALS = {
    UNAUTHORIZED: _("Requests were refused because account and token were not taken. Compare them with the console"),
    CONCURRENCY: _(
        "Phones could not be rung because too many calls were up at once, callers' own among them. A trial account "
        "may have 5, one without an approved profile 2, an individual profile 3: upgrade, and have a business "
        "profile approved"
    ),
    PERMISSION: _(
        "Phones in another country could not be rung. Allow it under Voice → Settings → Geographic permissions"
    ),
    UNVERIFIED: _("A trial account rings verified numbers only. Upgrade the account"),
    CALLER_ID: _("A number was to be shown that is none of this account. Compare the lines with its numbers"),
}


def in_words(finding: Finding) -> str:
    """One or two sentences."""
    kind, about = finding["kind"], finding.get("about", "")
    found, wanted = finding.get("found", ""), finding.get("wanted", "")
    if kind in SETTINGS:
        sentence = _("%(number)s: “%(setting)s” is %(found)s at the provider. Set it to %(wanted)s, exactly so.")
        values = {"setting": SETTINGS[kind], "found": found or _("empty"), "wanted": wanted}
    elif kind == "code":
        sentence = _("%(what)s (code %(code)s, %(count)s times in the last day)")
        values = {"what": REFUSALS.get(about, _("The provider refused to ring phones")), "code": about, "count": found}
    else:
        sentence, values = SENTENCES[kind], {"found": found}
    return str(sentence) % {"number": readable_phone(about), **values}
