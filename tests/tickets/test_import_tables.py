"""Each kind of odd table is read right, or its row is named: people, words, dates and numbers."""

import io
from pathlib import Path
from zoneinfo import ZoneInfo

import phonenumbers
import pytest

from helpdesk.mail.reading.errors import UnreadableError
from tickets.imports.csv.cases import CsvCases
from tickets.imports.csv.cells import read_phone
from tickets.imports.csv.column_names import guess_columns
from tickets.imports.csv.rows import rows_of
from tickets.imports.csv.table import Table
from tickets.imports.reading.found import FoundCase, Place

FILES = Path(__file__).parent / "import_files" / "csv"
HEADINGS = "Subject,Description,Requester email,Phone,Status,Created at\n"
MARCH, LOST = "2026-03-03 09:15", "Lost seat"
CASES = {
    # File: the rows of it, as (row, subject, text, e-mail, phone, status, created), created in UTC and read in Berlin,
    # or (row, the beginning of what is wrong); a text alone is what is wrong with the whole file.
    "blank-lines-first": [(4, LOST, "words 6b501-13", "b13.6b501@buyer.example", "", "open", MARCH)],
    "bom-quoted-first": [(2, "Lost", "words 6b501", "", "", "closed", None)],
    "bom": [(2, LOST, "words 6b501-1", "b1.6b501@buyer.example", "", "open", MARCH)],
    "case-dup-headings": "Two columns are called “email”. Rename one of them.",
    "cp1252": [(2, "Größe – “falsch”", "words 6b501-2", "b2.6b501@buyer.example", "", "open", MARCH)],
    "cr-only": [(2, LOST, "words 6b501-15", "b15.6b501@buyer.example", "", "open", MARCH)],
    "date-de": [(2, LOST, "words 6b501-41", "b41.6b501@buyer.example", "", "open", "2026-04-03 12:15")],
    "date-epoch": [(2, LOST, "words 6b501-47", "b47.6b501@buyer.example", "", "open", "2026-03-03 13:15")],
    "date-gap": [(2, "The clocks of Europe/Berlin have never shown 2026-03-29 02:30")],
    "date-gmt": [(2, LOST, "words 6b501-44", "b44.6b501@buyer.example", "", "open", "2026-03-03 14:15")],
    "date-month-name": [(2, LOST, "words 6b501-43", "b43.6b501@buyer.example", "", "open", "2026-03-03 13:15")],
    "date-nozone-slash": [(2, LOST, "words 6b501-50", "b50.6b501@buyer.example", "", "open", "2026-03-03 13:15")],
    "date-offset-space": [(2, LOST, "words 6b501-45", "b45.6b501@buyer.example", "", "open", "2026-03-03 13:15")],
    "date-unambiguous-us": [(2, LOST, "words 6b501-42", "b42.6b501@buyer.example", "", "open", "2026-03-31 12:15")],
    "date-us": [
        (2, "“03/04/2026 02:15 PM” is no date that can be read in one way only. Choose the order of day and month")
    ],
    "dup-headings": "Two columns are called “Email”. Rename one of them.",
    "email-mailto": [(2, LOST, "words 6b501-30", "b30@buyer.example", "", "open", MARCH)],
    "email-na": [(2, LOST, "words 6b501-34", "", "", "open", MARCH)],
    "email-name": [(2, LOST, "words 6b501-29", "b29@buyer.example", "", "open", MARCH)],
    "email-nbsp": [(2, LOST, "words 6b501-32", "b32@buyer.example", "", "open", MARCH)],
    "email-zwsp": [(2, LOST, "words 6b501-33", "b33@buyer.example", "", "open", MARCH)],
    "embedded-newlines": [
        (2, LOST, "line one\n\nline three, with quotes 6b501-16", "b16.6b501@buyer.example", "", "open", MARCH)
    ],
    "empty-rows-number": [(2, "Lost", "words 6b501-59", "", "", "closed", None)],
    "formula": [(2, "=1+1", "@SUM(A1) 6b501-19", "b19.6b501@buyer.example", "+15005550123", "open", MARCH)],
    "html-body": [(2, LOST, "Hello\nthere & you\n6b501-60", "b60.6b501@buyer.example", "", "open", MARCH)],
    "json-not-csv": "The file is no table but JSON.",
    "long-word": [(2, LOST, "A" * 5000 + " 6b501-53", "b53.6b501@buyer.example", "", "open", MARCH)],
    "nul": [(2, LOST, "nul  inside 6b501-54", "b54.6b501@buyer.example", "", "open", MARCH)],
    "open-quote": [(2, "A quotation mark in the row is not closed"), (3, "Next", "words", "", "", "closed", None)],
    "phone-00": [(2, LOST, "words 6b501-21", "b21.6b501@buyer.example", "+49301234567", "open", MARCH)],
    "phone-apostrophe-plus": [(2, LOST, "words 6b501-20", "b20.6b501@buyer.example", "+49301234567", "open", MARCH)],
    "phone-ext": [(2, LOST, "words 6b501-27", "b27.6b501@buyer.example", "+15005550123", "open", MARCH)],
    "phone-float": [(2, LOST, "words 6b501-24", "b24.6b501@buyer.example", "+15005550123", "open", MARCH)],
    "phone-two": [(2, LOST, "words 6b501-25", "b25.6b501@buyer.example", "+15005550123", "open", MARCH)],
    "phone-unicode": [(2, LOST, "words 6b501-28", "b28.6b501@buyer.example", "+15005550123", "open", MARCH)],
    "phone-words": [(2, LOST, "words 6b501-26", "b26.6b501@buyer.example", "", "open", MARCH)],
    "quote-in-middle": [(2, "Lost", '5" seat 6b501-55', "", "", "closed", None)],
    "same-number-two-rows": [
        (2, "Lost", "first words 6b501", "b58.6b501@buyer.example", "", "closed", None),
        (3, "Lost", "second words 6b501", "b58.6b501@buyer.example", "", "closed", None),
    ],
    "semicolon-in-comma-headings": [(2, "Lost", "words 6b501-11", "b11.6b501@buyer.example", "", "closed", None)],
    "semicolon": [(2, "Lost", "words, and commas 6b501-10", "b10.6b501@buyer.example", "", "closed", None)],
    "sep-line": [(3, "Lost", "words 6b501-9", "b9.6b501@buyer.example", "", "closed", None)],
    "short-row": [(2, "words 6b501-57", "words 6b501-57", "", "", "closed", None)],
    "status-zendesk": [
        (2, LOST, "words 6b501-35", "b35.6b501@buyer.example", "", "solved", MARCH),
        (3, LOST, "words 6b501-36", "b36.6b501@buyer.example", "", "pending", MARCH),
        (4, LOST, "words 6b501-37", "b37.6b501@buyer.example", "", "pending", MARCH),
        (5, LOST, "words 6b501-38", "b38.6b501@buyer.example", "", "closed", MARCH),
        (6, "“Spam” is not known here."),
    ],
    "trailing-commas": [(2, "Lost", "words 6b501-18", "b18.6b501@buyer.example", "", "closed", None)],
    "utf16-nobom": [(2, "Größe", "words 6b501-8", "b8.6b501@buyer.example", "", "open", MARCH)],
    "utf16le": [(2, "Größe", "words 6b501-7", "b7.6b501@buyer.example", "", "open", MARCH)],
    "utf8-one-bad-byte": [
        (2, "Größe 席", "words 6b501-6", "b6.6b501@buyer.example", "", "open", MARCH),
        (3, "The row holds bytes that are not UTF-8."),
    ],
    "xlsx-not-csv": "The file is no table but an Excel workbook or a ZIP archive.",
}


