"""What mail servers write about a mail that did not arrive, in the languages in which they write."""

from helpdesk.mail.kinds.phrases import in_all

SUBJECTS = in_all({
    "en": (
        "undeliverable", "undelivered", "unable to deliver", "not delivered", "non-delivery", "non delivery",
        "mail delivery", "message delivery", "email delivery", "e-mail delivery", "delivery fail", "delivery has fail",
        "delivery status", "delivery report", "delivery notification", "delivery delay", "delivery problem",
        "delivery error", "delivery final", "failure notice", "mail failure", "message failure", "permanent delivery",
        "mail system error", "smtp mail failure", "returned mail", "returned email", "returned to sender",
        "returning message to sender", "message undeliverable", "mail could not be delivered", "message not delivered",
        "message could not be delivered", "could not send message", "delayed mail", "message delayed", "mail delayed",
        "warning: message", "warning: could not send", "warning: e-mail", "failed mail", "rejected:", "bounce",
        "message status - undeliverable", "message you sent blocked", "message was not delivered", "nondeliverable",
        "error in your message", "user unknown", "email bounced",
    ),
    "de": (
        "unzustellbar", "nicht zustellbar", "nicht zugestellt", "zustellung fehlgeschlagen", "zustellungsfehler",
        "fehler bei der zustellung", "mail konnte nicht", "ihre nachricht konnte nicht", "zustellung verzögert",
    ),
    "fr": (
        "non remis", "non distribu", "non délivr", "échec de la remise", "échec de remise", "échec de la distribution",
        "échec de livraison", "échec de la livraison", "message non", "remise différée", "attention: impossible",
    ),
    "es": (
        "no se puede entregar", "no se ha podido entregar", "no se pudo entregar", "no entregado", "sin entregar",
        "error de entrega", "error en la entrega", "correo devuelto", "mensaje no entregado", "entrega retrasada",
    ),
    "it": (
        "non recapitabile", "mancato recapito", "mancata consegna", "impossibile recapitare", "impossibile consegnare",
        "messaggio non recapitato", "errore di recapito", "recapito ritardato",
    ),
    "nl": ("onbestelbaar", "niet bezorgd", "niet afgeleverd", "bezorging mislukt", "bezorging vertraagd"),
    "pt": ("não entregue", "não é possível entregar", "falha na entrega", "falha de entrega", "mensagem não entregue"),
    "pl": ("niedostarcz", "nie można dostarczyć", "nie dostarczono", "niedoręczon", "zwrot wiadomości"),
    "sv": ("olevererbart", "det går inte att leverera", "kan inte levereras", "kunde inte levereras", "ej levererat"),
    "da no": ("kan ikke leveres", "kunne ikke leveres", "ikke leveret", "ikke levert", "kan ikke levere"),
    "fi": ("toimitus epäonnistui", "ei voida toimittaa", "toimittamaton"),
    "cs": ("nedoručitelné", "nedoručeno"),
    "ru": ("не доставлено", "недоставлен", "не удалось доставить", "не удается доставить"),
    "tr": ("teslim edilemedi",),
    "ja": ("配信不能", "配信できません", "配信エラー", "未配信", "配信されませんでした", "メール配送エラー"),
    "zh": ("无法投递", "系统退信", "退信", "無法傳遞", "未传递", "未传送"),
    "ko": ("배달되지 않음", "배달할 수 없음"),
})  # fmt: skip
"""How the subjects of notices begin."""

