"""Card numbers are taken out of every text that comes in, before the first write (PCI DSS 3.3)."""

from helpdesk.lib.redaction.cards import REDACTED, redact_cards, redact_cards_in

__all__ = ["REDACTED", "redact_cards", "redact_cards_in"]
