# ruff: noqa: RUF001
"""One box: number, phone, mail, order, names and words with accents and typos; operators; only what one may see."""

import unicodedata
from importlib import import_module

import pytest
from django.db import connection

from tests import make
from tickets import tasks
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert('refund')</script>"


@pytest.fixture
def ticket(team):
    requester = make.requester(name="Jonas Müller", email="jonas@buyers.test", phone="+15005552099")
    return make.ticket(
        requester=requester,
        subject="Rejected code at the Café",
        order_reference="ord-1001",
        team=team,
        body="The Łódź barcode is unreadable, mail me at jonas.work@buyers.test",
    )


def write_about_refund(team, number: int) -> Ticket:
    """A case that is found for "refund" in every way."""
    person = make.requester(name=f"Refund Buyer {number}")
    return make.ticket(subject=f"Refund {number}", team=team, body="Where is my refund?", requester=person)


def ask(browser, asked: str, **parameters: str):
    response = browser.get("/tickets/search/", {"q": asked} | parameters)
    assert response.status_code == 200
    return response.context["results"]


def found(browser, asked: str, **parameters: str) -> dict[str, list[int]]:
    """The cases of each group; of a person, none."""
    groups = ask(browser, asked, **parameters).groups
    return {group["name"]: [getattr(row, "ticket_id", row.pk) for row in group["rows"]] for group in groups}


@pytest.mark.parametrize(
    ("asked", "group"),
    [
        ("ORD-1001", "exact"),
        ("Jonas@Buyers.test", "theirs"),
        ("+1 500-555-2099", "theirs"),
        ("(500) 555.2099", "theirs"),
        ("555-2099", "theirs"),
        ("2099", "theirs"),
        ("muller", "theirs"),
        ("Müller jonas", "theirs"),
        ("rejected cafe", "cases"),
        ("CAFÉ", "cases"),
        ("reject", "cases"),
        ("lodz BARCODE", "messages"),
        ("łódź", "messages"),
        ("jonas.work@buyers", "messages"),
    ],
)
def test_a_case_is_found_by(browser, ticket, asked, group):
    make.ticket(subject="Something else", body="")
    assert found(browser, asked)[group] == [ticket.pk]


@pytest.mark.parametrize(
    "asked",
    [
        "030 901820",
        "030/901820",
        "0049 30 901820",
        "+49 (0)30 901820",
        "tel:+49-30-901820;ext=12",
        "030 901820 ext. 12",
        "Tel. 030 901820",
        "030\u00a0901820",
        "\u0660\u0663\u0660\u0669\u0660\u0661\u0668\u0662\u0660",
        "\uff10\uff13\uff10\uff0d\uff19\uff10\uff11\uff18\uff12\uff10",
        "901820",
    ],
)
def test_a_number_is_found_as_people_write_it_from_wherever_it_is(browser, team, asked):
    ticket = make.ticket(team=team, requester=make.requester(phone="+4930901820"))
    make.ticket(team=team)
    assert found(browser, asked)["theirs"] == [ticket.pk]


NAMES = [
    ("Сергей Ёлкин", ["Сергей", "сергей", "елкин", "ЁЛКИН", "Се\u0440гей"]),
    ("김민수", ["김민수", "민수", "김", unicodedata.normalize("NFD", "김민수")]),
    (
        "ヤマダ ハナコ",
        ["ヤマダ", "ﾔﾏﾀﾞ", "マダ", unicodedata.normalize("NFD", "ヤマダ"), "ヤマダ・ハナコ", "ヤマダハナコ"],
    ),
    ("अमिताभ बच्चन", ["अमिताभ", "बच्चन"]),
    ("王伟", ["王伟", "伟", "王"]),
    ("山田花子", ["花子", "山田", "山田 花子", "田花"]),
    ("Bo Li", ["Bo Li", "li bo", "bo"]),
    ("Ng", ["Ng", "ng"]),
    ("שָׁלוֹם כֹּהֵן", ["שלום", "שָׁלוֹם", "כהן"]),
    ("محمد علي", ["مُحَمَّد", "محمد", "محـــمد", "علی"]),
    ("İpek Işık", ["ipek", "İPEK", "isik", "IŞIK", "ışık"]),
    ("Jürgen Groß", ["Juergen", "jurgen", "JÜRGEN", "gross", "GROSS", "Jürgen".replace("ü", "u\u0308")]),
    ("Juergen Weiss", ["Jürgen", "Weiß", "jurgen"]),
    ("Nguyễn Thị Đào", ["nguyen", "Nguyễn", "dao", unicodedata.normalize("NFD", "Nguyễn Thị")]),
    ("สมชาย ใจดี", ["สมชาย", "ชาย", "ใจดี"]),
    ("Ann O’Brien", ["O'Brien", "O’Brien", "obrien", "Brien", "o brien"]),
    ("Jean-Luc Picard", ["Jean-Luc", "jean luc", "Jeanluc", "luc"]),
    ("Αλέξανδρος", ["αλεξανδρος", "ΑΛΕΞΑΝΔΡΟΣ"]),
    ("Smith, J.R.", ["J.R. Smith", "jr smith"]),
]