def table(content: bytes | str | Path, folder: Path, **written: str) -> Table:
    path = content if isinstance(content, Path) else folder / "table.csv"
    if not isinstance(content, Path):
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return Table(path, **written)


def places(content: bytes | str | Path, folder: Path, *, date_order: str = "", **written: str) -> list[Place]:
    read = table(content, folder, **written)
    columns = guess_columns(read.named)
    return list(CsvCases(read, columns=columns, zone=ZoneInfo("Europe/Berlin"), date_order=date_order).places())


def row(folder: Path, **cells: str) -> Place:
    """The one row of a table that holds these cells."""
    cells = {"subject": "Lost", **cells}
    quoted = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells.values())
    return places(f"{','.join(cells)}\n{quoted}\n", folder)[0]


def case_of(folder: Path, **cells: str) -> FoundCase:
    place = row(folder, **cells)
    assert place.case, place.problem
    return place.case


@pytest.mark.parametrize("name", sorted(path.stem for path in FILES.glob("*.csv")))
def test_each_file_is_read_right_or_named(name, tmp_path):
    expected = CASES[name]
    if isinstance(expected, str):
        with pytest.raises(UnreadableError) as refused:
            places(FILES / f"{name}.csv", tmp_path)
        assert str(refused.value).startswith(expected)
        return
    found = places(FILES / f"{name}.csv", tmp_path)
    assert len(found) == len(expected)
    for place, (number, *said) in zip(found, expected, strict=True):
        assert place.number == number
        if len(said) == 1:
            assert place.case is None
            assert place.problem.startswith(said[0])
            continue
        case, created = place.case, said.pop()
        assert [case.subject, case.messages[0].body, case.email, case.phone, case.status] == said
        assert created is None or f"{case.messages[0].at:%Y-%m-%d %H:%M}" == created


