"""Subjects that answering machines write, in the languages of their makers."""

from helpdesk.mail.kinds.phrases import has_any, in_all, plain

SURELY = in_all({
    "en": (
        "automatic reply", "auto reply", "auto-reply", "autoreply", "automatic response", "auto response",
        "auto-response", "autoresponse", "automated reply", "automated response", "out of office autoreply",
        "out of office auto-reply", "out-of-office reply",
    ),
    "de": ("automatische antwort", "automatische beantwortung", "abwesenheitsnotiz", "abwesenheitsnachricht"),
    "fr": ("réponse automatique", "message d'absence"),
    "es": ("respuesta automática", "respuesta automatica"),
    "it": ("risposta automatica",),
    "nl": ("automatisch antwoord", "automatische beantwoording", "afwezigheidsbericht"),
    "pt": ("resposta automática", "resposta automatica"),
    "pl": ("odpowiedź automatyczna", "automatyczna odpowiedź"),
    "sv da no": ("autosvar", "automatiskt svar", "automatisk svar", "frånvaromeddelande"),
    "fi": ("automaattinen vastaus",),
    "cs": ("automatická odpověď",),
    "hu": ("automatikus válasz",),
    "ro el": ("răspuns automat", "αυτόματη απάντηση"),
    "tr": ("otomatik yanıt",),
    "ru": ("автоответ", "автоматический ответ"),
    "ja": ("自動応答", "自動返信", "不在通知"),
    "zh": ("自动答复", "自动回复", "自動回覆"),
    "ko": ("자동 회신", "자동 응답"),
})  # fmt: skip
"""Before a colon, at the beginning of a subject, no person writes these."""

IN_BRACKETS = (
    "[auto-reply]",
    "[autoreply]",
    "[auto reply]",
    "[automatic reply]",
    "【自動返信】",
    "【自動応答】",
    "[自動返信]",
)

ABSENCES = in_all({
    "en": (
        "out of office", "out of the office", "away from", "on vacation", "vacation", "i am out", "i'm out",
        "i am away",
        "i'm away", "on leave", "on holiday", "annual leave",
    ),
    "de": ("nicht im büro", "ich bin nicht", "abwesen", "urlaub", "im urlaub", "bin im urlaub", "derzeit nicht"),
    "fr": ("absen", "en congé", "hors du bureau", "je suis absent", "je suis en congé", "en vacances"),
    "es": ("fuera de la oficina", "fuera de oficina", "ausente", "ausencia", "de vacaciones", "estoy fuera"),
    "it": ("fuori sede", "fuori ufficio", "assen", "in ferie", "sono in ferie"),
    "nl": ("afwezig", "niet aanwezig", "niet op kantoor", "met vakantie", "op vakantie", "ik ben afwezig"),
    "pt": ("fora do escritório", "ausência", "de férias", "estou de férias", "em férias"),
    "pl": ("nieobecn", "poza biurem", "na urlopie", "jestem na urlopie"),
    "sv da no": (
        "frånvar", "ej på kontoret", "inte på kontoret", "på semester", "ikke på kontoret", "fravær", "på ferie",
    ),
    "fi cs": ("lomalla", "poissa", "mimo kancelář", "nepřítomnost"),
    "ru": ("не в офисе", "вне офиса", "отпуск", "в отпуске", "отсутствую"),
    "ja": ("不在", "休暇", "外出"),
})  # fmt: skip
"""Words of the absent, which a person may write as well: they count in an answer only."""

ACKNOWLEDGEMENTS = in_all({
    "en": (
        "[request received]", "request received", "ticket received", "ticket created", "ticket opened",
        "support ticket opened", "case created", "case opened", "case received", "we've received your",
        "we have received your", "we received your", "thank you for contacting", "thanks for contacting",
        "thank you for your message", "thank you for your email", "thank you for your e-mail",
        "thank you for your request", "thank you for your inquiry", "thank you for your enquiry",
        "your request has been", "your ticket has been", "your case has been", "your enquiry has been",
        "your message has been received", "your email has been received", "acknowledgement of", "acknowledgment of",
        "confirmation of receipt", "receipt confirmation", "receipt of your",
    ),
    "de": (
        "eingangsbestätigung", "empfangsbestätigung", "ihre anfrage ist", "ihre anfrage wurde", "wir haben ihre",
        "vielen dank für ihre anfrage", "vielen dank für ihre nachricht", "vielen dank für ihre e-mail",
    ),
    "fr": ("accusé de réception", "nous avons bien reçu", "votre demande a", "merci pour votre message"),
    "es": ("acuse de recibo", "hemos recibido", "su solicitud ha", "gracias por contactar"),
    "it": ("conferma di ricezione", "abbiamo ricevuto", "la tua richiesta è", "la sua richiesta è"),
    "nl": ("ontvangstbevestiging", "we hebben uw", "wij hebben uw", "uw aanvraag is"),
    "pt": (
        "recebemos a sua", "recebemos o seu", "recebemos sua", "confirmação de recebimento",
        "confirmação de receção",
    ),
    "pl": ("potwierdzenie otrzymania", "potwierdzenie przyjęcia", "otrzymaliśmy"),
    "sv da no": ("vi har mottagit", "vi har modtaget", "vi har mottatt", "mottagningsbekräftelse"),
    "ja": ("お問い合わせありがとう", "お問い合わせを受け", "受付完了", "受け付けました"),
})  # fmt: skip
"""How other desks say that a mail came in."""

CHALLENGES = in_all({
    "en": (
        "please confirm your message", "please confirm your email", "please confirm your e-mail", "please verify",
        "please confirm that you", "confirm your message", "confirm your email", "confirm delivery",
        "sender verification",
        "verification required", "message held", "message on hold", "message requires approval", "unconfirmed message",
        "your message is awaiting", "your message requires", "your message needs", "action required to deliver",
        "your email requires verification",
    ),
    "de fr": ("bitte bestätigen sie ihre", "confirmez votre message", "confirmez votre e-mail"),
})  # fmt: skip
"""How a filter asks whether a person wrote: only a person may answer that."""


def is_surely_automatic(subject: str) -> bool:
    """Whether the subject alone says that a machine wrote it."""
    text = plain(subject)
    if text.startswith(IN_BRACKETS):
        return True
    # Notes: "AUTO: Ines Vega is out of the office (returning 12/07/2026)".
    if text.startswith("auto: ") and has_any(text, ("out of the office", "out of office")):
        return True
    before, colon, _behind = text.partition(":")
    return bool(colon) and before.strip() in SURELY


def is_as_answers_are(subject: str) -> bool:
    """Whether it begins with words of the absent, of another desk or of a filter.

    Not behind a "Re:": a buyer answers our own "We received your message" so.
    """
    text = plain(subject).removeprefix("auto: ")
    if text.startswith("[") and not text.startswith("[request received]"):
        text = text.partition("]")[2].lstrip(" :-")
    return text.startswith(ABSENCES + ACKNOWLEDGEMENTS + CHALLENGES)
