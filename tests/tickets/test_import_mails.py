"""Each kind of odd mail is read right, or named: who wrote it, when, and every word."""

import quopri
from base64 import b64encode, encodebytes
from pathlib import Path
from unittest.mock import Mock

import pytest

from helpdesk.mail.reading.errors import UnreadableError
from tickets.imports.mbox.cases import MboxCases
from tickets.imports.reading.found import FoundCase, Place

FILES = Path(__file__).parent / "import_files" / "mail"
USUAL = {
    "name": "Vera Lund",
    "email": "vera@buyer.example",
    "subject": "A question",
    "text": "x",
    "at": "2026-03-03 09:15",
    "remark": "",
}
PDF = "see file\n\nFiles that came with it: "
FILES_AS_THEY_ARE_READ = {
    # File: what of it is not as in USUAL. The name of the file says what is wrong with it.
    "att-ew-split": {"text": PDF + "Rechnung März.pdf"},
    "att-ew": {"text": PDF + "März.pdf"},
    "att-name-only": {"text": PDF + "nur name.pdf"},
    "att-path": {"text": PDF + "passwd"},
    "att-raw-utf8": {"text": PDF + "März.pdf"},
    "att-rfc2231": {"text": PDF + "gähn heiß.pdf"},
    "charset-quoted-odd": {"text": "Grüße"},
    "cte-unknown": {"text": "plain words"},
    "date-2digit": {},
    "date-bad-hour": {"at": "2018-09-05 10:00", "remark": "Its date “Wed, 05 Sep 2018 29:24:05 +0700” cannot be read"},
    "date-folded-junk": {"at": "2024-08-01 07:55"},
    "date-missing": {"remark": "It has no date"},
    "date-tz-name": {"at": "2026-03-03 08:15"},
    "flowed": {"text": "This is one sentence that was wrapped by the mail program.\n\nNext."},
    "forward-as-attachment": {
        "text": "See below.\n\n---------- Forwarded email ----------\nFrom: Old Buyer <old@buyer.example>\n"
        "Subject: inner\n\nThe forwarded words"
    },
    "from-brackets": {"name": "[Box] Office (VIP)", "email": "box@buyer.example"},
    "from-comma-ew": {"name": "Muster, Mäx", "email": "max3@buyer.example"},
    "from-double-angle": {"name": "Vera", "email": "vera9@buyer.example"},
    "from-escaped": {"text": "From my side nothing changed.\n>From nested"},
    "from-idn-puny": {"name": "Jörg", "email": "joerg@müller.example"},
    "from-idn": {"name": "Jörg", "email": "joerg@müller.example"},
    "from-in-body": {"text": "Update:\n\nFrom my side nothing changed; order 4711 is still open.\nRegards"},
    "from-quotes-inside-ew": {"name": "Mäx Muster", "email": "max2@buyer.example"},
    "from-raw-comma": {"name": "Muster, Max", "email": "max4@buyer.example"},
    "from-raw-utf8": {"name": "Zoë Grün", "email": "zoe@buyer.example"},
    "html-entities": {"text": "5 < 6 && <b>x</b> € \xa0end"},
    "html-link": {"text": "It fails here (https://shop.example/o/77?x=1&y=2)."},
    "html-list": {"text": "- one\n- two\n\n> They said\n\na\n  b"},
    "html-title-style": {"text": "Real words\nseat map"},
    "iso-2022-jp-ext": {"text": "①番の席 髙橋"},
    "iso-8859-8-i": {"text": "שלום"},
    "iso8859-1-but-cp1252": {"text": "It’s €20 – ok"},
    "long-references": {},
    "nocharset-latin1": {"text": "Vi har købt æøå"},
    "nocharset-utf8": {"text": "Vi har købt æøå"},
    "noctype-utf8": {"text": "Vi har købt æøå"},
    "only-file": {"text": "(no text)\n\nFiles that came with it: ticket.pdf"},
    "only-text-file": {"text": "(no text)\n\nFiles that came with it: log.txt"},
    "plain-part-empty": {"text": "My seats are gone"},
    "qp-broken": {"text": "100=% sure =ZZ café"},
    "qp-soft": {"text": "café and more = ok"},
    "replyto-empty": {},
    "replyto-form": {"email": "vera.form@buyer.example", "text": "Name: Vera"},
    "subj-ew-in-quotes": {"name": "Mäx Muster", "email": "max@buyer.example"},
    "subj-raw-utf8": {"subject": "Größe falsch – bitte prüfen"},
    "subj-split-multibyte": {"subject": "didacta - Behörden verbot"},
    "subj-split-q": {"subject": "pasižadėjimų"},
    "subj-unknown-charset": {"subject": "Grüße"},
    "text-picture-text": {
        "text": "Above the picture\n\nBelow the picture: order 4711\n\nFiles that came with it: seat.png"
    },
    "usascii-but-utf8": {"text": "Zoë’s café"},
    "utf-7": {"text": "Hi été"},
    "windows-1250-html": {"text": "Příliš žluťoučký kůň"},
    "windows-1258": {"text": "m’établir"},
    "winmail": {
        "text": "(no text)\n\nFiles that came with it: winmail.dat",
        "remark": "It holds winmail.dat, in which only Outlook can read.",
    },
}
PGP = b"""--BB
Content-Type: application/pgp-encrypted

Version: 1
--BB
Content-Type: application/octet-stream; name=encrypted.asc

-----BEGIN PGP MESSAGE-----
--BB--
"""
JAPANESE, CHINESE, KOREAN, RUSSIAN = (
    "チケットの席がありません",
    "订单没有收到，请帮忙",
    "표를 못 받았습니다",
    "Потерял билет, помогите",
)
UNDECLARED = [
    (JAPANESE, "cp932"),
    (JAPANESE, "euc_jp"),
    (JAPANESE, "iso2022_jp"),
    ("席", "cp932"),
    (CHINESE, "gb18030"),
    ("訂單沒有收到", "big5"),
    (KOREAN, "cp949"),
    (RUSSIAN, "cp1251"),
    (RUSSIAN, "koi8_r"),
    ("Χάθηκε το εισιτήριο", "cp1253"),
    ("שלום הכרטיס שלי אבד", "cp1255"),
    ("تذكرة ضائعة من فضلك", "cp1256"),
    ("ตั๋วหาย", "cp874"),
    ("Příliš žluťoučký kůň", "cp1250"),
    ("Nie dostałem biletów, proszę", "cp1250"),
    ("Bilet kayboldu, ödeme yapıldı", "cp1254"),
    ("Größe falsch", "mac_roman"),
    ("Où est mon billet ?", "mac_roman"),
    ("Größe", "cp1252"),
    ("It’s €20 – ok", "cp1252"),
    ("I paid 50 € for it", "cp1252"),
    ("Refund €50", "cp1252"),
    ("Price (€)", "cp1252"),
    ("it’s gone – help", "cp1252"),
    ("“seats” – gone…", "cp1252"),
    ("the buyers’ seats", "cp1252"),
    ("£50 and 20 €", "cp1252"),
    ("Preis 50,– €", "cp1252"),
    ("Fila 5ª, n.º 7", "cp1252"),
    ("Mª Carmen Ruiz", "cp1252"),
    ("20 °C, 10 µg, ½ price", "cp1252"),
    ("Mon–Fri, all seats—gone", "cp1252"),
    ("España, canción", "mac_roman"),
    ("“Hi” – it’s me", "mac_roman"),
    ("są", "cp1250"),
    ("席はあいていますか", "cp932"),
    ("Łukasz", "cp1250"),
    ("佢嘅飛唔見咗，唔該", "big5hkscs"),
]
DECLARED = [
    ("Мой билет не пришел", "cp1251", "koi8-r"),
    ("Мой билет не пришел", "koi8_r", "windows-1251"),
    ("Иван Петров", "cp1251", "koi8-r"),
    ("мОЙ БИЛЕТ НЕ ПРИШЕЛ", "koi8_r", "koi8-r"),
    ("мОЙ БИЛЕТ НЕ ПРИШЕЛ", "cp1251", "windows-1251"),
    ("佢嘅飛唔見咗", "big5hkscs", "big5"),
    ("佢嘅飛唔見咗", "big5hkscs", "cn-big5"),
    ("佢嘅飛唔見咗", "big5hkscs", "windows-950"),
    ("碁銹裏墻恒粧嫺", "cp950", "big5"),
    ("訂單‧～50€／￥", "cp950", "big5"),
    ("šťastný žluťoučký", "cp1250", "windows-28592"),
    ("Łódź", "iso8859-2", "iso88592"),
    ("50 €", "iso8859-15", "csISOLatin9"),
    ("50 €", "iso8859-15", "windows-28605"),
    (RUSSIAN, "koi8_r", "windows-20866"),
    (RUSSIAN, "cp866", "866"),
    ("Загублено квиток, їй", "koi8_u", "koi8-ru"),
    ("똠방각하 표", "cp949", "windows-51949"),
    ("똠방각하 표", "cp949", "iso-ir-149"),
    ("囍喆镕的票", "gb18030", "windows-54936"),
    ("囍喆镕的票", "gb18030", "gb18030-2022"),
    (JAPANESE, "euc_jp", "csEUCPkdFmtJapanese"),
    ("ตั๋วหาย", "cp874", "dos-874"),
    ("café 席", "utf-8", "unicode20utf8"),
    ("café", "utf-16-le", "ucs-2"),
    ("囍喆镕的票", "gb18030", "gb2312"),
    ("똠방각하 표", "cp949", "euc-kr"),
    ("똠방각하 표", "cp949", "ks_c_5601-1987"),
    ("①の席 髙橋", "cp932", "shift_jis"),
    ("①の席 髙橋", "cp932", "x-sjis"),
    ("ตั๋ว “หาย”", "cp874", "tis-620"),
    ("ตั๋ว “หาย”", "cp874", "windows-874"),
    ("Größe", "mac_roman", "x-mac-roman"),
    ("Größe", "mac_roman", "macintosh"),
    ("šťastný žluťoučký", "cp1250", "iso-8859-2"),
    ("İstanbul ğüş", "cp1254", "iso-8859-9"),
    (RUSSIAN, "cp1251", "iso-8859-1"),
    (RUSSIAN, "cp1251", "us-ascii"),
    (JAPANESE, "euc_jp", "shift_jis"),
    ("Größe", "cp1252", "utf-8"),
    ("Größe – ok", "utf-8", "iso-8859-1"),
    ("Größe – ok", "utf-8", "windows-1258"),
    ("café", "cp1252", "x-unknown"),
    ("café", "cp1252", "unknown-8bit"),
    ("café", "utf-8", '"utf-8"; reply-type=original'),
    ("café", "utf-8", "utf8mb4"),
    ("café", "utf-8", "rot13"),
    ("café", "utf-8", "base64"),
    ("café", "utf-16", "utf-16"),
    ("café", "utf-7", "unicode-1-1-utf-7"),
    ("It’s gone", "cp1252", "iso-8859-3"),
    ("It’s gone", "cp1252", "us-ascii"),
    ("50 €", "cp1252", "iso-8859-1"),
    ("😀", "utf-8", "iso-8859-1"),
    (f"{RUSSIAN} {RUSSIAN}", "koi8_r", "iso-8859-1"),
    (JAPANESE, "euc_jp", "windows-31j"),
]
BELIEVED = [
    ("Fila 5ª", "iso-8859-1"),
    ("M.ª Carmen Ruiz", "iso-8859-1"),
    ("n.º 5", "iso-8859-1"),
    ("10 µg", "iso-8859-1"),
    ("50 ¢", "iso-8859-1"),
    ("¤ ¦ ¬ ¶ ¸ ¨", "iso-8859-1"),
    ("ÆØÅ", "iso-8859-1"),
    ("ÐÓRA ÞÓRÐARDÓTTIR", "iso-8859-1"),
    ("ﾔﾏﾀﾞ ﾀﾛｳ", "shift_jis"),
    ("ﾁｹｯﾄ 2枚", "shift_jis"),
    ("ﾔﾏﾀﾞﾀﾛｳﾃﾞｽ､ﾁｹｯﾄｶﾞﾄﾄﾞｷﾏｾﾝ｡ﾖﾛｼｸｵﾈｶﾞｲｼﾏｽ", "shift_jis"),
    ("50 ₪", "windows-1255"),
    ("Għawdex", "iso-8859-3"),
    ("Ħamrun", "iso-8859-3"),
    ("Ĉu vi", "iso-8859-3"),
    ("Ŵyneb", "iso-8859-14"),
    ("Ÿves", "windows-1252"),
    ("گچ", "windows-1256"),
    ("تپ", "windows-1256"),
    ("پژمان", "windows-1256"),
    ("ŻÓŁĆ GĘŚLĄ", "iso-8859-2"),
    ("ŠČEPAN ŽĄSIS", "windows-1257"),
    ("ĄČĘĖĮŠŲŪŽ", "windows-1257"),
    ("ĞÜŞİÖÇ", "iso-8859-9"),
    ("쌰 믜", "cp949"),
    ("똠방각하", "euc-kr"),
    ("ÁÉÍÓÚ", "iso-8859-1"),
    ("佢嘅飛", "big5-hkscs"),
    ("ソ 表", "shift_jis"),
    ("ЁЛКА", "windows-1251"),
    ("Ж", "koi8-r"),
    ("№ 5", "iso-8859-5"),
    ("ό,τι", "iso-8859-7"),
    ("Ünal", "macintosh"),
    ("Ąžuolas", "iso-8859-4"),
    ("Ĩ", "iso-8859-10"),
    ("Țara", "iso-8859-16"),
]
"""Text and the charset in which it is, and says that it is, rightly."""
SENDERS = [
    ("vera@buyer.example", "", "vera@buyer.example"),
    ("vera@buyer.example (Vera Lund)", "Vera Lund", "vera@buyer.example"),
    ('"Lund, Vera" <vera@buyer.example>', "Lund, Vera", "vera@buyer.example"),
    ('"Vera \\"V\\" Lund" <vera@buyer.example>', 'Vera "V" Lund', "vera@buyer.example"),
    ("'Vera Lund' <vera@buyer.example>", "Vera Lund", "vera@buyer.example"),
    ("vera@buyer.example <vera@buyer.example>", "", "vera@buyer.example"),
    ("Vera Lund <vera@buyer.example", "Vera Lund", "vera@buyer.example"),
    ("Vera Lund vera@buyer.example", "Vera Lund", "vera@buyer.example"),
    ("Vera <mailto:vera@buyer.example>", "Vera", "vera@buyer.example"),
    ("Vera: <vera@buyer.example>;", "", "vera@buyer.example"),
    ("a@buyer.example, Ben <b@buyer.example>", "", "a@buyer.example"),
    ("=?gb2312?B?zfXOsA==?= <wang@buyer.example>", "王伟", "wang@buyer.example"),
    ("=?utf-8?Q?Vera?= =?utf-8?Q?_Lund?= <vera@buyer.example>", "Vera Lund", "vera@buyer.example"),
    ("用户@例子.example", "", "用户@例子.example"),
    (".vera..lund.@docomo.example", "", ".vera..lund.@docomo.example"),
    ("VERA@Buyer.Example", "", "vera@buyer.example"),
    ("Vera <@relay.example,@b.example:vera@buyer.example>", "Vera", "vera@buyer.example"),
    ("<mailto:vera@buyer.example?subject=x>", "", "vera@buyer.example"),
    ("=?utf-8?Q?Vera_<vera=40buyer.example>?=", "Vera", "vera@buyer.example"),
    ("Vera@Home Lund <vera@buyer.example>", "Vera@Home Lund", "vera@buyer.example"),
    ("Lund@Home, Vera <vera@buyer.example>", "Lund@Home, Vera", "vera@buyer.example"),
    ("Vera vera@buyer.example", "Vera", "vera@buyer.example"),
    ("王伟 wang@buyer.example", "王伟", "wang@buyer.example"),
    ('"vera"@buyer.example', "", "vera@buyer.example"),
]
DATES = [
    ("3 Mar 2026 10:15:00 +0100", "2026-03-03 09:15"),
    ("Tue, 3 Mar 26 10:15 +0100", "2026-03-03 09:15"),
    ("Tue Mar  3 10:15:00 2026", "2026-03-03 10:15"),
    ("Tue, 03 Mar 2026 10:15:00 +0100 (CET)", "2026-03-03 09:15"),
    ("Tue, 03 Mar 2026 10:15:00 EST", "2026-03-03 15:15"),
    ("Tue, 03 Mar 2026 10:15:00 JST", "2026-03-03 01:15"),
    ("Tue, 03 Mar 2026 10:15:00 GMT+01:00", "2026-03-03 09:15"),
    ("2026-03-03T10:15:00+01:00", "2026-03-03 09:15"),
    ("Di, 03 Mär 2026 10:15:00 +0100", "2026-03-03 09:15"),
]
UNREAD_DATES = [
    "Tue, 03 Mar 2026 10:15:00 IST",
    "03/04/2026 10:15",
    "Tue, 31 Feb 2026 10:15:00 +0100",
    "Thu, 01 Jan 1970 00:00:00 +0000",
    "Tue, 03 Mar 2099 10:15:00 +0100",
    "yesterday",
    "",
]


