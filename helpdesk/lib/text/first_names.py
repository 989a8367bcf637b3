# ruff: noqa: RUF001, SIM905
"""By what a mail greets somebody: the first name where it is plain, else the whole name. A wrong one is worse."""

import re
import unicodedata

from helpdesk.lib.text.folding import JOINTS, STARTS_ANYWHERE, plain

TITLES = frozenset(
    "dr doctor prof professor mr mrs ms miss mx sir lady lord dame madam herr frau hr fr fraulein mme "
    "mlle monsieur madame mademoiselle docteur professeur maitre m sr sra srta senor senora senorita don dona "
    "dra profa senhor senhora exmo exma lic arq sig sigra sigina signor signore signora signorina dott dottssa "
    "dottore dottoressa profssa avv rag geom arch ing dipling dipl mag mgr inz bc mudr judr phdr rndr rev "
    "reverend father sister rabbi capt captain col lt sgt hon pan pani panna slecna dhr mevr mw "
    "meneer mevrouw mejuffrouw heer juffrouw ir drs msc bsc mister missis mistress missus master herrn hrn "
    "frl fru frk froken herra hra rouva rva neiti nti harra proua ponas ponia gospodin gospodja gospoda gospa "
    "gosp gdin gda domnul doamna domnisoara dl dna sayin bayan bapak ibu encik puan shri shrimati smt "
    "г гн гжа гр господин госпожа гражданин гражданка пан пани пані доктор профессор господа κ κοσ κα "
    "κυριοσ κυρια δρ מר גב גברת דר السيد السيده الانسه الدكتور الدكتوره الاستاذ الاستاذه श्री श्रीमती डॉ".split()
)
DOUBTFUL = frozenset(
    "major judge pastor imam kumari earl duke prince princess baron baroness count king queen bishop brother sri bay "
    "anh chi ong ba pak bu mas mba tuan datuk dato haji hajj sheikh shaikh bey maj messrs herren damen mesdames "
    "messieurs".split()
)
"""Titles that are also names, or stand before several people."""
SUFFIXES = frozenset("jr sr ii iii iv md phd esq mba msc bsc ba ma dds rn cpa llm mp obe kc qc cbe".split())
NO_PERSON = frozenset(
    "gmbh ag kg ohg ug ev eg mbh inc llc ltd limited plc corp corporation co company sa sas sarl srl spa "
    "bv nv oy ab as aps pty pvt kk group team support office box theater theatre theatro club verein "
    "school schule university church museum hotel agency events tickets ticketing booking info service "
    "services foundation stiftung family familie famille fam familia famiglia eheleute ehepaar firma the "
    "city stadt bank shop store and und et y e or oder & +".split()
)
"""Words of companies, houses and couples."""
PARTICLES = frozenset(
    "van von vom zu zur de del della der den di da do dos du la le lo el al bin ibn abu abd abdul abdel umm".split()
)
FAMILY_FIRST = frozenset(
    "kim lee park pak choi jung jeong kang cho yoon jang lim han shin seo kwon hwang ahn song hong wang "
    "li zhang liu chen yang huang zhao wu zhou xu sun zhu lin guo luo zheng liang xie tang deng feng "
    "nguyen tran le pham huynh phan vu vo dang bui ho ngo duong ly sato suzuki takahashi tanaka watanabe "
    "ito yamamoto nakamura kobayashi kato yamada".split()
)
"""Families of countries where the family is written first: one cannot know which way round this one is."""
SLAVIC_FAMILY = re.compile(r"(?:[ое]в|[ыи]н|ск[ии]|[ое]ва|ина|ская|енко|чук|ук|юк)$")
PATRONYMIC = re.compile(r"(?:вич|вна|ична|ич)$")
HAS_DIGIT = re.compile(r"\d")
REMARK = re.compile(r"\(.{0,200}?\)|\[.{0,200}?\]|\s(?:via|c/o|über|from)\s.*$", re.I)
"""Bounded, at more than a whole name may have: brackets that nothing closes would be looked through again and again."""
MARK = "[*_\"'“”„‟‘’‚‛«»‹›`″＂「」『』]"
"""A quotation mark of any language, and what stands for one or for bold letters."""
QUOTED = rf"(?<!\S){MARK}{{1,3}}(\S(?:.{{0,200}}?\S)??){MARK}{{1,3}}(?=[\s,]|$)"
IN_MARKS = re.compile(QUOTED)
NICKNAME = re.compile(rf"(?<=[^\s,]\s){QUOTED}(?=\s[^\s,])|(?<=\S\s){QUOTED}$")
"""Max "Mäxchen" Muster, and Max Muster "Mäxchen"."""
NAME_IN_MARKS = re.compile(rf"^{QUOTED}(?=,|$|\s\S+$|\s\S+,)|(?<=,\s){QUOTED}(?=,|$)")
"""What is no nickname, because it is all that stands there, or all that stands before or behind the family."""
ABBREVIATED = re.compile(r"[.ªº]|^[b-df-hj-np-tv-xzбвгджзйклмнпрстфхцчшщ]+$")
"""Mª for María, Wm for William; also what has no vowel at all, as initials and titles that we do not know."""
QUOTES = "\"'“”„‟‘’‚‛«»‹›`″＂「」『』*_~|<>-–—.,;:!? \t"


