"""The escalation app: lines and duty, escalations and callbacks."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EscalationConfig(AppConfig):
    name = "escalation"
    verbose_name = _("escalation")

    def ready(self) -> None:
        from escalation.board.answered import DeskOwedCallbacks
        from escalation.board.asked_for import AskedFor
        from escalation.board.merging import CallbacksAndEscalations
        from escalation.duty.person_status import StatusOfPeople
        from tickets.cases.entries import listen_to_answers
        from tickets.merging.merge_hooks import register_merge_hook
        from tickets.portal import manager_hooks
        from tickets.rules.people_hooks import ask

        register_merge_hook(CallbacksAndEscalations())
        listen_to_answers(DeskOwedCallbacks())
        manager_hooks.listen(AskedFor())
        ask(StatusOfPeople())
