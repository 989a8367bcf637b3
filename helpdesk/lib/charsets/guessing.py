"""Guess the charset of bytes: the one that makes words of them."""

import re
from bisect import bisect_left
from itertools import accumulate

from charset_normalizer import from_bytes

from helpdesk.lib.charsets.big5 import decode_big5
from helpdesk.lib.charsets.letters import HANGUL, HANZI, LATIN, MOST_WRITTEN, OTHER_ALPHABETS
from helpdesk.lib.charsets.typography import is_only_typography, is_quoted_by_mac

CANDIDATES = (
    # What each is given before anything is read: of two that read alike, the more usual one.
    ("cp1252", 0.12), ("cp1250", 0.05), ("cp1254", 0.04), ("mac_roman", 0.05), ("cp1257", 0.0), ("cp1251", 0.1),
    ("koi8_r", 0.05), ("cp866", 0.0), ("iso8859-5", 0.0), ("mac_cyrillic", 0.0), ("cp1253", 0.05), ("iso8859-2", 0.0),
    ("cp1255", 0.05), ("cp1256", 0.05), ("iso8859-6", 0.0), ("cp874", 0.05), ("cp850", -0.1), ("cp437", -0.12),
    ("cp932", 0.08), ("euc_jp", 0.05), ("gb18030", 0.08), ("cp949", 0.08), ("big5hkscs", 0.06),
)  # fmt: skip
LOOKED_AT = 6000
"""Bytes that are enough to tell charsets apart; the rest must only be readable in what was found."""
AS_GOOD = 0.06
"""Two likenesses that differ by less say nothing: then charset-normalizer, which knows more languages, decides."""
MADE_OF_WORDS = -0.2
"""Below that no candidate makes words of the bytes."""
NEIGHBOUR = 0.3
"""What a charset is given that stands elsewhere in the same mail."""
WORDS = re.compile(r"[^\s,;:!?()\"/<>|.@_=-]{1,80}")
TYPOGRAPHY = frozenset("–—‘’‚“”„«»‹›…€£¥©®™°§·•¿¡½¼¾²³±×ªº´\u00a0\u00ad、。「」『』・！？，：（）ー〜～①②③№")
SIGNS = frozenset("£€¥¼½¾¹³×±§•")
NOT_AFTER_LETTERS = frozenset("£¥¼½¾¹×±§•")
ALONE = frozenset("àéèóòåöíáúùêôÀÉÈÓÒÅÖÍÁÚ")
"""Letters that are words in themselves."""
INSIDE_WORDS = frozenset("’·\u00adー・")
LATIN_LETTERS = frozenset("".join(LATIN))
ALPHABETS = [(frozenset(letters + letters.upper()), weight) for letters, weight in OTHER_ALPHABETS]
SCRIPTS = ("latin", "greek", "cyrillic", "hebrew", "arabic", "thai", "far east")
SCRIPT_ENDS = "\u036f\u03ff\u052f\u05ff\u06ff\u0e7f"
"""The last letter of each of them but the last."""
COMMON_HANZI = (("gb2312", b"\xb0", b"\xd7"), ("big5", b"\xa4", b"\xc6"), ("shift_jis", b"\x88", b"\x97"))
"""The first bytes of the first, usual half of the standards of China, Taiwan and Japan."""


def guess(raw: bytes, *, likely: str = "") -> tuple[str, str] | None:
    """The text and its charset, or None when no charset makes words of the bytes."""
    if not likely or likely.startswith(("cp125", "ascii", "utf", "iso8859-1")):
        # As cp1250 to cp1258 have the same typography, only letters would tell them apart.
        western = raw.decode("cp1252", "replace")
        if is_only_typography(western):
            return western, "cp1252"
        if is_quoted_by_mac(of_mac := raw.decode("mac_roman")):
            return of_mac, "mac_roman"
    # The first lines that say anything of the charset, whole ones, so that no character is cut.
    lines = [line for line in raw.splitlines(keepends=True) if not line.isascii()]
    before = accumulate(map(len, lines), initial=0)
    sample = b"".join(line for line, size in zip(lines, before, strict=False) if size <= LOOKED_AT)
    found = []
    for charset, bonus in CANDIDATES:
        try:
            score = likeness(_decoded(sample, charset)) + bonus + (NEIGHBOUR if charset == likely else 0)
            found.append((score, charset, _decoded(raw, charset)))
        except (UnicodeError, ValueError):
            continue
    found.sort(key=lambda one: -one[0])
    if not found or found[0][0] < MADE_OF_WORDS:
        return None
    close = [one for one in found if found[0][0] - one[0] < AS_GOOD and one[2] != found[0][2]]
    if close and len(sample) > 200:
        best = from_bytes(sample, cp_isolation=[one[1] for one in [found[0], *close]]).best()
        named = next((one for one in found if best and one[1].replace("-", "_") == best.encoding), found[0])
        return named[2], named[1]
    return found[0][2], found[0][1]


