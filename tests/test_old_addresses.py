"""Addresses that were stored before they had one spelling."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps

from carts.lifecycle.buyers import lock_buyers
from carts.models import Cart, RecoveryStep
from carts.recovery import unsubscribe
from carts.recovery.eligibility import mails_since
from helpdesk.lib.addresses import normal_email
from helpdesk.mail.models import OutboundMessage, Suppression
from helpdesk.mail.outbox import Mail, queue_mail
from tests import make
from tickets.cases import find_or_create_requester
from tickets.models import ContactPoint, Requester

pytestmark = pytest.mark.django_db

ONE = "j\u00fcrg@b\u00fccher.example"
OLD = ["j\u00fcrg@xn--bcher-kva.example", "J\u00fcrg@B\u00fccher.Example", "ju\u0308rg@bu\u0308cher.example"]


def migrate():
    import_module("carts.migrations.0002_addresses_in_one_spelling").write_in_one_spelling(apps, None)


@pytest.mark.parametrize("old", OLD)
def test_who_was_stored_in_another_spelling_is_the_same_person(old):
    known = make.requester(email="")
    known.contact_points.create(kind="email", value=old)
    Suppression.objects.create(address=old, reason="manual")
    cart = make.cart()
    Cart.objects.filter(pk=cart.pk).update(email=old)
    migrate()
    assert find_or_create_requester(email=ONE) == known
    assert Suppression.objects.covering(ONE).exists()
    assert Cart.objects.get(pk=cart.pk).email == ONE


def test_two_people_who_have_it_already_stay_two():
    people = [make.requester(email=""), make.requester(email="")]
    for person, value in zip(people, [ONE, OLD[0]], strict=True):
        person.contact_points.create(kind="email", value=value)
    migrate()
    assert set(ContactPoint.objects.filter(kind="email").values_list("value", flat=True)) == {ONE, OLD[0]}
    assert Requester.objects.count() == 2


def test_numbers_and_plain_addresses_are_left_alone():
    person = make.requester(email="ann@buyers.test")
    before = list(person.contact_points.values_list("pk", "value"))
    migrate()
    assert list(person.contact_points.values_list("pk", "value")) == before


@pytest.mark.parametrize("old", OLD)
def test_a_buyer_is_locked_and_counted_in_every_spelling(old, django_assert_num_queries):
    with django_assert_num_queries(1) as asked:
        lock_buyers([ONE, old])
    assert asked[0]["sql"].split("ARRAY")[1].count(",") == 0, "one key"
    step = make.mailed_step(email=ONE)
    message = queue_mail(Mail(to=old.lower(), subject="Your tickets", text="Hello"), key="old")
    RecoveryStep.objects.filter(pk=step.pk).update(message=message)
    assert mails_since(step.due_at - timedelta(days=1), email=step.cart.email) == 1
    unsubscribe(ONE)
    assert OutboundMessage.objects.get(pk=message.pk).status == "cancelled"


@pytest.mark.parametrize("address", ["J\u030c@x.example", "\u0130@x.example", *OLD, "A@\u1e9e.example"])
def test_the_normal_form_is_the_same_when_it_is_taken_again(address):
    assert normal_email(normal_email(address)) == normal_email(address)