def mail(body: bytes = b"x", *, sender: str = "Vera Lund <vera@buyer.example>", **headers: str) -> bytes:
    """A mail of a mailbox, with headers called as keywords are; an empty one is left out."""
    said = {
        "From": sender,
        "To": "help@press4.example",
        "Subject": "A question",
        "Date": "Tue, 03 Mar 2026 10:15:00 +0100",
    }
    said |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{name}: {value}" for name, value in said.items() if value]
    return b"From MAILER-DAEMON Wed Mar  4 12:00:00 2026\n" + "\n".join(lines).encode() + b"\n\n" + body + b"\n\n"


def places(box: bytes | Path, folder: Path, **settings: object) -> list[Place]:
    path = box if isinstance(box, Path) else folder / "box.mbox"
    if isinstance(box, bytes):
        path.write_bytes(box)
    cases = MboxCases(path, ours={"help@press4.example"}, **settings)
    found = list(cases.places())
    cases.close()
    return found


def read(box: bytes | Path, folder: Path, **settings: object) -> FoundCase:
    place = places(box, folder, **settings)[0]
    assert place.case, place.problem
    return place.case


def text_of(box: bytes | Path, folder: Path, **settings: object) -> str:
    return read(box, folder, **settings).messages[0].body


@pytest.mark.parametrize("name", sorted(path.stem for path in FILES.glob("*.mbox")))
def test_each_file_is_read_right(name, tmp_path):
    expected = USUAL | FILES_AS_THEY_ARE_READ[name]
    found = places(FILES / f"{name}.mbox", tmp_path)
    assert len(found) == 1
    case = found[0].case
    [message] = case.messages
    remark = expected.pop("remark")
    assert bool(case.remarks) == bool(remark)
    assert not remark or case.remarks[0].startswith(remark)
    assert expected == {
        "name": case.name,
        "email": case.email,
        "subject": case.subject,
        "text": message.body,
        "at": f"{message.at:%Y-%m-%d %H:%M}",
    }
    assert not message.is_ours


