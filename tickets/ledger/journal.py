"""Unwrap a journal report of Exchange or Microsoft 365: the mail as it left is a part of it, whole.

The report is multipart/mixed: first a text with the envelope ("Sender:", "To:", "Bcc:", "Recipient:"), then the mail
as message/rfc822. Its bytes are cut out, not written anew, so that a signature in it stays what it was.
"""

import base64
import binascii
import re

from helpdesk.lib.addresses import is_email, normal_email

HEAD_END = re.compile(rb"\r?\n\r?\n")
BOUNDARY = re.compile(rb"boundary\s{0,5}=\s{0,5}(?:\"([^\"\r\n]{1,200})\"|([^\s;]{1,200}))", re.IGNORECASE)
IS_REPORT = re.compile(rb"^x-ms-journal-report\s{0,5}:", re.IGNORECASE | re.MULTILINE)
IS_MAIL = re.compile(rb"^content-type\s{0,5}:\s{0,5}message/rfc822\b", re.IGNORECASE | re.MULTILINE)
IS_BASE64 = re.compile(rb"^content-transfer-encoding\s{0,5}:\s{0,5}base64\b", re.IGNORECASE | re.MULTILINE)
NAMED = re.compile(r"^(?:to|cc|bcc|recipient)\s{0,5}:\s{0,5}<?([^\s,<>]{3,320})", re.IGNORECASE | re.MULTILINE)
MOST_PARTS, MOST_RECIPIENTS = 5, 500


def unwrap(raw: bytes) -> tuple[bytes, list[str]] | None:
    """The mail in the report, and to whom the envelope says that it went; None when it is no such report."""
    end = HEAD_END.search(raw)
    head = raw[: end.start()] if end else b""
    named = BOUNDARY.search(head)
    if end is None or named is None or not IS_REPORT.search(head):
        return None
    parts = raw[end.end() :].split(b"--" + (named[1] or named[2]), MOST_PARTS)
    for place, part in enumerate(parts[1:], start=1):
        part_end = HEAD_END.search(part)
        if part_end is None or not IS_MAIL.search(part[: part_end.start()]):
            continue
        mail = part[part_end.end() :].removesuffix(b"\n").removesuffix(b"\r")
        if IS_BASE64.search(part[: part_end.start()]):
            try:
                mail = base64.b64decode(mail)
            except binascii.Error:
                return None
        envelope = b"".join(parts[:place]).decode("utf-8", "replace")
        people = [normal_email(address) for address in NAMED.findall(envelope)[:MOST_RECIPIENTS]]
        return mail, sorted({address for address in people if is_email(address)})
    return None