@pytest.mark.parametrize(("name", "asked"), [(name, asked) for name, ways in NAMES for asked in ways])
def test_a_person_is_found_by_a_name_in_any_script_and_spelling(browser, team, name, asked):
    ticket = make.ticket(team=team, requester=make.requester(name=name, email="x@b.test"), subject="A", body="B")
    make.ticket(team=team, requester=make.requester(name="Somebody Else"), subject="A", body="B")
    results = ask(browser, asked)
    assert (results.is_similar, results.instead) == (False, "")
    assert found(browser, asked)["people"] == [ticket.requester_id]
    assert str(ticket.requester_id) in browser.get("/tickets/search/hints/", {"q": asked}).content.decode()
    other = make.ticket(team=team).requester
    chooser = browser.get(f"/requesters/{other.pk}/merge/", {"q": asked}).content.decode()
    assert f"/merge/{ticket.requester_id}/" in chooser


@pytest.mark.parametrize("asked", ["Li", "Bo Ng", "zz"])
def test_a_word_of_two_letters_is_a_whole_name(browser, team, asked):
    make.ticket(team=team, requester=make.requester(name="Lisa Bongo", email="x@b.test"), subject="A", body="B")
    assert "people" not in found(browser, asked)


@pytest.mark.parametrize("asked", ["jonas.work", "jonas", "work", "buyers.example", "@buyers.example", "jonas.work@"])
def test_a_person_is_found_by_a_part_of_the_address(browser, team, asked):
    person = make.requester(name="", email="jonas.work@buyers.example")
    ticket = make.ticket(team=team, requester=person, subject="A", body="B")
    make.ticket(team=team, subject="A", body="B")
    assert found(browser, asked)["theirs"] == [ticket.pk]


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("Petra Vance", "Petra Vnace"),
        ("Petra Vance", "Ptera Vance"),
        ("Petra Vance", "Petra Vanc"),
        ("Petra Vance", "Petra Vancee"),
        ("Сергей Иванов", "Сегрей Иванов"),
        ("Müller", "Mülelr"),
    ],
)
def test_two_letters_that_changed_places_in_a_name_are_forgiven(browser, team, name, asked):
    ticket = make.ticket(team=team, requester=make.requester(name=name), subject="A", body="B")
    make.ticket(team=team, requester=make.requester(name="Peter Vogel"), subject="A", body="B")
    assert found(browser, asked)["people"] == [ticket.requester_id]


@pytest.mark.parametrize("asked", ["王伟", "退款", "款申请", "請", "전화", "สมชาย", "שלום"])
def test_a_word_is_found_in_a_text_without_spaces_and_without_points(browser, team, asked):
    ticket = make.ticket(team=team, subject="請幫忙 전화번호", body="北京的王伟要退款申请。 คุณสมชายใจดี שָׁלוֹם")
    make.ticket(team=team, subject="A", body="王先生 款退 伟")
    groups = found(browser, asked)
    assert groups.get("cases", groups.get("messages")) == [ticket.pk]
    assert "<mark>" in browser.get("/tickets/search/", {"q": asked}).content.decode()


@pytest.mark.parametrize("mark", ["", "#"])
def test_a_case_is_found_by_its_number(browser, ticket, mark):
    assert found(browser, f"{mark}{ticket.pk}")["exact"] == [ticket.pk]


def test_a_person_is_found_by_name(browser, ticket):
    assert found(browser, "Jonas")["people"] == [ticket.requester_id]


@pytest.mark.parametrize(
    ("asked", "group", "instead"),
    [
        ("rejcted cfae", "cases", "rejected cafe"),
        ("unraedable", "messages", "unreadable"),
        ("jonsa@buyers.test", "theirs", ""),
        ("Jonaz Muler", "theirs", ""),
    ],
)
def test_a_typo_is_forgiven(browser, ticket, asked, group, instead):
    tasks.learn_words()
    results = ask(browser, asked)
    assert results.instead == instead
    assert found(browser, asked)[group] == [ticket.pk]


def test_what_was_written_as_asked_is_never_corrected(browser, ticket):
    make.ticket(subject="Rejectd", team=ticket.team, body="")
    tasks.learn_words()
    assert ask(browser, "rejectd").instead == ""


def test_words_are_learnt_once_and_go_on_where_they_ended(browser, ticket):
    tasks.learn_words()
    make.ticket(subject="Xylophone lessons", team=ticket.team, body="none")
    tasks.learn_words()
    tasks.learn_words()
    assert ask(browser, "xylophnoe").instead == "xylophone"


@pytest.mark.parametrize(
    ("asked", "is_found"),
    [
        ("is:open rejected", True),
        ("is:solved rejected", False),
        ("rejected channel:phone", True),
        ("rejected channel:email", False),
        ("is:solved barcode", False),
        ("is:open jonas", True),
        ("is:solved jonas", False),
        ("is:open", True),
        ("is:solved", False),
    ],
)
def test_operators_narrow_what_is_found(browser, ticket, asked, is_found):
    assert bool(found(browser, asked)) == is_found


