"""A theme: the folder that says how the digest looks.

A theme holds page templates, `print.css`, the Word shell, fonts and `theme.yaml`, which names a
style of the shell for every element of the page. Reading a theme is cheap: no Word or PDF library
is imported here, so that `check` and `--help` do not wait for one.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self

import yaml

from generator.errors import GeneratorError

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
            title=_text(settings, "title", folder),
            folders=(folder,),
            columns=MappingProxyType(
                {
                    name: _millimetres(name, width, folder)
                    for name, width in _mapping(settings, "columns", folder).items()
                }
            ),
            styles=MappingProxyType(
                {" ".join(key.split()): str(value) for key, value in _mapping(settings, "styles", folder).items()}
            ),
            fonts=tuple(_font(entry, folder) for entry in _list(settings, "fonts", folder)),
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


def _settings(file: Path) -> Mapping[str, Any]:
    try:
        # Every scalar is read as text: a style is never a number, and a width is read by `_millimetres`.
        settings = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise GeneratorError(f"{file}: файл не читается: {error}. Исправьте разметку YAML.") from error
    if not isinstance(settings, dict):
        raise GeneratorError(f"{file}: нет разделов title, styles, columns, fonts. Возьмите за образец тему default.")
    return settings


def _text(settings: Mapping[str, Any], key: str, folder: Path) -> str:
    value = settings.get(key)
    if not isinstance(value, str) or not value:
        raise GeneratorError(f"{folder / SETTINGS}: раздел {key} должен быть строкой текста.")
    return value


def _mapping(settings: Mapping[str, Any], key: str, folder: Path) -> Mapping[str, Any]:
    value = settings.get(key)
    if not isinstance(value, dict):
        raise GeneratorError(f"{folder / SETTINGS}: раздел {key} должен состоять из строк «имя: значение».")
    for name, entry in value.items():
        if not isinstance(entry, str) or not entry:
            raise GeneratorError(f"{folder / SETTINGS}: {key}: у «{name}» нет значения.")
    return value


def _list(settings: Mapping[str, Any], key: str, folder: Path) -> Sequence[Any]:
    value = settings.get(key)
    if not isinstance(value, list):
        raise GeneratorError(f"{folder / SETTINGS}: раздел {key} должен быть списком.")
    return value


def _millimetres(name: str, text: str, folder: Path) -> Decimal:
    width = Decimal(text) if re.fullmatch(r"\d{1,3}(\.\d+)?", text, re.ASCII) else Decimal(0)
    if not width:
        raise GeneratorError(
            f"{folder / SETTINGS}: columns: ширина столбца «{name}» — «{text}», а нужно число миллиметров, например 39."
        )
    return width


def _font(entry: Any, folder: Path) -> Font:
    try:
        font = Font(entry["family"], int(entry["weight"]), entry["style"], entry["file"])
    except (KeyError, TypeError, ValueError) as error:
        raise GeneratorError(
            f"{folder / SETTINGS}: fonts: запись «{entry}» неполна. Нужны family, weight, style, file."
        ) from error
    if font.style not in ("normal", "italic"):
        raise GeneratorError(f"{folder / SETTINGS}: fonts: style «{font.style}» неизвестен. Можно normal и italic.")
    return font
