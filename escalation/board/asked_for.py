"""Hook on the help pages: who asks there for a manager, or for their data, stands before the managers."""

from datetime import datetime

from escalation.board.escalations import raise_escalation
from escalation.models import Escalation
from helpdesk.lib.moments import words_of_the_desk
from helpdesk.lib.text.visibility import one_line
from tickets.models import Ticket

Reason = Escalation.Reason


class AskedFor:
    """Whatever a customer asks of the managers themselves. Asked again it stands on the board once."""

    def asked_for_manager(self, ticket: Ticket, *, words: str, at: datetime) -> None:
        with words_of_the_desk():
            raise_escalation(ticket, reason=Reason.ASKED_FOR_MANAGER, detail=one_line(words, 300), at=at)

    def asked_for_data(self, ticket: Ticket, *, words: str, due_at: datetime, at: datetime) -> None:
        with words_of_the_desk():
            raise_escalation(ticket, reason=Reason.PRIVACY, detail=words, due_at=due_at, at=at)
