"""The words by which pages say what is what, in English, German, French, Spanish and Japanese."""

from __future__ import annotations

import re

HOUR, MINUTE, SECOND = 3600, 60, 1

NUMBERS = {
    **dict.fromkeys(("a", "an", "one", "ein", "eine", "einer", "un", "une", "una", "uno"), 1),
    **dict.fromkeys(("two", "zwei", "deux", "dos"), 2),
    **dict.fromkeys(("three", "drei", "trois", "tres"), 3),
    **dict.fromkeys(("four", "vier", "quatre", "cuatro"), 4),
    **dict.fromkeys(("five", "fünf", "cinq", "cinco"), 5),
    **dict.fromkeys(("six", "sechs", "seis"), 6),
    **dict.fromkeys(("seven", "sieben", "sept", "siete"), 7),
    **dict.fromkeys(("eight", "acht", "huit", "ocho"), 8),
    **dict.fromkeys(("nine", "neun", "neuf", "nueve"), 9),
    **dict.fromkeys(("ten", "zehn", "dix", "diez"), 10),
    **dict.fromkeys(("eleven", "elf", "onze", "once"), 11),
    **dict.fromkeys(("twelve", "zwölf", "douze", "doce"), 12),
    **dict.fromkeys(("fifteen", "fünfzehn", "quinze", "quince"), 15),
    **dict.fromkeys(("twenty", "zwanzig", "vingt", "veinte"), 20),
    **dict.fromkeys(("twenty-five", "fünfundzwanzig", "vingt-cinq", "veinticinco"), 25),
    **dict.fromkeys(("thirty", "dreißig", "trente", "treinta"), 30),
    **dict.fromkeys(("forty", "vierzig", "quarante", "cuarenta"), 40),
    **dict.fromkeys(("forty-five", "fünfundvierzig", "quarante-cinq"), 45),
    **dict.fromkeys(("fifty", "fünfzig", "cinquante", "cincuenta"), 50),
    **dict.fromkeys(("sixty", "sechzig", "soixante", "sesenta"), 60),
    **dict.fromkeys(("ninety", "neunzig", "noventa"), 90),
}
ORDINALS = {
    **dict.fromkeys(("first", "erste", "première", "premier", "primera", "primer"), 1),
    **dict.fromkeys(("second", "zweite", "deuxième", "segunda", "segundo"), 2),
    **dict.fromkeys(("third", "dritte", "troisième", "tercera", "tercer"), 3),
    **dict.fromkeys(("fourth", "vierte", "quatrième", "cuarta", "cuarto"), 4),
    **dict.fromkeys(("fifth", "fünfte", "cinquième", "quinta", "quinto"), 5),
    **dict.fromkeys(("sixth", "sechste", "sixième", "sexta", "sexto"), 6),
}
FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75}

UNITS = {
    HOUR: "hours|hour|hrs|hr|stunden|stunde|stündig\\w{0,3}|std|heures|heure|horas|hora",
    MINUTE: "minutes|minute|mins|min|minuten|minütig\\w{0,3}|minutos|minuto|mn",
    SECOND: "seconds|second|secs|sec|sekunden|sekunde|sek|secondes|seconde|segundos|segundo",
}
SHORT_UNITS = {"h": HOUR, "m": MINUTE, "s": SECOND, "'": MINUTE, "’": MINUTE, "′": MINUTE}
JAPANESE_UNITS = {"時間": HOUR, "分間": MINUTE, "分": MINUTE, "秒間": SECOND, "秒": SECOND}

FIXED_PHRASES = {
    90 * MINUTE: "an hour and a half|hour and a half|one and a half hours|anderthalb stunden|"
    "eineinhalb stunden|une heure et demie|heure et demie|una hora y media|hora y media|"
    "1時間半",
    45 * MINUTE: "three quarters of an hour|dreiviertelstunde|trois quarts d'heure",
    30 * MINUTE: "half an hour|half-an-hour|half a hour|half-hour|half hour|eine halbe stunde|"
    "halbe stunde|halbstündig\\w{0,3}|une demi-heure|demi-heure|media hora|半時間",
    15 * MINUTE: "a quarter of an hour|quarter of an hour|quarter hour|eine viertelstunde|"
    "viertelstunde|un quart d'heure|quart d'heure|un cuarto de hora|cuarto de hora",
}

