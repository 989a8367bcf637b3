"""The settings as a whole: one home with a search, a menu beside each page, and the help that they link to."""

import re

import pytest
from django.conf import settings
from django.urls import reverse

from helpdesk.configuration.handbook import CHAPTERS, read_chapter
from helpdesk.configuration.lookup import help_url, page_at
from helpdesk.configuration.pages import PAGES
from tests import make
from tests.permissions.objects import with_second_step

pytestmark = pytest.mark.django_db


def found(client, asked: str) -> list[str]:
    page = client.get("/settings/", {"q": asked}, headers={"HX-Request": "true"}).content.decode()
    return re.findall(r'<a href="([^"]+)">', page)


def test_the_home_lists_what_a_person_may_open_and_each_page_shows_the_same_menu(client):
    for person, routes in (
        (make.admin(), [page["route"] for page in PAGES]),
        (make.manager(), [page["route"] for page in PAGES if page.get("is_for_managers")]),
    ):
        client.force_login(with_second_step(person))
        home = client.get("/settings/").content.decode()
        for route in routes:
            assert f'href="{reverse(route)}"' in home
            page = client.get(reverse(route)).content.decode()
            assert f'<a href="{reverse(route)}" aria-current="page">' in page, route
        assert ('href="/admin/"' in home) == person.is_admin


@pytest.mark.parametrize(
    ("asked", "route"),
    [
        ("macro", "tickets:saved_replies"),  # what others call it
        ("Opening HOURS", "escalation:lines"),
        ("retention", "calls:recording_settings"),
        ("E-Mail", "configuration:email"),  # a hyphen more
        ("signature", "escalation:teams"),
        ("signature", "accounts:profile"),
        ("password", "escalation:people"),
        ("gets the new cases", "tickets:assignment"),  # of its description
    ],
)
def test_a_page_is_found_by_its_name_its_description_and_what_others_call_it(client, asked, route):
    client.force_login(with_second_step(make.admin()))
    assert reverse(route) in found(client, asked)


def test_what_is_called_so_comes_first_and_enter_opens_the_only_page_that_fits(client):
    client.force_login(with_second_step(make.admin()))
    assert found(client, "import")[0] == reverse("tickets:case_imports")
    assert client.get("/settings/", {"q": "mbox"})["Location"] == reverse("tickets:case_imports")
    assert "No settings found" in client.get("/settings/", {"q": "wombat"}).content.decode()
    client.force_login(with_second_step(make.manager()))
    assert found(client, "mbox") == [reverse("accounts:profile")]  # nothing that a manager may not open


def test_each_page_of_settings_links_to_a_heading_of_the_help_that_is_there(client):
    client.force_login(make.agent())
    for page in PAGES:
        assert re.search(r"\. .|; .", str(page["description"])), f"{page['route']} explains itself in one sentence only"
        address, _mark, heading = help_url(page).partition("#")
        answer = client.get(address)
        assert answer.status_code == 200
        assert not heading or f'id="{heading}"' in answer.content.decode(), page["help"]


def test_the_help_shows_no_page_that_is_for_programmers_and_leads_nowhere_else(client):
    client.force_login(make.agent())
    assert client.get("/handbook/architecture/").status_code == 404
    assert client.get("/handbook/no-such-page/").status_code == 404
    for name in CHAPTERS:
        links = re.findall(r'href="([^"]+)"', read_chapter(name)["html"])
        assert [link for link in links if ".md" in link or link.startswith("..")] == []


def test_each_empty_list_has_the_button_that_fills_it_or_says_why_there_is_none():
    uses = [
        (path.relative_to(settings.BASE_DIR), use)
        for path in (settings.BASE_DIR / "templates").rglob("*.html")
        for use in re.findall(r'{% include "_empty.html"[^%]*%}', path.read_text())
    ]
    assert len(uses) > 30
    assert [use for use in uses if not re.search(r' url=\w| no_action="[^"]{5,}"', use[1])] == []


def test_nothing_but_the_home_of_the_settings_links_to_the_administration():
    templates = settings.BASE_DIR / "templates"
    linking = [path.name for path in templates.rglob("*.html") if re.search(r"""url ['"]admin:""", path.read_text())]
    assert linking == ["_settings_found.html"]


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/settings/ring-groups/3/test/", "escalation:lines"),
        ("/settings/calendars/new/", "tickets:service_levels"),
        ("/settings/duty/people/7/", ""),
        ("/settings/duty/team/", "escalation:team_duty"),
    ],
)
def test_a_page_below_another_stands_under_it_in_the_menu(path, route):
    page = page_at(path, PAGES)
    assert (page["route"] if page else "") == route
