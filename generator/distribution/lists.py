"""Lists that people keep in a table or in YAML, as rows of named texts: what the list says, not what it means.

A cell is kept as it was typed, invisible characters and line ends too, so that `recipients` can tell them; only
the reader of workbooks leaves them out. What a reader would pass over in silence (a hidden row, a second sheet) is
a problem here: each row is a person.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator import documents, files, text_file, yaml_reader
from generator.documents import encoding, guard
from generator.documents.document import Kind
from generator.errors import GeneratorError
from generator.problems import Problems, listed, nearest

SUFFIXES = (".csv", ".xlsx", ".yaml")
_DELIMITERS = ";\t,"  # in this order where two fit

Cells = tuple[int, list[str]]  # the number of a row's first line, and its cells


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its line in the file and its texts by the key of their column; empty ones are not there."""

    line: int
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that a list may have: the title of each key, and further names in small letters."""

    titles: Mapping[str, str]
    aliases: Mapping[str, str]
    required: tuple[str, ...] = ()  # keys that every table has a column for

    def key(self, heading: str) -> str:
        """The key of a heading as a person writes it; empty for an unknown one."""
        return self._known().get(_plain(heading), "")

    def nearest(self, heading: str) -> str:
        """The title or name most like an unknown heading; empty when there is none."""
        return nearest(_plain(heading), self._known())

    def _known(self) -> dict[str, str]:
        own = {_plain(title): key for key, title in self.titles.items()} | {key: key for key in self.titles}
        return own | {_plain(alias): key for alias, key in self.aliases.items()}


def read(path: Path, columns: Columns, problems: Problems) -> list[Row]:
    """The rows of a list, empty ones left out; problems of its form are added to `problems`.

    Raises `GeneratorError` for a file that cannot be read at all.
    """
    if path.suffix == ".yaml":
        return list(_items(yaml_reader.read(path), columns, problems))
    data = files.read(path, path.name, guard.limit(path.suffix))
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise GeneratorError(f"{path.name}: файл пуст. Впишите в него строку с названиями столбцов и получателей.")
    if path.suffix == ".xlsx":
        return list(_rows(_workbook(path, problems), columns, problems))
    guard.check(data, path.suffix, path.name)
    return list(_rows(_table(encoding.decode(data).text, path.name, columns), columns, problems))


def _rows(table: list[Cells], columns: Columns, problems: Problems) -> Iterator[Row]:
    """Rows under the first one, which names the columns; none while its names are not right."""
    filled = [(line, cells) for line, cells in table if any(cell.strip() for cell in cells)]
    (top, headings), *rest = filled or [(1, [""])]
    keys = [columns.key(heading) for heading in headings]
    if misnamed := list(_misnamed(headings, keys, columns)):
        for problem in misnamed:
            problems.add(top, "", problem)
        return
    for line, cells in rest:
        stray = [cell for n, cell in enumerate(cells) if cell.strip() and not "".join(headings[n : n + 1])]
        if stray:
            problems.add(
                line, "", f"над ячейкой «{text_file.shortened(stray[0])}» нет названия столбца. Назовите столбец"
            )
        named = zip(keys, cells, strict=False)
        yield Row(line, {key: text for key, text in named if key and text.strip()})


def _misnamed(headings: Sequence[str], keys: Sequence[str], columns: Columns) -> Iterator[str]:
    """What is wrong with the names of the columns; `keys` are what they mean, empty for those that mean nothing."""
    if not any(keys) or any("@" in heading for heading in headings):  # an address heads no column
        told = listed(f"«{title}»" for title in columns.titles.values())
        yield f"нет строки с названиями столбцов. Напишите их над получателями: {told}"
        return
    for number, (heading, key) in enumerate(zip(headings, keys, strict=True)):
        if not key and heading.strip():
            yield _unknown("столбца", heading, columns)
        elif key and key in keys[:number]:
            yield f"столбец «{columns.titles[key]}» назван дважды. Оставьте один"
    for key in columns.required:
        if key not in keys:
            yield f"нет столбца «{columns.titles[key]}». Добавьте его"


def _table(text: str, name: str, columns: Columns) -> list[Cells]:
    """A table of separated values, its lines counted as an editor counts them."""
    lines = text_file.lines_of(text)
    if len(lines) > guard.ROWS:
        raise GeneratorError(f"{name}: в списке больше {guard.ROWS} строк. Разделите его.")

    def headings(delimiter: str) -> int:
        first = next((line for line in lines if line.strip(" \t;,")), "")
        return sum(bool(columns.key(cell.strip('"'))) for cell in first.split(delimiter))

    marked = lines[0] in [f"sep={delimiter}" for delimiter in _DELIMITERS]  # Excel writes and obeys this line
    delimiter = lines[0][4] if marked else max(_DELIMITERS, key=headings)
    reader = csv.reader((line + "\n" for line in lines[marked:]), delimiter=delimiter, strict=True)
    rows: list[Cells] = []
    start = 1 + marked
    try:
        for cells in reader:
            rows.append((start, cells))
            start = reader.line_num + 1 + marked
    except csv.Error as error:
        raise GeneratorError(
            f"{name}, строка {start}: кавычки не парные, или ячейка слишком длинная. "
            "Исправьте строку или сохраните список в формате xlsx."
        ) from error
    return rows


def _workbook(path: Path, problems: Problems) -> list[Cells]:
    """The rows of the one sheet of a workbook."""
    document = documents.read(path)
    for note in document.notes:
        problems.add(1, "", f"{note}. Покажите скрытое, лишнее удалите: пропущенный получатель ничего не получит")
    for number, line in enumerate(document.lines):
        if line.kind is Kind.HEADING:
            problems.add(number + 1, "", f"в книге есть ещё лист, «{line.text}». Оставьте один лист с получателями")
            return [(at + 1, list(each.cells)) for at, each in enumerate(document.lines[:number])]
    return [(at + 1, list(each.cells)) for at, each in enumerate(document.lines)]


def _items(root: yaml_reader.Node, columns: Columns, problems: Problems) -> Iterator[Row]:
    """Items of a list of YAML, each with named fields; a list of texts is joined with commas."""
    if not isinstance(root, yaml_reader.Sequence):
        told = listed(f"«{title}»" for title in columns.titles.values())
        problems.add(root.line, "", f"ожидается список получателей: «- », и под ним поля {told}")
        return
    for item in root.items:
        if not isinstance(item, yaml_reader.Mapping):
            problems.add(item.line, "", "ожидаются поля получателя, например «почта: …»")
            continue
        values: dict[str, str] = {}
        for heading, node in item.items.items():
            line, key = item.lines[heading], columns.key(heading)
            if not key:
                problems.add(line, "", _unknown("поля", heading, columns))
            elif key in values:
                problems.add(line, "", f"поле «{columns.titles[key]}» названо дважды. Оставьте одно")
            else:
                values[key] = _text(node, line, heading, problems)
        yield Row(item.line, {key: text for key, text in values.items() if text.strip()})


def _text(node: yaml_reader.Node, line: int, heading: str, problems: Problems) -> str:
    nodes = node.items if isinstance(node, yaml_reader.Sequence) else (node,)
    texts = [each.text for each in nodes if isinstance(each, yaml_reader.Scalar)]
    if len(texts) == len(nodes):
        return ", ".join(texts)
    problems.add(line, text_file.shortened(heading), "ожидается текст или список текстов")
    return ""


def _unknown(what: str, heading: str, columns: Columns) -> str:
    told = f"{what} «{text_file.shortened(heading)}» в списке не бывает"
    guess = columns.nearest(heading)
    return f"{told}. Есть похожее имя: «{guess}»" if guess else f"{told}. Уберите его"


def _plain(heading: str) -> str:
    return " ".join(heading.casefold().replace("ё", "е").replace("_", " ").split()).strip(" :*")
