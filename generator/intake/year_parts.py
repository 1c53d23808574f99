"""Words that tell of a part of a year or of several, «в декабре», «за 2021–2023 годы»: no total of a year."""

import re

from generator.model import Period

OF_A_YEAR = "часть года: итог называют отдельно"

_MONTH = r"(?:январ|феврал|март|апрел|ма[йяе]\b|июн|июл|август|сентябр|октябр|ноябр|декабр)[а-я]*"
_AND = r"\s*(?:–|-|,|и)\s*"
_WHICH = (
    r"(?:[IVХX]{1,3}|[1-4](?:-?(?:й|го|м|ом|ый|е|х))?|перв[а-я]+|втор[а-я]+|трет(?:ий|ь[а-я]+)|четв[её]рт[а-я]+"
    r"|последн[а-я]+)"
)
_FEW = (
    r"(?:[2-9]|1[01]|дв[ау]х?|тр(?:и|[её]х)|четыр(?:е|[её]х)|пят[ьи]|шест[ьи]|сем[ьи]|вос[ье]м[ьи]|девят[ьи]|десят[ьи])"
)
OF_MONTH = r"(?:января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря)"
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:-?го)?"
_DATE = rf"(?:(?:{_DAY}\s+)?{OF_MONTH}|{_DAY}\.(?:1[0-2]|0?[1-9])\b(?:\.(?:20)?\d\d\b)?)"
_AT = r"(?:начал[ауе]\s+|середин[аыуе]\s+|конц[ауе]\s+)?"
_OF_YEAR = (
    r"(?:\s+(?:(?:19|20)\d\d\s*(?:год[а-я]*|г\b\.?)?|(?:этого|прошлого|отч[её]тного|текущего|минувшего)\s+года))?"
)
_QUARTERS = rf"{_WHICH}(?:{_AND}{_WHICH})*\s*(?:квартал[а-я]*|кв\b\.?(?!\s*м\b)|полугоди[а-я]*)"
_MONTHS = rf"{_MONTH}(?:{_AND}{_MONTH})*"
_PART = re.compile(
    rf"(?<![\w-])(?:(?:в|во|за|по итогам|в течение|на протяжении)\s+(?:{_AT}|весь\s+)(?:{_QUARTERS}|{_MONTHS}"
    rf"|(?:перв[а-я]+\s+|последн[а-я]+\s+)?(?:(?:{_FEW}|один)\s+месяц[а-я]*|полгода)"
    r"|лето|осень|зиму|весну|(?:летн|осенн|зимн|весенн)[а-я]+\s+(?:период|сезон|месяцы|каникулы))"
    rf"|с\s+{_DAY}\s+по\s+{_DATE}|с\s+{_AT}{_DATE}{_OF_YEAR}\s+по\s+{_AT}(?:{_DATE}|{_MONTH})"
    rf"|(?:(?:начиная\s+)?с|до|после|к|на)\s+{_AT}{_DATE}|{_DAY}\s+{OF_MONTH}|летом|осенью|зимой|весной)"
    rf"{_OF_YEAR}",
    re.IGNORECASE,
)
# Right beside a number, with a dash or in brackets, it labels that number alone: «I кв. – 112», «9 (май)».
_NAME = rf"(?P<part>(?:за\s+)?(?:{_QUARTERS}|{_MONTHS}))\s*(?:(?:19|20)\d\d\s*(?:год[а-я]*|г\b\.?)?)?\s*"
# «Отчёт за 9 месяцев 2024 года»: all that follows is of that part; a date of a letter or of a term is none.
_TITLED = re.compile(
    rf"(?<![\w-])(?:(?:в|за|по итогам)\s+(?:период\s+)?(?:{_QUARTERS}|{_MONTHS}"
    rf"|(?:перв[а-я]+\s+)?(?:{_FEW}\s+месяц[а-я]*|полгода))"
    rf"|(?:за\s+период\s+)?с\s+{_AT}{_DATE}{_OF_YEAR}\s+по\s+{_AT}{_DATE}){_OF_YEAR}",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"\b(?:отч[её]т|информаци|доклад|справк|сведени|итог|результат|анкет|сделан|сделать)", re.IGNORECASE
)
_A_YEAR = re.compile(r"\b(?:за|в|и|по итогам)\s+(?:19|20)\d\d\b", re.IGNORECASE)
_ALONE = re.compile(rf"\W*{_NAME}\W*", re.IGNORECASE)
_LABEL = re.compile(rf"(?:^|[.;:,(–-]|\bи\b)\s*{_NAME}[–:-]?\s*$", re.IGNORECASE)
_OPENING = re.compile(rf"(?:^|[.;])\s*{_NAME}:[^;:]*$", re.IGNORECASE)  # «I квартал: интервью 12, брифинги 2»
_LABEL_AFTER = re.compile(rf"[^,;.()]{{0,60}}\(\s*{_NAME}\)", re.IGNORECASE)
# «Релизы по кварталам: I – 120, II – 150»: what follows are parts, each under its number.
_DIVIDED = re.compile(
    r"\bпо\s*(?:(?P<quarter>квартал(?:ам|ьно))|(?P<half>полугодиям)|месяцам|месячно)\b", re.IGNORECASE
)
_NUMBERED = re.compile(rf"(?:^|[.;:,(])\s*(?P<which>{_WHICH})\s*[–:-]\s*$", re.IGNORECASE)
# Together these are a year.
_WHOLE = re.compile(
    r"\bянвар.*\bдекабр|\.0?1\b.*\.12\b|\b(?:I|1|перв)\w*\W.*\b(?:II|2|втор)\w*\s+полугод|\b[I1]\W+(?:IV|4)\b"
    r"|^за\s+(?:(?:4|четыре)\s+квартала|(?:2|два|оба)\s+полугодия)\b"
    r"|^(?:начиная\s+)?с\s+(?:\S+\s+)?(?:января|\d+\.0?1\b)(?!.*\bпо\b)"
    r"|^(?:до|к|на)\s+(?:\S+\s+)?(?:декабря|января|\d+\.(?:12|0?1)\b)",
    re.IGNORECASE,
)
_OF_THE_YEAR = re.compile(
    r"\b(?:за|в течение|на протяжении|по итогам)\s+(?:весь\s+|вс[её]го\s+)?год[ау]?\b", re.IGNORECASE
)
# A verb or the number itself goes on after the words; what else follows belongs to something told in passing.
_OPENS = re.compile(r"(?:^|[.;:,(–-])\s*(?:(?:так|только|лишь|а|и|из них|в том числе|например),?\s+)?$", re.IGNORECASE)
_VERB = re.compile(
    r"\s*(?:(?:было|были|был|была|также|ещ[её]|нами|им|ею|мы|он|она|более|около|свыше|почти)\s+)*"
    r"(?:$|[–:]|[а-яё]+(?:ли|ла|ло|л|но|ны|на|лись|лось|лась|лся|ено|ены|ает|ают|яет|яют)\b)",
    re.IGNORECASE,
)
_OF_ANOTHER = re.compile(r"\bкотор[а-я]+\s+$", re.IGNORECASE)
_CLOSES = re.compile(r"\s*[»\")]?\s*(?:$|[,;.)(])")
_ASIDE = re.compile(r"[,;(]")
_YEAR = r"((?:19|20)\d\d)"
_G = r"\s*(?:год[а-я]*|гг?\b\.?)"
_SEVERAL = re.compile(
    rf"(?<![\w-])(?:(?P<over>за|во?|в течение|на протяжении)\s+(?:период\s+)?"
    rf"{_YEAR}(?:\s*,\s*(?:19|20)\d\d)*\s*(?:[–/-]|и)\s*{_YEAR}{_G}"
    rf"|с\s+{_YEAR}(?:-го|{_G})?\s+по\s+{_YEAR}\b)",
    re.IGNORECASE,
)
_HINT = re.compile(rf"{_MONTH}|\d\.[01]?\d|квартал|кв\.|полуг|месяц|месячно|лет[но]|осен|зим|весен|весн", re.IGNORECASE)
_REACH = 500  # characters before a number that may say of when it is
_AHEAD = 80  # characters before such words that show how they are meant


