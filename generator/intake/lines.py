"""What one line looks like: a title, an item of a list, a label with its figure, a page number.

Nothing here knows the lines around; `layout` does.
"""

import re

from generator.intake.words import sense

LEAD = re.compile(
    r"\s*(?:[^\w\s«\"„“(\[№@#%$+~≈]{1,3}\s+"  # a bullet of whatever kind
    r"|[-–—−•·▪](?=[^\W\d_])"  # one without a space: «-слово»
    r"|\d{1,2}(?:\.\d{1,2})*[.)]\s+"
    r"|\(?[а-яa-z]\)\s+|[IVX]{1,4}[.)]\s+)+",
    re.IGNORECASE,
)
NUMBERING = re.compile(r"\s*((?:\d{1,2}\.)+)\d{0,2}\s*")
RULE = re.compile(r"[\s|:+=_*–—-]*")  # a line drawn, not written
QUOTED = re.compile(r"\s*(?:>+\s?)+")  # of a letter that is answered
HASHES = re.compile(r"\s*#{1,6}\s+")
PAGE = re.compile(r"\s*(?:[-–—]\s*\d{1,3}\s*[-–—]|(?:стр\.?\s*)?\d{1,3}(?:\s*(?:из|/)\s*\d{1,3})?)\s*", re.IGNORECASE)
# The foot of a sheet that names its number beside the report: «Отчёт за 2023 год | стр. 2».
FOOT = re.compile(r"[^|]{0,80}\|\s*(?:стр|с)\.?\s*\d{1,3}(?:\s*(?:из|/)\s*\d{1,3})?\s*", re.IGNORECASE)
# What only says which question is answered: «по второму», «Вопрос 3.».
_ORDINAL = r"(?P<{}>перв|втор|трет)"
QUESTION_NUMBER = re.compile(
    rf"\W*(?:(?:по\s+{_ORDINAL.format('by')}(?:ому|ьему)(?:\s+вопросу)?|{_ORDINAL.format('word')}(?:ый|ой|ий)\s+вопрос)"
    rf"(?=\s*[.:()–-]|\W*$)|{_ORDINAL.format('alone')}(?:ый|ой|ий)(?=\W*$)"
    r"|(?:вопрос|ответ(?:\s+на\s+вопрос)?)\s*№?\s*(?P<digit>[123])\b|(?P<bare>[123])\s*[).]\s*$)[\s.:)–-]*",
    re.IGNORECASE,
)
NUMBER_ALONE = 70  # characters: a longer line has its answer, too
_ENDED = re.compile(r"[.!?:;…][\"»”)]*$")
_THOUSANDS, _HUNDREDS = re.compile(r"(?<![\d.,])\d{1,3}$"), re.compile(r"\d{3}(?!\d)")
_DANGLING = re.compile(
    r"(?:[(«–—-]|\b(?:на|до|в|во|с|со|к|о|об|и|а|за|из|от|по|для|при|около|более|менее|свыше|не|порядка))$",
    re.IGNORECASE,
)
SERIES = re.compile(r"\s*(?:в\s+)?(?:19|20)\d\d\s*(?:год[ау]?|г\.?)?\s*[–—:-]\s*\D{0,15}\d", re.IGNORECASE)

_FIGURE = r"\d[\d\s'’]*(?:[.,]\d+)?(?:\s*(?:%|тыс\.?|млн\.?))?"
_WORD = r"[^\W\d_][\w-]*(?:\.(?!\s+[А-ЯЁ]))?"  # its full stop, if any, ends no sentence
_LABELLED = re.compile(
    r"[«\"(]?[^\W\d_].{0,100}?"
    r"(?:(?<=\s)[–—−-]|[–—−-](?=[\s\d])|:|\.{3,})"  # a dash inside a word sets nothing off
    rf"\s*(?:[^\W\d_]+\s+){{0,2}}{_FIGURE}(?:\s+{_WORD}){{0,3}}\s*(?:\([^()]{{0,60}}\))?\s*[;.,]?"
)
_LABEL_NUMBER = re.compile(
    rf"(?:[«\"]?[^\W\d_][^\d]{{2,90}}[^\W\d_»)\"]|[А-ЯЁA-Z]{{2}})\s+{_FIGURE}(?:\s*\([^()]{{3,40}}\))?[;.,]?"
)
# The end of a row and a row of its own: what a comma or a colon divides may be the rest of a sentence.
_ROW_END = re.compile(
    rf"(?P<label>[^\W\d_]+)[»\")]?(?:(?P<mark>\s*[–—−:-])\s*|\s+){_FIGURE}(?:\s*(?:штук|шт|единиц|ед)\b\.?)?$"
)
_ROW = re.compile(rf"[«\"]?[^\W\d_][^\d,:;.]*?(?:\s*[–—−:-]\s*|\s+){_FIGURE}(?:\s+{_WORD})?")
_YEARS = re.compile(r"\b(?:19|20)\d\d\s?[–—-]\s?(?:19|20)\d\d\b")
_FIRST_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*(?!\.)")
_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")