ABOUT = (
    "about|approximately|approx|around|roughly|circa|ca|c|up to|max|maximum|at most|at least|min|"
    "from|between|von|zwischen|entre|de|total|in total|overall|each time|etwa|ungefähr|rund|gegen|"
    "bis zu|maximal|mindestens|insgesamt|"
    "gesamt|environ|env|jusqu'à|au total|durée|aproximadamente|aprox|unos|hasta|máximo|alrededor "
    "de|time|duration|length|estimated time|timebox|zeit|dauer|temps|tiempo|duración|"
    "約|およそ|程度|くらい|ぐらい|目安|計|合計|所要時間"
)

LABEL_OF_TOTAL = re.compile(
    r"\W{0,8}(?:(?:total|session|meeting|overall|estimated|expected|approximate|class|workshop|"
    r"gesamt\w{0,12}|geschätzte|durée|tiempo|duración)\W{1,3}){0,2}"
    r"(?:time|duration|length|total|dauer|gesamtdauer|zeit|zeitbedarf|durée|temps|tiempo|"
    r"duración|required|needed|estimée|totale|prévue|estimado|estimada|所要時間|時間)"
    r"\W{0,3}(?:of session|estimée|totale|prévue|estimada|total)?\W{0,4}[:：=]",
    re.IGNORECASE,
)
"""A line that tells how long the whole session takes: `Session length: 60 mins`."""

WHEN = re.compile(
    r"\W{0,8}(?:time|when|zeit|uhrzeit|wann|heure|horaires?|quand|hora|horario|cuándo|日時|時間)"
    r"\W{0,5}[:：]",
    re.IGNORECASE,
)
"""A line that tells when a session is: `Time: 16:45 - 17:45`."""

REST = re.compile(
    r"remaining time|time remaining|time (?:that is |that's )?left|rest of (?:the|your|our) time|"
    r"remainder of (?:the|your|our) time|if (?:there is |there's |you have )?time "
    r"(?:allows|permits|remains)|time permitting|as time (?:allows|permits)|"
    r"until (?:the end|time is up)|"
    r"(?:restlichen?|verbleibenden?|übrigen?) (?:zeit|minuten)|restzeit|rest der zeit|"
    r"(?:le |du )?temps (?:restant|qui reste)|reste d[ue] (?:la séance|temps)|"
    r"tiempo (?:restante|que quede|sobrante)|resto del tiempo|si queda tiempo|"
    r"残りの?時間|余った時間|時間が余",
    re.IGNORECASE,
)

_ONE = (
    r"(?:person|people|participant|member|student|speaker|partner|learner|individual|player|side|"
    r"pair|group|team|table|one)"
)
SHARE_AFTER = re.compile(
    r"(?:[ -]\w{1,20}){0,2}[ -]{0,2}(?:"
    r"(?:per|pro|par|por|je) (?!week|session|meeting|day|class|month|woche|tag|sitzung|treffen|"
    r"semaine|séance|jour|semana|sesión|día)\w|"
    r"/ ?(?:person|pers|member|participant|student|speaker|kopf|tn|p)\b|"
    r"each\b(?! way)|apiece\b|for each\b|for every\b|jeweils\b|chacune?\b|cada un[oa]\b)|"
    r" ?(?:ずつ|/人|／人)",
    re.IGNORECASE,
)
SHARE_BEFORE = re.compile(
    rf"\b(?:each|every) (?:\w{{1,20}} )?{_ONE}\b|"
    r"\b(?:everyone|everybody) (?:gets|has|shares|will)\b|"
    r"\beach (?:of you |of us )?(?:gets?|has|have|will|shares?|takes?)\b|"
    r"\bper (?:person|participant|member)\b|"
    r"\bjede[rsmn]?\b|\bjeweils\b|\bje\W*$|\bpro (?:person|kopf|member|mitglied)\b|"
    r"\bchaque\b|\bchacune?\b|\bpar personne\b|\bcada\b|\bpor persona\b|"
    r"(?:一人|1人|１人|ひとり|各自|各人|それぞれ)",
    re.IGNORECASE,
)
SHARE_RIGHT_BEFORE = re.compile(r"(?:一人|1人|ひとり|各自|各)(?:あたり|につき|当たり)?[:：、 ]?$")

