"""The settings say that a line's fallback document is missing or wrong."""

import pytest
from django.utils import timezone

from escalation.lines import note_fallback_check
from tests import make

pytestmark = pytest.mark.django_db


def test_a_line_without_a_fallback_document_says_so_on_its_page(admin_browser):
    line = make.line()
    page = admin_browser.get(f"/settings/lines/{line.pk}/").content.decode()
    assert "has no fallback set up" in page


def test_what_the_last_look_found_stands_on_the_page_of_the_line_and_in_the_list(admin_browser):
    line = make.line(fallback_url="https://static.example.com/fallback.xml")
    assert "fallback document" not in admin_browser.get("/settings/lines/").content.decode().replace("Fallback", "")
    note_fallback_check(line, problem="The fallback document does not ring Ann.", at=timezone.now())
    assert "does not ring Ann" in admin_browser.get(f"/settings/lines/{line.pk}/").content.decode()
    assert "fallback document is wrong" in admin_browser.get("/settings/lines/").content.decode()
    note_fallback_check(line, problem="", at=timezone.now())
    assert "fallback document is wrong" not in admin_browser.get("/settings/lines/").content.decode()
