"""The wording of the recovery email: changed for each language, previewed before it is saved, and reset."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from carts.models import RecoveryStep, RecoveryWording
from carts.recovery import issue_code
from carts.recovery.mail import write_mail
from carts.recovery.wording import buyers_language
from helpdesk.mail.outbox import Mail
from tests import make
from tests.permissions.objects import with_second_step

pytestmark = pytest.mark.django_db
OURS = "Call us and talk to a person."
PAGE = "/settings/recovery-email/"


@pytest.fixture
def admin(client):
    client.force_login(with_second_step(make.admin()))
    return client


def mail_to(locale: str, **fields) -> Mail:
    """What a buyer gets whose card was declined."""
    cart = make.cart(locale=locale, problem="payment_declined", **fields)
    step = RecoveryStep(pk=1, cart=cart, purpose=RecoveryStep.Purpose.SERVICE_NOTICE)
    return write_mail(step, code=issue_code(cart, at=timezone.now()))


@pytest.mark.parametrize(
    ("locale", "language"),
    [("de-AT", "de"), ("fr_CA", "fr"), ("ES", "es"), ("en-US", "en"), ("nl", "en"), ("", "en"), ("../x", "en")],
)
def test_a_buyer_reads_the_language_that_the_shop_reports_if_the_desk_has_it(locale, language):
    assert buyers_language(make.cart(locale=locale)) == language


def test_own_words_are_sent_in_their_language_only_and_the_rest_stays_ours(admin):
    typed = {"problem_opening": "{{ problem }} So sorry!", "closing": "Bye.\n\n<b>Ana"}
    assert admin.post(f"{PAGE}?language=en", typed).status_code == 302
    mail = mail_to("en")
    assert "So sorry!" in mail.text
    assert "We'd like to fix that." not in mail.text
    assert "Bye." in mail.html
    assert "<b>Ana" not in mail.html
    assert OURS in mail.text
    german = mail_to("de")
    assert "So sorry!" not in german.text
    assert 'lang="de"' in german.html


def test_a_part_that_says_what_ours_says_is_not_kept_and_follows_ours(admin):
    form = admin.get(f"{PAGE}?language=de").context["form"]
    assert admin.post(f"{PAGE}?language=de", form.initial).status_code == 302
    assert not any(getattr(RecoveryWording.objects.get(), part) for part in form.fields)


def test_our_words_stand_in_where_a_value_is_not_known(admin):
    admin.post(f"{PAGE}?language=en", {"problem_subject": "About {{ event.name }}"})
    assert mail_to("en", event=make.event(name="Jazz Fest")).subject == "About Jazz Fest"
    assert mail_to("en", event=None).subject == "Trouble getting your tickets?"


@pytest.mark.parametrize("wrong", ["{{ buyer.card }}", "{{ event.name", "x" * 151])
def test_what_cannot_be_filled_in_is_not_saved(admin, wrong):
    assert admin.post(f"{PAGE}?language=en", {"problem_subject": wrong}).status_code == 422
    assert not RecoveryWording.objects.exists()


def test_a_preview_shows_words_that_are_not_saved(admin):
    make.cart_source()
    page = admin.post(f"{PAGE}?language=en", {"closing": "See you!", "then": "preview"}).content.decode()
    assert "not saved yet" in page
    assert not RecoveryWording.objects.exists()
    frame = re.search(r'src="(/settings/recovery-email/[^"]+)"', page)[1].replace("&amp;", "&")
    assert "See you!" in admin.get(frame).content.decode()


def test_a_reset_says_our_words_again_and_changes_no_other_language(admin):
    for language in ("en", "de"):
        admin.post(f"{PAGE}?language={language}", {"invitation": "Ring!"})
    assert admin.post(f"{reverse('carts:reset_recovery_email')}?language=en").status_code == 302
    assert OURS in mail_to("en").text
    assert "Ring!" in mail_to("de").text