def greeting_name(name: str) -> str:
    """What stands after "Hello"; "" when this is no name at all."""
    shown = (letter if unicodedata.category(letter)[0] != "S" or letter in "`+" else " " for letter in name)
    name = "".join(shown)
    whole = " ".join(REMARK.sub(" ", f" {' '.join(name.split())} ").split())
    without_nickname = NICKNAME.sub("", whole).split()
    if len(without_nickname) > 1:
        whole = " ".join(without_nickname)
    whole = NAME_IN_MARKS.sub(lambda found: found[1] or found[2], whole)
    # The marks stay where it is not clear whether they are around a nickname or a name.
    whole = whole if IN_MARKS.search(whole) else whole.strip(QUOTES)
    if "@" in whole or not any(map(str.isalpha, whole)):
        return ""
    parts = [part if IN_MARKS.search(part) else part.strip(QUOTES) for part in whole.split(",")]
    parts = [part for part in parts if part and not all(_is_in(word, SUFFIXES) for word in part.split())]
    if len(parts) > 2 or not parts:
        return whole
    family, given = (parts[0], parts[1]) if len(parts) == 2 else ("", parts[0])
    return _first(family, given) or whole


def _first(family: str, given: str) -> str:
    """ "" where it is not certain."""
    if not family and STARTS_ANYWHERE.search(given):
        return ""
    if (
        re.search(r"[@/\\_=]", f"{family}{given}")
        or IN_MARKS.search(given)
        or (HAS_DIGIT.search(given) and len(given.split()) < 3)
        or any(_is_in(word, NO_PERSON) or word in NO_PERSON for word in f"{family} {given}".split())
    ):
        return ""
    words = given.split()
    if len(words) > 1 and _is_in(words[0], DOUBTFUL):
        return ""
    had_title = _is_in(words[0], TITLES)
    while len(words) > 1 and _is_in(words[0], TITLES):
        words = words[1:]
    while len(words) > 1 and _is_in(words[-1], SUFFIXES):
        words = words[:-1]
    if _is_in(words[0], TITLES) or (had_title and not family and len(words) == 1):
        return ""
    # Of a name without titles: the only word, or the first of several, unless something speaks against it.
    if not family and len(words) > 1:
        loud = [word for word in words if word.isupper() and len(word) > 1 and "." not in word]
        leading = plain(words[0])
        has_patronymic = len(words) == 3 and PATRONYMIC.search(plain(words[1]))
        if loud and len(loud) < len(words):  # DUPONT Jean: the family is written in capitals; in AJ Smith it is not
            if max(map(len, loud)) < 3:
                return ""
            words = [word for word in words if word not in loud]
        elif (len(words) <= 3 and leading in FAMILY_FIRST) or (SLAVIC_FAMILY.search(leading) and not has_patronymic):
            return ""
    first = words[0]
    if ABBREVIATED.search(first.lower()) or len(first) < 2 or _is_in(first, PARTICLES):
        return ""
    return "-".join(part.capitalize() for part in first.split("-")) if first.isupper() or first.islower() else first


def _is_in(word: str, known: frozenset[str]) -> bool:
    return JOINTS.sub("", plain(word)) in known