ELSEWHEN_BEFORE = re.compile(
    r"(?:last|past|previous|every|after|before|another|nach|vor|alle|letzten|vergangenen|après|"
    r"avant|toutes les|dernières|cada|antes de|después de|tras|últimos) (?:the |den |las |los )?$",
    re.IGNORECASE,
)
ELSEWHEN_AFTER = re.compile(
    r" ?(?:ago|before|early|earlier|late|later|prior|from now|vorher|zuvor|später|plus tard|avant|"
    r"antes|después|más tarde|前|後|"
    r"(?:a|per|each|every) (?:day|night|week|month))\b",
    re.IGNORECASE,
)
THE = re.compile(
    r"\b(?:the|these|those|your|full|whole|all|die|diese[nr]?|les?|ces|los|las|estos) $",
    re.IGNORECASE,
)
NOT_AN_END = re.compile(
    r"\b(?:for|in|of|within|under|over|than|the|your|our|my|this|that|another|additional|extra|"
    r"only|just|about|around|approximately|roughly|take|takes|taking|spend|spends|spending|use|"
    r"using|allow|allows|give|gives|get|gets|have|has|having|need|needs|last|lasts|plan|set|to|"
    r"and|or|with|after|before|every|first|next|für|in|innerhalb|von|etwa|ca|rund|nehmt|nimm|"
    r"dauert|euch|habt|noch|und|oder|nach|vor|pendant|en|dans|de|durant|environ|prenez|et|ou|"
    r"durante|por|unos|toma|tomen|dura|duran|y|o|is|are|be|at|within|minimum|maximum)\W{0,3}$",
    re.IGNORECASE,
)
NOT_A_FRONT = re.compile(
    r"\W{0,3}(?:for|of|to|on|in|at|per|each|is|are|and|or|from|with|für|zum|zur|um|um zu|pro|je|"
    r"pour|de|d'|du|par|et|para|de|por|y|の|で|を|に|は)(?![a-zà-ɏ])",
    re.IGNORECASE,
)

ROUNDS = re.compile(
    r" ?(?:rounds?|turns|sets|times|breakouts?|runden|durchgänge|mal|tours|fois|rondas|veces|"
    r"turnos|回|セット)(?: ?(?:of|à|de|x|×|,|·|-|@|a)){0,2} ?",
    re.IGNORECASE,
)

BREAK = re.compile(
    r"\W{0,8}(?:(?:let's|now|please|first|then|next|take|have|enjoy|faire|une|un|una|eine|kurze|"
    r"petite|pequeñ[oa]|a|an|the|short|quick|brief|little|optional|coffee|tea|lunch|snack|bio|"
    r"bathroom|screen|stretch|movement|water|five|ten|fifteen|"
    r"[0-9]{1,2}|min|mins|minute|minutes|minuten|minütige|minutos|in)[\W_]{1,4}){0,8}"
    r"(?:pom|pomodoro|poms|break(?:time)?(?![- ]?(?:the|into|in|out|up|down|off|through|it|from|"
    r"ground|your|this|that|apart|even|rooms?)\b)|recess|"
    r"(?:kaffee|mittags|kurz|tee|bildschirm|bewegungs)pause|"
    r"pause(?![ -](?:and|to|und reflekt|et réfl|the)\b)|pause[- ]café|"
    r"pausa|descanso|receso)\b|"
    r"(?:\W{0,8}|.{0,12})(?:休憩|休み時間|ブレイクタイム)|"
    r".{0,60}?\btake an? (?:[\w-]{1,12} ){0,3}(?:pom|break)\b(?! (?:from|down))",
    re.IGNORECASE,
)
"""A block that is a break. `Break the ice`, `break into groups` and `pause and reflect` are not."""

TURNS = re.compile(
    r"\btak(?:e|ing) turns\b|\bround[- ]robin\b|\bin turns?\b(?! of)|"
    r"\bgo(?:ing)? (?:a)?round the (?:room|circle|table|group)\b|\bturn by turn\b|"
    r"\breihum\b|\bder reihe nach\b|\bnacheinander\b|\btour de table\b|\bà tour de rôle\b|"
    r"\bchacun (?:à )?son tour\b|\bpor turnos\b|\btúrn[ae]nse\b|順番に|交代で",
    re.IGNORECASE,
)
NORMS = re.compile(
    r"\b(?:revisit|review|re-?read|recall|set|establish|agree|create|check|refresh|renew|go over|"
    r"remember|define|discuss)\w{0,5}\b[^.?!]{0,40}?\b(?:norms|ground rules|working agreements?)\b|"
    r"^\W{0,6}(?:group |our |team )?norms\b|"
    r"\b(?:gruppen)?normen\b|\bspielregeln\b|\bnormes\b|\bnormas\b|ルールの?(?:確認|見直し)",
    re.IGNORECASE,
)

