"""A theme: the folder that says how the digest looks.

A theme holds page templates, `print.css`, the Word shell, fonts and `theme.yaml`, which names a
style of the shell for every element of the page. Reading a theme is cheap: no Word or PDF library
is imported here, so that `check` and `--help` do not wait for one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self

from generator import yaml_reader
from generator.errors import GeneratorError
from generator.fields import Choice, ListOf, MappingOf, Record, Text, Word
from generator.forms import Figure
from generator.problems import Problems

SETTINGS = "theme.yaml"

_PACKAGE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Font:
    """One face: `weight` in CSS units (400, 700), `style` normal or italic, `file` inside the theme."""

    family: str
    weight: int
    style: str
    file: str


@dataclass(frozen=True)
class Theme:
    """What `theme.yaml` says, and where the theme's files are.

    `folders` are searched nearest first. `columns` gives the width in mm of a column by the class of
    its `col`; `styles` gives the Word style by page selector, in the order of the file.
    """

    name: str
    title: str
    folders: tuple[Path, ...]
    columns: Mapping[str, Decimal]
    styles: Mapping[str, str]
    fonts: tuple[Font, ...]

    @classmethod
    def load(cls, name_or_path: str) -> Self:
        """Read a theme by its folder, or by its name in `./templates` or in the program's own.

        Raises `GeneratorError` when there is no such theme or its settings cannot be used.
        """
        folder = _find(name_or_path)
        settings = _settings(folder / SETTINGS)
        return cls(
            name=folder.name,
            title=settings["title"],
            folders=(folder,),
            columns=MappingProxyType(settings["columns"]),
            styles=MappingProxyType({" ".join(key.split()): name for key, name in settings["styles"].items()}),
            fonts=tuple(Font(**face | {"weight": int(face["weight"])}) for face in settings["fonts"]),
        )

    def path(self, file: str) -> Path:
        """Where a file of the theme is, in the nearest folder that has it.

        Raises `GeneratorError` for a file that no folder has, and for one that lies outside them: a
        page must not carry files of the computer into the digest, neither by `..` nor by a link.
        """
        for folder in self.folders:
            found = (folder / file).resolve()
            if not found.is_relative_to(folder.resolve()):
                raise GeneratorError(
                    f"Тема «{self.name}»: файл «{file}» лежит вне папки темы. Положите его в папку {folder}."
                )
            if found.is_file():
                return found
        raise GeneratorError(
            f"Тема «{self.name}»: нет файла «{file}». "
            f"Положите его в папку {self.folders[0]} или исправьте имя в шаблоне."
        )


class Selector(Word):
    """An element of the page as CSS names it: `table.small p.value`."""

    pattern = r"[a-z][a-z0-9]*[^\n{}]{0,200}"
    expected = "элемент страницы, например p.lead"


class ColumnClass(Word):
    """The class of a `col`."""

    pattern = "[a-z][a-z0-9-]{0,63}"
    expected = "класс столбца, например w-name"


_FACE = Record(
    "Начертание шрифта",
    required={
        "family": Text("Семейство"),
        "weight": Choice("Насыщенность", labels={"400": "обычный", "700": "полужирный"}),
        "style": Choice("Начертание", labels={"normal": "прямой", "italic": "курсив"}),
        "file": Text("Файл внутри темы"),
    },
)
_THEME = Record(
    "Тема оформления",
    required={
        "title": Text("Название: стоит в колонтитуле"),
        "styles": MappingOf("Стили Word", item=Text(), names=Selector()),
        "columns": MappingOf("Ширина столбцов, мм", item=Figure(), names=ColumnClass()),
        "fonts": ListOf("Шрифты", item=_FACE),
    },
)


def _find(name_or_path: str) -> Path:
    if not name_or_path.strip():
        raise GeneratorError("Имя темы не задано. Укажите имя или папку темы, например default.")
    homes = (Path("templates"), _PACKAGE.parent / "templates", _PACKAGE / "templates")
    folders = [Path(name_or_path), *(home / name_or_path for home in homes)]
    for folder in folders:
        if (folder / SETTINGS).is_file():
            return folder.resolve()
    known = sorted({path.parent.name for home in homes for path in home.glob(f"*/{SETTINGS}")})
    raise GeneratorError(
        f"Темы «{name_or_path}» нет: файла {SETTINGS} нет ни в одной из папок: {', '.join(map(str, folders))}. "
        f"Есть темы: {', '.join(known) or 'ни одной'}."
    )


def _settings(file: Path) -> dict[str, Any]:
    name = f"{file.parent.name}/{file.name}"
    problems = Problems(name)
    settings = _THEME.read(yaml_reader.read(file, name), "", problems)
    problems.stop()
    return settings or {}