@pytest.mark.parametrize(("text", "charset"), UNDECLARED)
def test_what_declares_no_charset_is_read_in_the_one_that_makes_words_of_it(text, charset, tmp_path):
    assert text_of(mail(text.encode(charset)), tmp_path) == text


@pytest.mark.parametrize(("text", "charset", "declared"), DECLARED)
def test_what_declares_a_charset_is_read_in_what_is_meant(text, charset, declared, tmp_path):
    headers = {"Content_Type": f"text/plain; charset={declared}", "Content_Transfer_Encoding": "base64"}

    assert text_of(mail(b64encode(text.encode(charset)), **headers), tmp_path) == text


@pytest.mark.parametrize(("text", "charset"), BELIEVED)
@pytest.mark.parametrize("around", ["{}", "Hello, my name is {} and my seats are gone. Thank you"])
def test_a_charset_that_is_declared_rightly_is_believed(text, charset, around, tmp_path):
    text = around.format(text)
    raw = b64encode(text.encode(charset)).decode()
    headers = {"Content_Type": f"text/plain; charset={charset}", "Content_Transfer_Encoding": "base64"}
    case = read(mail(raw.encode(), Subject=f"=?{charset}?B?{raw}?=", **headers), tmp_path)
    assert (case.messages[0].body, case.subject) == (text, text)


