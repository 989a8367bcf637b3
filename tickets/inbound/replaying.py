"""Read mails that came in once more, with the parser of today, and say what it would read otherwise."""

from helpdesk.mail.inbox import read_guarded
from helpdesk.mail.models import InboundMessage
from helpdesk.mail.reading.errors import UnreadableError
from tickets.models import Entry


def differences(message: InboundMessage) -> dict[str, tuple[str, str]]:
    """What was read when the mail came in and what would be read now, by name; only what differs. Changes nothing."""
    entry = Entry.objects.filter(received=message, kind__in=[Entry.Kind.MESSAGE, Entry.Kind.NOTE]).order_by("pk").last()
    before = {name: getattr(message, name) for name in ("kind", "message_id", "from_address", "from_name", "subject")}
    if entry:
        before["text"] = entry.body
    try:
        reading = read_guarded(bytes(message.raw), envelope_from=message.envelope_from)
    except UnreadableError as error:
        return {} if message.is_unreadable else {"unreadable": ("", str(error))}
    now = {
        "kind": str(reading.kind),
        "message_id": reading.message_id,
        "from_address": reading.sender.address,
        "from_name": reading.sender.name,
        "subject": reading.subject,
        "text": reading.text or before.get("text", ""),
    }
    return {name: (was, now[name]) for name, was in before.items() if was.strip() != now[name].strip()}
