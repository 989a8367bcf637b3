"""The escalation app: lines and duty, escalations and callbacks."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EscalationConfig(AppConfig):
    name = "escalation"
    verbose_name = _("escalation")

    def ready(self) -> None:
        from escalation.board.answered import DeskOwedCallbacks
        from escalation.board.merging import CallbacksAndEscalations
        from tickets.cases.answer_hooks import listen
        from tickets.merging.merge_hooks import register_merge_hook

        register_merge_hook(CallbacksAndEscalations())
        listen(DeskOwedCallbacks())