# What begins with a capital letter and one of these begins a sentence; a noun may be a name.
_OPENERS = {"PREP", "CONJ", "PRCL", "ADVB", "NPRO", "VERB", "PRTS", "GRND"}
_PREDICATES = {"VERB", "PRTS", "INFN", "GRND", "PRED", "NPRO"}
_HEADING_LENGTH, _HEADING_WORDS = 90, 10
_TAIL = 12  # characters at the end of a line that tell whether its sentence goes on


def ended(text: str) -> bool:
    """Whether words end with a mark that ends a sentence, or a part of one: `.`, `:`, `;`."""
    return _ENDED.search(text, max(0, len(text) - _TAIL)) is not None


def is_question_number(text: str) -> bool:
    """Whether a line only says which question is answered."""
    return len(text) <= NUMBER_ALONE and QUESTION_NUMBER.match(text) is not None


def dangles(text: str) -> bool:
    """Whether words end with what a noun must follow: a preposition, an opened bracket, a dash."""
    return _DANGLING.search(text, max(0, len(text) - _TAIL)) is not None


def breaks_number(last: str, text: str) -> bool:
    """Whether a number may be broken between its thousands at a line's end: «подписчиков – 12» over «700, …»."""
    return bool(_THOUSANDS.search(last, max(0, len(last) - _TAIL)) and _HUNDREDS.match(text))


def is_capitals(text: str) -> bool:
    """Whether a line has words, and all in capital letters."""
    return text.upper() == text and bool(re.search("[А-ЯЁ]{3}", text))


def is_title(text: str) -> bool:
    """Whether a line is the name of a municipality as titles give it: few words in capital letters."""
    said = text.strip()
    return len(said) < 70 and is_capitals(said) and not re.search(r"\d", said)


def is_labelled(text: str) -> bool:
    """Whether a line is «label – number» and nothing more; the dash between two years sets off no label."""
    return len(text) < 140 and _closes(text) and bool(_LABELLED.fullmatch(_YEARS.sub(" ", text.strip())))


def is_label_number(text: str) -> bool:
    """Whether a line is a label with a number after it: «Пресс-релизы 1 267»."""
    return _closes(text) and bool(_LABEL_NUMBER.fullmatch(text))


def _closes(text: str) -> bool:
    """Whether a line closes its brackets: else it goes on in the next one."""
    return text.count("(") <= text.count(")")


def follows_row(last: str, text: str) -> bool:
    """Whether a line is a row under another: «брифингов – 12» under «пресс-релизов – 312»."""
    row = _ROW_END.search(last, max(0, len(last) - 80))
    if row is None or len(text) >= 140 or not _ROW.fullmatch(text):
        return False
    return bool(row["mark"]) or sense(row["label"]).pos == "NOUN"


def begins_sentence(text: str) -> bool:
    """Whether words that begin with a capital letter must be a new sentence: «Также …», but not «Думы …»."""
    first = _FIRST_WORD.match(text)
    if first is None or not first.group()[0].isupper() or not (first.group()[1:] or "а").islower():
        return False
    return sense(first.group()).pos in _OPENERS


def could_head(text: str) -> bool:
    """Whether a line may be a heading of the clerk's own: a few words without a figure, a verb or an end mark."""
    if len(text) > _HEADING_LENGTH or not (text[:1].isupper() or text[:1] in '«"') or re.search(r"\d", text):
        return False
    if ended(text) or text.endswith((",", "-", "–")) or not 0 < len(_WORDS.findall(text)) <= _HEADING_WORDS:
        return False
    return is_nominal(text)


def is_nominal(text: str) -> bool:
    """Whether words have no verb among them, nor what takes its place."""
    return not any(sense(word).pos in _PREDICATES for word in _WORDS.findall(text))


def awaits_number(text: str) -> bool:
    """Whether a line ends with what a number completes: «проведено», «в среднем»."""
    last = _WORDS.findall(text[-60:])
    return (
        bool(last)
        and text.rstrip().endswith(last[-1])
        and (sense(last[-1]).pos in ("VERB", "PRTS", "PREP") or last[-1].lower() in ("среднем", "всего", "итого"))
    )
