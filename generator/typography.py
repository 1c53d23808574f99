r"""The one typographer: Russian quotes, dashes and no-break spaces in official prose.

It takes plain text, a paragraph or one text node of it, and changes only its dressing: a space becomes
U+00A0 where a line may not break, a hyphen a dash or a minus, straight quotes «ёлочки» with „лапки“
inside, three dots an ellipsis; a no-break space is put into `Н.В.Иванов`, `№5`, `5%`, `2023г.` and `ст.5`. Letters
and digits never change, and a text once set is not changed again. U+202F, U+2009 and their like never
come out: the fonts of the digest lack them.

Addresses of the net, telephones, names of files and codes of documents are taken out first and put back
last; meanwhile one mark stands for each, so that the rules see that something is there but not what.
Times and cadastral numbers need no such care: no rule touches digits beside a colon. The rules are a list,
read from the top: what inserts a space comes before what looks at spaces, so that a second run finds
nothing to do.

Every pattern is anchored at the start of a run of its characters or is bounded in length: the time is
linear in the text, whatever the text. A group is never repeated possessively: before Python 3.11.5 that takes
what stands after it, too (`27 348 ` for the number in «27 348 жалоб»).
"""

import re
from collections.abc import Callable
from functools import lru_cache

NBSP = "\u00a0"
_CACHED_LENGTH = 100  # cells and labels repeat, paragraphs do not
_CACHED = 1 << 15  # texts: what the cells of hundreds of chapters say


def typeset(text: str) -> str:
    r"""Set plain text by the rules of Russian print.

    Spaces at the ends stay, since a node may be a part of a sentence; the one after a short last word
    becomes U+00A0, so that the line does not break before the next node. A run of spaces and line breaks
    inside is one space, as in HTML.

    >>> typeset("Рост на 5% - в 2018-2023 гг.")
    'Рост на\xa05\xa0%\xa0— в\xa02018–2023\xa0гг.'
    >>> typeset('Приказ №5 "О проекте "Заря""')
    'Приказ №\xa05 «О\xa0проекте „Заря“»'
    >>> typeset("работа в "), typeset("см. komsomolsk-na-amure-2023.txt")
    ('работа в\xa0', 'см. komsomolsk-na-amure-2023.txt')
    """
    if _PLAIN.fullmatch(text):
        return text
    return _typeset_cached(text) if len(text) <= _CACHED_LENGTH else _typeset(text)


def _typeset(text: str) -> str:
    text = _INNER_SPACES.sub(" ", text.translate(_FOREIGN))
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found.group())
        return _MARK

    text = _quotes(_KEPT.sub(keep, text))
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    rest = iter(kept)
    return re.sub(_MARK, lambda _: next(rest), text)


_typeset_cached = lru_cache(maxsize=_CACHED)(_typeset)


def _quotes(text: str) -> str:
    """Turn quotes into «ёлочки» and „лапки“ by depth; unless they pair off, leave all as written."""
    if not _ANY_QUOTE.search(text):
        return text
    out: list[str] = []
    depth, before = 0, " "
    for place, char in enumerate(text):
        if not _ANY_QUOTE.match(char):
            out.append(char)
            before = char
            continue
        after = text[place + 1 : place + 2] or " "
        opens = char in "«„" or (char != "»" and _may_open_after(before) and not after.isspace())
        if opens:
            depth += 1
            out.append("«" if depth % 2 else "„")
        elif depth:
            out.append("»" if depth % 2 else "“")
            depth -= 1
        else:
            return text
        # To the next quote it matters what this one does, not which sign was typed.
        before = "«" if opens else "»"
    return text if depth else "".join(out)


def _may_open_after(char: str) -> bool:
    return char.isspace() or char in ",;:([{/-–—«"


def _range(found: re.Match[str]) -> str:
    """Put an en dash into a range; what does not ascend is a score, a code or a mistake."""
    first, last = (float(_SPACE.sub("", end).replace(",", ".")) for end in found.groups())
    return f"{found[1]}–{found[2]}" if first < last else found.group()


def _bind(found: re.Match[str]) -> str:
    return found.group().replace(" ", NBSP)


def _one_of(words: str) -> str:
    """A pattern for any of the words; the longest come first, so that none hides another."""
    return "(?:" + "|".join(sorted(words.split(" "), key=lambda word: (-len(word), word))) + ")"