SEQUENCE = re.compile(
    r"\W{0,4}(?:first(?:ly)?|second(?:ly)?|third(?:ly)?|next|then|after that|afterwards?|finally|"
    r"lastly|last|to (?:begin|start|finish|close|end)|zuerst|zunächst|als erstes|als nächstes|dann|"
    r"danach|anschließend|schließlich|zum (?:schluss|abschluss)|d'abord|tout d'abord|ensuite|puis|"
    r"après|enfin|pour (?:commencer|finir)|primero|en primer lugar|luego|después|a continuación|"
    r"por último|finalmente|para (?:empezar|terminar)|まず|はじめに|次に|つぎに|その後|最後に)"
    r"(?![a-zà-ɏ])",
    re.IGNORECASE,
)
"""How a paragraph begins that is one step of several."""

ASIDE = re.compile(
    r"\W{0,6}(?:[0-9.]+ )?(?:additional |further |helpful |useful |more |learning |session |"
    r"weitere |otros )?"
    r"(?:resources?|references?|reading|readings|links|materials?|objectives?|goals?|outcomes?|"
    r"homework|prep|preparation|prework|pre-work|before (?:the|this) (?:session|meeting|class)|"
    r"after (?:the|this) (?:session|meeting|class)|logistics|overview|notes|about|guidelines|"
    r"licen[cs]e|credits|faq|appendix|contact|contents|table of contents|setup|roles|tips|"
    r"materialien|material|literatur|ziele|lernziele|hausaufgaben?|vorbereitung|nachbereitung|"
    r"überblick|hinweise|anhang|quellen|wenn du mehr|"
    r"ressources|références|objectifs?|matériel|préparation|devoirs|annexe|notes|"
    r"recursos|referencias|objetivos?|materiales|preparación|tarea|tareas|notas|"
    r"資料|参考|準備|目的|目標|宿題|持ち物|概要)(?![a-zà-ɏ])",
    re.IGNORECASE,
)
"""Headings of what surrounds a meeting and is not part of its time."""

NOT_IN_THE_MEETING = re.compile(
    r"\W{0,6}(?:homework|pre-?work|before (?:the|this|our|next)|after (?:the|this) |for next |"
    r"hausaufgaben?|vorbereitung|nachbereitung|devoirs|avant la|tareas?|antes de|宿題|事前)"
    r"(?![a-zà-ɏ])",
    re.IGNORECASE,
)
"""Headings of what people do on their own, however long it takes them."""

CLOSING = re.compile(
    r"\W{0,6}(?:additional |further |helpful |useful |more |other |weitere )?"
    r"(?:resources?|references?|reading|links|licen[cs]e|credits|faq|appendix|contact|about|"
    r"guidelines|acknowledge?ments|ressourcen|literatur|quellen|anhang|lizenz|impressum|"
    r"ressources|références|annexe|licence|recursos|referencias|anexo|licencia|参考|付録|資料)"
    r"(?![a-zà-ɏ])",
    re.IGNORECASE,
)
"""Headings that end the last session of a page."""

AGENDA = re.compile(
    r"\W{0,6}(?:(?:session|meeting|detailed|suggested|proposed|today's|class|workshop|lesson|our|"
    r"the) ){0,2}(?:agenda|schedule|structure|outline|plan|timeline|run of show|timing|format|"
    r"program|ablauf|ablaufplan|zeitplan|tagesordnung|programm|ordre du jour|déroulé|"
    r"déroulement|programme|orden del día|programa|agenda detallada|"
    r"estructura|esquema|guion|desglose(?: de la sesión)?|"
    r"進め方|アジェンダ|流れ|スケジュール|タイムテーブル|次第)"
    r"(?: (?:structure|outline|plan))?\W{0,6}",
    re.IGNORECASE,
)
"""Headings that only say that the blocks follow."""

SUM = re.compile(
    r"\W{0,4}(?:total|sum|overall|gesamt\w{0,10}|summe|durée totale|somme|suma|合計|計)\W{0,4}$",
    re.IGNORECASE,
)
"""The row of a table that adds up the others."""

CONTENTS = re.compile(
    r"\W{0,6}(?:(?:table of )?contents|toc|skip (?:down )?to|jump to|on this page|quick links|"
    r"inhalt(?:sverzeichnis)?|auf dieser seite|springe zu|table des matières|sommaire|aller à|"
    r"índice|contenidos?|tabla de contenidos?|ir a|目次)\W{0,6}",
    re.IGNORECASE,
)

GUIDELINES = re.compile(
    r"\W{0,6}(?:guidelines|leitlinien|hinweise|consignes|règles|pautas|guía|ガイドライン)\W{0,6}",
    re.IGNORECASE,
)

