"""Cases, the people who raised them, and what happened."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TicketsConfig(AppConfig):
    name = "tickets"
    verbose_name = _("cases")

    def ready(self) -> None:
        from functools import partial

        from helpdesk.lib.follow_ups import Change, follow_up
        from tickets.composer.drafts import MoveDrafts
        from tickets.ledger.silences import list_copy_sources, list_hooks, watch_sources
        from tickets.merging.merge_hooks import MoveRows, register_merge_hook
        from tickets.models import (
            Attachment,
            Draft,
            FieldValue,
            Hint,
            Participant,
            Promise,
            ScheduledReply,
            SourceKind,
            Tagging,
        )

        follow_up("tickets.tasks.file_mails", Change.MAIL)
        watch_sources(SourceKind.COPIES, list_copy_sources)
        watch_sources(SourceKind.HOOK_MAIL, partial(list_hooks, "last_mail_at"))
        watch_sources(SourceKind.HOOK_EVENTS, partial(list_hooks, "last_event_at"))
        register_merge_hook(MoveRows(Promise))
        register_merge_hook(MoveRows(Participant, once_per="address"))
        register_merge_hook(MoveRows(FieldValue, once_per="field"))
        register_merge_hook(MoveRows(Hint))
        register_merge_hook(MoveRows(Tagging, once_per="tag"))
        register_merge_hook(MoveRows(Attachment))
        register_merge_hook(MoveRows(ScheduledReply, locked_first=True))
        register_merge_hook(MoveDrafts(Draft, once_per="agent"))
