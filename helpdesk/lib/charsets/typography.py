"""Texts whose only characters beyond ASCII are typography: prices, quotation marks, dashes."""

import re

ONLY_SIGNS = re.compile(r"[\x00-\x7f\u00a0\u00ad€£¥¢–—‘’‚“”„…°ºª«»©®™•·§¶¡¿½¼¾²³¹×±µ]*")
ODD_SIGNS = re.compile(
    # None of them stands so; a letter of another charset does, which is the same byte.
    r"[^\W\d_][£€¥¢“„‚‘°©®•§¶¡¿½¼¾×±µ][^\W\d_ªºµ]"
    r"|[A-Za-z]–[a-z]|[a-z]—n\b"
    r"|(?<![\d.])[£€¥¢ºª½¼¾±][^\W\d_ªºµ]"
    r"|(?<!\d)¹|(?<![m\d])[²³]"
    r"|[^\W_][“„‚‘«•§¶¿¡](?=[^\W_]|\s|$)"
    r"|[“„‚‘«¿¡](?=\s|$|[£€¥¢°§¶½¼¾²³¹×±µ])"
    r"|”[^\W\d_ªºµ]|•(?=[!-/:-@\[-`{-~])"
    r"|[^\W\d_ªºµ]’(?!(?:s|t|d|m|ll|re|ve|em|n|clock)\b)(?<!\b[A-Za-z]’)(?<!\bqu’)(?=[^\W\d_ªºµ])"
    r"|[£€¥¢°§¶•½¼¾²³¹×±µ][£€¥¢°§¶¡¿½¼¾²³¹×±µ]"
    r"|[£€¥¢–—‘’‚“”„…°ºª«»©®™•·§¶¡¿½¼¾²³¹×±µ]{4}"
)
QUOTED_BY_MAC = re.compile(r"[A-Za-z]’(?:s|t|d|m|ll|re|ve)\b|(?:^|\s)“\w[^“”]{0,200}”")
"""The same bytes are letters of Windows-1252 that no word has in these places ("itÕs", "ÒseatsÓ")."""


def is_only_typography(text: str) -> bool:
    """Whether all that is beyond ASCII are such signs, and each stands where it may."""
    return bool(ONLY_SIGNS.fullmatch(text)) and not ODD_SIGNS.search(text)


def is_quoted_by_mac(text: str) -> bool:
    """Whether a text that was read as Mac Roman has only signs, among them quotation marks of a Mac."""
    return is_only_typography(text) and bool(QUOTED_BY_MAC.search(text))