PARTS = re.compile(
    r"\W{0,4}(?:[0-9]{1,2}[.)]|part|teil|partie|parte|phase|fase|step|schritt|étape|paso|section|"
    r"abschnitt|block|morning|afternoon|evening|vormittag|nachmittag|matin|après-midi|mañana|tarde|"
    r"午前|午後)(?![a-zà-ɏ])",
    re.IGNORECASE,
)

HINT = re.compile(
    r"\W{0,6}(?:facilitator|facilitation|host|trainer|teacher|instructor|moderat(?:or|ion)|"
    r"pro ?tip|tip|hint|note|notes|reminder|hinweis|tipp|protipp|animateur|astuce|remarque|"
    r"conseil|facilitador|nota|consejo|ヒント|メモ|注意|補足)s?"
    r"(?: (?:notes?|tips?|to facilitator|for facilitators?|für die moderation))?\W{0,4}[:：]",
    re.IGNORECASE,
)
"""A line that speaks to the facilitator."""

HINT_COLUMN = re.compile(
    r"facilitat|trainer|instructor|teacher|host|note|material|slide|who|lead|owner|moderat|"
    r"animat|matériel|support|facilita|materiales|notas|wer|hinweis|担当|備考|準備",
    re.IGNORECASE,
)

_WEEK = "week|wk|woche|semaine|semana"
_MEETING = (
    "session|meeting|class|lesson|séance|seance|sesión|sesion|sitzung|treffen|einheit|lektion|"
    "leçon|lección|clase|encuentro|reunión|réunion|cours|workshop|atelier|taller|module|modul|"
    "módulo|mod|unit|day|tag|jour|día|sprint|circle|chapter|kapitel|chapitre|capítulo"
)
WEEKS = (*_WEEK.split("|"), "週", "")
"""The kinds of label that number weeks."""

ARTICLES = {"a", "an", "ein", "eine", "einer", "un", "une", "una"}
_COUNT = "|".join(sorted({*NUMBERS, *ORDINALS} - ARTICLES, key=len, reverse=True))
_ORDINAL = "|".join(sorted(ORDINALS, key=len, reverse=True))
LABEL = re.compile(
    rf"(?<![\w-])(?P<kind>{_WEEK}|{_MEETING})s?[ -]{{0,2}}(?:#|n[°ºo]\.?|no\.|nr\.?)? ?"
    rf"(?P<number>[0-9]{{1,3}}(?![0-9%]|[.,:][0-9])|(?:{_COUNT})(?![a-zà-ɏ]))"
    r"(?![ -]?(?:min|hour|hr|h\b|sec|stunde|heure|hora|分|時間))|"
    rf"^\W{{0,6}}(?P<before>[0-9]{{1,3}}(?:st|nd|rd|th|\.|er|ère|e|ème|ª|º|a)|(?:{_ORDINAL})) "
    rf"(?P<after>{_WEEK}|{_MEETING})(?![a-zà-ɏ])|"
    r"第 ?(?P<nth>[0-9]{1,3}|[一二三四五六七八九十]{1,3}) ?(?P<counter>週|回|日|講|章)|"
    r"(?P<weeks>[0-9]{1,3}) ?(?:週目|回目|日目)|(?P<japanese>セッション|ミーティング|レッスン|週) ?"
    r"(?P<last>[0-9]{1,3})",
    re.IGNORECASE,
)
"""What names a session by its number: `Week 3`, `2. Sitzung`, `第3回`."""

KANJI = {sign: value for value, sign in enumerate("一二三四五六七八九", 1)}


def kanji_number(text: str) -> int:
    """The value of a number below 100 written in Chinese signs."""
    tens, ten, ones = text.rpartition("十")
    return (KANJI.get(tens, 1) * 10 if ten else 0) + KANJI.get(ones, 0)


_MORE_LETTERS = str.maketrans("ſ\u212aİı", "skii")
"""What `re.IGNORECASE` takes for letters of ASCII: a long s, the sign of Kelvin, Turkish i's."""


def small(text: str) -> str:
    """In small letters, those of ASCII wherever a pattern takes them for such."""
    return text.translate(_MORE_LETTERS).lower()


def count(word: str) -> int | None:
    """The number that digits, a number word or an ordinal stands for."""
    digits = re.match("[0-9]+", word)
    if digits:
        return int(digits[0])
    word = small(word)
    known = NUMBERS.get(word) or ORDINALS.get(word)
    return known or kanji_number(word) or None