FAILURES = in_all({
    "en": (
        "not be delivered", "not delivered", "n't be delivered", "n't delivered", "not been delivered", "undeliver",
        "could not deliver", "couldn't deliver", "unable to deliver", "not able to deliver", "n't able to deliver",
        "failed to deliver", "delivery failed", "delivery has failed", "failed delivery", "delivery failure",
        "delivery to the following", "did not reach", "not be reached", "n't be reached", "failed recipient",
        "fatal errors", "fatal delivery errors", "permanent error", "failed permanently", "address failed",
        "address(es) failed", "addresses failed", "following address(es) had", "returned to sender", "being returned",
        "delivery errors", "delivery error", "unknown user", "user unknown", "no such user", "unknown recipient",
        "failure reasons", "could not send", "was rejected", "has been delayed", "been rejected", "was not sent",
        "failed after i sent the message", "failure notice", "returned mail", "mail failure", "message failure",
        "message you sent blocked", "nondeliverable", "does not like recipient", "unrouteable address",
        "while attempting to deliver", "not yet been delivered", "did not receive this message",
    ),
    "de": ("nicht zugestellt", "nicht zustellbar", "unzustellbar", "fehlgeschlagen", "nicht übermittelt", "verzögert"),
    "fr": (
        "pu être remis", "pu être délivré", "pu être livré", "pu être transmis", "pu être acheminé",
        "pu être distribué",
        "échec de", "non remis", "pas été remis", "pas être remis", "pas pu remettre",
    ),
    "es": (
        "no se ha podido entregar", "no se pudo entregar", "no se puede entregar", "no ha sido entregado",
        "error de entrega", "error en la entrega", "no se entregó", "no pudo ser entregado", "no pudo entregarse",
    ),
    "it": (
        "impossibile recapitare", "impossibile consegnare", "non recapitat", "non è stato recapitat",
        "mancato recapito",
        "non è stato possibile recapitare", "non è stato possibile consegnare", "mancata consegna", "non consegnat",
    ),
    "nl": ("niet bezorgd", "niet afgeleverd", "niet worden bezorgd", "niet worden afgeleverd", "onbestelbaar"),
    "pt": (
        "não pôde ser entregue", "não foi possível entregar", "falha na entrega", "não foi entregue", "não entregue",
    ),
    "pl": (
        "nie można dostarczyć", "nie udało się dostarczyć", "nie mogła zostać dostarczona", "nie została dostarczona",
        "nie można było dostarczyć",
    ),
    "sv": ("kunde inte levereras", "kan inte levereras", "inte levererats", "det gick inte att leverera"),
    "da no": ("kunne ikke leveres", "kan ikke leveres", "ikke leveret", "ikke levert"),
    "fi": ("ei voitu toimittaa", "ei voida toimittaa"),
    "cs": ("nelze doručit", "nebylo možné doručit", "se nepodařilo doručit"),
    "ru": ("не удалось доставить", "не было доставлено", "не может быть доставлено", "не доставлено"),
    "tr": ("teslim edilemedi",),
    "ja": (
        "配信できません", "配信できなかった", "配信不能", "配信に失敗",
        "届きませんでした", "送信できません", "配信されません",
    ),
    "zh": ("无法投递", "被退回", "未能送达", "無法傳遞", "投递失败", "无法送达"),
    "ko": ("배달하지 못", "배달할 수 없"),
})  # fmt: skip
"""How their words say that the mail did not arrive, or not yet."""

DELAYS = in_all({
    "en": (
        "warning message only", "not yet been delivered", "has been delayed", "have been delayed",
        "delivery is delayed",
        "delivery was delayed", "still being retried", "will be retried", "will keep trying", "will continue to try",
        "will continue to be", "attempts will continue", "no action is required", "do not need to resend",
    ),
    "de": ("wird weiter versucht", "verzögert"),
    "fr": ("retardé", "différée"),
    "es it pt": ("retrasad", "ritardat", "atrasad"),
    "nl sv pl": ("vertraagd", "fördröj", "opóźni"),
    "ja": ("遅延",),
})  # fmt: skip
"""How they say that they go on trying."""

GIVEN_UP = ("giving up", "given up", "permanent", "not going to try again")

RETURNED_BELOW = in_all({
    "en": (
        "below this line is a copy", "this is a copy of", "original message follows", "original message headers",
        "original message -", "original message:", "unsent message", "returned message", "the header of the original",
        "copy of the message", "copy of your message", "message header", "message text follows", "original headers",
        "below is a copy", "included is a copy", "message body follows", "here is your message",
        "headers of the original",
    ),
    "de": ("ursprüngliche nachrichtenkopf", "ursprüngliche nachricht -", "kopie der nachricht"),
    "fr": ("en-têtes de message d'origine", "en-têtes du message d'origine", "message d'origine -"),
    "es": ("encabezados de mensaje", "encabezados del mensaje", "mensaje original -"),
    "it nl": ("intestazioni originali", "intestazioni del messaggio", "oorspronkelijke bericht"),
    "headers": ("return-path:", "received:", "message-id:"),
})  # fmt: skip
"""How the line begins below which the mail stands that came back."""

FULL_OR_REFUSED = in_all({
    "en": (
        "quota", "mailbox is full", "mailbox full", "full mailbox", "inbox is full", "mailbox size",
        "exceeds allowed size",
        "too many messages", "too large", "too big", "size limit", "message size", "greylist", "graylist", "spam",
        "blacklist", "blocklist", "block list", "policy", "temporar", "try again later", "timed out", "timeout",
        "time out", "connection refused", "connection lost", "queue too long", "could not be reached", "unreachable",
        "expired", "not enough", "insufficient",
        "not accepting mail from",
    ),
    "de": ("postfach ist voll", "postfach voll", "speicherplatz", "kontingent"),
    "fr": ("boîte pleine", "boîte aux lettres est pleine", "boîte aux lettres pleine"),
    "es it pt nl": ("buzón lleno", "buzón está lleno", "cuota", "casella piena", "caixa cheia", "postvak vol"),
    "ja": ("容量", "いっぱい"),
})  # fmt: skip
"""Words of a reason that lies not in the address: it is full, or the mail was refused, or the server was away."""

UNKNOWN = (
    "user unknown", "unknown user", "no such user", "no such mailbox", "unknown recipient", "recipient unknown",
    "recipnotfound", "recipientnotfound", "recipient not found", "user not found", "mailbox not found",
    "does not exist", "doesn't exist", "no mailbox here", "invalid recipient", "invalid mailbox", "not listed in",
    "account is disabled", "mailbox is disabled", "account has been disabled",
)  # fmt: skip
"""Words of servers for an address that nobody has, which some of them say with a code for something else."""
