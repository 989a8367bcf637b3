# ruff: noqa: RUF001
"""What mail programs write above the mail that they quote, each in the language of its user; in lower case."""

# fmt: off
ORIGINAL_MESSAGE = {
    "original message", "original mail", "original email", "original e-mail", "original appointment",
    "ursprüngliche nachricht", "original-nachricht", "originalnachricht", "ursprüngliche mail", "original-mail",
    "message d'origine", "message d’origine", "message original", "message initial", "mail d'origine", "mail original",
    "mensaje original", "correo original", "missatge original", "jatorrizko mezua", "mensaxe orixinal",
    "mensagem original", "mensagem de origem", "messaggio originale", "messaggio originario",
    "oorspronkelijk bericht", "oorspronkelijke bericht", "origineel bericht", "ursprungligt meddelande",
    "originalmeddelande", "oprindelig meddelelse", "original meddelelse", "opprinnelig melding",
    "original melding", "alkuperäinen viesti", "upprunaleg skilaboð", "wiadomość oryginalna",
    "oryginalna wiadomość", "wiadomość pierwotna", "původní zpráva", "původní e-mail", "pôvodná správa",
    "eredeti üzenet", "mesaj original", "mesajul original", "mesaj inițial", "izvorna poruka",
    "originalna poruka", "izvirno sporočilo", "оригинална порука", "исходное сообщение",
    "оригинальное сообщение", "первоначальное сообщение", "вихідне повідомлення", "оригінальне повідомлення",
    "оригинално съобщение", "αρχικό μήνυμα", "algne sõnum", "algkiri", "sākotnējais ziņojums",
    "pradinis laiškas", "originalus laiškas", "orijinal ileti", "orijinal mesaj", "özgün ileti", "asıl ileti",
    "הודעה מקורית", "ההודעה המקורית", "الرسالة الأصلية", "رسالة أصلية", "پیام اصلی", "原始邮件", "邮件原件",
    "原始郵件", "原始信件", "元のメッセージ", "元のメール", "원본 메시지", "원본 메일", "원본 이메일",
    "tin nhắn gốc", "thư gốc", "pesan asli", "mesej asal", "ข้อความต้นฉบับ", "मूल संदेश",
}
"""Between dashes. A forwarded mail is none of these: whoever forwards it wants it to be read."""

WROTE = {
    "wrote", "writes", "schrieb", "écrit", "escribió", "va escriure", "escreveu", "scritto", "scrive",
    "schreef", "skrev", "kirjoitti", "skrifaði", "napisał", "pisze", "napsal", "napísal", "írta", "scris",
    "napisao", "napisala", "пишет", "пише", "написа", "έγραψε", "kirjutas", "rakstīja", "rašė", "parašė",
    "geschrieben", "geschreven", "のメール",
    "yazdı", "כתב", "كتب", "نوشت", "写道", "寫道", "書きました", "作成", "작성", "썼습니다", "viết", "menulis",
    "เขียนว่า", "ने लिखा",
}
"""In "On 3 November 2026, Ann wrote:", in the middle or at the end."""

FROM = {
    "from", "von", "de", "da", "van", "från", "fra", "lähettäjä", "frá", "od", "feladó", "de la", "от", "від",
    "από", "saatja", "no", "nuo", "kimden", "gönderen", "מאת", "من", "از", "发件人", "寄件者", "寄件人",
    "差出人", "送信者", "보낸 사람", "보낸사람", "từ", "dari", "จาก", "remitente", "expéditeur", "mittente",
    "afzender",
}
SENT = {
    "sent", "date", "sent at", "gesendet", "datum", "envoyé", "enviado", "enviado el", "enviada em",
    "enviado em", "fecha", "data", "inviato", "verzonden", "skickat", "sendt", "dato", "lähetetty",
    "päivämäärä", "päiväys", "wysłano", "odesláno", "odoslané", "dátum", "elküldve", "trimis", "poslano",
    "отправлено", "дата", "надіслано", "изпратено", "στάλθηκε", "ημερομηνία", "saadetud", "kuupäev",
    "gönderildi", "gönderilme tarihi", "tarih", "נשלח", "תאריך", "التاريخ", "تاريخ الإرسال", "تم الإرسال",
    "تاریخ", "发送时间", "发送日期", "日期", "寄件日期", "傳送日期", "送信日時", "日付", "보낸 날짜", "날짜",
    "보낸날짜", "ngày", "đã gửi", "tanggal", "dikirim", "terkirim", "ส่ง", "วันที่",
}
TO = {
    "to", "an", "à", "a", "para", "aan", "till", "til", "vastaanottaja", "do", "komu", "pro", "címzett",
    "către", "catre", "za", "prima", "кому", "до", "προς", "saaja", "kam", "kime", "alıcı", "אל", "إلى", "الى",
    "به", "收件人", "收件者", "宛先", "받는 사람", "받는사람", "đến", "tới", "kepada", "ke", "ถึง",
    "destinatario",
}
SUBJECT = {
    "subject", "betreff", "objet", "asunto", "assunto", "oggetto", "onderwerp", "ämne", "emne", "aihe", "efni",
    "temat", "předmět", "predmet", "tárgy", "subiect", "zadeva", "тема", "θέμα", "teema", "temats", "tema",
    "konu", "נושא", "الموضوع", "موضوع", "主题", "主題", "主旨", "件名", "제목", "chủ đề", "perihal", "subjek",
    "เรื่อง",
}
"""The lines that Outlook writes above a mail, before their colons."""