@pytest.mark.parametrize(
    ("words", "charset"),
    [
        ("チケットが届きません", "cp932"),
        ("チケットが届きません", "euc_jp"),
        ("Größe der Straße", "mac_roman"),
        ("Où est mon billet ?", "mac_roman"),
        ("订单没有收到", "gb18030"),
        ("표를 못 받았습니다", "cp949"),
        ("Потерял билет", "cp1251"),
        ("Příliš žluťoučký", "cp1250"),
        ("Größe 席", "utf-16"),
        ("Größe 席", "utf-16-be"),
        ("Größe 席", "utf-32-le"),
        ("Größe 席", "utf-8-sig"),
    ],
)
def test_a_table_is_read_in_the_charset_that_makes_words_of_it(words, charset, tmp_path):
    content = f"Subject;Name\n{words};Ann\nSecond;Ben\n".encode(charset)
    assert [place.case.subject for place in places(content, tmp_path)] == [words, "Second"]


def test_a_charset_and_a_separator_that_somebody_chose_count(tmp_path):
    content = "Subject|Name\nŁódź; a,b|Ann\n".encode("iso8859-2")
    [place] = places(content, tmp_path, charset="iso8859-2", delimiter="|")
    assert (place.case.subject, place.case.name) == ("Łódź; a,b", "Ann")
    [place] = places("Subject\nGröße\n", tmp_path, charset="cp1252")
    assert place.case.subject == "GrÃ¶ÃŸe"


@pytest.mark.parametrize(
    "beginning",
    [
        "Tickets of March\n\n",
        "\n\n",
        "Export;;\nTeam: Box office;;\n",
        "sep=;\n",
        '"sep=;"\r\n',
        "\ufeffsep=;\n",
        "Subject of this report\n",
    ],
)
def test_titles_and_blank_lines_before_the_headings_are_no_headings(beginning, tmp_path):
    [place] = places(f"{beginning}Subject;Description;E-mail\nLost;words, all;a@b.example\n", tmp_path)
    assert (place.case.subject, place.case.messages[0].body, place.case.email) == ("Lost", "words, all", "a@b.example")


def test_headings_in_other_languages_are_known(tmp_path):
    [place] = places("Betreff;Nachricht;E-Mail-Adresse;Erstellt am\nPlatz;Weg;a@b.example;3.4.2026 8:05\n", tmp_path)
    assert (place.case.subject, place.case.email) == ("Platz", "a@b.example")
    assert f"{place.case.messages[0].at:%Y-%m-%d %H:%M}" == "2026-04-03 06:05"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b'{"tickets": [{"id": 1}]}', "JSON"),
        (b'{"id": 1}\n{"id": 2}\n', "JSON"),
        (b"%PDF-1.7 x", "a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "an old Excel workbook"),
        (b"<!DOCTYPE html><table><tr>", "a web page or XML"),
        (b"<?xml version='1.0'?><tickets/>", "a web page or XML"),
        (b"\x1f\x8b\x08\0", "a compressed file (gzip)"),
    ],
)
def test_a_file_of_another_kind_is_named(content, kind, tmp_path):
    with pytest.raises(UnreadableError) as refused:
        table(content, tmp_path)
    assert str(refused.value).startswith(f"The file is no table but {kind}.")


def test_a_quotation_mark_that_nothing_closes_spoils_its_own_row_only():
    text = 'a,b\nx,"multi\nline ""q"" end"\ny,"open\nz,w\nq,"closed"\n\nr, "sp, ace"\n"5" seat",x\n5" seat,y\n'
    read = [(row.number, row.cells, bool(row.problem)) for row in rows_of(io.StringIO(text), delimiter=",")]
    assert read == [
        (1, ["a", "b"], False),
        (2, ["x", 'multi\nline "q" end'], False),
        (3, ["y", "open"], True),
        (4, ["z", "w"], False),
        (5, ["q", "closed"], False),
        (6, [], False),
        (7, ["r", "sp, ace"], False),
        (8, ["5 seat", "x"], True),
        (9, ['5" seat', "y"], False),
    ]


