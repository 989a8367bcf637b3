"""The settings: lines and ring groups."""

import pytest

from escalation.models import Line, RingGroup
from tests import make

pytestmark = pytest.mark.django_db


def rows(prefix: str, *filled: dict) -> dict:
    data = {f"{prefix}-TOTAL_FORMS": len(filled), f"{prefix}-INITIAL_FORMS": 0}
    return data | {f"{prefix}-{n}-{name}": value for n, row in enumerate(filled) for name, value in row.items()}


def line_form(group: RingGroup, **fields) -> dict:
    return {
        "name": "Front desk",
        "number": "+1 500 555 0199",
        "kind": "main",
        "ring_group": group.pk,
        "language": "en-US",
        "is_active": "on",
    } | fields


TICKETS = {"digit": "1", "invitation": "For tickets press 1.", "answer": "They are sold at the door."}


def test_a_line_is_made_with_its_menu_and_a_notice(admin_browser):
    group = make.ring_group(agents=1, managers=0)
    admin_browser.post("/settings/lines/new/", line_form(group) | rows("menu", TICKETS))

    line = Line.objects.get()
    assert (line.number, line.menu_options.get().digit) == ("+15005550199", "1")
    assert line.notice.text == "This call is recorded for quality and to confirm what we agree."


@pytest.mark.parametrize(
    ("fields", "menu", "words"),
    [
        ({"number": "soon"}, [], "is no telephone number"),
        ({}, [TICKETS, TICKETS], "uses a digit twice"),
        ({"kind": "problem"}, [TICKETS], "Only a main line has a menu"),
        ({}, [TICKETS | {"digit": "4"}], "4 is taken: it always leads to a person"),
        ({}, [TICKETS | {"answer": ""}], "required"),
    ],
)
def test_a_line_that_would_not_work_is_explained(admin_browser, fields, menu, words):
    group = make.ring_group(agents=1, managers=0)
    response = admin_browser.post("/settings/lines/new/", line_form(group, **fields) | rows("menu", *menu))
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not Line.objects.exists()


def test_a_number_belongs_to_one_line(admin_browser):
    line = make.line()
    response = admin_browser.post("/settings/lines/new/", line_form(line.ring_group, number=line.number) | rows("menu"))
    assert response.status_code == 422


def test_a_ring_group_keeps_exactly_the_phones_of_the_form(admin_browser):
    group = make.ring_group(agents=2, managers=1)
    kept = group.members.first()
    new = make.agent(name="Nora")
    phones = [
        {"user": kept.user_id, "device": "mobile", "phone": kept.phone, "tier": 1},
        {"user": new.pk, "device": "mobile", "phone": "(500) 555-0177", "tier": 2},
    ]
    data = {"name": group.name, "rounds": 3, "ring_seconds": 20, "wrap_up_seconds": 30} | rows("members", *phones)
    data["members-INITIAL_FORMS"] = 1
    assert admin_browser.post(f"/settings/ring-groups/{group.pk}/", data).status_code == 302

    group.refresh_from_db()
    members = [(member.user, member.phone, member.tier) for member in group.members.all()]
    assert members == [(kept.user, kept.phone, 1), (new, "+15005550177", 2)]
    assert group.rounds == 3


@pytest.mark.parametrize(
    ("tiers", "words"),
    [([2], "needs at least one person who is rung first"), ([1, 1], "has the same person or phone twice")],
)
def test_a_ring_group_that_nobody_would_answer_is_refused(admin_browser, tiers, words):
    person = make.agent()
    phones = [{"user": person.pk, "device": "mobile", "phone": "+15005550177", "tier": tier} for tier in tiers]
    data = {"name": "Night", "rounds": 2, "ring_seconds": 25, "wrap_up_seconds": 30} | rows("members", *phones)
    response = admin_browser.post("/settings/ring-groups/new/", data)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not RingGroup.objects.exists()


def group_form(*members: dict, **fields) -> dict:
    return (
        {"name": "Night", "rounds": 2, "ring_seconds": 25, "wrap_up_seconds": 30} | fields | rows("members", *members)
    )


def test_an_eleventh_person_of_a_tier_is_refused_with_the_reason(admin_browser):
    people = [
        {"user": make.agent().pk, "device": "mobile", "phone": f"+150055501{n}", "tier": 1} for n in range(10, 21)
    ]
    response = admin_browser.post("/settings/ring-groups/new/", group_form(*people))
    assert response.status_code == 422
    assert "has 11 people. At most 10 ring at once" in response.content.decode()
    assert admin_browser.post("/settings/ring-groups/new/", group_form(*people[:10])).status_code == 302


def test_a_member_without_a_number_rings_on_the_mobile_of_the_account(admin_browser):
    known, unknown = make.agent(mobile="+15005550177"), make.agent()
    member = {"device": "mobile", "phone": "", "tier": 1}
    response = admin_browser.post("/settings/ring-groups/new/", group_form(member | {"user": unknown.pk}))
    assert "names no mobile" in response.content.decode()
    admin_browser.post("/settings/ring-groups/new/", group_form(member | {"user": known.pk}))
    assert RingGroup.objects.get().members.get().phone == "+15005550177"


def test_a_whisper_is_checked_where_it_is_written(admin_browser):
    member = {"user": make.agent().pk, "device": "mobile", "phone": "+15005550177", "tier": 1}
    response = admin_browser.post("/settings/ring-groups/new/", group_form(member, whisper="Hello {user.password}"))
    assert response.status_code == 422
    assert "{user.password} is not known" in response.content.decode()
