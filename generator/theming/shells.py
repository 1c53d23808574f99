"""The Word shell of a theme: what in it is wrong, at which paragraph, before Word and PDF go different ways."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import jinja2
from jinja2 import meta
from lxml import etree

from generator import files
from generator.documents.package import Package
from generator.errors import GeneratorError
from generator.problems import nearest
from generator.theme import Theme
from generator.theming.flaws import also
from generator.writers import furniture
from generator.writers.links import HEADINGS
from generator.writers.look import heads, sheets
from generator.writers.look.shell import Properties, ShellLook, W, merged, on
from generator.writers.styles import KIND_NAMES, Selector

DOCUMENT = "word/document.xml"
FIELDS = ("title", "organization", "mark", "body")
SLOT = "body"
_LIMIT = 50 << 20  # bytes; a shell with fonts inside has one or two million
_LEAST = 120  # points of paper and of text, each way: less makes a sheet of every word

_PICTURES = ("drawing", "pict", "object")
SETTINGS = "word/settings.xml"
# What a style can say in Word, and the style sheet made of the shell does not (17.3.1, 17.3.2).
_LOST = {
    "highlight": "выделение цветом",
    "smallCaps": "набор малыми прописными",
    "vanish": "скрытый текст",
    "dstrike": "двойное зачёркивание",
    "bdr": "рамка вокруг букв",
    "shadow": "тень",
    "outline": "контур",
    "emboss": "приподнятое начертание",
    "imprint": "утопленное начертание",
    "position": "смещение букв",
    "pageBreakBefore": "начало с новой страницы",
    "contextualSpacing": "отсутствие интервала между абзацами одного стиля",
}
# Parts of a table style whose letters Word takes from it; the PDF has letters of the styles of paragraphs alone.
_LETTERED = {"table": "", "wholeTable": "", "firstRow": " строки заголовка"}
_OFF = ("0", "false", "off", "none", "nil")
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{\{.*|\{%.*", re.S)
# How a field writes its number, where it is not as usual (17.16.4.3).
_NUMBERED = re.compile(r"\\\*\s*(?!(?i:MERGEFORMAT|CHARFORMAT|ARABIC)\b)(\w+)")
_FETCHING = re.compile(r"\b(INCLUDEPICTURE|INCLUDETEXT|IMPORT|LINK|DDE|DDEAUTO|DATABASE|RD)\b")


@dataclass(frozen=True, slots=True)
class Remark:
    """What is wrong with a shell; `paragraph` counts the paragraphs of the body from 0, and is -1 for the whole."""

    text: str
    paragraph: int = -1
    said: str = ""  # the words of that paragraph, to find it by


def package(file: Path, name: str) -> Package:
    """The shell as a checked package; raises `GeneratorError` for one that is broken or hostile."""
    return Package(files.read(file, name, _LIMIT), name)


def check(theme: Theme, file: Path, name: str) -> Iterator[Remark]:
    """The remarks on a shell, those with a place first. Raises `GeneratorError` for what is no Word document."""
    parts = package(file, name)
    body = parts.tree(DOCUMENT).find(f"{W}body")
    if body is None:
        raise GeneratorError(f"{name}: это не документ Word. Сохраните бланк как .docx.")
    paragraphs = list(body.iter(f"{W}p"))
    yield from _fields(paragraphs)
    yield from _slots(paragraphs)
    yield from _outside(body, paragraphs)
    for part in sorted(parts.parts):
        yield from _part(parts, part)
    shell = ShellLook(file, {})  # lines are not measured here: files of fonts are not needed
    yield from _styles(theme, shell)
    yield from _fonts(theme, shell)
    wrong = list(_paper(shell))
    yield from wrong
    if not wrong:  # else there may be no sheet to ask
        yield from _of_sheets(shell, parts)
        yield from _of_heads(shell, parts)
    yield from _of_letters(theme, shell)
    yield from _of_tables(theme, shell)


def _fields(paragraphs: list[etree._Element]) -> Iterator[Remark]:
    for at, paragraph in enumerate(paragraphs):
        words = _words(paragraph)
        yield from (Remark(text, at, words) for text in _wrong_fields(words))


def _wrong_fields(words: str) -> Iterator[str]:
    environment = furniture.environment()
    for tag in _TAG.findall(words):
        try:
            tree = environment.parse(furniture.repaired(tag))
        except jinja2.TemplateError:
            yield f"поле «{tag[:60]}» записано неверно: пишите {{{{ title }}}}, две скобки с каждой стороны"
            continue
        for field in sorted(meta.find_undeclared_variables(tree) - set(FIELDS)):
            yield f"поля «{field}» нет{also(nearest(field, FIELDS))}. Есть поля: {', '.join(FIELDS)}"


def _slots(paragraphs: list[etree._Element]) -> Iterator[Remark]:
    slots = [at for at, paragraph in enumerate(paragraphs) if _is_slot(paragraph)]
    if not slots:
        yield Remark(
            f"нет абзаца «{{{{ {SLOT} }}}}»: на его место встаёт текст дайджеста. "
            "Добавьте абзац, в котором стоит только он"
        )
    for at in slots[1:]:
        yield Remark(f"абзац «{{{{ {SLOT} }}}}» бывает один: этот лишний", at, _words(paragraphs[at]))
    for at in slots:
        if re.sub(r"\{\{\s*body\s*\}\}", "", _words(paragraphs[at])).strip():
            yield Remark(f"кроме «{{{{ {SLOT} }}}}» в этом абзаце не должно быть ничего", at, _words(paragraphs[at]))


def _outside(body: etree._Element, paragraphs: list[etree._Element]) -> Iterator[Remark]:
    """What Word would show round the digest, and the PDF would not."""
    at_of = {paragraph: at for at, paragraph in enumerate(paragraphs)}
    for block in body:
        inside = [one for one in block.iter(f"{W}p") if one in at_of]
        if not inside or any(_is_slot(one) for one in inside):
            continue
        told = next((one for one in inside if _words(one).strip() or _picture(one)), None)
        if told is None:
            continue
        what = "таблицу" if block.tag == f"{W}tbl" else "рисунок" if _picture(told) else "текст"
        yield Remark(
            f"PDF не покажет {what} в теле бланка: здесь место только для «{{{{ {SLOT} }}}}». "
            "Перенесите это в шаблон (обложка — sections/cover.html) или в колонтитул",
            at_of[told],
            _words(told),
        )


def _part(parts: Package, part: str) -> Iterator[Remark]:
    """What stands in the other parts of the file."""
    if part.endswith(".rels"):
        for relation in parts.tree(part):
            target, kind = str(relation.get("Target")), str(relation.get("Type")).rpartition("/")[2]
            if relation.get("TargetMode") == "External" and kind != "hyperlink":
                yield Remark(f"бланк тянет «{target[:80]}» извне ({kind}). Вставьте это в сам файл или уберите")
    elif part.lower().endswith("vbaproject.bin"):
        yield Remark("в бланке есть макросы. Сохраните его как .docx без них")
    elif part.startswith("word/embeddings/"):
        yield Remark(f"в бланк вложен файл «{part.rpartition('/')[2]}». Уберите его: в дайджест он не войдёт")
    elif re.fullmatch(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml", part):
        root = parts.tree(part)
        codes = "".join(one.text or "" for one in root.iter(f"{W}instrText"))
        codes += " ".join(one.get(f"{W}instr") or "" for one in root.iter(f"{W}fldSimple"))
        if found := _FETCHING.search(codes):
            yield Remark(f"поле Word {found[1]} берёт содержимое извне. Уберите его")
        if re.match(r"word/(header|footer)", part):
            if any(True for kind in _PICTURES for _ in root.iter(f"{W}{kind}")):
                yield Remark("рисунка в колонтитуле PDF не покажет. Поставьте его на обложку: sections/cover.html")
            for text in _wrong_fields(_words(root)):
                yield Remark(f"колонтитул: {text}")


def _styles(theme: Theme, shell: ShellLook) -> Iterator[Remark]:
    kinds = shell.kinds
    for key, style in theme.styles.items():
        selector = Selector.parse(key)
        if style not in kinds:
            yield Remark(
                f"нет стиля «{style}», а theme.yaml назначает его элементу «{key}»{also(nearest(style, kinds))}. "
                "Создайте стиль в бланке или исправьте theme.yaml"
            )
        elif not selector.takes(kinds[style]):
            kind, wanted = KIND_NAMES[kinds[style]], KIND_NAMES[selector.kind]
            yield Remark(f"«{style}» — стиль {kind}, а элементу «{key}» нужен стиль {wanted}")


def _fonts(theme: Theme, shell: ShellLook) -> Iterator[Remark]:
    """Fonts that the shell names and the theme does not carry: the PDF would take another."""
    faces = {font.family for font in theme.fonts}
    users: dict[str, list[str]] = {}
    for style in dict.fromkeys(["Normal", *theme.styles.values()]):
        if style in shell.kinds and (family := shell.family_name(_look(shell, style))) and family not in faces:
            users.setdefault(family, []).append(style)
    for family, styles in users.items():
        shown = "стиль " if len(styles) == 1 else "стили "
        shown += ", ".join(f"«{one}»" for one in styles[:3]) + (f" и ещё {len(styles) - 3}" if len(styles) > 3 else "")
        yield Remark(
            f"шрифта «{family}» ({shown}) в теме нет{also(nearest(family, faces))}. Выберите один из: "
            f"{', '.join(sorted(faces))}, или положите файлы шрифта в тему и назовите их в fonts файла theme.yaml"
        )


def _paper(shell: ShellLook) -> Iterator[Remark]:
    for kind in ("header", "footer"):
        try:
            heads.read(shell, kind)
        except GeneratorError as error:
            yield Remark(str(error).partition(": ")[2].rstrip("."))
    try:
        paper = shell.paper
    except GeneratorError as error:
        yield Remark(str(error).partition(": ")[2].rstrip("."))
        return
    top, right, bottom, left = paper.margins
    if min(paper.width - left - right, paper.height - top - bottom) < _LEAST:
        yield Remark("на листе не остаётся места для текста: проверьте размер бумаги и поля")


# What Word would show, and the PDF would not


def _of_sheets(shell: ShellLook, parts: Package) -> Iterator[Remark]:
    settings = merged([parts.tree(SETTINGS)]) if SETTINGS in parts.parts else {}
    document = parts.tree(DOCUMENT)
    sheet = merged([shell.section()])
    gutter = sheet["pgMar"].get("gutter", "0") != "0"
    numbers, aligned = sheet.get("pgNumType", {}), sheet.get("vAlign", {}).get("val", "top")
    coloured = on(settings, "displayBackgroundShape") and document.find(f"{W}background") is not None
    for found, what, instead in (
        (on(settings, "evenAndOddHeaders"), "разных колонтитулов чётных и нечётных страниц", "Оставьте одни"),
        (on(settings, "mirrorMargins"), "зеркальных полей", "Выберите в «Полях» обычные"),
        (gutter and on(settings, "gutterAtTop"), "переплёта сверху", "Выберите в «Полях» переплёт слева"),
        (gutter and on(sheet, "rtlGutter"), "переплёта справа", "Выберите в «Полях» переплёт слева"),
        (coloured, "цвета страницы", "Выберите «Нет цвета»"),
        (document.find(f".//{W}pPr/{W}sectPr") is not None, "других разделов бланка", "Оставьте один раздел"),
        (sheet.get("cols", {}).get("num", "1") != "1", "колонок", "Оставьте одну"),
        (any(name.startswith("pgBorders") for name in sheet), "рамки страницы", "Уберите её"),
        (aligned != "top", "выравнивания по вертикали", "Выберите «По верхнему краю»"),
        ("lnNumType" in sheet, "номеров строк", "Уберите их"),
        (numbers.get("start", "1") != "1", "другого номера первой страницы", "Начните с 1"),
        (numbers.get("fmt", "decimal") != "decimal", "номеров страниц другого вида", "Выберите «1, 2, 3»"),
        ("chapStyle" in numbers, "номера главы в номере страницы", "Снимите этот флажок"),
    ):
        if found:
            yield Remark(f"{what} PDF не покажет. {instead}")


def _of_heads(shell: ShellLook, parts: Package) -> Iterator[Remark]:
    if on(merged([shell.section()]), "titlePg"):
        for name in heads.parts(shell, "first"):
            if _words(parts.tree(name)).strip():
                yield Remark(
                    "колонтитула первой страницы PDF не покажет. Напишите это на обложке (sections/cover.html) "
                    "или в колонтитуле остальных страниц"
                )
    for name in heads.parts(shell, "default"):
        root = parts.tree(name)
        for code in heads.codes(root):
            field = code.split()[0].upper() if code.strip() else ""
            if field and field not in sheets.FIELDS:
                yield Remark(f"поля Word {field} в колонтитуле PDF не покажет. Есть: {', '.join(sheets.FIELDS)}")
            elif found := _NUMBERED.search(code):
                yield Remark(f"вида «{found[1]}» у поля {field} в колонтитуле PDF не покажет. Уберите его из поля")
        if root.find(f".//{W}framePr") is not None:
            yield Remark(
                "места рамки в колонтитуле PDF не покажет. Уберите рамку, а её слова поставьте после табуляции "
                "или в ячейку таблицы"
            )
        if root.find(f".//{W}sym") is not None:
            yield Remark("знака особого шрифта в колонтитуле PDF не покажет. Поставьте знак из шрифта текста")


def _look(shell: ShellLook, style: str) -> Properties:
    return shell.character(style) if shell.kinds[style] == "character" else shell.paragraph(style)


def _of_letters(theme: Theme, shell: ShellLook) -> Iterator[Remark]:
    for key, style in theme.styles.items():
        if style not in shell.kinds or shell.kinds[style] not in ("paragraph", "character"):
            continue
        look = _look(shell, style)
        lost = [said for name, said in _LOST.items() if name in look and look[name].get("val", "1") not in _OFF]
        selector = Selector.parse(key)
        if selector.tag in HEADINGS and look.get("numPr/numId", {}).get("val", "0") != "0":
            lost.append("нумерация")
        for said in lost:
            yield Remark(f"стиль «{style}»: {said} будет только в Word. Уберите это из стиля")
        level = shell.level(look) if selector.tag == "li" else None
        around = {compound.tag for compound in selector.compounds[:-1]}
        if selector.tag == "li" and level is None and around & {"ul", "ol"} and "nav" not in around:
            yield Remark(
                f"стиль «{style}»: у него нет знака списка или номера, а theme.yaml назначает его элементу «{key}». "
                "Задайте их стилю: «Формат», «Нумерация»"
            )
        if level is not None and not level.plain:
            yield Remark(
                f"стиль «{style}»: знак списка в PDF будет другим. Выберите номер вида «1.» или знак, "
                "который есть в шрифте текста, например «—»"
            )


def _of_tables(theme: Theme, shell: ShellLook) -> Iterator[Remark]:
    for style in dict.fromkeys(theme.styles.values()):
        if shell.kinds.get(style) != "table":
            continue
        lettered = shell.lettered(style)
        for row in dict.fromkeys(row for part, row in _LETTERED.items() if part in lettered):
            yield Remark(
                f"стиль «{style}»: вид букв{row} будет только в Word. Уберите его из стиля таблицы "
                "и задайте стилям абзаца, которые стоят в её ячейках"
            )


def _is_slot(paragraph: etree._Element) -> bool:
    return re.search(r"\{\{\s*body\s*\}\}", _words(paragraph)) is not None


def _words(element: etree._Element) -> str:
    return "".join(one.text or "" for one in element.iter(f"{W}t"))


def _picture(element: etree._Element) -> bool:
    return any(True for kind in _PICTURES for _ in element.iter(f"{W}{kind}"))
