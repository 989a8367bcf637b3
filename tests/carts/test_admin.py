"""The admin's form of a shop takes a secret and never shows one."""

import pytest
from django.test import Client
from django.urls import reverse

from carts.models import CartSource
from helpdesk.lib.encryption import decrypt
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
        "public_id": source.public_id,
        "organizer": source.organizer_id,
        "recovery_line": source.recovery_line_id,
        "publishable_key": source.publishable_key,
        "allowed_origins": "https://shop.test",
        "wait_after_problem": "00:02:00",
        "wait_after_hold_lost": "00:15:00",
        "wait_after_leaving": "00:45:00",
        "sender_name": "Ana",
        "line_hours": "every day",
        "is_active": "on",
    } | changes


def test_the_secret_is_never_shown(client):
    source = make.cart_source()
    page = client.get(reverse("admin:carts_cartsource_change", args=[source.pk])).content.decode()
    assert make.SIGNING_SECRET not in page
    assert source.encrypted_signing_secret not in page


def test_a_new_secret_replaces_the_old_one_and_none_keeps_it(client):
    source = make.cart_source()
    address = reverse("admin:carts_cartsource_change", args=[source.pk])
    assert client.post(address, fields_of(source)).status_code == 302
    source.refresh_from_db()
    assert decrypt(source.encrypted_signing_secret) == make.SIGNING_SECRET
    assert client.post(address, fields_of(source, signing_secret=NEW)).status_code == 302
    source.refresh_from_db()
    assert decrypt(source.encrypted_signing_secret) == NEW


@pytest.mark.parametrize("secret", ["hello", "whsec_", "whsec_c2hvcnQ=", "whsec_!!!!"])
def test_what_is_no_secret_is_refused(client, secret):
    source = make.cart_source()
    answer = client.post(
        reverse("admin:carts_cartsource_change", args=[source.pk]), fields_of(source, signing_secret=secret)
    )
    assert answer.status_code == 200
    source.refresh_from_db()
    assert decrypt(source.encrypted_signing_secret) == make.SIGNING_SECRET


def test_a_new_shop_needs_a_secret(client):
    source = make.cart_source()
    new = fields_of(source, name="New", public_id="new", publishable_key="pk_new")
    assert client.post(reverse("admin:carts_cartsource_add"), new).status_code == 200
    assert client.post(reverse("admin:carts_cartsource_add"), new | {"signing_secret": NEW}).status_code == 302
    assert decrypt(CartSource.objects.get(public_id="new").encrypted_signing_secret) == NEW


@pytest.mark.parametrize("name", ["cart", "recoverystep"])
def test_carts_are_shown_and_not_changed(client, name):
    make.mailed_step()
    assert client.get(reverse(f"admin:carts_{name}_changelist")).status_code == 200
    assert client.get(reverse(f"admin:carts_{name}_add")).status_code == 403
