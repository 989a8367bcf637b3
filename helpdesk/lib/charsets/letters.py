"""Letters of languages, by which a text shows whether it was decoded in the right charset."""

LATIN = (
    "æøåéÆØÅÉ",  # Danish, Norwegian
    "åäöéÅÄÖÉ",  # Swedish, Finnish
    "äöüßÄÖÜ",  # German
    "àâæçéèêëîïôœùûüÿÀÂÇÉÈÊËÎÏÔŒÙÛ",  # French
    "áéíóúñüÁÉÍÓÚÑÜªº",  # Spanish
    "ãõáéíóúâêôàçÃÕÁÉÍÓÚÂÊÔÀÇªº",  # Portuguese
    "àèéìòùÀÈÉÌÒÙ",  # Italian
    "ëïéèöüËÏÉÈÖÜ",  # Dutch
    "áðéíóúýþæöÁÐÉÍÓÚÝÞÆÖ",  # Icelandic
    "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ",  # Polish
    "áčďéěíňóřšťúůýžÁČĎÉĚÍŇÓŘŠŤÚŮÝŽ",  # Czech
    "áäčďéíĺľňóôŕšťúýžÁÄČĎÉÍĽŇÓÔŠŤÚÝŽ",  # Slovak
    "áéíóöőúüűÁÉÍÓÖŐÚÜŰ",  # Hungarian
    "ăâîșțşţĂÂÎȘȚŞŢ",  # Romanian
    "čćđšžČĆĐŠŽ",  # Croatian, Slovene
    "çğıöşüâÇĞİÖŞÜ",  # Turkish
    "āčēģīķļņšūžĀČĒĢĪĶĻŅŠŪŽ",  # Latvian
    "ąčęėįšųūžĄČĘĖĮŠŲŪŽ",  # Lithuanian
    "äõöüšžÄÕÖÜŠŽ",  # Estonian
)
"""Beyond a to z, a language each."""
MOST_WRITTEN = frozenset("".join(LATIN[:8]))
"""The letters of the languages that most mails are in."""

OTHER_ALPHABETS = (
    # The usual letters of an alphabet, and the rare ones: what was read wrongly is full of those.
    ("оеаинтсрвлкмдпуыяьгзб", 1.1),  # Cyrillic
    ("чйхжшюцєіїґјљњћђџ", 0.7),
    ("щэфъё", 0.3),
    ("αειοτσνρκλπυμγδόέάίς", 1.1),  # Greek
    ("ηθωχφβζξψήύώϊϋΐΰ", 0.9),
    ("אהויךלמםנןרשתבחק", 1.1),  # Hebrew
    ("גדזטכסעפףצץ", 0.9),
    ("اليمونرتبةعدسفهكقح", 1.1),  # Arabic
    ("ثجخذزشصضطظغىءآأؤإئـ", 0.8),
    ("กขคฆงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรฤลวศษสหฬอฮะัาำิีึืุูเแโใไ็่้๊๋์ๆฯ", 1.0),  # Thai
)

HANZI = frozenset(
    "的一是不了在人有我他这個个们們中来來上大为為和国國地到以说說时時要就出会會可也你对對生能而子那得于於着著下自之年过過发發后後"
    "作里裡用道行所然家种種事成方多经經么麼去法学學如都同现現当當没沒动動面起看定天分还還进進好小部其些主样樣理心本前开開但因只"
    "从從想实實日者意无無力它与與长長把机機十民第公此已工使情明性知全三又关關点點正业業外将將两兩高间間由问問很最重并並物手应應"
    "向头頭文体體美相见見被利什二等产產或新己制身果加月话話合回特代内內信表化老给給世位次度门門任常先通教儿兒原东東声聲提立及比"
    "员員解水名真论論处處走义義各入几幾口认認条條平系气氣题題活更别別打女变變四总總何电電数數安少报報才结結反受目太量再感建务務"
    "做接必场場件计計管期市直资資命金指许許统統区區保至形社便空决決治展科司五基书書非则則听聽白却界达達光放强強即像难難且思完设"
    "設式色路记記南品住告类類求据據程北边邊该該交规規万萬取望术術领領共确確传傳师師清今切院让讓识識候带帶导導请請您票谢謝单單订"
    "訂座款买買付钱錢帮幫忙收网網站号號码碼邮郵演唱退支失错錯误誤怎吗嗎呢吧座席券番購入届公演会場席様願払戻確認注文番号質問届東京"
)
"""The characters that Chinese and Japanese mails are full of; chance finds one of them in twelve pairs of bytes."""

HANGUL = frozenset(
    "이다는에의가고하을로지한어기은사도를리자그아나시서대인일니수정있스라부으전과제해들만보원여상구주장안선마무오게것조신동문면성소경"
    "미유모국내비습입표못받았했없는요세예매좌석환불결공연주문번호확인감합드립답변메송금카취"
)
"""The syllables that Korean mails are full of."""
