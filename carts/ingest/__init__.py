"""Ingest what shops and browsers report: signatures, parsing, storing, folding into carts."""

from carts.ingest.batches import MOST_EVENTS, ingest_events
from carts.ingest.signing_secrets import set_signing_secret, signing_secrets

__all__ = ["MOST_EVENTS", "ingest_events", "set_signing_secret", "signing_secrets"]
