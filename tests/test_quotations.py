# ruff: noqa: RUF001
"""What somebody wrote, and the mails below it."""

import pytest

from helpdesk.lib.text.quotations import split_quoted

OUTLOOK = "From: Desk <desk@a.example>\nSent: Tuesday, 3 November 2026 10:00\nTo: Ann Lee\nSubject: Seats\n\nHello"


@pytest.mark.parametrize(
    ("written", "quoted"),
    [
        ("Thanks!\n\nAnn", "On Mon, 3 Nov 2026 at 10:00, Desk <a@b.example>\nwrote:\n\n> Hello\n>\n> Bye"),
        ("Danke", "Am 3.11.2026 um 10:00 schrieb Desk:\n> Hallo"),
        ("Merci", "Le lun. 3 nov. 2026 à 10:00, Desk <a@b.example> a écrit :\n> Bonjour"),
        (
            "תודה",
            "בתאריך יום ג׳, 3 בנוב׳ 2026 ב-10:00 \u202aDesk\u202c\u200f <\u202aa@b.example\u202c\u200f>:\u202c\n> a",
        ),
        ("はい", "2026年11月3日(火) 10:00 Desk <a@b.example>:\n> こんにちは"),
        ("好的", "Desk <a@b.example> 于2026年11月3日周二 10:00写道：\n> 你好"),
        ("No", "-----Ursprüngliche Nachricht-----\nVon: Desk\n\nHallo"),
        ("No", "-------- Message d’origine --------\nDe : Desk\n\nBonjour"),
        ("Нет", "-----Исходное сообщение-----\nЗдравствуйте"),
        ("No", OUTLOOK),
        ("No", ">>> Desk <a@b.example> 11/03/26 10:00 AM >>>\nHello"),
        ("No", "---- On Tue, 03 Nov 2026 10:00:00 +0100 Desk <a@b.example> wrote ---\n\nHello"),
        ("No", "Quoting Desk <a@b.example>:\n\n> Hello"),
        ("No", "3 ноября 2026, 10:00 от Desk <a@b.example>:\n\nHello"),
        ("No", f"________________________________\n{OUTLOOK}"),
        ("Nein", "*Von:* Desk\n*Gesendet:* Dienstag\n*An:* Ann\n*Cc:* Ben\n*Betreff:* Plätze\n\nHallo"),
        ("No", "De: Desk\nEnviado el: martes\nPara: Ann\nAsunto: Asientos\n\nHola"),
        ("Non", "De : Desk\nEnvoyé : mardi\nÀ : Ann\nObjet : Places\n\nBonjour"),
    ],
)
def test_the_mails_below_an_answer_are_told_from_it(written, quoted):
    assert split_quoted(f"{written}\n\n{quoted}\n") == (written, quoted)


@pytest.mark.parametrize(
    "text",
    [
        "> only a quotation",
        "> a question\nand the answer below it",
        "Dear desk,\n\n--\nI paid twice.",
        "Dear desk,\n\n-- \nMay I pay later?",
        "-- \nAnn",
        "Sent from my iPhone",
        "a\n---\nb",
        "",
        "\n\n",
        "These are my orders:\n\n----- Order 48213 -----\n2 × Row 7\n\n----- Order 48214 -----\nnever came",
        "----- Refund please -----\nI paid twice.",
        "See below.\n____________________________\nI paid twice.",
        "My trip:\nFrom: London\nTo: Riverside\nDate: 3 May 2026\nI missed it.",
        f"What the hall says:\n\n---------- Forwarded message ---------\n{OUTLOOK}",
        f"Begin forwarded message:\n\n{OUTLOOK}",
        "----- I wrote to desk@a.example twice -----",
        "On 3 May 2026, 10:00 I wrote to desk@a.example: cancel it.\nNobody did.",
        "On 3 May 2026 at 10:00, I wrote to Eve <eve@a.example> to cancel it: no answer.",
        "It says:\n\n>>> import seats >>>\n\nWhat is that?",
        OUTLOOK,
    ],
)
def test_what_is_no_history_stays_in_sight(text):
    assert split_quoted(text) == (text, "")


@pytest.mark.parametrize(
    "written",
    [
        "Call me.\nAnn wrote:",
        "I paid 30 EUR.\nHere is what you said:",
        "I bought it on 3 May 2026 at 10:00, and wrote to you.\nThe hall wrote:",
        "It is order 2026.\nMy questions:",
    ],
)
def test_words_before_the_quotation_are_never_taken_for_its_introduction(written):
    assert split_quoted(f"{written}\n> Hello") == (written, "> Hello")


@pytest.mark.parametrize("signature", ["-- \nAnn", "--\nAnn\n+1 500 555 0135", "Sent from my iPhone", "-- \nA\n\nB"])
def test_a_signature_is_told_from_what_stands_above_it(signature):
    assert split_quoted(f"Dear desk, help!\n\n{signature}\n") == ("Dear desk, help!", signature)


@pytest.mark.parametrize(
    ("subject", "is_folded"), [("FW: Seats", False), ("WG: Plätze", False), ("Re: FW: Seats", True), ("Fwd", True)]
)
def test_what_was_forwarded_is_never_folded(subject, is_folded):
    assert bool(split_quoted(f"See below.\n\n{OUTLOOK}", subject)[1]) is is_folded