def test_what_windows_writes_into_utf8_is_read_as_its_signs(tmp_path):
    """A program that took Windows-1252 for Latin 1 before it wrote UTF-8."""
    body = "It\x92s gone \x96 50 \x80".encode()
    assert text_of(mail(body, Content_Type="text/plain; charset=utf-8"), tmp_path) == "It’s gone – 50 €"
    assert text_of(mail(body), tmp_path) == "It’s gone – 50 €"


def test_a_byte_that_fits_no_charset_is_remarked_upon(tmp_path):
    case = read(mail("Größe 席 ok".encode() + b" \xff", Content_Type="text/plain; charset=utf-8"), tmp_path)
    assert case.messages[0].body == "Größe 席 ok \ufffd"
    assert case.remarks == ("1 characters of it fit no charset (utf-8) and are shown as \ufffd.",)


def test_half_of_a_letter_in_utf_7_is_read_as_it_is_written(tmp_path):
    case = read(mail(b"+2AA- ok", Content_Type="text/plain; charset=utf-7", Subject="=?utf-7?Q?+2AA-?="), tmp_path)
    assert (case.messages[0].body, case.subject) == ("+2AA- ok", "+2AA-")


def test_the_charset_that_somebody_chose_is_for_mails_that_do_not_say_theirs(tmp_path):
    undeclared = mail("Łódź".encode("iso8859-2"))
    assert text_of(undeclared, tmp_path, charset="iso8859-2") == "Łódź"
    declared = mail("Größe".encode("cp1252"), Content_Type="text/plain; charset=iso-8859-1")
    assert text_of(declared, tmp_path, charset="iso8859-2") == "Größe"


@pytest.mark.parametrize(("sender", "name", "address"), SENDERS)
def test_a_sender_is_known_however_the_header_is_written(sender, name, address, tmp_path):
    case = read(mail(sender=sender), tmp_path)
    assert (case.name, case.email) == (name, address)


def test_who_is_not_in_from_is_looked_for_elsewhere(tmp_path):
    assert read(mail(sender="<>", Reply_To="Vera <vera@buyer.example>"), tmp_path).email == "vera@buyer.example"
    box = mail(sender="").replace(b"MAILER-DAEMON", b"vera@buyer.example")
    assert read(box, tmp_path).email == "vera@buyer.example"
    nobody = places(mail(sender="undisclosed-recipients:;"), tmp_path)[0]
    assert nobody.problem.startswith("It does not say who wrote it.")
    for sender in ("", "<>", "Vera Lund"):
        # Nobody wrote to us under our own address, known as ours or not.
        for own in ("help@press4.example", "shop@elsewhere.example"):
            nobody = places(mail(sender=sender, To=own), tmp_path)[0]
            assert nobody.problem.startswith("It does not say who wrote it.")
    ours = places(mail(sender="help@press4.example", To="help@press4.example"), tmp_path)[0]
    assert ours.problem == "Nobody but ourselves is named in it: neither a sender nor a receiver."


GROUP = {"To": "desk-list@groups.example", "List_ID": "<desk-list.groups.example>"}
VIA = "\"'Vera Lund' via Desk\" <desk-list@groups.example>"
VERA = "Vera Lund <vera@buyer.example>"


