"""The fields that a column can stand for, and the headings of other helpdesks for them."""

from django.utils.translation import gettext_lazy

FIELDS = {
    "number_there": gettext_lazy("Old number"),
    "subject": gettext_lazy("Subject"),
    "body": gettext_lazy("First message"),
    "name": gettext_lazy("Customer name"),
    "email": gettext_lazy("Customer email"),
    "phone": gettext_lazy("Customer phone"),
    "status": gettext_lazy("Status"),
    "priority": gettext_lazy("Priority"),
    "order_reference": gettext_lazy("Order"),
    "created_at": gettext_lazy("Created"),
}
"""What a column can be, and its name on the page."""
NEEDED = ("subject", "body")
"""One of them must be there."""
USUAL_NAMES = {
    "number_there": (
        "number|id|ticket id|ticket number|ticket no|ticket #|case|case id|case number|conversation id|"
        "ticketnummer|fallnummer|vorgangsnummer|numéro|número"
    ),
    "subject": "subject|title|summary|betreff|thema|objet|sujet|asunto|oggetto|assunto|onderwerp|件名|主题|제목|тема",
    "body": (
        "body|description|message|first message|text|preview|content|beschreibung|nachricht|anfrage|"
        "description du problème|descripción|mensaje|descrizione|messaggio|descrição|mensagem|omschrijving|"
        "bericht|内容|本文|내용|описание|сообщение"
    ),
    "name": (
        "name|requester|requester name|customer|customer name|full name|contact|contact name|from|kunde|"
        "kundenname|absender|user name|nom|nombre|nome|naam|氏名|姓名|이름|имя"
    ),
    "email": (
        "email|e-mail|e mail|requester email|requester e-mail|customer email|customer e-mail|contact email|"
        "email address|e-mail address|mail|from email|user email|e-mail-adresse|mailadresse|kunden-e-mail|courriel|"
        "adresse e-mail|correo|correo electrónico|e-mailadres|メール|メールアドレス|邮箱|이메일|почта"
    ),
    "phone": (
        "phone|telephone|requester phone|customer phone|contact phone|mobile|phone number|telefon|telefonnummer|"
        "mobil|handy|work phone|mobile phone|user phone|"
        "téléphone|teléfono|telefono|telefone|telefoon|電話|電話番号|电话|전화|телефон"
    ),
    "status": "status|state|ticket status|zustand|statut|estado|stato|状态|状態|상태|статус",
    "priority": (
        "priority|urgency|priorität|dringlichkeit|priorité|prioridad|priorità|prioridade|prioriteit|优先级|優先度|"
        "приоритет"
    ),
    "order_reference": (
        "order|order number|order id|order reference|booking|booking number|bestellung|bestellnummer|"
        "auftragsnummer|buchungsnummer|commande|pedido|ordine|注文番号|订单号|주문번호|заказ"
    ),
    "created_at": (
        "created|created at|created on|date|opened|opened at|created time|created date|creation date|"
        "date created|time created|submitted|conversation started at|"
        "erstellt|erstellt am|datum|eröffnet am|créé le|date de création|"
        "creado|fecha|fecha de creación|creato|data|criado em|aangemaakt|"
        "作成日|作成日時|创建时间|日期|생성일|создано|дата"
    ),
}
"""The headings of the exports that people bring, in small letters, the most usual ones first."""
_FIELD_OF = {name: field for field, names in USUAL_NAMES.items() for name in names.split("|")}


def is_usual_name(heading: str) -> bool:
    """Whether a cell looks like a heading of a helpdesk's export."""
    return _plain(heading) in _FIELD_OF


def guess_columns(headings: list[str]) -> dict[str, str]:
    """Which heading stands for which of FIELDS, for those that people usually write."""
    known = {_plain(heading): heading for heading in reversed(headings) if heading}
    guessed: dict[str, str] = {}
    for field, names in USUAL_NAMES.items():
        fitting = [known[name] for name in names.split("|") if name in known and known[name] not in guessed.values()]
        if fitting:
            guessed[field] = fitting[0]
    return guessed


def _plain(heading: str) -> str:
    # What stands in brackets behind a heading explains it.
    heading = heading.partition("(")[0] or heading
    return " ".join(heading.replace("\0", "").lower().replace("_", " ").strip(" :*").split())