_MARK = "\ue000"  # for private use; one that a text has already is kept like an address
_S = "[ \u00a0]"
_SPACE = re.compile(_S)
_ANY_QUOTE = re.compile('["“”„«»]')

# Words and figures without an ordinary space or any sign that a rule looks for: most cells of a table.
_PLAIN = re.compile(r"[\w\u00a0,()+−…]*+")
_INNER_SPACES = re.compile(r"(?<=[^ \t\r\n])[ \t\r\n]++(?!\Z)")
# Marks that turn the direction of a text can make a reader see another word than stands there (UAX 9, 2).
DIRECTIONS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_FOREIGN = dict.fromkeys(map(ord, DIRECTIONS)) | {0x2007: NBSP, 0x2009: NBSP, 0x202F: NBSP, 0x2010: "-", 0x2060: None}

_IN_URL = r"[^\s«»„“”\"<>]"
_KEPT = re.compile(
    "|".join(
        (
            _MARK,
            rf"(?:https?|ftp)://{_IN_URL}+",
            r"(?<![\w.+-])[\w.+-]++@[\w-]+(?:\.[\w-]+)+",
            # A domain or a file: its last part is Latin, or a Russian top-level domain.
            r"(?<![\w./\\-])[\w/\\-]++(?:\.[\w-]+)*\.(?:[A-Za-z][A-Za-z0-9]{1,5}|рф|РФ|рус)(?!\w)"
            + rf"(?:/{_IN_URL}*)?",
            # Telephones: with the code, and whatever follows «тел.».
            r"(?<![\w-])(?:\+7|8)[ \u00a0-]?\(?\d{3,5}\)?[ \u00a0-]?\d{1,3}(?:[ \u00a0-]?\d\d){2}(?![\w-])",
            rf"(?<!\w)(?:[Тт]ел(?:ефон[а-я]{{0,3}})?|[Фф]акс|[Мм]об)\.?:?{_S}?[+(\d][\d() \u00a0-]*\d",
            # The number of a law, an order, a standard.
            rf"(?:(?<=№)|(?<=№{_S}))\w++(?:[-/]\w++)+",
            rf"(?<!\w)(?:ГОСТ|ОСТ|СанПиН|СНиП|СП|ТУ|ISO|ИСО)(?:[ \u00a0/](?:Р|ISO|IEC|ИСО|МЭК|ЕН))*{_S}"
            r"\d[\d.]*(?:[-–]\d+)+",
        )
    )
)

_MONTH = (
    r"(?:(?:январ|феврал|апрел|июн|июл|сентябр|октябр|ноябр|декабр)(?:ь|я|ю|е|ем|ём)"
    r"|(?:март|август)(?:а|у|ом|е)?|ма(?:й|я|ю|ем|е))(?!\w)"
)
_SHORT = _one_of(
    "а без в во где для до за и из изо или к как ко на над не ни но о об обо от по под при про с со то у чем что"
)
_UNIT = _one_of(
    r"тыс\. млн млрд трлн раз раза чел\. человек человека ед\. шт\. мест места место"
    r" руб\. рубль рубля рублей коп\. ₽ ‰ процент процента процентов п\.\u00a0п\."
    r" г\. гг\. год года году годом годы годов годах лет день дня дней час часа часов ч\. мин мин\. сек\."
    r" кв\. куб\. мм см м км га м² м³ км² кг г т ц л кВт МВт Гкал"
)
_YEAR = r"(?:19|20)\d\d"
_APART = rf"(?:{_S}-{_S}?|-{_S})"
_SECOND = "служб|релиз|секретар|центр|тур|конференц|менеджмент"  # of words like «пресс-служба»
# Abbreviations before a name or a number: «г. Артём», «ул. Ленина», «ст. 5», but «2023 г. Артём».
_TITLE = rf"(?:(?<!\d{_S})г|д|кв|с|пос|дер|р|пр|п|пп|ч|обл|им|корп|[Уу]л|[Пп]росп|[Сс]т|[Сс]тр|[Рр]ис|[Тт]абл)\."
# A plain number: in groups of three or whole, without a leading zero, perhaps with a decimal fraction.
_NUMBER = rf"(?:\d{{1,3}}(?:{_S}\d{{3}}){{1,4}}|0|[1-9]\d{{0,8}}+)(?:,\d{{1,9}}+)?"
# «8-800» is the beginning of a telephone, «01-15» is a code, «1-2-3», «1.2-3» and «9:30-18:00» are neither.
_RANGE = rf"(?<![\w.,:/–—−-])(?!8-[3489]\d\d(?!\d))({_NUMBER})-({_NUMBER})(?![\w–—-]|[.,:/]\d)"

