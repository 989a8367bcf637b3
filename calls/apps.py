"""Calls, the phones that are rung, and recordings."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CallsConfig(AppConfig):
    name = "calls"
    verbose_name = _("calls")

    def ready(self) -> None:
        from calls.callbacks.outcomes import TalksOfCallbacks
        from calls.models import Call
        from escalation.board.outcome_hooks import listen
        from helpdesk.lib.follow_ups import Change, follow_up
        from tickets.merging.merge_hooks import MoveRows, register_merge_hook

        # Each report of the provider locks its call, and then the case.
        register_merge_hook(MoveRows(Call, locked_first=True))
        listen(TalksOfCallbacks())
        follow_up("calls.tasks.check_fallback_documents", Change.LINE)
        follow_up("calls.tasks.remember_phones", Change.PHONES)
