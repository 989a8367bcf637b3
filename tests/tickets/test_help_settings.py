"""Settings of the help pages: the addresses to give away, and how an organizer looks there."""

import pytest

from tests import make
from tickets.models import Organizer
from tickets.people.organizers import RESERVED
from tickets.portal import urls
from tickets.portal.frame import ink_on, luminance

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, settings):
    settings.MFA_REQUIRED = False
    client.force_login(make.admin())
    return client


def save(desk, organizer=None, **fields):
    path = f"/settings/organizers/{organizer.pk}/" if organizer else "/settings/organizers/new/"
    return desk.post(path, {"name": "Riverside Hall", "slug": "", "colour": ""} | fields)


def test_the_page_names_each_address(desk):
    make.organizer(name="Riverside Hall", slug="riverside-hall")
    make.organizer(name="Old Mill")
    page = desk.get("/settings/help-pages/").content.decode()
    assert ">http://testserver/help/<" in page
    assert ">http://testserver/help/riverside-hall/<" in page
    assert "no page yet" in page


def test_it_says_when_they_are_turned_off(desk, settings):
    settings.HELP_PAGES = False
    assert "HELP_PAGES" in desk.get("/settings/help-pages/").content.decode()


def test_a_name_makes_an_address_and_the_same_name_another_one(desk):
    save(desk)
    save(desk, name="Riverside hall!")
    save(desk, name="Case")
    save(desk, name="河岸")
    slugs = list(Organizer.objects.order_by("pk").values_list("slug", flat=True))
    assert slugs == ["riverside-hall", "riverside-hall-2", "case-2", ""]


@pytest.mark.parametrize(
    "fields", [{"slug": "cases"}, {"slug": "no/slash"}, {"slug": "taken"}, {"colour": "red"}, {"colour": "#12"}]
)
def test_what_makes_no_page_is_refused(desk, fields):
    make.organizer(slug="taken")
    assert save(desk, **fields).status_code == 422
    assert Organizer.objects.count() == 1


def test_an_organizer_keeps_its_own_address(desk):
    organizer = make.organizer(slug="old", colour="#123456")
    assert save(desk, organizer, slug="old", colour="#FFE000").status_code == 302
    organizer.refresh_from_db()
    assert (organizer.slug, organizer.colour) == ("old", "#FFE000")


def test_no_organizer_is_called_like_a_page_of_ours():
    first = {str(route.pattern).partition("/")[0] for route in urls.urlpatterns}
    assert first - {"", "<path:slug>"} == RESERVED


@pytest.mark.parametrize(
    "colour", ["#000000", "#ffffff", "#777777", "#ff0000", "#00ff00", "#0000ff", "#ffe000", "#7a1fa2"]
)
def test_letters_on_any_colour_can_be_read(colour):
    one, two = sorted((luminance(colour), luminance(ink_on(colour))))
    assert (two + 0.05) / (one + 0.05) >= 4.5