def test_a_row_with_more_cells_than_headings_is_named_and_not_cut(tmp_path):
    [place] = places("Subject,Description\nLost,words, and more\n", tmp_path)
    assert place.problem.startswith("The row has 3 cells and there are 2 headings.")


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-03-02T14:00:00.000Z", "2026-03-02 14:00"),
        ("Mar 3, 2026 2:15 PM", "2026-03-03 13:15"),
        ("Tuesday, March 3, 2026 at 2:15:00 PM", "2026-03-03 13:15"),
        ("3. März 2026, 14:15 Uhr", "2026-03-03 13:15"),
        ("03.04.26 14:15", "2026-04-03 12:15"),
        ("1772543700000", "2026-03-03 13:15"),
        ("46084.59375", "2026-03-03 13:15"),
        ("46084", "2026-03-02 23:00"),
        ("31/03/2026", "2026-03-30 22:00"),
        ("2026-03-03 14:15 CET", "2026-03-03 13:15"),
        ("2026-03-03 14:15 America/New_York", "2026-03-03 19:15"),
        ("2026-03-03 12:15 AM", "2026-03-02 23:15"),
        ("20260303T141500", "2026-03-03 13:15"),
        ("2026年3月3日 14:15", "2026-03-03 13:15"),
        ("2026年3月3日(火) 14時15分", "2026-03-03 13:15"),
        ("2026年3月3日 星期二 下午2:15", "2026-03-03 13:15"),
        ("2026년 3월 3일 화요일 오후 2:15", "2026-03-03 13:15"),
        ("3 ноября 2026 г., 14:15", "2026-11-03 13:15"),
        ("вт, 3 нояб. 2026 г. в 14:15", "2026-11-03 13:15"),
        ("3 листопада 2026 р.", "2026-11-02 23:00"),
        ("mar. 3 août 2026 à 14 h 15", "2026-08-03 12:15"),
        ("3 aou\u0302t 2026", "2026-08-02 22:00"),
        ("3 aout 2026", "2026-08-02 22:00"),
        ("le mardi 3 novembre 2026 à 14h15", "2026-11-03 13:15"),
        ("3 de novembro de 2026 às 14:15", "2026-11-03 13:15"),
        ("3 Kasım 2026 14:15", "2026-11-03 13:15"),
        ("2026. november 3. 14:15", "2026-11-03 13:15"),
        ("3 marraskuuta 2026 klo 14.15", "2026-11-03 13:15"),
        ("3. listopadu 2026", "2026-11-02 23:00"),
        ("3 Νοεμβρίου 2026", "2026-11-02 23:00"),
        ("3 נובמבר 2026", "2026-11-02 23:00"),
        ("3 نوفمبر 2026", "2026-11-02 23:00"),
        ("3 नवंबर 2026", "2026-11-02 23:00"),
        ("3 พฤศจิกายน 2026", "2026-11-02 23:00"),
        ("03/03/2026 14:15", "2026-03-03 13:15"),
    ],
)
def test_a_date_that_can_be_read_in_one_way_is_read(written, moment, tmp_path):
    assert f"{case_of(tmp_path, created=written).messages[0].at:%Y-%m-%d %H:%M}" == moment


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("03/04/2026", "in one way only"),
        ("3-4-2026 10:00", "in one way only"),
        ("03/04/26", "in one way only"),
        ("26-03-03", "in one way only"),
        ("2026-03-03 10:00 IST", "in one way only"),
        ("2026-03-03 10:00 CST", "in one way only"),
        ("2026-13-03", "can be read"),
        ("2026-03-03 29:00", "can be read"),
        ("yesterday", "can be read"),
        ("3 listopada 2026", "in one way only"),  # October in Croatian, November in Polish
        ("3 marmelade 2026", "can be read"),
        ("######", "can be read"),
        ("1970-01-01 00:00", "cannot be when it was created"),
        ("2099-01-01", "cannot be when it was created"),
    ],
)
def test_a_date_that_cannot_is_named(written, why, tmp_path):
    place = row(tmp_path, created=written)
    assert place.case is None
    assert why in place.problem


