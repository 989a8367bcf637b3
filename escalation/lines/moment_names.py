"""The moments of a call at which the desk speaks, as the settings name them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Moment(models.TextChoices):
    """In the order in which a caller may meet them."""

    WELCOME = "welcome", _("Welcome")
    PRESS_4 = "press_4", _("Press 4")
    CLOSED = "closed", _("Closed")
    HOLIDAY = "holiday", _("Closed for a holiday")
    REPEAT = "repeat", _("Hear it again")
    WRONG_KEY = "wrong_key", _("Wrong key")
    CODE = "code", _("Code of the recovery email")
    RETURNING = "returning", _("Caller with an unfinished case")
    RINGING = "ringing", _("We ring")
    WAITING = "waiting", _("Waiting, first round")
    WAITING_LONGER = "waiting_longer", _("Waiting, later rounds")
    MANAGERS = "managers", _("Waiting, the managers ring")
    PICKING_UP = "picking_up", _("Someone picks up")
    NOBODY = "nobody", _("Nobody answered")
    HOLD = "hold", _("On hold")
    HOLD_BRIEFING = "hold_briefing", _("On hold, a colleague is told")
    HOLD_ENDS = "hold_ends", _("On hold, coming back")