@pytest.mark.parametrize(
    ("sender", "headers"),
    [
        (VIA, {**GROUP, "Reply_To": VERA, "X_Original_From": VERA, "X_Original_Sender": "vera@buyer.example"}),
        (VIA, {**GROUP, "X_Original_From": VERA, "Reply_To": "desk-list@groups.example"}),
        (VIA, {**GROUP, "X_Original_Sender": "vera@buyer.example"}),
        (VIA, {**GROUP, "Reply_To": "vera@buyer.example"}),
        (VIA, {"Mailing_List": "list desk-list@groups.example; contact o@groups.example", "Reply_To": VERA}),
        ("Vera Lund via Desk <help@press4.example>", {"Reply_To": VERA}),
        ("Vera Lund via Desk <help@press4.example>", {"X_Original_From": VERA, "Cc": "friend@buyer.example"}),
        ("Vera Lund (via Desk) <help@press4.example>", {"Reply_To": VERA, "Cc": "friend@buyer.example"}),
        ("Vera Lund via groups.io <vera=buyer.example@groups.example>", {}),
        ("Desk <desk-list@groups.example>", {**GROUP, "X_Original_From": VERA}),
    ],
)
def test_who_wrote_through_a_list_is_the_customer_and_not_the_list(sender, headers, tmp_path):
    headers |= {"Message_ID": "<1@b.example>"}
    case = read(mail(sender=sender, **headers), tmp_path)
    assert (case.name, case.email, case.messages[0].is_ours) == ("Vera Lund", "vera@buyer.example", False)
    other = mail(sender="Ben <ben@buyer.example>", Message_ID="<2@b.example>", In_Reply_To="<1@b.example>")
    both = [place.case.email for place in places(mail(sender=sender, **headers) + other, tmp_path)]
    assert both == ["vera@buyer.example", "ben@buyer.example"]


def test_our_own_answer_through_a_list_is_ours(tmp_path):
    agent = mail(
        sender=VIA, Message_ID="<2@b.example>", X_Original_From="Ben <help@press4.example>", References="<1@b>"
    )
    case = read(mail(Message_ID="<1@b>") + agent, tmp_path)
    assert [message.is_ours for message in case.messages] == [False, True]


@pytest.mark.parametrize(
    "headers",
    [{"Reply_To": "boss@other.example"}, {"X_Original_Sender": "x@other.example", "List_ID": "<l.other.example>"}],
)
def test_who_writes_under_their_own_address_is_the_customer_whatever_a_list_adds(headers, tmp_path):
    assert read(mail(**headers), tmp_path).email == "vera@buyer.example"
    phone = mail(sender="Vera via iPhone <vera@buyer.example>", Reply_To="boss@other.example")
    assert read(phone, tmp_path).email == "vera@buyer.example"


def test_a_list_that_hides_who_wrote_is_remarked_upon(tmp_path):
    assert read(mail(sender=VIA, **GROUP), tmp_path).remarks == (
        "It came through the list desk-list@groups.example, which does not say who wrote it.",
    )


@pytest.mark.parametrize(("written", "moment"), DATES)
def test_a_date_is_read_however_it_is_written(written, moment, tmp_path):
    case = read(mail(Date=written), tmp_path)
    assert (f"{case.messages[0].at:%Y-%m-%d %H:%M}", case.remarks) == (moment, ())


@pytest.mark.parametrize("written", UNREAD_DATES)
def test_a_date_that_says_nothing_gives_way_to_the_time_of_arrival(written, tmp_path):
    case = read(mail(Date=written), tmp_path)
    assert f"{case.messages[0].at:%Y-%m-%d %H:%M}" == "2026-03-04 12:00"
    assert "the time at which it came in was taken" in case.remarks[0]
    came = read(mail(Date=written, Received="from a by b; Tue, 03 Mar 2026 11:00:00 +0000"), tmp_path)
    assert f"{came.messages[0].at:%Y-%m-%d %H:%M}" == "2026-03-03 11:00"


def test_a_mail_without_any_date_is_named_with_its_place(tmp_path):
    undated = mail(Date="").replace(b" Wed Mar  4 12:00:00 2026", b"")
    found = places(mail(Message_ID="<1@b.example>") + undated, tmp_path)
    assert [place.number for place in found] == [1, 2]
    assert found[1].problem.startswith("Email 2 of the file has no date that can be read.")


def test_from_in_a_text_ends_no_mail_and_a_separator_does(tmp_path):
    body = b"Update:\n\nFrom: me\nFrom now on\n\nFrom Monday 10:15 we wait\nSubject: none\n\nFrom the desk\n\nEnd"
    box = mail(body, Message_ID="<1@b.example>") + mail(b"second", Message_ID="<2@b.example>")
    assert [place.case.messages[0].body.split()[-1] for place in places(box, tmp_path)] == ["End", "second"]
    without_blank = box.replace(b"End\n\nFrom MAILER", b"End\nFrom MAILER")
    assert len(places(without_blank, tmp_path)) == 2
    assert len(places(box.replace(b"\n", b"\r\n"), tmp_path)) == 2


def test_a_mailbox_that_counts_its_bytes_is_read_by_them(tmp_path):
    inner = mail(b"inner mail")
    body = b"A mailbox in a mail:\n\n" + inner
    box = mail(body, Message_ID="<1@b.example>", Content_Length=str(len(body))) + mail(
        b"second", Message_ID="<2@b.example>"
    )
    first, second = places(box, tmp_path)
    assert "inner mail" in first.case.messages[0].body
    assert second.case.messages[0].body == "second"
    # A count that is wrong is not believed.
    wrong = mail(b"first", Message_ID="<1@b.example>", Content_Length="700") + mail(
        b"second", Message_ID="<2@b.example>"
    )
    assert len(places(wrong, tmp_path)) == 2


def test_a_single_mail_is_a_mailbox_of_one(tmp_path):
    assert read(mail(b"alone").partition(b"\n")[2], tmp_path).messages[0].body == "alone"
    with pytest.raises(UnreadableError):
        places(b"no mail at all\n", tmp_path)