def _decoded(raw: bytes, charset: str) -> str:
    return decode_big5(raw) if charset == "big5hkscs" else raw.decode(charset)


def likeness(text: str) -> float:
    """How much what stands beyond ASCII looks like words: 1 is a language's own letters, below 0 is no language."""
    beyond = sum(
        2 if letter >= "\u2e80" and not "\uff61" <= letter <= "\uff9f" else 1 for letter in text if letter > "\x7f"
    )
    if not beyond:
        return 0.0
    words = [word for word in WORDS.findall(text) if not word.isascii()]
    latin = [letter for word in words for letter in word if letter in LATIN_LETTERS]
    spoken = max(LATIN, key=lambda language: sum(map(language.count, latin))) if latin else ""
    total = sum(_word_likeness(word, spoken) for word in words)
    return total / max(beyond, 1)


def _word_likeness(word: str, spoken: str) -> float:
    score, letters = 0.0, [letter for letter in word if letter.isalpha()]
    odd = sum(letter > "\x7f" and letter in LATIN_LETTERS for letter in letters)
    for place, letter in enumerate(word):
        if letter > "\x7f":
            score += _letter_likeness(letter, spoken)
            score += _fit(word[place - 1 : place], letter, word[place + 1 : place + 2])
    if len(letters) > 1 and not word.islower() and word.isupper() and letters[0] >= "\u0370":
        score -= 0.2 * len(letters)
    scripts = {"latin" if letter in LATIN_LETTERS else SCRIPTS[bisect_left(SCRIPT_ENDS, letter)] for letter in letters}
    if len(scripts - {"far east"}) > 1:
        score -= sum(letter > "\x7f" for letter in letters)
    # No language writes whole words of accents.
    return score - (odd if len(letters) > 4 and odd > 0.8 * len(letters) else 0)


def _fit(before: str, letter: str, after: str) -> float:
    """What the neighbours say: nothing, or that no word looks like this."""
    if not letter.isalpha():
        is_inside = before.isalpha() and after.isalpha() and letter not in INSIDE_WORDS and letter < "\u0e00"
        if letter in "£€¥" and (after.isdigit() or before.isdigit()):
            return 0.7
        is_sign = (after.isalpha() and letter in SIGNS) or (before.isalpha() and letter in NOT_AFTER_LETTERS)
        return -1.5 * (is_inside or is_sign)
    if before.islower() and letter.isupper():
        return -1.5
    if letter < "\u2000":
        is_alone = not before and not after and letter in LATIN_LETTERS and letter not in ALONE
        is_beside = any(
            side.isascii() and side and not side.isalpha() and side not in "'&+*`" for side in (before, after)
        )
        return -1.0 * is_beside - 0.6 * is_alone
    is_kana = "\u3041" <= letter <= "\u30fe"
    return (
        -2.0 if is_kana and ((before.isascii() and before.islower()) or (after.isascii() and after.islower())) else 0.0
    )


def _letter_likeness(letter: str, spoken: str) -> float:
    if letter in TYPOGRAPHY:
        return 0.3
    if letter in "ðþýÐÞÝ":
        # Turkish that was read as Western, far more often than Icelandic.
        return 0.7 if letter in spoken else 0.2
    if letter in LATIN_LETTERS:
        return (1.0 if letter in MOST_WRITTEN else 0.85) if letter in spoken else 0.2
    if "\u3041" <= letter <= "\u30fe":
        return 2.6
    if letter in HANZI or letter in HANGUL:
        return 2.2
    if "\uac00" <= letter <= "\ud7a3":
        return 0.6 if letter.encode("euc_kr", "ignore") else -1.0
    if "\u4e00" <= letter <= "\u9fff":
        leads = ((letter.encode(charset, "ignore")[:1], first, last) for charset, first, last in COMMON_HANZI)
        return 0.6 if any(first <= lead <= last for lead, first, last in leads) else -0.6
    if "\uff61" <= letter <= "\uff9f" or not letter.isprintable() or "\ue000" <= letter <= "\uf8ff":
        return -2.0
    return next((weight for alphabet, weight in ALPHABETS if letter in alphabet), -0.6)
