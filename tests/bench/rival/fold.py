"""What libraries leave in sight of the mails that come as JSON; run with the Python that has them installed."""

import importlib
import json
import sys

LANGUAGES = ["en", "de", "fr", "es", "it", "nl", "pl", "ja", "da", "sv", "cs", "ko", "zh"]


def folders():
    """Each library as it does best here: the texts are whole where one finds nothing to leave in sight."""
    mail_parser_reply = importlib.import_module("mailparser_reply").EmailReplyParser(languages=LANGUAGES)
    email_reply_parser = importlib.import_module("email_reply_parser").EmailReplyParser
    quotequail = importlib.import_module("quotequail")
    extractor = importlib.import_module("email_reply_extractor")
    return {
        "mail-parser-reply": lambda text: next((reply.body for reply in mail_parser_reply.read(text).replies), text),
        "email-reply-parser": email_reply_parser.parse_reply,
        "quotequail": lambda text: (quotequail.unwrap(text) or {}).get("text_top"),
        "email-reply-extractor": lambda text: extractor.extract_new_text(text).text,
    }


if __name__ == "__main__":
    texts = json.load(sys.stdin)
    json.dump({name: [fold(text) or text for text in texts] for name, fold in folders().items()}, sys.stdout)