def test_the_order_of_day_and_month_is_shown_by_the_file_or_chosen(tmp_path):
    ambiguous = "Subject,Created\nOne,03/04/2026\n"
    assert places(ambiguous, tmp_path)[0].problem
    for order, month in (("dmy", 4), ("mdy", 3)):
        assert places(ambiguous, tmp_path, date_order=order)[0].case.messages[0].at.month == month
    shown = places(ambiguous + "Two,31/03/2026\n", tmp_path)
    assert f"{shown[0].case.messages[0].at:%Y-%m-%d}" == "2026-04-02"  # midnight in Berlin
    both = places(ambiguous + "Two,31/03/2026\nThree,03/31/2026\n", tmp_path)
    assert [bool(place.case) for place in both] == [False, True, True]


@pytest.mark.parametrize(
    ("written", "name", "address"),
    [
        ("Vera Lund <v@b.example>", "Vera Lund", "v@b.example"),
        ("v@b.example (Vera)", "Vera", "v@b.example"),
        ("<v@b.example>", "", "v@b.example"),
        ("MAILTO:V@b.example", "", "v@b.example"),
        ("'v@b.example'", "", "v@b.example"),
        ("\u200bv@b.example\u00a0", "", "v@b.example"),
        ("v@müller.example", "", "v@müller.example"),
        ("N/A", "", ""),
        ("-", "", ""),
        ('=HYPERLINK("mailto:v@b.example";"Vera Lund")', "Vera Lund", "v@b.example"),
        ('=HYPERLINK("mailto:v@b.example?subject=Lost","Lund, Vera")', "Lund, Vera", "v@b.example"),
        ('=LIEN_HYPERTEXTE("mailto:v%40b.example";"v@b.example")', "", "v@b.example"),
        ('=HYPERLINK("mailto:v@b.example")', "", "v@b.example"),
    ],
)
def test_an_address_is_known_however_it_stands_in_its_cell(written, name, address, tmp_path):
    case = case_of(tmp_path, email=written)
    assert (case.name, case.email) == (name, address)


@pytest.mark.parametrize(
    "written",
    ["bob smith@buyer.example", "Bob <bob smith@buyer.example>", "eva@[192.0.2.1]", "eva maria smith@b.example"],
)
def test_an_address_with_a_space_is_no_other_persons_address(written, tmp_path):
    assert row(tmp_path, email=written).problem == f"“{written}” is no email address."


def test_a_second_address_or_number_is_kept_in_words(tmp_path):
    case = case_of(tmp_path, email="a@b.example; c@b.example", phone="+1 500 555 0123 or +1 500 555 0124")
    assert (case.email, case.phone) == ("a@b.example", "+15005550123")
    assert case.remarks == (
        "It gives more addresses: c@b.example.",
        "Its telephone reads: +1 500 555 0123 or +1 500 555 0124",
    )


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0049 30 1234567", "+49301234567"),
        ("'+49 30 1234567", "+49301234567"),
        ("4.9301234567E+11", None),
        ("1.50056E+10", None),
        ("493012345678.0", "+493012345678"),
        ("tel:+1-500-555-0123", "+15005550123"),
        ("+1 500 555 0123 x42", "+15005550123"),
        ("2022345678", "+12022345678"),
        ("3102345678", "+13102345678"),
        ("12022345678", "+12022345678"),
        ("2022345678.0", "+12022345678"),
        ("442079460958", "+442079460958"),
        ("1-800-FLOWERS", "+18003569377"),
        ("1-800-FOO-1", None),
        ("0800 REVERSE", None),
        ("555-0123", None),
        ("unknown", ""),
        ("call me", None),
        ("12", None),
    ],
)
def test_a_telephone_number_is_read_or_named(written, number, tmp_path):
    place = row(tmp_path, phone=written)
    assert (place.case.phone if place.case else None) == number


def test_every_number_of_the_country_of_the_desk_is_read_as_such(settings):
    """Other countries' codes are in them too: 202 is Washington, and +20 Egypt."""
    for region, code, numbers in (
        ("US", "1", (f"{area}2345678" for area in range(200, 1000))),
        ("GB", "44", ("2079460958", "1612345678", "3012345678", "7400123456", "8001234567")),
        ("DE", "49", ("30901820", "15112345678", "8912345678", "4012345678")),
    ):
        settings.PHONE_REGION = region
        for number in numbers:
            if phonenumbers.is_valid_number(phonenumbers.parse(number, region)):
                assert read_phone(number)[0] == f"+{code}{number}"