ON = {
    "on", "at", "am", "el", "le", "il", "em", "no", "op", "w", "dnia", "den", "d.", "dne", "dňa", "în", "pe", "dana",
    "a", "ti", "lau", "tarihinde", "vào", "pada", "在", "於", "στις", "בתאריך", "في",
}
"""How the line begins that says when somebody wrote, if not with the day itself."""

QUOTING = {
    "quoting", "zitat", "citando", "citation", "citaat", "cytat", "citát", "citat", "lainaus", "idézet",
}
"""How a line begins that only says whom it quotes."""

FORWARDED = {
    "forwarded", "weitergeleitet", "transféré", "transmis", "reenviado", "rv:", "inoltrat", "doorgestuurd",
    "encaminhad", "przekazan", "przesłan", "vidarebefordra", "videresendt", "välitet", "přeposlan", "preposlan",
    "továbbított", "redirecționat", "переслан", "пересыл", "προωθημένο", "iletilen", "הועבר", "转发", "轉寄",
    "転送", "전달",
}
"""Parts of the line above a mail that was forwarded."""

SENT_WITH = {
    "sent", "get", "gesendet", "geschickt", "verschickt", "beziehen", "herunterladen", "holen", "envoyé", "obtenez",
    "obtenir", "télécharger", "téléchargez", "enviado", "enviada", "obtener", "obtén", "descargar", "obter", "obtenha",
    "baixar", "inviato", "inviata", "scarica", "ottieni", "verzonden", "verstuurd", "downloaden", "ophalen", "wysłane",
    "wysłano", "wysłana", "pobierz", "skickat", "skickades", "hämta", "sendt", "hent", "lähetetty", "hanki", "odesláno",
    "odoslané", "küldve", "trimis", "poslano", "отправлено", "скачать", "надіслано", "gönderildi", "iphoneから送信",
    "ipadから送信", "androidから送信", "から送信", "发送自", "发自我的", "보냄", "보냈습니다",
}
DEVICES = {
    "iphone", "ipad", "ios", "android", "samsung", "galaxy", "huawei", "xiaomi", "redmi", "nokia", "sony", "xperia",
    "htc", "lg", "motorola", "oppo", "oneplus", "honor", "pixel", "blackberry", "windows", "outlook", "yahoo", "gmail",
    "gmx", "aol", "proton", "protonmail", "thunderbird", "zoho", "spark", "icloud", "smartphone", "handy", "tablet",
    "mobiltelefon", "почты", "téléphone", "telefon", "telefono", "teléfono", "telemóvel", "telefoon", "phone",
    "iphoneから送信", "ipadから送信", "androidから送信", "web",
}
JOINING = {
    "from", "my", "with", "for", "on", "in", "using", "via", "the", "a", "an", "mobile", "device", "mail", "email", "e",
    "secure", "app", "application", "please", "excuse", "brevity", "typos", "any", "free",
    "von", "meinem", "meiner", "mein", "aus", "mit", "der", "dem", "die", "für", "sie", "sich", "diese", "nachricht",
    "wurde", "gerät", "sichere", "sicherer", "de",
    "mon", "ma", "depuis", "à", "partir", "appareil", "avec", "la", "messagerie", "sécurisée", "pour", "l", "un", "une",
    "desde", "mi", "dispositivo", "móvil", "para", "el", "correo", "electrónico", "seguro", "do", "meu", "o", "da",
    "dal", "dall", "mio", "per", "con", "il", "vanaf", "mijn", "met", "voor", "een", "z", "ze", "mojego", "telefonu",
    "urządzenia", "aplikację", "aplikacji", "dla", "systemu", "från", "min", "fra", "til", "laitteesta",
    "moje",
    "iphonu", "с", "из", "моего", "мобильной", "ru", "版", "を入手",
}
"""A line of nothing but these, at least one of the first two sets each, is what a program says of itself."""
