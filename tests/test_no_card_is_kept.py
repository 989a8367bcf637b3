"""No card number reaches the database: every column that people write, and the whole of it after every door."""

import unicodedata
import uuid

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models
from django.urls import reverse
from django.utils import timezone

from helpdesk.accounts.services import create_token
from helpdesk.lib.redaction import REDACTED
from tests import make, shop
from tickets.models import Entry, Requester, Tag, Ticket

OURS = {
    # Texts that people do not write, or that must stay as they are: keys, addresses in normal form, files' places.
    "SID of the telephone network": {"sid", "recording_sid"},
    "telephone numbers in E.164": {"phone", "from_number", "to_number", "number", "mobile"},
    "names of zones, countries, currencies": {"timezone", "country", "holiday_country", "holiday_subdivision"},
    "currencies": {"currency", "cart_currency"},
    "made by us": {"prefix", "digest", "sha256", "token", "key", "source_key", "message_id", "public_id", "panel"},
    "secrets, encrypted": {
        *("encrypted_token", "encrypted_signing_secret", "encrypted_secret", "encrypted_private_key"),
        *("encrypted_refresh_token", "encrypted_access_token", "encrypted_verifier"),
    },
    "one digit": {"digit", "menu_choice", "digits"},
    "names that our code gives": {"hook", "method"},
}
OURS_BY_NAME = {
    "accounts.User.password": "a hash",
    "tickets.Silence.page_url": "a path of the desk",
    "accounts.User.email": "of our own people, by an admin",
    "accounts.User.rights": "chosen from a list",
    "mail.InboundMessage.kind": "one of ours",
    "mail.InboundMessage.delivery_key": "a hash",
    "mail.InboundMessage.fingerprint": "a hash",
    "mail.AuthorizationRequest.state_digest": "a hash",
    "mail.AuthorizationRequest.session_digest": "a hash",
    "mail.Mailbox.leased_by": "made by us",
    "mail.MailboxGrant.leased_by": "made by us",
    "mail.DkimKey.public_key": "made by us",
    "mail.DkimKey.selector": "made by us",
    "mail.MailDomain.name": "a domain of the settings, or of an address that we send from",
    "mail.OutboundMessage.to_address": "a contact point, or one of our people",
    "mail.OutboundMessage.from_address": "a setting and a name that was redacted",
    "mail.OutboundMessage.domain": "of to_address",
    "mail.OutboundMessage.subject": "as it leaves, made of what was redacted",
    "mail.OutboundMessage.text": "as it leaves, made of what was redacted",
    "mail.Throttle.name": "a domain, or a server of the settings",
    "tickets.Event.external_id": "the shop's number of an event, by an admin: another one would find no event",
    "tickets.CaseImport.charset": "chosen from a list",
    "tickets.CaseImport.delimiter": "one sign",
    "tickets.CaseImport.date_order": "chosen from a list",
    "tickets.ScheduledReply.after": "chosen from a list",
    "tickets.HeldReply.tags_added": "keys of tags",
    "tickets.OrderSource.base_url": "by an admin",
    "tickets.Organizer.slug": "a part of an address, by an admin: another one would lead nowhere",
    "tickets.Organizer.colour": "# and six signs, held by a constraint",
    "tickets.LinkRequest.language": "chosen from a list",
    "tickets.SentCopy.identity": "a hash",
    "tickets.PushSubscription.endpoint": "an address that a browser made",
    "tickets.PushSubscription.p256dh": "a public key",
    "tickets.PushSubscription.pending": "keys of rows",
    "tickets.PushSubscription.session_key": "made by us",
    "tickets.SigningKey.domain": "a domain that was declared as ours",
    "tickets.SigningKey.selector": "a name of the DNS: with another one no key would be found",
    "tickets.SigningKey.record": "a public key, as the DNS has it",
    "tickets.CaseMerge.moved": "keys of rows",
    "tickets.PersonMerge.moved": "keys of rows",
    "tickets.Calendar.spans": "times of day",
    "escalation.Line.fallback_url": "by an admin",
    "carts.CartSource.publishable_key": "made by us",
    "carts.RecoveryWording.language": "chosen from a list",
    "carts.CartSource.allowed_origins": "by an admin",
    "carts.Cart.external_id": "has a stand-in when it looks like a card",
    "carts.CartEvent.event_id": "has a stand-in when it looks like a card",
    "calls.ProblemCall.roster": "our people and their phones",
    "calls.ProviderWatch.name": "one of ours",
    "calls.ProviderCheck.account_type": "a word of the provider about our account",
    "calls.ProviderCheck.account_status": "a word of the provider about our account",
    "calls.ProviderCheck.findings": "addresses, codes and numbers of our own account",
}
SPELLINGS = [
    "4111111111111111",
    "4111 1111 1111 1111",
    "4111/1111/1111/1111",
    "4111\u200b1111\u200b1111\u200b1111",
    "".join(chr(0xFF10 + int(digit)) for digit in "4111111111111111"),
    "".join(chr(0x0660 + int(digit)) for digit in "4111111111111111"),
    "4 1 1 1 - 1 1 1 1 - 1 1 1 1 - 1 1 1 1",
]
APPS = {"accounts", "mail", "tickets", "escalation", "carts", "calls"}


