"""Cases, the people who raised them, and what happened."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TicketsConfig(AppConfig):
    name = "tickets"
    verbose_name = _("cases")

    def ready(self) -> None:
        from tickets.composer.drafts import DraftsFollow
        from tickets.merging.merge_hooks import Rows, follow
        from tickets.models import Attachment, Draft, FieldValue, Hint, Promise, Tagging

        follow(Rows(Promise))
        follow(Rows(FieldValue, once_per="field"))
        follow(Rows(Hint))
        follow(Rows(Tagging, once_per="tag"))
        follow(Rows(Attachment))
        follow(DraftsFollow(Draft, once_per="agent"))
