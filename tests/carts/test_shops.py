"""The settings pages of a shop take a secret and never show one; Django's administration only shows."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode

from carts.models import CartSource, RecoveryStep
from helpdesk.lib.encryption import decrypt
from helpdesk.mail.models import OutboundMessage
from tests import make
from tests.permissions.objects import with_second_step

pytestmark = pytest.mark.django_db

NEW = "whsec_YSBzZWNyZXQgdGhhdCBpcyBuZXcgdG9kYXk="


@pytest.fixture
def client():
    client = Client()
    client.force_login(with_second_step(make.admin()))
    return client


def fields_of(source: CartSource, **changes: str) -> dict[str, str]:
    return {
        "name": source.name,
        "organizer": source.organizer_id,
        "recovery_line": source.recovery_line_id,
        "allowed_origins": "https://shop.test\nhttps://www.shop.test",
        "wait_after_problem": "2 min",
        "wait_after_hold_lost": "15 min",
        "wait_after_leaving": "1 h",
        "sender_name": "Ana",
        "line_hours": "every day",
        "is_active": "on",
    } | changes


def test_the_secret_is_never_shown_and_what_developers_need_is(client):
    source = make.cart_source()
    page = client.get(reverse("carts:shop", args=[source.pk])).content.decode()
    assert make.SIGNING_SECRET not in page
    assert source.encrypted_signing_secret not in page
    assert source.public_id in page
    assert source.publishable_key in page
    shown = client.get(reverse("admin:carts_cartsource_change", args=[source.pk])).content.decode()
    assert source.encrypted_signing_secret not in shown


def test_a_new_secret_replaces_the_old_one_and_none_keeps_it(client):
    source = make.cart_source()
    address = reverse("carts:shop", args=[source.pk])
    assert client.post(address, fields_of(source)).status_code == 302
    source.refresh_from_db()
    assert decrypt(source.encrypted_signing_secret) == make.SIGNING_SECRET
    assert source.allowed_origins == ["https://shop.test", "https://www.shop.test"]
    assert source.wait_after_leaving.total_seconds() == 3600
    assert client.post(address, fields_of(source, signing_secret=NEW)).status_code == 302
    source.refresh_from_db()
    assert decrypt(source.encrypted_signing_secret) == NEW


def test_a_wait_of_less_than_a_minute_is_shown_and_may_be_none_at_all(client):
    source = make.cart_source(wait_after_problem=timedelta(seconds=20))
    address = reverse("carts:shop", args=[source.pk])
    assert 'value="0 min"' in client.get(address).content.decode()
    assert client.post(address, fields_of(source, wait_after_problem="0 min")).status_code == 302
    assert client.post(address, fields_of(source, wait_after_problem="soon")).status_code == 422


@pytest.mark.parametrize(
    "wrong",
    [
        *({"signing_secret": secret} for secret in ("hello", "whsec_", "whsec_c2hvcnQ=", "whsec_!!!!")),
        {"allowed_origins": "https://shop.test/checkout"},
        {"allowed_origins": "javascript:alert(1)"},
    ],
)
def test_what_is_no_secret_and_no_web_site_is_refused(client, wrong):
    source = make.cart_source()
    assert client.post(reverse("carts:shop", args=[source.pk]), fields_of(source, **wrong)).status_code == 422
    source.refresh_from_db()
    assert decrypt(source.encrypted_signing_secret) == make.SIGNING_SECRET


def test_a_new_shop_needs_a_secret_and_gets_its_ids(client):
    source = make.cart_source()
    new = fields_of(source, name="New")
    assert client.post(reverse("carts:new_shop"), new).status_code == 422
    assert client.post(reverse("carts:new_shop"), new | {"signing_secret": NEW}).status_code == 302
    shop = CartSource.objects.get(name="New")
    assert decrypt(shop.encrypted_signing_secret) == NEW
    assert shop.public_id
    assert shop.publishable_key
    assert client.post(reverse("carts:delete_shop", args=[shop.pk])).status_code == 302


def test_a_shop_with_carts_is_deactivated_not_deleted(client):
    cart = make.cart()
    page = client.get(reverse("carts:shop", args=[cart.source_id])).content.decode()
    assert "cannot be deleted: it still has 1 cart." in page
    assert client.post(reverse("carts:delete_shop", args=[cart.source_id])).status_code == 409


def test_the_first_shop_is_told_what_it_needs_before(client):
    page = client.get(reverse("carts:new_shop")).content.decode()
    assert reverse("tickets:new_organizer") in page
    assert reverse("escalation:new_line") in page


def test_who_makes_what_a_shop_needs_is_led_back_to_the_shop(client):
    new_shop, new_organizer = reverse("carts:new_shop"), reverse("tickets:new_organizer")
    errand = f"{new_organizer}?{urlencode({'next': new_shop})}"
    assert errand in client.get(new_shop).content.decode()
    assert f'href="{new_shop}"' in client.get(errand).content.decode()
    answer = client.post(errand, {"name": "Blue Note", "team": make.team().pk})
    assert (answer.status_code, answer["Location"]) == (302, new_shop)
    assert new_organizer not in client.get(new_shop).content.decode()


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", r"/\\evil.example", "javascript:alert(1)"]
)
def test_an_address_leads_back_to_pages_of_this_desk_only(client, elsewhere):
    errand = f"{reverse('tickets:new_organizer')}?{urlencode({'next': elsewhere})}"
    answer = client.post(errand, {"name": "Blue Note", "team": make.team().pk})
    assert (answer.status_code, answer["Location"]) == (302, reverse("tickets:organizer_settings"))


@pytest.mark.parametrize("name", ["cart", "recoverystep", "cartsource"])
def test_the_administration_shows_and_does_not_change(client, name):
    make.mailed_step()
    assert client.get(reverse(f"admin:carts_{name}_changelist")).status_code == 200
    assert client.get(reverse(f"admin:carts_{name}_add")).status_code == 403


def test_the_recovery_email_is_previewed_light_dark_and_as_text_and_nothing_is_sent(client):
    page = reverse("carts:recovery_email")
    assert reverse("carts:new_shop") in client.get(page).content.decode()
    source = make.cart_source(sender_name="Ana of Blue Note")
    make.event(organizer=source.organizer, name="Jazz Fest")
    shown = client.get(page, {"problem": "payment_declined"}).content.decode()
    assert "Ana of Blue Note" in shown
    assert "Trouble getting your tickets for Jazz Fest?" in shown
    assert "Your code: 482 915" in shown
    left = client.get(page, {"problem": ""}).content.decode()
    assert "Your tickets for Jazz Fest: can we help?" in left
    for theme, rule in (("dark", "@media all"), ("light", "@media not all")):
        answer = client.get(reverse("carts:recovery_email_html", args=[source.pk, theme]), {"language": "en"})
        assert rule in answer.content.decode()
        assert "sandbox" in answer["Content-Security-Policy"]
    assert not OutboundMessage.objects.exists()
    assert not RecoveryStep.objects.exists()