def test_an_operator_that_means_nothing_says_so(browser, ticket):
    response = browser.get("/tickets/search/", {"q": "is:blue rejected"})
    assert not response.context["results"].groups
    assert "blue" in response.context["results"].narrowing.problems[0]
    assert 'role="alert"' in response.content.decode()


@pytest.mark.parametrize(
    "asked",
    [
        "ORD-1001",
        "jonas@buyers.test",
        "5005552099",
        "2099",
        "rejected",
        "müller",
        "rejectd",
        "barcode",
        "jonsa@buyers.test",
    ],
)
def test_what_one_may_not_see_is_not_found(browser, ticket, asked):
    Ticket.objects.update(team=make.team())
    tasks.learn_words()
    assert found(browser, asked) == {}
    assert ask(browser, asked).instead == ""


def test_a_case_of_another_team_is_not_found_by_its_number(browser, ticket):
    Ticket.objects.update(team=make.team())
    assert found(browser, str(ticket.pk)) == {}


@pytest.mark.parametrize(
    "asked",
    [
        "",
        " ",
        "%",
        "_",
        "\\",
        "'; drop",
        "\0",
        "9" * 40,
        "q" * 5000,
        "@",
        "%%%%",
        "' | !",
        ":*",
        "€",
        "<->",
        "½ €½",
        "a:* b",
    ],
)
def test_no_text_breaks_the_search(browser, ticket, asked):
    assert not ask(browser, asked).groups


@pytest.mark.parametrize(
    "asked", ["group=nothing", "group=cases&after=x", "group=messages&after=x", "group=people&after=-1"]
)
def test_an_address_that_leads_nowhere_is_not_found(browser, ticket, asked):
    assert browser.get(f"/tickets/search/?q=rejected&{asked}").status_code == 404


def test_matches_are_marked_and_hostile_text_stays_text(browser, team):
    requester = make.requester(name="Refund <b>Buyer</b>")
    make.ticket(subject=f"Refúnd {HOSTILE}", team=team, body=f"A long story. {HOSTILE * 20}", requester=requester)
    html = browser.get("/tickets/search/", {"q": "refund"}).content.decode()
    assert "<mark>Refúnd</mark> &lt;script&gt;" in html
    assert "&#x27;<mark>refund</mark>&#x27;" in html
    assert "<mark>Refund</mark> &lt;b&gt;Buyer" in html
    assert HOSTILE not in html
    hints = browser.get("/tickets/search/hints/", {"q": "refund"}).content.decode()
    assert "<mark>Refúnd</mark> &lt;script&gt;" in hints
    assert "<b>" not in hints


@pytest.mark.parametrize("group", ["cases", "messages", "people", "theirs"])
def test_more_of_a_group_comes_page_by_page(browser, team, group):
    for number in range(25):
        person = make.requester(
            name=f"Refund Buyer {number}", email=f"buyer{number}@b.test", phone=f"+1500555{4000 + number}"
        )
        make.ticket(subject=f"Refund {number}", team=team, body="Where is my refund?", requester=person)
    seen, after = [], {}
    for rows in (10, 10, 5):
        page = next(shown for shown in ask(browser, "refund", group=group, **after).groups if shown["name"] == group)
        assert len(page["rows"]) == rows
        seen += [row.pk for row in page["rows"]]
        after = {"after": page["more"]}
    assert page["more"] == ""
    assert len(set(seen)) == 25


def test_more_comes_as_a_fragment_to_the_page_that_is_open(browser, team):
    for number in range(12):
        make.ticket(subject=f"Refund {number}", team=team, body="")
    first = ask(browser, "refund").groups[0]
    response = browser.get(
        "/tickets/search/", {"q": "refund", "group": "cases", "after": first["more"]}, headers={"HX-Request": "true"}
    )
    assert "<html" not in response.content.decode()
    assert response.content.decode().count("data-list-row") == 2


@pytest.mark.parametrize("rows", [1, 30])
def test_a_search_asks_nothing_for_each_row(browser, team, rows, django_assert_max_num_queries):
    for number in range(rows):
        person = make.requester(
            name=f"Refund Buyer {number}", email=f"b{number}@b.test", phone=f"+1500555{4000 + number}"
        )
        make.ticket(subject=f"Refund {number}", team=team, body="Where is my refund?", requester=person)
    with django_assert_max_num_queries(23):
        browser.get("/tickets/search/", {"q": "refund"})


def test_what_was_written_before_the_upgrade_is_found_after_it(browser, team):
    first = import_module("tickets.migrations.0001_plain_words").Migration.operations
    names = import_module("tickets.migrations.0004_names_of_everybody")
    with connection.cursor() as cursor:
        for operation in first[2:]:
            cursor.execute(operation.sql.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"))
        before = make.ticket(team=team, subject="A", body="北京的王伟要退款 שָׁלוֹם")
        assert found(browser, "退款") == {}
        for function in (names.PLAIN, names.WORDS, names.QUERY):
            cursor.execute(function)
        for operation in import_module("tickets.migrations.0005_words_read_again").Migration.operations:
            cursor.execute(operation.sql)
    assert found(browser, "退款") == {"messages": [before.pk]}
    assert found(browser, "שלום") == {"messages": [before.pk]}
