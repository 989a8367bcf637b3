"""The catalogues of other languages: what is found in the code, and which faults of a translation are seen."""

import pytest
from babel.messages.pofile import read_po
from django.conf import settings

from scripts import messages, unseen_texts


def german(english: str | tuple[str, str], said: str | tuple[str, ...]):
    catalog = messages.empty("de")
    return catalog.add(english, said), catalog


@pytest.mark.parametrize(
    ("english", "said", "fault"),
    [
        ("Case %(number)s", "Fall", "other placeholders"),
        ("Use {caller}.", "Nutzen Sie {anrufer}.", "other placeholders"),
        ("<strong>Now</strong>", "<em>Jetzt</em>", "other HTML"),
        ('See <a href="%(url)s">it</a>', "Siehe <a>es</a>", "other HTML"),
        (" and ", "und", "other space"),
        (("%(count)s day", "%(count)s days"), ("%(count)s Tag",), "2 forms"),
        (("%(count)s day", "%(count)s days"), ("%(count)s Tag", ""), "2 forms"),
        (("%(count)s day", "%(count)s days"), ("%(count)s Tag", "viele Tage"), "other placeholders"),
    ],
)
def test_a_translation_that_says_something_else_is_seen(english, said, fault):
    assert any(fault in trouble for trouble in messages.faults(*german(english, said)))


@pytest.mark.parametrize(
    ("english", "said"),
    [
        ("Case %(number)s", "Fall %(number)s"),
        (" and ", " und "),
        (("%(count)s day", "%(count)s days"), ("Ein Tag", "%(count)s Tage")),
        ("%(who)s called %(line)s", "%(line)s wurde von %(who)s angerufen"),
        ("Not translated yet", ""),
    ],
)
def test_a_translation_that_says_the_same_passes(english, said):
    assert list(messages.faults(*german(english, said))) == []


def test_a_complete_language_lacks_nothing(monkeypatch, tmp_path):
    template = messages.Catalog()
    for words in ("Kept", "New", "Vague"):
        template.add(words, locations=[("a.html", 0)])
    catalog = messages.empty("de")
    catalog.add("Kept", "Behalten")
    catalog.add("Vague", "Vage", flags=["fuzzy"])
    catalog.add("Gone", "Weg")
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    messages.write("de", catalog)
    wanted = {(None, entry.id): entry for entry in messages.entries(template)}

    assert list(messages.troubles_of("de", wanted)) == [
        "missing: 'New' (a.html)",
        "fuzzy: 'Vague' (a.html)",
        "nobody says it any more: 'Gone'",
    ]
    messages.file_of("de").with_suffix(".mo").write_bytes(b"old")
    assert "make messages" in next(messages.troubles_of("de", wanted))


def test_translations_are_put_in_from_json_and_faulty_ones_are_named(monkeypatch, tmp_path, capsys):
    catalog = messages.empty("fr")
    catalog.add(("%(count)s case", "%(count)s cases"))
    catalog.add("Open", context="verb")
    catalog.add("Case %(number)s")
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    messages.write("fr", catalog)
    told = {
        "%(count)s case": ["%(count)s dossier", "%(count)s dossiers"],
        "verb\x04Open": "Ouvrir",
        "Case %(number)s": "Dossier",
    }

    assert not messages.merge("fr", told)
    assert "other placeholders: 'Case %(number)s'" in capsys.readouterr().out
    assert [messages.key_of(entry) for entry in messages.untranslated(messages.read("fr"))] == ["Case %(number)s"]


def test_french_signs_stand_after_a_space_that_does_not_break(monkeypatch, tmp_path):
    catalog = messages.empty("fr")
    catalog.add("Saved?", "« Enregistré » ?")
    catalog.add(("%(count)s case: open", "%(count)s cases: open"))
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    messages.write("fr", catalog)
    messages.merge("fr", {"%(count)s case: open": ["%(count)s dossier : ouvert", "%(count)s dossiers : ouverts"]})
    said = {entry.id: entry.string for entry in messages.entries(messages.read("fr"))}
    space = "\N{NO-BREAK SPACE}"
    assert said["Saved?"] == f"«{space}Enregistré{space}»{space}?"
    assert said["%(count)s case: open", "%(count)s cases: open"] == (
        f"%(count)s dossier{space}: ouvert",
        f"%(count)s dossiers{space}: ouverts",
    )
    wanted = {(None, entry.id): entry for entry in messages.entries(catalog)}
    path = messages.file_of("fr")
    path.write_text(path.read_text().replace(space, " "))
    assert any("a space that breaks" in trouble for trouble in messages.troubles_of("fr", wanted))


def test_texts_of_code_and_templates_are_found():
    found = {messages.key_of(entry): entry for entry in messages.entries(messages.extracted())}
    assert found["Hang up"].locations  # of a template
    assert found["%(count)s day"].pluralizable
    assert "Please stay on the line. We will be back with you in a moment." not in found  # of the lines


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("""words = f"{name}: {_('not reached')}"\n""", [1]),
        ("""\nwords = f"{name} · {gettext('talked %(length)s') % {'length': f'{seconds} s'}}"\n""", [2]),
        ("""words = f"{count:{translation.pgettext('how wide', '7')}}"\n""", [1]),
        ("""said = _("not reached")\nwords = f"{name}: {said}"\n""", []),
        ("""words = _("%(name)s: not reached") % {"name": f"{name.upper()}"}\n""", []),
    ],
)
def test_a_text_within_an_f_string_is_refused(code, lines):
    assert list(unseen_texts.within_f_strings(code)) == lines


def test_no_text_is_in_the_catalogues_of_the_pages_and_of_the_lines():
    """The pages' would be said to callers, too."""
    spoken = settings.BASE_DIR / "escalation/locale/de/LC_MESSAGES/django.po"
    with spoken.open("rb") as file:
        lines = {entry.id for entry in read_po(file) if entry.id}
    assert not lines & {entry.id for entry in messages.entries(messages.extracted())}
