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
UNCLEAR = "неясно, дробь или тысячи"

_MONTH = r"(?:январ|феврал|март|апрел|ма[йяе]|июн|июл|август|сентябр|октябр|ноябр|декабр)[а-я]*"
_YEAR = r"(?:19|20)\d\d"
_G = r"(?:\s*(?:год[а-я]*|гг?\b\.?))?"
_TLD = r"(?:ru|рф|rf|com|org|net|su|me|info|by|live|tv)"

# Each reason with what it looks like, in the order in which they are tried at one place.
_PATTERNS = (
    (WEB, rf"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<!\w)[@#]\w+|\b(?:[\w-]+\.)+{_TLD}\b(?:/\S*)?"),
    (PHONE, r"(?:\b(?:тел|факс|телефон[а-я]*)\b[.:\s]*|\+7|(?<!\d)(?<!\d )8(?=[ (-]*[(-]))[\d() +–-]*\d[\d() +–-]*\d"),
    (PHONE, r"\(\d{3,5}\) ?\d[\d -]{3,}\d|(?<![\d-])\d{1,3}-\d{2}-\d{2}(?![\d-])"),
    (PHONE, r"\bдоб(?:авочн[а-я]*)?\b\.?\s*\d+"),
    (DATE, rf"(?<![\d.,])\d{{1,2}}\.\d{{1,2}}\.(?:{_YEAR}|\d\d)(?![\d.]){_G}|\b\d{{4}}-\d\d-\d\d\b"),
    (
        DATE,
        rf"(?<![\d.,])\d{{1,2}}(?:-?го)?(?:\s*(?:–|-|и|по"
        rf"|,)\s*\d{{1,2}}(?:-?го)?)*\s+{_MONTH}\b(?:\s+{_YEAR}\b{_G})?",
    ),
    (DATE, rf"\b{_MONTH}(?:\s*(?:–|-|и|по)\s*{_MONTH})?\s+{_YEAR}\b{_G}"),
    (DATE, r"(?<![\d.,])(?:\b[IVX]+|\d)(?:-?(?:й|го|м|ом|ый))?\s*(?:квартал[а-я]*|кв\.(?!\s*м)|полугоди[а-я]*)"),
    (DATE, r"\b(?:за|в течение|первые)\s+\d{1,2}\s+месяц[а-я]*"),
    (YEARS, rf"\b{_YEAR}\s*/\s*(?:{_YEAR}|\d\d)\b{_G}|(?<![\d.,]){_YEAR}\s*[–-]\s*{_YEAR}\b{_G}"),
    (YEARS, rf"(?<![\d.,]){_YEAR}(?:\s*,\s*{_YEAR})*\s+и\s+{_YEAR}\s*(?:год[а-я]*|гг\b\.?)"),
    (
        TIME,
        r"(?<![\d.,])\d{1,2}:\d\d(?!\d)|\b[сcдовк]{1,2}\s+\d{1,2}[.-]\d\d(?!\d)(?:\s*(?:до|–"
        r"|-)\s*\d{1,2}[.-]\d\d)?\s*час[а-я]*",
    ),
    (TIME, r"\bс\s+\d{1,2}(?:[.:]\d\d)?\s+до\s+\d{1,2}(?:[.:]\d\d)?\s+час[а-я]*|\b24\s*/\s*7\b"),
    (LAW, r"(?:№|\bN)\s*[\w/–-]*\d[\w/–-]*|\b\d+\s*-?\s*(?:ФЗ|ОЗ|КЗ)\b|\b(?:ФЗ|ОЗ)\s*[–-]?\s*№?\s*\d+(?:-\w+)?"),
    (LAW, r"\b(?:ст|п|пп|ч)\.\s*\d+(?:\.\d+)*|\b(?:стать[яиею]|пункт[аеу]?|част[ьи]ю?)\s+\d+(?:\.\d+)*"),
    (PLACE, r"\b(?:ул|пр|пер|просп|пл|б-р)\.?\s[^,;.\d]{2,40},\s*(?:д\.?\s*)?\d+[а-я]?(?:/\d+)?|\bд\.\s*\d+[а-я]?"),
    (
        PLACE,
        r"\b(?:набережн|проспект|улиц|площад|переулк|переулок|шоссе|бульвар"
        r"|микрорайон)[а-я]*\s[^,;.\d]{2,40},\s*(?:д\.?\s*)?\d+[а-я]?",
    ),
    (PLACE, r"\b(?:каб|каб[а-я]+|офис|этаж|корпус|кв)\b\.?\s*№?\s*\d+|(?<!\d)\d{6}(?=,\s*(?:г\b|[А-ЯЁ]))"),
    (
        CAPTION,
        r"\b(?:табл|рис|прил|таблиц[аеуы]|рисун[а-я]+|приложени[а-я]+|слайд[а-я]*"
        r"|раздел[а-я]?)\b\.?\s*№?\s*\d+(?:\.\d+)*(?!\s*\d)",
    ),
    (CAPTION, r"^\W*вопрос[а-я]*\s*№?\s*\d+"),
    (NAME, r"\b(?:маршрут|автобус)[а-я]*\s+№?\s*\d+(?:\s*(?:,|и)\s*\d+)*"),
    (PAGE, r"\bстр(?:аниц[аыеу])?\b\.?\s*\d+(?:\s*(?:из|–|-)\s*\d+)?"),
    (MEASURE, r"\d+(?:[.,]\d+)?\s*(?:FM|фм|МГц|мгц)\b|\b[АA][3-6]\b|\bтираж[а-я]*\D{0,30}?\d[\d ]*"),
    (
        MEASURE,
        r"(?<![\d.,])\d+(?:[.,]\d+)?(?:\s*тыс\.?)?\s*(?:км|кв\. ?м|кв\.м|м2|м²|кубометр[а-я]*"
        r"|гектар[а-я]*|га|кг|тонн[а-я]*|метр[а-я]*|°C?|градус[а-я]*|[МГ]Б|см|мм)(?![\w])",
    ),
    (
        AGE,
        r"(?<!\d)(?:0|6|12|16|18)\+(?!\s*\d)|\b(?:старше|младше|моложе|до"
        r"|от)\s+\d{1,3}(?:\s+до\s+\d{1,3})?\s+лет\b|\bв возрасте\s+(?:от\s+)?\d{1,3}(?:\s+до\s+\d{1,3})?",
    ),
    (AGE, r"\d{1,4}\s*-?\s*лети[а-я]+|\d{1,3}\s*-?\s*летн[а-я]+|\b\d{1,3}\s+лет\b|\d{1,3}-?ую?\s+годовщин[а-я]+"),
    (NAME, r"\b(?:Россия|ОТР|Первый|Вести|Радио|ТВ|Канал|НТВ|Матч|Культура)[ -]\d{1,3}\b"),
    (NAME, r"\b(?:школ[аеыу]|СОШ|гимнази[яию]|лице[йяею]|ДОУ|МБДОУ|МБОУ|МАОУ)\s+\d+\b"),
    (ORDINAL, r"(?<![\d.,])\d+-?(?:ый|ий|ой|ая|ое|ые|ых|ую|го|му|ом|ым|й|я|е|м)(?![\w])"),
    (ORDINAL, r"(?<![\d.,])\d+\s+(?:место|места|созыв[а-я]*)\b|\b[IVX]{1,5}\s+созыв[а-я]*"),
    # «Радио-2», «COVID-19», «ТВ-3»; but «релизы-684» and «Телеграм-7855» are labels with their numbers.
    (
        NAME,
        r"(?<![\w-])(?=[A-Z])[A-Za-z]+-\d+(?:-\w+)*|(?<![\w-])(?!(?:СМИ|ПОС|МЦУ|ЦУР|ВК|ОК"
        r"|ТГ)-)(?-i:[А-ЯЁ])[а-яёА-ЯЁ]*-\d{1,2}(?!\d)(?:-[^\W\d_]+)*|[^\W\d_]+\d\w*",
    ),
    (
        NAME,
        r"\d+(?!\s?(?:тыс|млн|млрд|шт|чел|ед|экз|раз|час|мин|сут|дн|лет|год|руб|проц))(?!-?(?:ти|ми|х"
        r"|ю|мя|и)\b)(?![кk]\b)-?(?:(?-i:[А-ЯЁA-Za-z])[\w-]*|[^\W\d_]{1,2}(?![\w]))",
    ),
)
_ANY = re.compile("|".join(f"(?P<r{n}>{pattern})" for n, (_, pattern) in enumerate(_PATTERNS)), re.IGNORECASE)

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
    for window in _windows(text, start):
        for match in _ANY.finditer(text, *window):
            group = match.lastgroup
            if group is not None and any(sign.isdigit() for sign in match.group()):
                yield Noise(match.start(), match.end(), _PATTERNS[int(group[1:])][0])


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
