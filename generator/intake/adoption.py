"""A new indicator from its label: «Мастер-классы» gets a key, its forms and a place in the catalogue.

A proposed indicator is named by a noun phrase in the nominative, as a rule the plural; the phrase
is taken apart and its head declined by the dictionary of `words`.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from generator import files, indicators, latin, text_file, yaml_reader
from generator.errors import GeneratorError
from generator.indicators import Catalogue, Forms, Phrase
from generator.intake.words import look_up
from generator.problems import listed, nearest
from generator.recording.yaml_text import quoted, scalar

TABLE = "other"
HEADER = "# Свои показатели: дополняют каталог программы. Поля те же, что в generator/indicators.yaml.\n"


@dataclass(frozen=True, slots=True)
class Adopted:
    """An indicator on its way into the catalogue."""

    key: str
    label: str
    forms: Forms
    table: str = TABLE

    @property
    def entry(self) -> str:
        """Its lines under `indicators:`, at the left edge."""
        phrase = " ".join(re.findall(r"[0-9A-Za-zА-Яа-яЁё.-]+", self.forms[0])[:10])
        assert re.fullmatch(Phrase.pattern, phrase) or not phrase
        lines = [
            f"{self.key}:",
            f"  table: {self.table}",
            f"  label: {scalar(self.label)}",
            f"  forms: [{', '.join(map(_inside, self.forms))}]",
            "  measure: count",
            "  total: sum",
            *([f"  phrases: [{_inside(phrase)}]"] if phrase else []),
        ]
        return "".join(f"{line}\n" for line in lines)


def key_of(label: str, taken: Collection[str]) -> str:
    """A free key for a label.

    >>> key_of("Мастер-классы", ()), key_of("Съёмки «с воды»", ()), key_of("Квесты", {"kvesty"}), key_of("5G", ())
    ('master_klassy', 'semki_s_vody', 'kvesty_2', 'indicator_5g')
    """
    key = latin.name(label, "_")[:50].rstrip("_")
    key = key if re.match("[a-z]", key) else f"indicator_{key}".rstrip("_")
    names = [key, *(f"{key}_{number}" for number in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken)


def forms_of(label: str) -> Forms:
    """The label as a unit after 1, 2 and 5; what the dictionary does not decline stays as it is.

    >>> forms_of("Круглые столы"), forms_of("Дебаты в эфире")
    (('круглый стол', 'круглых стола', 'круглых столов'), ('дебаты в эфире', 'дебатов в эфире', 'дебатов в эфире'))
    >>> forms_of("«Горячие линии»"), forms_of("TikTok")
    (('«горячая линия»', '«горячие линии»', '«горячих линий»'), ('TikTok', 'TikTok', 'TikTok'))
    """
    pieces = re.split(r"([^\W\d_]+(?:-[^\W\d_]+)*)", label)
    words = [n for n in range(1, len(pieces), 2) if re.search("[а-яё]", pieces[n], re.I)]
    parsed = {n: look_up(pieces[n].lower()) for n in words}
    head = next((n for n in words if _noun(parsed[n]) and (n == words[-1] or not _adjective(parsed[n]))), None)
    if head is None:
        return (label, label, label)
    noun = _noun(parsed[head])
    result = []
    for number, case in (("sing", "nomn"), ("sing", "gent"), ("plur", "gent")):
        form = pieces.copy()
        form[head] = pieces[head] if pieces[head].isupper() else _written(pieces[head], _declined(noun, number, case))
        for n in words:
            adjective = _adjective(parsed[n]) if n < head else None
            if adjective:
                form[n] = _agreed(adjective, noun, number, case)
        result.append("".join(form))
    return (result[0], result[1], result[2])


def adopt(path: Path, label: str, catalogue: Catalogue, key: str = "", table: str = TABLE) -> tuple[Adopted, Catalogue]:
    """Write a new indicator into the catalogue of a user, `input/indicators.yaml`; returns the catalogue with it.

    Raises `GeneratorError`, and writes nothing, for a key that exists or is no key, for an unknown
    table, and for a file in which there is no place for it.
    """
    if key in catalogue.indicators:
        raise GeneratorError(f"Показатель «{key}» в каталоге уже есть. Выберите для --key другое имя.")
    if table not in catalogue.tables:
        near = nearest(table, catalogue.tables)
        advice = f"Возможно, «{near}»." if near else f"Можно: {listed(catalogue.tables)}."
        raise GeneratorError(f"Таблицы «{text_file.shortened(table)}» нет. {advice}")
    title = label[:1].upper() + label[1:]  # a draft has it as the sentence does, a table as a heading
    adopted = Adopted(key or key_of(label, catalogue.indicators), title, forms_of(label), table)
    text = text_file.read(path, path.name) if text_file.present(path) else HEADER
    changed = _with_entry(text, adopted.entry, path.name)
    with TemporaryDirectory() as folder:  # the whole file is read as it is going to be before it is written
        trial = Path(folder) / path.name
        trial.write_text(changed, encoding="utf-8", newline="")
        extended = indicators.load(trial)
    try:
        files.replace(path, changed.encode())
    except OSError as error:
        raise GeneratorError(f"«{path}»: {files.remedy(error)}. Прежний каталог цел.") from error
    return adopted, extended


def _with_entry(text: str, entry: str, name: str) -> str:
    """A catalogue's text with one more indicator, after those that it has; the rest to the character."""
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = text_file.lines_of(text)
    root: Any = yaml.compose(text, Loader=yaml_reader.LOADER)
    sections = root.value if isinstance(root, yaml.MappingNode) else []
    found = [(key, value) for key, value in sections if key.value == "indicators"]
    if not found:
        end, indent = len(text.rstrip()), 2
        head = f"{newline}{newline}indicators:"
        rest = newline
    else:
        [(key, value)] = found
        if not isinstance(value, yaml.MappingNode) or not value.value or value.flow_style:
            raise GeneratorError(
                f"{name}, строка {key.start_mark.line + 1}: раздел indicators пуст или записан в скобках, "
                "программа не может его дополнить. Запишите каждый показатель с новой строки или уберите раздел."
            )
        indent = value.start_mark.column
        after = [other.start_mark.line for other, _ in sections if other.start_mark.line > key.start_mark.line]
        last = min(after, default=len(lines))
        while not lines[last - 1].strip() or re.match(rf"[ ]{{0,{indent - 1}}}#", lines[last - 1]):
            last -= 1
        ends = [found.end() for found in re.finditer(r"\r\n|\r|\n", text)]
        end = ends[last - 1] if last <= len(ends) else len(text)
        end -= len(newline) if last <= len(ends) else 0
        head, rest = "", ""
    block = "".join(f"{newline}{' ' * indent}{line}" for line in entry.splitlines())
    return text[:end] + head + block + (text[end:] if found else rest)


