"""Digits that are no quantity: dates, years, phones, laws, money, names; each with its Russian reason."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

YEAR = "год"
YEARS = "годы"
DATE = "дата"
TIME = "время"
PHONE = "телефон"
PLACE = "адрес"
WEB = "адрес в сети"
LAW = "закон или документ"
MONEY = "деньги"
AGE = "возраст или юбилей"
MEASURE = "единица измерения"
ORDINAL = "порядковый номер"
ITEM = "номер пункта"
PAGE = "номер страницы"
NAME = "часть названия"
CAPTION = "номер таблицы или раздела"
PRONOUN = "местоимение"
CODE = "код или номер"

COUNTED = r"\s+(?:человек|раз|[а-яё-]*(?:ов|ев|ей|ий|ых|их))\b"  # a noun that a number counts
ROUBLES = r"(?:руб(?:л[а-я]+)?\b|₽)"  # but not «рубрики»

_MONTH = r"(?:январ|феврал|март|апрел|ма[йяе]|июн|июл|август|сентябр|октябр|ноябр|декабр)[а-я]*"
_YEAR = r"(?:19|20)\d\d"
_G = r"(?:\s*(?:год[а-я]*|гг?\b\.?))?"
_TLD = r"(?:ru|рф|rf|com|org|net|su|me|info|by|live|tv)"
# Parts of an address in the net are bounded: without a bound every part of a long chain is tried for a beginning.
_HOST = rf"[\w-]{{1,63}}(?:\.[\w-]{{1,63}}){{0,5}}\.{_TLD}\b(?:/\S*)?"
_MAIL = r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"
_UNCUT = r"(?!\d|\s\d{3}(?!\d))"  # after digits: they are not the first group of «4 236»
_GROUPED = r"(?:\d{1,3}(?:\s\d{3}){1,4}(?!\d)|\d+)"
_THOUSANDS = r"(?:\s*(?:тыс\b\.?|тысяч[аи]?))?"
_COPIES = rf"{_THOUSANDS}\s*экз[а-я]*"
_NOT_ETC = r"(?<!т\.)(?<!т\.\s)"  # «в т.ч. 300», «и т. п. 12»
# A phone has nine digits at least after its first one; a dash between spaces parts two numbers.
_DIALLED = r"(?:(?:[ –-]?|[ –-]{0,2}[()][ –-]{0,3})\d){9,10}?(?!\d)"
# Networks are labels of their numbers even with a hyphen: «MAX-52».
NETWORKS = (
    r"(?:ВК|ВКонтакте|ОК|Одноклассники|ТГ|Телеграмм?|МАХ|Дзен|Ютуб|Рутуб|Вайбер|Ватсап|Вотсап|Тикток"
    r"|VK|OK|TG|Telegram|MAX|Dzen|YouTube|RuTube|Viber|WhatsApp|TikTok)"
)
_HOUR = r"\d{1,2}(?:[.:]\d\d)?"
_AND_NUMBERS = r"(?:\s*(?:–|-|и|по|,)\s*\d{1,2}(?:-?го)?){0,9}"

# What begins with a digit, with its reason, in the order in which it is tried.
_FROM_DIGITS = (
    (WEB, rf"{_MAIL}|{_HOST}"),
    (PHONE, rf"(?<!\d )8(?=[ (-]*[(-]){_DIALLED}"),
    (PHONE, r"(?<!-)\d{1,3}-\d{2}-\d{2}(?![\d-])|[78] ?9\d\d ?\d{3}[ -]?\d\d[ -]?\d\d(?!\d)"),
    (CODE, r"\d{10,}"),
    (DATE, rf"(?<![.,])\d{{1,2}}\.\d{{1,2}}\.(?:{_YEAR}|\d\d)(?!\d|\.\d){_G}"),
    (DATE, r"\d{4}-\d\d-\d\d\b"),
    (DATE, rf"(?<![.,])\d{{1,2}}(?:-?го)?{_AND_NUMBERS}\s+{_MONTH}\b(?:\s+{_YEAR}\b{_G})?"),
    (DATE, r"(?<![.,])\d(?:-?(?:й|го|м|ом|ый))?\s*(?:квартал[а-я]*|кв\b(?!\.?\s*м\b)|полуг[а-я]*)"),
    (YEARS, rf"{_YEAR}\s*/\s*(?:{_YEAR}|\d\d)\b{_G}"),
    # «2015 – 2020», but «2022 – 2012 обращений» is a year with its number.
    (YEARS, rf"(?<![.,]){_YEAR}(?:[–-]|\s*[–-]\s*(?!{_YEAR}{COUNTED})){_YEAR}\b{_G}"),
    (YEARS, r"(?:(?:19|20)?\d)0-(?:е|х|м|ми|го|й)\s+(?:год[а-я]*|гг?\b\.?)"),
    (YEARS, rf"(?<![.,]){_YEAR}(?:\s*,\s*{_YEAR}){{0,9}}\s+и\s+{_YEAR}\s*(?:год[а-я]*|гг\b\.?)"),
    (TIME, r"(?<![.,])\d{1,2}:\d\d(?!\d)"),
    (TIME, r"24\s*/\s*7\b"),
    (ITEM, r"(?!\d{1,3}(?:\.\d{3})+(?![\d.]))\d{1,3}(?>(?:\.\d{1,3}){2,})(?!\d)"),
    (ITEM, r"(?<=[:;,.]\s)\d{1,2}\)(?=\s)"),  # «проведено: 1) брифинги – 12; 2) …»
    (LAW, r"\d+\s*-?\s*(?:ФЗ|ОЗ|КЗ)\b"),
    (PLACE, r"\d{6}(?=,\s*(?:г\b|(?-i:[А-ЯЁ]))|[\s,;]*(?:тел|факс|e-?mail)\b)"),
    (PAGE, r"\d{1,3}\s*л(?:ист[а-я]*)?\b\.?,?\s*в\s+\d{1,3}\s*экз[а-я]*"),
    (MEASURE, r"\d+(?:[.,]\d+)?\s*(?:FM|фм|МГц)\b"),
    (
        MEASURE,
        rf"(?<![.,]){_GROUPED}(?:[.,]\d+)?(?:\s*тыс\.?)?\s*"
        r"(?:км|кв\. ?м|кв\.м|м2|м²|кубометр[а-я]*|гектар[а-я]*|га|кг|тонн[а-я]*|метр[а-я]*"
        r"|°C?|градус[а-я]*|[МГ]Б|см|мм)(?![\w])",
    ),
    (MEASURE, rf"(?<![.,]){_GROUPED}(?:[.,]\d+)?{_COPIES}"),
    (AGE, r"(?:0|6|12|16|18)\+(?!\s*\d)"),
    (AGE, rf"(?:\d{{1,3}}\s?[–-]\s?)?{_GROUPED}\s+лет\b"),
    (AGE, r"\d{1,4}\s*-?\s*лети[а-я]+|\d{1,3}\s*-?\s*летн[а-я]+|\d{1,3}-?ую?\s+годовщин[а-я]+"),
    (YEAR, rf"(?<![.,]){_YEAR}-(?:го|му|м|й(?=\s+год))(?!\w)"),
    (ORDINAL, r"(?<![.,])\d+-?(?:ый|ий|ой|ая|ое|ые|ых|ую|го|му|ом|ым|й|я|е|м)(?![\w])"),
    (ORDINAL, r"(?<![.,])\d+\s+(?:место|места|созыв[а-я]*)\b"),
    # Letters that stick to digits: «6ТВ», «5G»; but «15публикаций», «11-ти» and «10к» are quantities.
    (
        NAME,
        r"(?<!\d[.,])\d+(?!\s?(?:тыс|млн|млрд|шт|чел|ед|экз|раз|час|мин|сут|дн|лет|год|руб|проц|ч\b))"
        r"(?!-?(?:ти|ми|х|ю|мя|и)\b)(?![кk]\b)-?(?:(?-i:[А-ЯЁA-Za-z])[\w-]*|[а-яёa-z]{1,2}(?![\w]))",
    ),
)
# What begins with a word, in the same manner.
_FROM_WORDS = (
    (WEB, rf"(?:https?://|www\.)\S+|{_MAIL}|{_HOST}"),
    (PHONE, rf"(?:тел|факс|телефон[а-я]*)\b[.:\s]*(?>(?:(?:[() +]|(?<! )[–-](?! ))*\d){{5,}})(?!{COUNTED})"),
    (PHONE, rf"(?:тел|телефон[а-я]*)\b[.:\s]*(?:0[1-4]|1(?:0[1-4]|12|22))\b(?![ –-]\d)(?!{COUNTED})"),
    (PHONE, r"доб(?:авочн[а-я]*)?\b\.?\s*\d+"),
    (DATE, rf"{_MONTH}(?:\s*(?:–|-|и|по)\s*{_MONTH})?\s+{_YEAR}\b{_G}"),
    (DATE, r"(?:за|в течение|первые)\s+\d{1,2}\s+месяц[а-я]*"),
    (TIME, r"[сcдовк]{1,2}\s+\d{1,2}[.-]\d\d(?!\d)(?:\s*(?:до|–|-)\s*\d{1,2}[.-]\d\d)?\s*час[а-я]*"),
    (TIME, r"(?:в|с|до|к|ко|после)\s+(?:[01]?\d|2[0-3])\.(?:00|15|30|45)(?!\d)(?!\s*(?:тыс|млн|млрд|%|проц|раз))"),
    (TIME, rf"с\s+{_HOUR}\s+до\s+{_HOUR}\s+час[а-я]*"),
    (LAW, rf"N\s*[\w/–-]*\d[\w/–-]*|(?:ФЗ|ОЗ)\s*[–-]?\s*№?\s*\d+{_UNCUT}(?:-\w+)?"),
    (LAW, rf"{_NOT_ETC}(?:ст|п|пп|ч)\.\s*\d+{_UNCUT}(?:\.\d+)*"),
    (LAW, rf"(?:стать(?:[яиею]|[её]й)|пункт(?:[аеу]|ом)?|част[ьи]ю?)\s+\d+{_UNCUT}(?:\.\d+)*"),
    (PLACE, rf"(?:ул|пр|пер|просп|пл|б-р)\.?\s[^,;.\d]{{2,40}},\s*(?:д\.?\s*)?\d+{_UNCUT}(?!{COUNTED})[а-я]?(?:/\d+)?"),
    (PLACE, rf"{_NOT_ETC}д\.\s*\d+{_UNCUT}[а-я]?"),
    (
        PLACE,
        r"(?:набережн|проспект|улиц|площад|переулк|переулок|шоссе|бульвар|микрорайон)[а-я]*\s[^,;.\d]{2,40},"
        rf"\s*(?:д\.?\s*)?\d+{_UNCUT}(?!{COUNTED})[а-я]?",
    ),
    (PLACE, rf"(?:каб|каб[а-я]+|офис|этаж|корпус|кв)\b\.?\s*№?\s*\d+{_UNCUT}"),
    (
        CAPTION,
        r"(?:табл|рис|прил|таблиц[аеуы]|рисун[а-я]+|приложени[а-я]+|слайд[а-я]*|раздел[а-я]?)\b"
        rf"\.?\s*№?\s*\d+(?:\.\d+)*(?!\s*\d)(?!{COUNTED})",
    ),
    (NAME, rf"(?:маршрут|автобус)[а-я]*\s+№?\s*\d+{_UNCUT}(?:\s*(?:,|и)\s*\d+{_UNCUT})*"),
    (PAGE, rf"стр(?:аниц[аыеу])?\b\.?\s*\d{{1,3}}{_UNCUT}(?!{COUNTED})(?:\s*(?:из|–|-)\s*\d+)?"),
    (
        MEASURE,
        rf"(?:в\s+расч[её]те|из\s+расч[её]та)\s+на\s+(?:кажд[а-я]+\s+)?{_GROUPED}|на\s+10{{2,3}}(?:\s000)?\s+(?:жителей|населения)",
    ),
    (MEASURE, r"[АA][3-6]\b"),
    (
        MEASURE,
        rf"тираж[а-я]*\D{{0,30}}?(?!{_YEAR}\s*г)(?>{_GROUPED}(?:,\d+)?{_THOUSANDS})(?:\s*экз[а-я]*|(?!{COUNTED}))",
    ),
    (
        AGE,
        r"(?:старше|младше|моложе|до|от)\s+\d{1,3}(?:\s+до\s+\d{1,3})?\s+лет\b"
        r"|в возрасте\s+(?:от\s+)?\d{1,3}(?:\s+до\s+\d{1,3})?",
    ),
    # «ТВ 3», but «сюжеты: ГТРК 22, местное ТВ 140».
    (NAME, rf"(?:Россия|ОТР|Радио|НТВ|Матч|ТВ(?=-|\s\d\b))[ -]\d{{1,3}}\b{_UNCUT}(?!{COUNTED})"),
    (NAME, r"(?:Web|Windows|Office)\s+\d+(?:\.\d+)?"),
    (NAME, rf"(?-i:Первый|Вести|Канал|Культура)(?:-\d{{1,3}}\b|\s\d{{1,3}}\b{_UNCUT}(?!\s+(?-i:[а-яё]{{3}})))"),
    (NAME, rf"(?:школ[аеыу]|СОШ|гимнази[яию]|лице[йяею]|ДОУ|МБДОУ|МБОУ|МАОУ)\s+\d+\b{_UNCUT}(?!{COUNTED})"),
    # «Радио-2», «COVID-19», «ТВ-3»; but «релизы-684» and «Телеграм-7855» are labels with their numbers.
    (NAME, rf"(?<!-)(?!{NETWORKS}-)[a-z]+-\d+(?:-\w+)*"),
    (
        NAME,
        rf"(?<!-)(?!(?:СМИ|ПОС|МЦУ|ЦУР|{NETWORKS})-)(?-i:[А-ЯЁ])[а-яё]*-\d{{1,2}}(?!\d)(?:-[^\W\d_]+)*",
    ),
    (NAME, r"[^\W\d_]+\d\w*"),
)
# What begins with a sign.
_FROM_SIGNS = (
    (WEB, r"(?<!\w)[@#]\w+"),
    (PHONE, rf"\+7{_DIALLED}"),
    (PHONE, r"\([3489]\d{2,4}\) ?\d[\d -]{3,}\d"),
    (LAW, r"№\s*[\w/–-]*\d[\w/–-]*"),
)
_REASONS: dict[str, str] = {}


def _one_of(patterns: tuple[tuple[str, str], ...]) -> str:
    """One expression out of several, each in a group whose name leads to its reason."""
    named = []
    for reason, pattern in patterns:
        name = f"r{len(_REASONS)}"
        _REASONS[name] = reason
        named.append(f"(?P<{name}>{pattern})")
    return "|".join(named)


# The first sign decides which patterns are tried at all: most places of a text begin none.
_ANY = re.compile(
    rf"(?<!\d)(?=\d)(?:{_one_of(_FROM_DIGITS)})"
    rf"|(?<![^\W_])(?=[^\W\d_])(?:{_one_of(_FROM_WORDS)})"
    rf"|(?=[@#+(№])(?:{_one_of(_FROM_SIGNS)})",
    re.IGNORECASE,
)

_TAKES = re.compile(r"\b(?:врем|срок|увелич|возрос|вырос|сниз|сниж|сокра|уменьш)\w*\b[^.;]*$", re.IGNORECASE)
_QUESTION = re.compile(r"\W*вопрос[а-я]*\s*№?\s*\d+", re.IGNORECASE)
_LEAD = re.compile(r"\s*(?:\d{1,2}(?:\.\d{1,2}){0,3}[.)]|\(\d{1,2}\))(?=\s|$)")
_PAGE = re.compile(r"\s*[-–]?\s*\d{1,4}\s*[-–]?\s*")


@dataclass(frozen=True, slots=True)
class Noise:
    """A stretch of a text whose digits are no quantity."""

    start: int
    end: int
    reason: str


def stretches(text: str) -> Iterator[Noise]:
    """The stretches of a text that hold no quantity, from left to right."""
    if _PAGE.fullmatch(text):
        yield Noise(0, len(text), PAGE)
        return
    start = 0
    if lead := _LEAD.match(text):
        yield Noise(0, lead.end(), ITEM)
        start = lead.end()
    elif question := _QUESTION.match(text):
        yield Noise(0, question.end(), CAPTION)
        start = question.end()
    for window in _windows(text, start):
        for match in _ANY.finditer(text, *window):
            reason = _REASONS[match.lastgroup or ""]
            counts = (reason is TIME and _is_change(match)) or (reason is MEASURE and _is_made(match))
            counts = counts or (reason is ITEM and _closes_brackets(match))
            if any(sign.isdigit() for sign in match.group()) and not counts:
                yield Noise(match.start(), match.end(), reason)


def _is_change(match: "re.Match[str]") -> bool:
    """Whether hours say how long something takes, not when: «время ответа сократилось с 9 до 4 часов»."""
    first, last = (int(hour) for hour in (_DIGITS.findall(match.group()) * 2)[:2])
    before = match.string[max(0, match.start() - 60) : match.start()]
    return match.group()[0] in "сС" and " до " in match.group() and (first >= last or bool(_TAKES.search(before)))


def _closes_brackets(match: "re.Match[str]") -> bool:
    """Whether a number stands last in brackets and numbers no item: «брифинги – 26 (годом ранее: 22)»."""
    text, start = match.string, match.start()
    begin = max(0, start - _IN_BRACKETS)
    return match.group().endswith(")") and text.rfind("(", begin, start) > text.rfind(")", begin, start)


_IN_BRACKETS = 200  # characters before a bracket that may have opened it
_PRINT_RUN = re.compile(r"\bтираж\w*\b[^.;]*$", re.IGNORECASE)


def _is_made(match: "re.Match[str]") -> bool:
    """Whether copies are works that are counted, «5 экз.», not a print run: «тираж 52 номеров – 260 000 экз.»."""
    said = match.group().lower()
    printed = "тираж" in said or _PRINT_RUN.search(match.string, max(0, match.start() - 80), match.start())
    return "экз" in said and not printed


_REACH = 70  # characters round a run of digits that may say that it is no quantity
_WORD = 100  # at most so many more, to the border of a word
_DIGITS = re.compile(r"\d+")


def _windows(text: str, start: int) -> Iterator[tuple[int, int]]:
    """The parts of a text near its digits: nothing else can be noise, and most of a text has none."""
    begin, end = start, start
    for run in _DIGITS.finditer(text, start):
        at = max(start, run.start() - _REACH)
        left = text.rfind(" ", max(start, at - _WORD), at) + 1 or at
        if left > end:
            if end > begin:
                yield begin, end
            begin = left
        at = run.end() + _REACH
        right = text.find(" ", at, at + _WORD)
        end = right if right >= 0 else min(len(text), at + _WORD)
    if end > begin:
        yield begin, end


_MOST_OF_A_TITLE = 160  # characters: a longer stretch between quotation marks is no title


def titles(text: str) -> list[tuple[int, int]]:
    """The stretches between quotation marks that hold words: titles, whose digits count nothing."""
    found, open_at = [], list[int]()
    for match in re.finditer(r"[«»„“”\"]", text):
        sign, at = match.group(), match.start()
        opens = sign in "«„" or (sign == '"' and (at == 0 or text[at - 1] in " (–-"))
        if sign == "“" and not open_at:
            opens = True
        if opens:
            open_at.append(at)
        elif open_at:
            start = open_at.pop()
            if at - start <= _MOST_OF_A_TITLE and re.search(r"[^\W\d_]{2}", text[start:at]):
                found.append((start, at + 1))
    return sorted(found)