@pytest.mark.parametrize(
    ("sender", "headers", "body", "buyer"),
    [
        (
            "Shop <help@press4.example>",
            {"Reply_To": "Vera Lund <v@buyer.example>"},
            b"x",
            ("Vera Lund", "v@buyer.example"),
        ),
        ("no-reply@press4.example", {"Reply_To": "v@buyer.example"}, b"Name: Vera", ("Vera", "v@buyer.example")),
        ("WordPress <wordpress@shop.example>", {"Reply_To": "v@buyer.example"}, b"x", ("", "v@buyer.example")),
        (
            "Forms <notify@mail.jotform.com>",
            {},
            b"Your name: Vera Lund\nE-Mail: v@buyer.example\n\nHelp",
            ("Vera Lund", "v@buyer.example"),
        ),
        (
            "help@press4.example",
            {},
            b"Vorname: Vera\nNachname: Lund\nE-Mail-Adresse:\nv@buyer.example\n",
            ("Vera Lund", "v@buyer.example"),
        ),
        # A person is who writes, wherever answers to her go.
        (
            "Vera <vera@buyer.example>",
            {"Reply_To": "Agent <agent@other.example>"},
            b"Email: x@y.example",
            ("Vera", "vera@buyer.example"),
        ),
        ("noreply@bank.example", {"Reply_To": "<>"}, b"Your payment failed", ("", "noreply@bank.example")),
    ],
)
def test_the_buyer_behind_a_contact_form_is_the_requester(sender, headers, body, buyer, tmp_path):
    case = read(mail(body, sender=sender, **headers), tmp_path)
    assert (case.name, case.email, case.messages[0].is_ours) == (*buyer, False)


def test_a_form_makes_one_case_for_each_buyer_though_the_service_calls_them_one_thread(tmp_path):
    box = b"".join(
        mail(
            sender="form@press4.example",
            Reply_To=f"b{n}@buyer.example",
            References="<form@press4.example>",
            Message_ID="<form@press4.example>",
            Subject=f"Form {n}",
        )
        for n in range(3)
    )
    assert [place.case.email for place in places(box, tmp_path)] == [f"b{n}@buyer.example" for n in range(3)]


def test_our_own_answer_to_a_buyer_is_ours_wherever_answers_go(tmp_path):
    box = mail(sender="help@press4.example", To="vera@buyer.example", Reply_To="tickets@partner.example")
    case = read(box, tmp_path)
    assert (case.email, case.messages[0].is_ours) == ("vera@buyer.example", True)


def parts(*pieces: tuple[str, str], kind: str = "mixed") -> bytes:
    return "".join(f"--BB\n{head}\n\n{body}\n" for head, body in pieces).encode() + b"--BB--\n"


def test_the_part_that_has_words_is_read(tmp_path):
    html = ("Content-Type: text/html; charset=utf-8", "<p>Real words</p>")
    for plain in ("", "&nbsp;", "\u200b \u00a0", "[cid:image001.png@01D]", "Your mail program does not support HTML."):
        body = parts(("Content-Type: text/plain; charset=utf-8", plain), html)
        assert text_of(mail(body, Content_Type='multipart/alternative; boundary="BB"'), tmp_path) == "Real words"
    body = parts(("Content-Type: text/plain", "Above"), ("Content-Type: image/png", "x"), html)
    assert text_of(mail(body, Content_Type='multipart/mixed; boundary="BB"'), tmp_path) == "Above\n\nReal words"


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('attachment; filename*0="long "; filename*1="name.pdf"', "long name.pdf"),
        ("attachment; filename*0*=utf-8''M%C3%A4; filename*1*=rz.pdf", "März.pdf"),
        ("attachment; filename*=iso-8859-1''M%E4rz.pdf", "März.pdf"),
        ("attachment; filename*=x-none''M%C3%A4rz.pdf", "März.pdf"),
        ("attachment; filename=M\u00e4rz.pdf", "März.pdf"),
        ('attachment; filename="C:\\\\Users\\\\vera\\\\seat.pdf"', "seat.pdf"),
        ('attachment; filename="/etc/passwd"', "passwd"),
        ('attachment; filename="a;b, c.pdf"', "a;b, c.pdf"),
        ("attachment", "unnamed.pdf"),
    ],
)
def test_a_file_is_named_however_its_name_is_written(disposition, name, tmp_path):
    body = parts(
        ("Content-Type: text/plain", "see file"),
        (f"Content-Type: application/pdf\nContent-Disposition: {disposition}", "x"),
    )
    assert text_of(mail(body, Content_Type='multipart/mixed; boundary="BB"'), tmp_path) == PDF + name


@pytest.mark.parametrize(
    ("encoding", "raw"),
    [
        ("base64", b"Y2Fmw6kg\n4oKs\n_____\nA list: footer"),
        ("base64", b"Plain words, only called base64."),
        ("base64", b"Y2Fmw6k"),
        ("QUOTED-PRINTABLE", b"caf=C3=A9=20=\n=E2=82=AC"),
        ('"quoted-printable" (odd)', b"caf=c3=a9 =E2=82=AC"),
        ("8-bit", "café €".encode()),
        ("x-uuencode", b"begin 644 x\n&8V%FPZD@\n`\nend"),
    ],
)
def test_an_odd_transfer_encoding_loses_no_word(encoding, raw, tmp_path):
    text = text_of(mail(raw, Content_Type="text/plain; charset=utf-8", Content_Transfer_Encoding=encoding), tmp_path)
    assert text.startswith(("café", "grand", "Plain words, only called base64."))


INNER = """From: Old Buyer <old@buyer.example>
Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=
Content-Type: multipart/alternative; boundary="=_in"

--=_in
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

The forwarded words =E2=82=AC
--=_in--
"""
FORWARDED = "---------- Forwarded email ----------\nFrom: Old Buyer <old@buyer.example>\n"
REPORT = "Reporting-MTA: dns; mail.example\n\nFinal-Recipient: rfc822; vera@buyer.example\nAction: failed\n"
PARTS = """--=_IN
Content-Type: text/plain; charset=utf-8

Words inside €
--=_IN
Content-Type: application/pdf; name=seat.pdf

x
--=_IN--
"""


