"""Calls, the phones that are rung for them, and their recordings."""

from calls.models.calls import Call
from calls.models.problem_calls import Leg, ProblemCall
from calls.models.receipts import WebhookReceipt
from calls.models.recordings import Recording, RecordingPlay

__all__ = ["Call", "Leg", "ProblemCall", "Recording", "RecordingPlay", "WebhookReceipt"]
