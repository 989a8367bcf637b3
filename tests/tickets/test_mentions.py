"""An @ and a name in a note: who is meant, who is told, and until when."""

import pytest
from django.test import Client

from helpdesk.lib import live
from tests import make
from tickets.models import Mention, Ticket

pytestmark = pytest.mark.django_db
KEY = "00000000-0000-4000-8000-0000000000{:02}"


@pytest.fixture
def ben(team):
    return make.agent(name="Ben Adeyemi", teams=[team])


@pytest.fixture
def told(monkeypatch):
    """Who was told what, person by person."""
    heard = []
    monkeypatch.setattr(live, "_publish", lambda parts, *channels, **marks: heard.append((parts, channels)))
    return heard


def write(client: Client, ticket: Ticket, body: str, mode: str = "note", number: int = 0):
    return client.post(
        f"/tickets/{ticket.pk}/write/", {"mode": mode, "body": body, "version": 2, "key": KEY.format(number)}
    )


def mentioned() -> list[str]:
    return [mention.user.name for mention in Mention.objects.order_by("pk")]


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("@Ben Adeyemi, can you look?", ["Ben Adeyemi"]),
        ("could @ben look?", ["Ben Adeyemi"]),
        ("(@BEN ADEYEMI) and again @ben", ["Ben Adeyemi"]),
        ("@ben and @chloé, please", ["Ben Adeyemi", "Chloé Dubois"]),
        ("@Benedict is somebody else", []),
        ("write to ana@ben.test or see https://x.test/@ben", []),
        ("a lone @ and @nobody and @@ben", []),
        ("@ana writes to herself", []),
    ],
)
def test_a_name_after_an_at_calls_upon_its_person(browser, ben, team, body, names):
    make.agent(name="Chloé Dubois", teams=[team])
    assert write(browser, make.ticket(team=team), body).status_code == 302
    assert mentioned() == names


def test_a_form_sent_twice_calls_once(browser, ben):
    ticket = make.ticket()
    for _ in range(2):
        write(browser, ticket, "@ben look")
    assert mentioned() == ["Ben Adeyemi"]


def test_a_reply_calls_upon_nobody(browser, ben):
    write(browser, make.ticket(), "@ben will call you", mode="reply")
    assert mentioned() == []


def test_two_of_one_first_name_are_told_apart_by_the_whole_name(browser, ben):
    make.agent(name="Ben Ito")
    ticket = make.ticket()
    refused = write(browser, ticket, "@ben, look")
    assert refused.status_code == 409
    assert "can be several people" in refused.content.decode()
    assert not ticket.entries.filter(kind="note").exists()
    write(browser, ticket, "@Ben Ito, look")
    assert mentioned() == ["Ben Ito"]


def test_who_cannot_see_the_case_is_not_called_and_the_text_is_kept(browser, team):
    make.agent(name="Mia Chen")
    ticket = make.ticket(team=team)
    refused = write(browser, ticket, "@Mia what do you think?")
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "Mia Chen cannot see" in page
    assert "@Mia what do you think?" in page
    assert mentioned() == []


def test_who_works_on_the_case_may_be_called_from_another_team(browser, team):
    mia = make.agent(name="Mia Chen")
    write(browser, make.ticket(team=team, assignee=mia), "@mia")
    assert mentioned() == ["Mia Chen"]


def test_whoever_is_called_is_told_alone_and_finds_the_case_until_they_read_it(
    browser, ben, told, django_capture_on_commit_callbacks
):
    ticket = make.ticket()
    with django_capture_on_commit_callbacks(execute=True):
        write(browser, ticket, "@ben look")
    assert [channels for parts, channels in told if "mentions" in parts] == [(live.audience_of(ben.pk),)]

    his = client_of(ben)
    assert "Ana Silva mentions you in" in his.get("/mentions/news/").content.decode()
    assert "data-row-link" in his.get("/tickets/?view=mentions").content.decode()
    assert "mentions you in a note" in his.get(f"/tickets/{ticket.pk}/").content.decode()
    for _ in range(2):
        assert his.post(f"/tickets/{ticket.pk}/mentions/seen/").status_code == 302
    assert "data-row-link" not in his.get("/tickets/?view=mentions").content.decode()
    assert his.get("/mentions/news/").content.strip() == b""


def test_only_whoever_was_called_reads_it_away(browser, ben):
    ticket = make.ticket()
    write(browser, ticket, "@ben look")
    browser.post(f"/tickets/{ticket.pk}/mentions/seen/")
    assert Mention.objects.unseen_by(ben).exists()


def test_a_mention_on_a_case_that_one_may_no_longer_see_is_not_shown(browser, ben, team):
    ticket = make.ticket()
    write(browser, ticket, "@ben look")
    Ticket.objects.filter(pk=ticket.pk).update(team=make.team("Others"))
    assert client_of(ben).get("/mentions/news/").content.strip() == b""


def test_suggestions_are_those_who_may_see_the_case_by_any_part_of_the_name(browser, ben, team):
    make.agent(name="Benita Hidden")
    ticket = make.ticket(team=team)

    def suggested(typed: str) -> bool:
        return "Ben Adeyemi" in browser.get(f"/tickets/{ticket.pk}/people/", {"q": typed}).content.decode()

    assert [suggested(typed) for typed in ("be", "ade", "", "den\0", "x")] == [True, True, True, False, False]
    assert "Benita" not in browser.get(f"/tickets/{ticket.pk}/people/", {"q": "ben"}).content.decode()


def test_a_program_s_note_calls_too(ben):
    from helpdesk.accounts.services import create_token

    _token, text = create_token(make.agent(), name="Bot")
    ticket = make.ticket()
    bearer = {"Authorization": f"Bearer {text}"}
    address = f"/api/v1/tickets/{ticket.pk}/note/"
    Client().post(address, {"body": "@ben"}, content_type="application/json", headers=bearer)
    assert mentioned() == ["Ben Adeyemi"]


def test_thirty_mentions_are_listed_with_the_queries_of_one(browser, ben, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    his = client_of(ben)
    write(browser, make.ticket(), "@ben look")
    his.get("/tickets/?view=mentions")
    with CaptureQueriesContext(connection) as one:
        his.get("/tickets/?view=mentions")
    asked = len(one)
    for number in range(1, 30):
        write(browser, make.ticket(), "@ben look", number=number)
    his.get("/tickets/?view=mentions")  # the numbers of the menu are kept for seconds only
    with django_assert_num_queries(asked):
        his.get("/tickets/?view=mentions")


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("(Ada)", "@(Ada) please"),
        ("-x", "see @-x, please"),
        ("Østergaard", "@østergaard!"),
        ("李", "@李请看"),
        ("李 伟", "@李 伟 look"),
        ("Øyvind Berg", "@øyvind look"),
    ],
)
def test_a_name_that_begins_with_a_sign_or_in_another_script_is_called_upon(browser, team, name, body):
    make.agent(name=name, teams=[team])
    assert write(browser, make.ticket(team=team), body).status_code == 302
    assert mentioned() == [name]


def test_an_apostrophe_is_one_however_a_phone_writes_it(browser, team):
    """Mike O'Connor is not the other one, whose whole name is Mike."""
    ticket = make.ticket()
    make.agent(name="Mike", teams=[team])
    make.agent(name="Mike O'Connor", teams=[team])
    for number, sign in enumerate(["'", "\u2019", "\u02bb"]):
        write(browser, ticket, f"@Mike O{sign}Connor please", number=number)
        ticket.refresh_from_db()
    assert mentioned() == ["Mike O'Connor"] * 3