def test_a_number_that_may_be_two_is_read_at_home_and_remarked_upon(tmp_path):
    case = case_of(tmp_path, phone="3212345678")
    assert case.phone == "+13212345678"
    assert case.remarks == (
        "Its telephone reads 3212345678: +1 321-234-5678 was taken. With a plus it would be +32 12 34 56 78.",
    )
    assert case_of(tmp_path, phone="2022345678").remarks == ()


def test_words_beside_a_number_are_kept_in_words(tmp_path):
    for written in ("after 6 pm 212 555 0131", "+1 212 555 0131\n+49 30 901820", "M: 212 555 0131 T: 415 555 0131"):
        case = case_of(tmp_path, phone=written)
        assert (case.phone, case.remarks) == ("+12125550131", (f"Its telephone reads: {written}",))
    assert row(tmp_path, phone="555 HOME").problem == (
        "“555 HOME” is no telephone number: it has letters in it. Leave only the number in the cell."
    )


@pytest.mark.parametrize(
    "words", ["I paid 50 € for it", "it’s gone", "“seats” – gone…", "£50 and 20 €", "5ª fila", "• one", "naïve – 50 €"]
)
@pytest.mark.parametrize("count", [1, 20])
def test_a_table_whose_signs_are_only_typography_is_of_windows(words, count, tmp_path):
    rows = "".join(f"Order {number},{words},a{number}@b.example\n" for number in range(count))
    found = places(f"Subject,Description,Email\n{rows}Order,thanks,c@d.example\n".encode("cp1252"), tmp_path)
    assert {place.case.messages[0].body for place in found} == {words, "thanks"}


def test_rows_of_one_number_and_person_go_on_with_one_case(tmp_path):
    content = (
        "ID,Subject,Description,Email\n7,Lost,one,a@b.example\n7,Lost,two,a@b.example\n7,Other,three,c@b.example\n"
    )
    first, second, other = (place.case for place in places(content, tmp_path))
    assert second.continues == first.messages[0].key
    assert (first.continues, other.continues) == ("", "")


def test_rows_of_one_person_in_both_spellings_go_on_with_one_case(tmp_path):
    spellings = ("v@xn--mller-kva.example", "V@M\u00dcLLER.example", "v@mu\u0308ller.example")
    rows = "".join(f"7,Lost,words {number},{address}\n" for number, address in enumerate(spellings))
    first, *others = (place.case for place in places(f"ID,Subject,Description,Email\n{rows}", tmp_path))
    assert {case.email for case in (first, *others)} == {"v@m\u00fcller.example"}
    assert [case.continues for case in others] == 2 * [first.messages[0].key]


@pytest.mark.parametrize("heading", ["Created At (UTC)", "created_at_utc", "Created GMT"])
def test_a_heading_that_says_its_time_zone_counts(heading, tmp_path):
    read = table(f"Subject,{heading}\nLost,2026-03-03 09:15\n", tmp_path)
    columns = {"subject": "Subject", "created_at": heading}
    [place] = CsvCases(read, columns=columns, zone=ZoneInfo("Europe/Berlin")).places()
    assert f"{place.case.messages[0].at:%H:%M}" == "09:15"


def test_a_link_of_a_spreadsheet_reads_as_its_reader_saw_it(tmp_path):
    name, phone = '=HYPERLINK("mailto:a@b.example";"Ann")', '=HYPERLINK("tel:+49305550123";"call")'
    case = case_of(tmp_path, email="a@b.example", name=name, phone=phone, id='=HYPERLINK("https://d.example/7";"7")')
    assert (case.name, case.email, case.phone, case.number_there) == ("Ann", "a@b.example", "+49305550123", "7")


@pytest.mark.parametrize(("sender", "name"), [("a@b.example", ""), ("Ann Lund <a@b.example>", "Ann Lund")])
def test_an_address_in_the_column_of_the_name_is_not_lost(sender, name, tmp_path):
    [place] = places(f"Subject,From\nLost,{sender}\n", tmp_path)
    assert (place.case.name, place.case.email) == (name, "a@b.example")


def test_headings_of_other_helpdesks_are_known():
    intercom = ["conversation_id", "user_name", "user_email", "conversation_started_at", "state", "message"]
    assert list(guess_columns(intercom)) == ["number_there", "body", "name", "email", "status", "created_at"]
    assert guess_columns(["Subject", "Work phone"]) == {"subject": "Subject", "phone": "Work phone"}