def as_is(text: str) -> str:
    return text


def in_base64(text: str) -> str:
    return encodebytes(text.encode()).decode()


def in_quoted_printable(text: str) -> str:
    return quopri.encodestring(text.encode()).decode()


@pytest.mark.parametrize(
    ("kind", "inside", "read_as"),
    [
        (
            "message/rfc822",
            INNER,
            f"{FORWARDED}Subject: Grüße\n\nThe forwarded words €",
        ),
        ("message/delivery-status", REPORT, REPORT.strip()),
        ('multipart/mixed; boundary="=_IN"', PARTS, "Words inside €\n\nFiles that came with it: seat.pdf"),
    ],
)
@pytest.mark.parametrize(
    ("encoding", "encoded"),
    [
        ("8bit", as_is),
        ("base64", in_base64),
        ("quoted-printable", in_quoted_printable),
        # Only called so.
        ("base64", as_is),
        ("quoted-printable", as_is),
    ],
)
def test_a_mail_in_a_mail_is_read_though_it_is_encoded_as_a_whole(kind, inside, read_as, encoding, encoded, tmp_path):
    headers = f"Content-Type: {kind}\nContent-Transfer-Encoding: {encoding}"
    body = parts(("Content-Type: text/plain", "See below."), (headers, encoded(inside)))
    assert text_of(mail(body, Content_Type="multipart/mixed; boundary=BB"), tmp_path) == f"See below.\n\n{read_as}"
    alone = mail(encoded(inside).encode(), Content_Type=kind, Content_Transfer_Encoding=encoding)
    assert text_of(alone, tmp_path) == read_as


def test_what_is_divided_beyond_measure_is_named_however_often_it_is_encoded(tmp_path):
    inner = INNER
    for _depth in range(22):
        inner = f"Content-Type: message/rfc822\nContent-Transfer-Encoding: quoted-printable\n\n{inner}"
        inner = inner if _depth < 21 else in_quoted_printable(inner)
    box = mail(inner.encode(), Content_Type="message/rfc822", Content_Transfer_Encoding="quoted-printable")
    assert "nested more than 20 deep" in places(box, tmp_path)[0].problem
    many = in_base64("".join(f'X: boundary="{number}"\n' for number in range(300)) + "\nwords")
    box = mail(many.encode(), Content_Type="message/rfc822", Content_Transfer_Encoding="base64")
    assert "divided more than 250 times" in places(box, tmp_path)[0].problem


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain; charset*=us-ascii'en'utf-8",
        "text/plain; charset*0*=us-ascii'en'ut; charset*1=f-8",
        "text/plain; charset*=utf-8",
        "text/plain; charset*=''utf-8",
        "text/plain; charset*=x-none'en'utf-8",
        "text/plain; charset=\xff\xfe",
        "text/plain; charset=utf-8\0",
    ],
)
@pytest.mark.parametrize("is_part", [False, True])
def test_a_charset_is_read_however_it_is_written(kind, is_part, tmp_path):
    box = mail("Größe".encode(), Content_Type=kind)
    if is_part:
        body = parts((f"Content-Type: {kind}", "Größe"))
        box = mail(body, Content_Type="multipart/mixed; boundary=BB")
    assert text_of(box.replace("ÿþ".encode(), b"\xff\xfe"), tmp_path) == "Größe"


def test_a_mail_that_trips_the_parser_up_is_named_in_plain_words(tmp_path, monkeypatch):
    monkeypatch.setattr("tickets.imports.mbox.cases.read_mail", Mock(side_effect=TypeError("decode() argument")))
    problem = places(mail(), tmp_path)[0].problem
    assert problem == (
        "The email is built in a way that the import cannot read. "
        "Send it to the desk again as a plain email, or enter the case by hand."
    )


@pytest.mark.parametrize(
    "words",
    [
        "Hello\n\nWhere are my seats? I paid.",
        "Please\nhelp me, my seats are gone",
        "Hello",
        "Help",
        "Question\n\nMay I sit?",
        "Hi\nBob\n\nThank you!",
        "Dear\nteam,\nhello",
        "Order\n4711\n\nWhere is it?",
        "Anna",
        "Yes",
    ],
)
@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "us-ascii", "shift_jis"])
def test_words_that_are_only_called_base64_are_all_kept(words, charset, tmp_path):
    headers = {"Content_Type": f"text/plain; charset={charset}", "Content_Transfer_Encoding": "base64"}
    assert text_of(mail(words.encode(), **headers), tmp_path) == words


@pytest.mark.parametrize("words", ["OK", "Hi!", "席", "Grüße", "Yes, please", "席 です"])
@pytest.mark.parametrize("charset", ["utf-8", "cp932", "utf-16"])
def test_short_words_in_base64_are_read(words, charset, tmp_path):
    words = words if charset != "cp932" or "ü" not in words else "表"
    headers = {"Content_Type": f"text/plain; charset={charset}", "Content_Transfer_Encoding": "base64"}
    assert text_of(mail(b64encode(words.encode(charset)), **headers), tmp_path) == words


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ('application/pkcs7-mime; smime-type=signed-data; name="smime.p7m"', b"MIAGCSqGSIb3DQEHAqCAMIACAQ=="),
        ('application/x-pkcs7-mime; name="smime.p7m"', b"MIAGCSqGSIb3DQEHAqCAMIACAQ=="),
        ('multipart/encrypted; protocol="application/pgp-encrypted"; boundary=BB', PGP),
    ],
)
def test_a_mail_that_is_encrypted_or_wrapped_is_remarked_upon(kind, body, tmp_path):
    case = read(mail(body, Content_Type=kind), tmp_path)
    assert case.remarks == (
        "Its words are encrypted or wrapped (S/MIME or PGP) and cannot be read here. Ask the sender for a plain email.",
    )