def hinted(text: str) -> bool:
    """Whether a text has a word for a part of a year at all."""
    return bool(_HINT.search(text))


def several(text: str, start: int, end: int) -> tuple[Period, bool, int] | None:
    """The years of the last words that tell several, whether surely as one whole, and where these words end."""
    found = None
    for match in _SEVERAL.finditer(text, max(start, end - _REACH), end):
        first, last = (int(year) for year in match.groups()[1:] if year)
        if first < last:
            found = Period(first, last), (match["over"] or "за").lower() == "за", match.end()
    return found


def before(text: str, start: int, number: int) -> str:
    """The part of a year that the words from an offset up to a number speak of; empty for none, or for the year."""
    label = _LABEL.search(text, max(start, number - _AHEAD), number)
    label = label or _OPENING.search(text, max(start, number - _REACH), number)
    if label and (part := _said(label["part"])):
        return part
    if (divided := _DIVIDED.search(text, max(start, number - _REACH), number)) and not is_whole(
        text, divided.end(), number
    ):
        return _divided(divided, _NUMBERED.search(text, divided.end(), number))
    told = [
        match
        for match in _PART.finditer(text, max(start, number - _REACH), number)
        if _leads(text[max(start, match.start() - _AHEAD) : match.start()], text[match.end() : number].rstrip())
    ]
    return _said(told[-1].group()) if told and not is_whole(text, told[-1].end(), number) else ""


