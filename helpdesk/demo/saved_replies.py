"""What the demonstration's desk answers every day."""

from helpdesk.accounts.models import Team
from helpdesk.demo.texts import read
from tickets.composer import configure_saved_reply
from tickets.models import SavedReply
from tickets.rules import find_or_create_tag


def write_saved_replies() -> None:
    for told in read("saved_replies")["reply"]:
        fields = dict(told) | {"body": told["body"].strip()}
        tags = [find_or_create_tag(name) for name in fields.pop("tags", [])]
        team = Team.objects.get(name=fields.pop("team")) if "team" in fields else None
        configure_saved_reply(SavedReply(), tags=tags, team=team, **fields)
