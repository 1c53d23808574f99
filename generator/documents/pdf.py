"""PDF files with a text layer: the lines of each page in reading order.

PDFium (through pypdfium2) and pdfminer.six were compared on the same pages. Both tell hyphens at line ends,
and neither orders columns, list marks and headers well; pdfminer reads a page of justified text with three
spaces between words and is thirteen times slower (73 ms against 6 for two pages, 34 MB against 19), all of
it in Python. So PDFium gives characters with their places, and `pdf_layout` makes lines of them.

PDFium is native code that reads files of strangers, so it runs in a process of its own, with a bound of time
and, where the system has one, of memory: a file that breaks it (a form that draws itself ends in an abort)
costs that one report.
"""

import json
import subprocess
import sys
from typing import Any

from generator import bounds
from generator.documents import pdf_layout
from generator.documents.document import Document, Kind, Line
from generator.documents.pdf_fragments import Char
from generator.documents.pdf_tables import RULES, Rule, edges
from generator.errors import GeneratorError

_SECONDS = 60
_MEMORY = 450 << 20  # bytes of address space
_PAGES = 1000
_CHARS = 2_000_000

_AGAIN = "Откройте его, сохраните заново в формате pdf или попросите прислать файл Word."


def read(data: bytes, name: str) -> Document:
    """Read a PDF file; pages follow one another without a mark.

    Raises `GeneratorError` for a file with a password, without text (a scan), broken or too heavy.
    """
    command, environment = bounds.apart("generator.documents.pdf", name)
    try:
        result = subprocess.run(command, input=data, capture_output=True, timeout=_SECONDS, env=environment)
    except subprocess.TimeoutExpired as error:
        raise GeneratorError(f"{name}: файл не прочитан за {_SECONDS} секунд. {_AGAIN}") from error
    if result.returncode:
        raise GeneratorError(f"{name}: файл повреждён или слишком сложен для чтения. {_AGAIN}")
    answer = json.loads(result.stdout)
    if "refusal" in answer:
        raise GeneratorError(answer["refusal"])
    lines = (Line(text, Kind(kind), tuple(cells)) for text, kind, cells in answer["lines"])
    return Document(name, tuple(lines), tuple(answer["notes"]))


def _read_here(data: bytes, name: str) -> Document:
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(data)
        if pdf.get_formtype():
            pdf.init_forms()
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise GeneratorError(
                f"{name}: файл закрыт паролем. Откройте его с паролем и сохраните без пароля."
            ) from error
        raise GeneratorError(f"{name}: файл повреждён. {_AGAIN}") from error
    if len(pdf) > _PAGES:
        raise GeneratorError(f"{name}: в файле больше {_PAGES} страниц. Оставьте в нём только сам отчёт.")
    lines: list[Line] = []
    empty: list[int] = []
    total = strange = 0
    for number in range(len(pdf)):
        chars, rules = _page(pdf, number)
        total += len(chars)
        strange += sum(char.text == "\ufffd" or "\ue000" <= char.text <= "\uefff" for char in chars)
        if total > _CHARS:
            raise GeneratorError(f"{name}: в файле слишком много текста. Оставьте в нём только сам отчёт.")
        found = pdf_layout.lines(chars, rules)
        if not found:
            empty.append(number + 1)
        lines += found
    if not lines:
        raise GeneratorError(
            f"{name}: в файле нет текста: это скан или картинка. Попросите прислать файл Word или PDF, сохранённый "
            "из Word, либо распознайте скан в другой программе."
        )
    if strange > 0.3 * total:
        raise GeneratorError(
            f"{name}: текст файла виден, но не читается: его шрифты без таблицы знаков. Попросите прислать файл Word."
        )
    notes = [f"страницы без текста, возможно сканы: {', '.join(map(str, empty))}"] if empty else []
    return Document(name, tuple(lines), tuple(notes))


def _page(pdf: Any, number: int) -> tuple[list[Char], list[Rule]]:
    """Characters and ruled lines of a page, as the page is turned for reading."""
    import pypdfium2.raw as pdfium

    page = pdf[number]
    if pdf.get_formtype():
        page.flatten()  # what is filled in becomes a part of the page
        page = pdf[number]
    text = page.get_textpage()
    turn = _turn(page)
    chars = _chars(pdfium, text.raw, turn)
    rules = _rules(pdfium, page, turn)
    text.close()
    page.close()
    return chars, rules


def _turn(page: Any) -> Any:
    """What takes a point of the page's own system to the page as it is shown."""
    width, height = page.get_size()
    return {
        90: lambda x, y: (y, height - x),
        180: lambda x, y: (width - x, height - y),
        270: lambda x, y: (width - y, x),
    }.get(page.get_rotation(), lambda x, y: (x, y))


def _chars(pdfium: Any, text: Any, turn: Any) -> list[Char]:
    from ctypes import byref, c_double

    box = pdfium.FS_RECTF()
    x, y = c_double(), c_double()
    chars: list[Char] = []
    for index in range(min(pdfium.FPDFText_CountChars(text), _CHARS + 1)):
        code = pdfium.FPDFText_GetUnicode(text, index)
        if code in (10, 13):
            continue
        # A hyphen at a line's end comes as a control or a noncharacter.
        sign = "-" if code in (2, 0xAD, 0xFFFE) else chr(code) if 32 <= code < 0x110000 else "\ufffd"
        if sign == " " and pdfium.FPDFText_IsGenerated(text, index):
            chars.append(Char(" ", 0, 0, 0, 0))
            continue
        pdfium.FPDFText_GetLooseCharBox(text, index, byref(box))
        pdfium.FPDFText_GetCharOrigin(text, index, byref(x), byref(y))
        left, low = turn(box.left, box.bottom)
        right, high = turn(box.right, box.top)
        base = turn(x.value, y.value)[1]
        chars.append(Char(sign, min(left, right), max(left, right), base, abs(high - low)))
    return chars


def _rules(pdfium: Any, page: Any, turn: Any) -> list[Rule]:
    rules: list[Rule] = []
    for drawn in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=1):
        left, bottom, right, top = drawn.get_bounds()
        (x0, y0), (x1, y1) = turn(left, bottom), turn(right, top)
        rules += edges(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1), _stroked(pdfium, drawn))
        if len(rules) > RULES:
            return []  # a drawing or a map, not tables
    return rules


def _stroked(pdfium: Any, drawn: Any) -> bool:
    """Whether the path is one stroked rectangle: then its four sides are drawn."""
    from ctypes import byref, c_int

    fill, stroke = c_int(), c_int()
    pdfium.FPDFPath_GetDrawMode(drawn.raw, byref(fill), byref(stroke))
    return bool(stroke.value) and pdfium.FPDFPath_CountSegments(drawn.raw) in (4, 5)


def _main(name: str) -> None:
    bounds.limit("RLIMIT_AS", _MEMORY)
    bounds.limit("RLIMIT_CORE", 0)
    answer: dict[str, Any]
    try:
        document = _read_here(sys.stdin.buffer.read(), name)
        lines = [(line.text, line.kind, line.cells) for line in document.lines]
        answer = {"lines": lines, "notes": document.notes}
    except GeneratorError as error:
        answer = {"refusal": str(error)}
    sys.stdout.write(json.dumps(answer))  # ASCII, whatever the system's encoding


if __name__ == "__main__":
    _main(sys.argv[1])
