# ruff: noqa: RUF001
"""What agents write is Markdown: shown as safe HTML, and sent as text and HTML."""

import re
import time
import uuid
from email import message_from_bytes
from email.policy import default

import pytest
from django.utils.html import escape

from helpdesk.lib.text.markdown import paragraphs, to_html, to_text
from helpdesk.mail.models import OutboundMessage
from tests import make
from tickets.cases import add_note


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("**five** _days_", "<p dir='auto'><strong>five</strong> <em>days</em></p>"),
        ("- a\n- b", "<ul dir='auto'>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("one\ntwo", "<p dir='auto'>one<br>\ntwo</p>"),
        ("> said", "<blockquote dir='auto'>\n<p>said</p>\n</blockquote>"),
        ("it's 1 < 2", "<p dir='auto'>it's 1 &lt; 2</p>"),
        ("# 5 seats", "<p dir='auto'># 5 seats</p>"),
        ("Hello\n---", "<p dir='auto'>Hello<br>\n---</p>"),
        ("    far in", "<p dir='auto'>far in</p>"),
        ("2 * 3 * 4 and order_no_7", "<p dir='auto'>2 * 3 * 4 and order_no_7</p>"),
    ],
)
def test_it_is_shown_as_it_was_meant(written, shown):
    assert to_html(written).strip() == shown.replace("'auto'", '"auto"')


def test_each_paragraph_list_and_quotation_has_its_own_direction():
    html = to_html("Hello\n\nשלום\n\n- one\n\n- two\n\n> שלום\n> - one")
    assert re.findall(r'<(\w+) dir="auto">', html) == ["p", "p", "ul", "blockquote"]
    assert paragraphs("Hello <p>\n\nשלום") == '<p dir="auto">Hello &lt;p&gt;</p>\n\n<p dir="auto">שלום</p>'


def test_a_link_tells_the_other_site_nothing():
    for written in ("https://shop.test/cart", "[cart](https://shop.test/cart)"):
        assert '<a href="https://shop.test/cart" rel="nofollow noopener noreferrer">' in to_html(written)


@pytest.mark.parametrize(
    "evil",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "![pixel](https://evil.test/p.png)",
        "[x](javascript:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        "<a href='javascript:alert(1)'>x</a>",
        "`</code><script>alert(1)</script>`",
        "<iframe src=https://evil.test></iframe>",
        "[x]( java\nscript:alert(1))",
        '[x](https://a.test "onmouseover=alert(1)")',
    ],
)
def test_nothing_runs_and_nothing_is_fetched(evil):
    html = to_html(evil)
    for part in ("<script", "<img", "<iframe", 'href="javascript', 'href="data', "onerror=alert(1)>", " onmouseover"):
        assert part not in html


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("see https://shop.test/_cart_/x.", "https://shop.test/_cart_/x"),
        ("(https://shop.test/b_(c))", "https://shop.test/b_(c)"),
        ("**https://shop.test/b**", "https://shop.test/b"),
        ("https://shop.test/?a[]=1&b=2", "https://shop.test/?a%5B%5D=1&amp;b=2"),
        ("HTTP://shop.test", "HTTP://shop.test"),
        ("or www.example.com/a_b_c, ok", "http://www.example.com/a_b_c"),
        ("[see https://a.test/b](https://shop.test)", "https://shop.test"),
        ("http://m\u00fcnchen.test/\u00fc", "http://xn--mnchen-3ya.test/%C3%BC"),
        (f"https://shop.test/{'a' * 2_000}", f"https://shop.test/{'a' * 2_000}"),
    ],
)
def test_an_address_is_a_link_as_far_as_it_goes(written, address):
    html = to_html(written)
    assert f'<a href="{address}"' in html
    assert html.count("<a ") == 1


@pytest.mark.parametrize(
    "written", ["http://", "see http://. end", "xhttp://a.test", "`https://a.test`", "http\\://a.b"]
)
def test_what_is_no_address_is_no_link(written):
    assert "<a " not in to_html(written)


@pytest.mark.parametrize("much", ["*a* " * 2_000, "words & " * 10_000])
def test_what_is_longer_than_anybody_writes_is_shown_as_it_was_written(much):
    assert to_html(f"{much}\n<script>") == f'<p dir="auto">{escape(much)}<br>&lt;script&gt;</p>'


def test_a_reader_of_text_sees_where_a_link_leads():
    assert to_text("**Now**: [your cart](https://shop.test/c) or [x](javascript:y)") == (
        "Now: your cart (https://shop.test/c) or [x](javascript:y)"
    )


@pytest.mark.django_db
def test_the_mail_is_text_and_html(browser):
    ticket = make.ticket()
    form = {"mode": "reply", "body": "**Now** at [the shop](https://shop.test/c)", "version": ticket.version}
    browser.post(f"/tickets/{ticket.pk}/write/", form | {"key": str(uuid.uuid4())})

    mail = message_from_bytes(bytes(OutboundMessage.objects.get().raw), policy=default)
    assert "Now at the shop (https://shop.test/c)" in mail.get_body(("plain",)).get_content()
    assert "<strong>Now</strong>" in mail.get_body(("html",)).get_content()


@pytest.mark.django_db
def test_notes_are_markdown_and_what_the_requester_wrote_is_not(browser, agent):
    ticket = make.ticket(body="**I** paid")
    add_note(ticket, body="**He** paid", by=agent)
    page = browser.get(f"/tickets/{ticket.pk}/").content.decode()
    assert "**I** paid" in page
    assert "<strong>He</strong> paid" in page


@pytest.mark.django_db
def test_the_preview_shows_it_with_and_without_javascript(browser):
    ticket = make.ticket()
    assert "<em>so</em>" in browser.post("/tickets/preview/", {"body": "_so_"}).content.decode()
    form = {"mode": "note", "body": "_so_", "version": 1, "key": str(uuid.uuid4()), "then": "preview"}
    page = browser.post(f"/tickets/{ticket.pk}/write/", form)
    assert "<em>so</em>" in page.content.decode()
    assert page.context["composer"]["body"].value() == "_so_"
    assert not ticket.entries.filter(kind="note").exists()


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("card ****1234, **please**", "card ****1234, please"),
        ("2**3 is 8, and 2 ** 3 too", "2**3 is 8, and 2 ** 3 too"),
        ("**one** and **two words**", "one and two words"),
    ],
)
def test_stars_that_are_no_marks_stay_in_the_plain_text(written, read):
    assert to_text(written) == read
    assert ("****1234" in to_html(written)) == ("****1234" in read)


def test_the_plain_text_of_many_stars_is_there_at_once():
    begun = time.monotonic()
    to_text("**a " * 5_000)
    assert time.monotonic() - begun < 1
