"""A search finds carts by what a caller says: the recovery code, the order, the mail address or the phone."""

import pytest
from django.test import Client
from django.utils import timezone

from carts.models import RecoveryCode
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def cart():
    made = make.cart(email="ann@buyers.test", phone="+15005554321", order_reference="LR-77")
    now = timezone.now()
    RecoveryCode.objects.create(cart=made, digits="482913", created_at=now, expires_at=now)
    return made


def ask(asked: str, *, user) -> str:
    client = Client()
    client.force_login(user)
    return client.get("/carts/found/", {"q": asked}).content.decode()


@pytest.mark.parametrize("asked", ["ANN@buyers.test", "(500) 555-4321", "lr-77", "482 913", "482913"])
def test_a_cart_is_found_by(cart, asked):
    assert f'href="{cart.get_absolute_url()}"' in ask(asked, user=make.agent())


@pytest.mark.parametrize("asked", ["", "ann", "\0", "%", "4321"])
def test_what_names_no_cart_finds_none(cart, asked):
    assert ask(asked, user=make.agent()).strip() == ""


def test_a_cart_of_another_teams_organizer_is_not_found(cart):
    cart.source.organizer.team = make.team()
    cart.source.organizer.save()
    assert ask("482913", user=make.agent()).strip() == ""


@pytest.mark.parametrize("asked", ["030 901820", "0049 30 901820", "+4930901820", "tel:+49-30-901820"])
def test_a_cart_is_found_by_its_number_as_people_write_it(asked):
    cart = make.cart(phone="+4930901820")
    assert f'href="{cart.get_absolute_url()}"' in ask(asked, user=make.agent())
