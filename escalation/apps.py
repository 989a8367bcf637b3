"""Who is rung, and what a manager owes."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EscalationConfig(AppConfig):
    name = "escalation"
    verbose_name = _("escalation")

    def ready(self) -> None:
        from escalation.services.merging import CallbacksAndEscalations
        from escalation.services.releasing import DeskOwedCallbacks
        from tickets.cases.answer_hooks import listen
        from tickets.merging.merge_hooks import follow

        follow(CallbacksAndEscalations())
        listen(DeskOwedCallbacks())
