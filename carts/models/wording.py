"""The desk's own wording of the recovery mail, in one language."""

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.model_fields import CardlessCharField


@pghistory.track()
class RecoveryWording(models.Model):
    """What the recovery mail says in the desk's own words; a part that is empty says ours."""

    language = models.CharField(_("language"), max_length=10, unique=True)
    problem_subject = CardlessCharField(_("subject after a problem"), max_length=150, blank=True)
    plain_subject = CardlessCharField(_("subject without a problem"), max_length=150, blank=True)
    problem_opening = CardlessCharField(_("opening after a problem"), max_length=300, blank=True)
    plain_opening = CardlessCharField(_("opening without a problem"), max_length=300, blank=True)
    invitation = CardlessCharField(_("above the phone number"), max_length=100, blank=True)
    about_code = CardlessCharField(_("below the code"), max_length=300, blank=True)
    closing = CardlessCharField(_("closing"), max_length=600, blank=True)

    class Meta:
        verbose_name = _("wording of the recovery email")
        verbose_name_plural = _("wordings of the recovery email")

    def __str__(self) -> str:
        return str(dict(settings.LANGUAGES).get(self.language, self.language))