def columns_of_text() -> list[models.Field]:
    return [
        column
        for model in apps.get_models()
        if model._meta.app_label in APPS and not any(field.name == "pgh_id" for field in model._meta.fields)
        for column in model._meta.fields
        if isinstance(column, models.CharField | models.TextField | models.JSONField) and not column.choices
    ]


@pytest.mark.parametrize("column", columns_of_text(), ids=str)
def test_a_column_of_text_takes_no_card(column):
    ours = set().union(*OURS.values())
    if column.name in ours or str(column) in OURS_BY_NAME:
        return
    for spelling in SPELLINGS:
        value = {"told": [spelling]} if isinstance(column, models.JSONField) else spelling
        assert REDACTED[:12] in str(column.get_prep_value(value)), f"{column}: make it a Cardless field, or say why not"


def digits_kept() -> str:
    """Everything in the database, of which only the digits are left and what parts words."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        rows = []
        for table in tables:
            cursor.execute(f'SELECT row::text FROM "{table}" AS row')
            rows += [text for (text,) in cursor.fetchall()]
    written = unicodedata.normalize("NFKC", "\n".join(rows))
    return "".join(
        str(digit) if (digit := unicodedata.digit(sign, None)) is not None else sign
        for sign in written
        if sign.isalnum()
    )


@pytest.mark.django_db
@pytest.mark.parametrize("card", SPELLINGS)
def test_after_every_door_the_whole_database_holds_no_card(client, settings, tmp_path, card):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(admin := make.admin())
    settings.MFA_REQUIRED = False
    ticket, now = make.ticket(), timezone.now()
    case = f"/tickets/{ticket.pk}/"

    def key() -> dict:
        return {"key": str(uuid.uuid4())}

    logged = key() | {"text": f"Card {card} fails", "name": f"Ann {card}", "order_reference": f"ORD {card}"}
    assert client.post("/tickets/new/", logged).status_code == 302
    file = SimpleUploadedFile(f"card {card}.pdf".replace("/", "-"), b"%PDF")
    client.post(f"{case}attachments/", {"files": [file]})
    client.post(f"{case}write/", key() | {"mode": "note", "body": f"It is {card}", "version": 1, "revision": 0})
    client.post(f"{case}promise/", key() | {"what": f"Charge {card}", "due": "1h"})
    client.post(f"/tickets/requesters/{ticket.requester_id}/edit/", {"name": f"Ann {card}"})
    source = make.cart_source()
    told = {
        "message": f"declined: {card}",
        "code": card,
        "n": 4111111111111111.0,
        card: {"deep": [int("4" + "1" * 15)]},
    }
    shop.report(
        source,
        shop.filled(name=f"Ann {card}", cart=card, order_id=card, items=[{"name": f"Seat {card}", "unit_cents": 1}]),
        shop.event("payment.declined", cart=card, id=card, **told),
        shop.event("checkout.step", cart=card, step=f"card {card}"),
        shop.event("order.completed", cart=card, order_id=card),
    )
    _token, text = create_token(admin, name=f"Token {card}")
    api = {"headers": {"Authorization": f"Bearer {text}"}, "content_type": "application/json"}
    client.post(reverse("v1:ticket-list"), {"subject": f"My {card}", "text": card, "name": card}, **api)
    Tag.objects.bulk_create([Tag(name=card)])
    Requester.objects.filter(pk=ticket.requester_id).update(name=card)
    Ticket.objects.filter(pk=ticket.pk).update(subject=card, order_reference=card, last_words=card)
    Entry.objects.create(ticket=ticket, kind=Entry.Kind.NOTE, body=card, occurred_at=now)

    written = digits_kept()
    assert "cardnumberremoved" in written
    assert "4111111111111111" not in written


@pytest.mark.django_db
def test_a_shop_whose_numbers_look_like_cards_keeps_its_carts_apart():
    source = make.cart_source()
    names = ["4111111111111111", "5555555555554444"]
    events = [shop.filled(cart=name, email=f"a{name[:2]}@buyers.test", id=name) for name in names]
    answer = shop.report(source, *events).json()["results"]
    assert [(result["id"], result["status"]) for result in answer] == [(name, "accepted") for name in names]
    assert shop.results(shop.report(source, *events)) == ["duplicate"] * 2
    assert source.carts.count() == 2
