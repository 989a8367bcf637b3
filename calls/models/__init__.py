"""Calls, the phones that are rung for them, and their recordings."""

from calls.models.blocked import BlockedNumber
from calls.models.calls import Call
from calls.models.comments import RecordingComment
from calls.models.exports import CallExport
from calls.models.legs import Leg
from calls.models.pauses import RecordingPause
from calls.models.problem_calls import ProblemCall
from calls.models.provider_queues import ProviderQueue
from calls.models.provider_watch import ProviderCheck, ProviderWatch
from calls.models.receipts import WebhookReceipt
from calls.models.recording_log import RecordingAct, RecordingPlay
from calls.models.recording_policy import RecordingPolicy
from calls.models.recording_starts import RecordingStart
from calls.models.recordings import Recording, RecordingPeaks
from calls.models.reviews import Review, ReviewAnswer, ReviewQuestion
from calls.models.ring_tests import RingTest, RingTestLeg
from calls.models.talks import Talk
from calls.models.transcripts import TranscriptLine
from calls.models.transfers import Transfer

__all__ = [
    "BlockedNumber",
    "Call",
    "CallExport",
    "Leg",
    "ProblemCall",
    "ProviderCheck",
    "ProviderQueue",
    "ProviderWatch",
    "Recording",
    "RecordingAct",
    "RecordingComment",
    "RecordingPause",
    "RecordingPeaks",
    "RecordingPlay",
    "RecordingPolicy",
    "RecordingStart",
    "Review",
    "ReviewAnswer",
    "ReviewQuestion",
    "RingTest",
    "RingTestLeg",
    "Talk",
    "TranscriptLine",
    "Transfer",
    "WebhookReceipt",
]
