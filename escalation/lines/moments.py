"""The default text of each moment of a call at which the desk speaks."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from escalation.lines.moment_names import Moment

WORDS: dict[Moment, str | Promise] = {
    Moment.WELCOME: "",
    Moment.PRESS_4: _("If you have any problem ordering, press 4."),
    Moment.CLOSED: _(
        "Our office is closed now. We open again {opens}. For a problem with an order we are always there."
    ),
    Moment.HOLIDAY: _(
        "Our office is closed for a holiday. We open again {opens}. For a problem with an order we are always there."
    ),
    Moment.REPEAT: _("To hear this again, press star."),
    Moment.WRONG_KEY: _("Sorry, we did not get that."),
    Moment.CODE: _(
        "Welcome. Please enter the six-digit code from your email. If you do not have it, press the pound key or wait."
    ),
    Moment.RETURNING: _("Welcome back. {gist}: that is case {case}."),
    Moment.RINGING: _("One moment: we are ringing everyone who can help."),
    Moment.WAITING: _("We are ringing our team. Please stay on the line."),
    Moment.WAITING_LONGER: _("We are still ringing our team. Please stay on the line."),
    Moment.MANAGERS: _("We are ringing our managers now. Please stay on the line."),
    Moment.PICKING_UP: _("Someone is picking up."),
    Moment.NOBODY: _("We are very sorry that nobody could take your call."),
    Moment.HOLD: _("Please stay on the line. We will be back with you in a moment."),
    Moment.HOLD_BRIEFING: _("I'm briefing a colleague so you don't have to repeat yourself."),
    Moment.HOLD_ENDS: _("Thank you for waiting. We are coming back to you."),
}
BLANKS: dict[str, tuple[str, ...]] = {
    Moment.CLOSED: ("opens",),
    Moment.HOLIDAY: ("opens",),
    Moment.RETURNING: ("gist", "case"),
}
"""What a text may leave to be filled in at that moment, written {opens}."""

NOTICE = _("This call is recorded for quality and to confirm what we agree.")
CALLBACK_PROMISE = _("A manager will call you back within %(minutes)s minutes.")
CALLBACK_BY = _("A manager will call you back %(when)s at the latest.")
CALLBACK_SOON = _("A manager will call you back as soon as possible.")
HIDDEN_NUMBER = _(
    "We cannot see your number. Please call again without hiding it, or write to us, and a manager will help."
)
OUT_OF_ORDER = _("We are very sorry: something went wrong on our side.")
LATER = _("later")
AT_TIME = _("at %(time)s")
TOMORROW = _("tomorrow at %(time)s")
ON_DAY = _("on %(day)s at %(time)s")

GISTS = {
    # Whoever holds the telephone hears it, and perhaps whoever stands beside: the channel tells nothing about anybody.
    "phone": _("You called us about a problem with an order"),
    "email": _("You wrote to us about a problem with an order"),
    "web": _("You wrote to us about a problem with an order"),
}
ANY_GIST = _("We are working on a problem with your order")

ONLY_MAIN = (
    Moment.WELCOME,
    Moment.PRESS_4,
    Moment.CLOSED,
    Moment.HOLIDAY,
    Moment.REPEAT,
    Moment.WRONG_KEY,
)
ONLY_RECOVERY = (Moment.CODE,)


def moments_of(kind: str) -> list[Moment]:
    """What a line of this kind ever says."""
    never = {"main": ONLY_RECOVERY, "recovery": ONLY_MAIN}.get(kind, ONLY_MAIN + ONLY_RECOVERY)
    return [moment for moment in Moment if moment not in never]