def _inside(text: str) -> str:
    """A text between brackets."""
    return text if re.fullmatch(r"[\w«»][\w «»-]*", text) else quoted(text)


def _noun(parsed: list[Any]) -> Any:
    """The reading of a word as a noun in the nominative, the plural first; none if it cannot be one. Not as a name."""
    readings = [p for p in parsed if p.tag.POS == "NOUN" and p.tag.case == "nomn" and "Name" not in p.tag]
    return next((p for p in readings if p.tag.number == "plur"), readings[0] if readings else None)


def _adjective(parsed: list[Any]) -> Any:
    return next((p for p in parsed if p.tag.POS in ("ADJF", "PRTF") and p.tag.case == "nomn"), None)


def _written(word: str, form: str) -> str:
    """A form with the capitals that stand before the hyphen of its word: «QR-код», but «мастер-класс»."""
    first, _, _ = word.rpartition("-")
    return form if first[1:].islower() or not form.startswith(f"{first.lower()}-") else first + form[len(first) :]


def _declined(noun: Any, number: str, case: str) -> str:
    """A noun in a form; one that has no singular («дебаты») stays in the plural."""
    form = noun.inflect({number, case}) or noun.inflect({"plur", case})
    return str(form.word if form else noun.word)


def _agreed(adjective: Any, noun: Any, number: str, case: str) -> str:
    """An adjective before a counted noun: «круглый стол», «два круглых стола», «две горячие линии»."""
    single = noun.inflect({"sing", "nomn"})
    gender = single.tag.gender if single else None
    if (number, case) == ("sing", "gent"):
        wanted = {"plur", "nomn"} if gender == "femn" else {"plur", "gent"}
    elif (number, case) == ("sing", "nomn"):
        wanted = {"sing", "nomn", gender} if gender else {"plur", "nomn"}
    else:
        wanted = {"plur", "gent"}
    form = adjective.inflect(wanted)
    return str(form.word if form else adjective.word)