_RULES: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    # Signs, and spaces that have to be put in.
    (re.compile(r"(?<!\.)\.{3}(?!\.)"), "…"),
    (re.compile(rf"([№§])(?:{_S}|(?=[\w{_MARK}]))"), rf"\1{NBSP}"),
    (re.compile(rf"(?<=\d){_S}?%(?!-[^\W\d])"), f"{NBSP}%"),  # but «100%-ный»
    (re.compile(rf"(?<!\d)({_YEAR})(?=гг?\.)"), rf"\1{NBSP}"),
    (re.compile(rf"(?<!\w)([Тт])\.{_S}?([декнопч])\."), rf"\1.{NBSP}\2."),
    (re.compile(rf"(?<!\w)п\.{_S}?п\."), f"п.{NBSP}п."),
    (re.compile(rf"(?<!\w)(?<!т\.{NBSP})(?<!п\.{NBSP})({_TITLE}){_S}?(?=[А-ЯЁ\d«])"), rf"\1{NBSP}"),
    (re.compile(rf"(?<!\w)([А-ЯЁ])\.{_S}?([А-ЯЁ])\.{_S}?(?=[А-ЯЁ][а-яё])"), rf"\1.{NBSP}\2.{NBSP}"),
    (re.compile(rf"(?<=[а-яё]){_S}([А-ЯЁ])\.{_S}?([А-ЯЁ])\.(?!\w)(?!{_S}?[А-ЯЁ])"), rf"{NBSP}\1.{NBSP}\2."),
    # A hyphen that a clerk has set apart is no dash.
    (re.compile(rf"(?<!\w)([Пп]ресс|[Ии]нцидент){_APART}(?=(?:{_SECOND}))"), r"\1-"),
    (re.compile(rf"(?<=\d){_APART}(?=ФЗ(?!\w)|лети)"), "-"),
    (re.compile(rf"(?<![\d.,–-])({_YEAR}){_S}[-–—]{_S}({_YEAR})(?={_S}?(?:год|гг?\.))"), _range),
    # The minus, dashes and ranges; a row of dashes is left as written. A clerk's «релизы -137» is no sum below zero: a
    # minus is what stands alone, before a percentage, after a bracket and after a word that no dash follows.
    (re.compile(rf"(?<=[Гг]од){_S}-(?=\d)"), f"{NBSP}— "),
    (re.compile(rf"(?<=\()-(?=\d)|\A-(?={_NUMBER}\Z)|(?<!\S)(?<!\d{_S})-(?={_NUMBER}{_S}%)"), "−"),
    (re.compile(rf"(?<![\w-])((?i:{_SHORT}){_S})-(?=\d)"), r"\1−"),
    (re.compile(rf"(?<![–—-])(?<![–—-]{_S}){_S}(?:--?|–|—)(?={_S}(?![–—-]))"), f"{NBSP}—"),
    (re.compile(r"\A[-—] (?=\S)"), f"—{NBSP}"),
    (re.compile(_RANGE), _range),
    (re.compile(r"(?<![\w-])([IVX]++)-([IVX]++)(?![\w-])"), r"\1–\2"),
    (re.compile(rf"(?<!\w)((?i:{_MONTH}))-(?=(?i:{_MONTH}))"), r"\1–"),
    # Spaces at which a line may not break.
    (re.compile(rf"(?<![\d.,])\d{{1,3}}(?:{_S}\d{{3}}(?!\d))+"), _bind),
    (re.compile(rf"(?<=\d) (?={_UNIT}(?!\w)|{_MONTH})"), NBSP),
    (re.compile(rf"(?<!\w)({_MONTH}) (?=\d{{4}}(?!\d))"), rf"\1{NBSP}"),
    (re.compile(r"(?<!\w)(тыс\.|млн|млрд|трлн|кв\.|куб\.) (?=[а-яё₽])"), rf"\1{NBSP}"),
    (re.compile(rf"(?<![\w-])((?i:{_SHORT})) (?![ \t\r\n])"), rf"\1{NBSP}"),
    (re.compile(r" (?=(?:бы|б|же|ж|ли|ль)(?![\w-]))"), NBSP),
)