def test_a_signature_beside_the_words_needs_no_remark(tmp_path):
    body = parts(("Content-Type: text/plain", "Words"), ("Content-Type: application/pgp-signature; name=s.asc", "x"))
    case = read(mail(body, Content_Type='multipart/signed; boundary="BB"'), tmp_path)
    assert case.remarks == ()
    assert case.messages[0].body.startswith("Words")


def answers(*customers: str, **headers: str) -> bytes:
    """Mails of customers that all answer one mail of ours."""
    return b"".join(
        mail(
            f"words of {name}".encode(),
            sender=f"{name} <{name}@buyer.example>",
            Message_ID=f"<{number}@b.example>",
            Date=f"Tue, 03 Mar 2026 1{number}:15:00 +0100",
            References="<news77@press4.example>",
            Subject="Re: Your show is moved",
        )
        for number, name in enumerate(customers, start=1)
    )


def test_customers_who_answer_one_mail_of_ours_have_a_case_each(tmp_path):
    found = [place.case for place in places(answers("annp", "bobp", "annp"), tmp_path)]
    assert [(case.email, [message.body for message in case.messages]) for case in found] == [
        ("annp@buyer.example", ["words of annp", "words of annp"]),
        ("bobp@buyer.example", ["words of bobp"]),
    ]
    assert found[0].remarks == ()
    assert found[1].remarks == (
        "Others wrote in the same thread, “Your show is moved” (email 1 of the file), in cases of their own.",
    )


def test_our_mail_stands_with_the_customer_whom_it_went_to_or_answers(tmp_path):
    def ours(body: str, hour: int, to: str, **headers: str) -> bytes:
        return mail(
            body.encode(), sender="help@press4.example", To=to, Date=f"Tue, 03 Mar 2026 {hour}:15:00 +0100", **headers
        )

    box = (
        ours("moved", 10, "undisclosed-recipients:;", Message_ID="<news77@press4.example>")
        + answers("annp", "bobp", "cemp")
        + ours("to bob", 15, "bobp@buyer.example", Message_ID="<5@p.example>", References="<2@b.example>")
        + ours(
            "to cem",
            16,
            "list@press4.example",
            Message_ID="<6@p.example>",
            References="<news77@press4.example> <3@b.example>",
        )
    )
    found = {place.case.email.partition("@")[0]: place.case for place in places(box, tmp_path)}
    assert {name: [message.body for message in case.messages] for name, case in found.items()} == {
        "annp": ["moved", "words of annp"],
        "bobp": ["words of bobp", "to bob"],
        "cemp": ["words of cemp", "to cem"],
    }
    assert [message.is_ours for message in found["bobp"].messages] == [False, True]


def test_who_cannot_be_read_shares_no_case_and_no_buyer_of_a_form_does(tmp_path):
    headers = {"References": "<1@b.example>", "Date": "Tue, 03 Mar 2026 12:15:00 +0100"}
    box = (
        answers("annp")
        + mail(b"odd", sender="Bob <bob smith@b.example>", **headers)
        + mail(b"Name: Cem\nE-Mail: cem@b.example", sender="Forms <notify@jotform.com>", **headers)
    )
    first, second, third = places(box, tmp_path)
    assert [message.body for message in first.case.messages] == ["words of annp"]
    assert second.problem.startswith("“Bob <bob smith@b.example>” holds no email address that the desk can write to.")
    assert third.case.email == "cem@b.example"


@pytest.mark.parametrize(
    "sender",
    ["Bob <bob smith@buyer.example>", '"eva smith"@buyer.example', "eva@[192.0.2.1]", "bob smith@buyer.example"],
)
def test_a_sender_with_an_address_that_cannot_be_answered_is_named(sender, tmp_path):
    place = places(mail(sender=sender, Cc="Other <other@buyer.example>"), tmp_path)[0]
    assert place.problem == (
        f"“{sender}” holds no email address that the desk can write to. Mend the email, or take it out of the file."
    )


def test_flowed_lines_are_joined_and_others_are_kept(tmp_path):
    body = b"> quoted \n> words\n  stuffed\nend \nless.\n-- \nVera"
    text = text_of(mail(body, Content_Type="text/plain; format=flowed; charset=utf-8"), tmp_path)
    assert text == "> quoted words\n stuffed\nend less.\n-- \nVera"
    joined = text_of(mail("日本 \n語".encode(), Content_Type="text/plain; format=flowed; delsp=yes"), tmp_path)
    assert joined == "日本語"


def test_another_mail_under_the_same_id_is_not_lost(tmp_path):
    box = mail(b"first", Message_ID="<same@b.example>") + mail(
        b"second", Message_ID="<same@b.example>", Subject="Another"
    )
    bodies = [message.body for place in places(box, tmp_path) for message in place.case.messages]
    assert sorted(bodies) == ["first", "second"]
    assert len(places(2 * mail(b"first", Message_ID="<same@b.example>"), tmp_path)[0].case.messages) == 1


def test_a_multipart_without_parts_keeps_its_words(tmp_path):
    assert "lost words" in text_of(mail(b"lost words", Content_Type="multipart/mixed"), tmp_path)
    assert "lost words" in text_of(mail(b"lost words", Content_Type='multipart/mixed; boundary="ZZ"'), tmp_path)


@pytest.mark.parametrize("own", ["@desk.xn--mller-kva.example", "HELP@desk.M\u00dcLLER.example"])
def test_both_spellings_of_an_address_are_one_in_a_mailbox(own, tmp_path):
    path = tmp_path / "box.mbox"
    path.write_bytes(
        mail(b"one", sender="jose\u0301@xn--bcher-kva.example", Message_ID="<1@b.example>")
        + mail(b"two", sender="jos\u00e9@b\u00fccher.example", Message_ID="<2@b.example>")
        + mail(b"ours", sender="help@desk.mu\u0308ller.example", To="x@b.example", References="<1@b.example>")
    )
    box = MboxCases(path, ours={own})
    first, second = (place.case for place in box.places())
    box.close()
    assert first.email == second.email == "jos\u00e9@b\u00fccher.example"
    assert [message.is_ours for message in first.messages] == [False, True]
