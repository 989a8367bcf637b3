"""Cases, the people who raised them, the events they are about, and what happened."""

from tickets.models.assignment import AssignmentRule, Availability
from tickets.models.attachments import Attachment
from tickets.models.bulk_changes import BulkChange, BulkStep
from tickets.models.calendars import Calendar
from tickets.models.composer import ComposerHabit, HeldReply, ScheduledReply
from tickets.models.drafts import Draft
from tickets.models.entries import Entry, Mention, NoteVersion
from tickets.models.events import Event, Organizer
from tickets.models.exports import CaseExport
from tickets.models.fields import CustomField, FieldValue
from tickets.models.hints import Hint, HintRule
from tickets.models.imports import CaseImport, ImportProblem
from tickets.models.link_requests import LinkRequest
from tickets.models.links import CaseLink
from tickets.models.merges import CaseMerge
from tickets.models.notices import NoticeEmail, NoticeKind, NoticeSettings
from tickets.models.offers import Offer
from tickets.models.order_sources import OrderSource
from tickets.models.participants import Participant
from tickets.models.people import PersonMerge, RequesterChange
from tickets.models.promises import Promise
from tickets.models.pushes import NoticePush, PushKey, PushSubscription
from tickets.models.requesters import ContactPoint, Requester
from tickets.models.saved_replies import SavedReply
from tickets.models.saved_views import SavedView
from tickets.models.sent_copies import CopyDay, CopySource, SendingDomain, SentCopy, SigningKey
from tickets.models.service_levels import ServiceLevel
from tickets.models.silences import HeardHour, Silence, SourceKind
from tickets.models.tags import Tag, Tagging
from tickets.models.tickets import Ticket
from tickets.models.words import Word

__all__ = [
    "AssignmentRule",
    "Attachment",
    "Availability",
    "BulkChange",
    "BulkStep",
    "Calendar",
    "CaseExport",
    "CaseImport",
    "CaseLink",
    "CaseMerge",
    "ComposerHabit",
    "ContactPoint",
    "CopyDay",
    "CopySource",
    "CustomField",
    "Draft",
    "Entry",
    "Event",
    "FieldValue",
    "HeardHour",
    "HeldReply",
    "Hint",
    "HintRule",
    "ImportProblem",
    "LinkRequest",
    "Mention",
    "NoteVersion",
    "NoticeEmail",
    "NoticeKind",
    "NoticePush",
    "NoticeSettings",
    "Offer",
    "OrderSource",
    "Organizer",
    "Participant",
    "PersonMerge",
    "Promise",
    "PushKey",
    "PushSubscription",
    "Requester",
    "RequesterChange",
    "SavedReply",
    "SavedView",
    "ScheduledReply",
    "SendingDomain",
    "SentCopy",
    "ServiceLevel",
    "SigningKey",
    "Silence",
    "SourceKind",
    "Tag",
    "Tagging",
    "Ticket",
    "Word",
]