def after(text: str, number: int, end: int, sentence: int) -> str:
    """The part of a year with which the words after a number end: «4 интервью в декабре».

    Without a comma they may end behind the next number, where the sentence does: «5 брифингов и 7 пресс-туров
    за I квартал».
    """
    label = _LABEL_AFTER.match(text, number, end)
    if label and (part := _said(label["part"])):
        return part
    aside = _ASIDE.search(text, number, sentence)
    reach = min(sentence, aside.start() + _AHEAD) if aside else sentence
    for match in _PART.finditer(text, number, reach):
        if not (aside and aside.start() < match.start()) and _CLOSES.match(text, match.end()):
            return _said(match.group())
    return ""


def alone(text: str) -> str:
    """The part of a year that a text names and nothing else: «Первый квартал.»; empty for any other text."""
    named = _ALONE.fullmatch(text)
    return _said(named["part"]) if named else ""


def titled(title: str) -> str:
    """The part of a year that a title speaks of: «за 9 месяцев 2024 года»; empty where it tells the year, too."""
    told = _TITLED.search(title)
    rest = _TITLED.sub("", title)
    if told is None or not _TITLE.search(rest) or _A_YEAR.search(rest) or re.search(r"\d", re.sub(_YEAR, "", rest)):
        return ""
    words = told.group()
    return _said(re.sub(r"\b(?![IVXХ]+\b)\w+", lambda word: word.group().lower(), words) if words.isupper() else words)


def is_whole(text: str, start: int, end: int) -> bool:
    """Whether words speak of the whole year: «за год»."""
    return bool(_OF_THE_YEAR.search(text, max(start, end - _REACH), end))


def is_all(words: str) -> bool:
    """Whether parts of a year make a whole one: «январь – декабрь», «I–IV кварталы»."""
    return bool(_WHOLE.search(words))


def _divided(words: "re.Match[str]", numbered: "re.Match[str] | None") -> str:
    """The part of a year that a number is when all are told «по кварталам»: «II квартал», where its number stands."""
    unit = "квартал" if words["quarter"] else "полугодие" if words["half"] else ""
    return f"{numbered['which']} {unit}" if numbered and unit else words.group().lower()


def _leads(ahead: str, behind: str) -> bool:
    """Whether what follows is told of the part of a year, and not of a feast in it."""
    return bool(_OPENS.search(ahead) or (_VERB.match(behind + " ") and not _OF_ANOTHER.search(ahead)))


def _said(words: str) -> str:
    said = words.strip()
    if is_all(said):
        return ""
    return said if re.match(r"[IVXХ]+\b", said) else said[0].lower() + said[1:]
