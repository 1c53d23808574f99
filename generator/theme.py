"""A theme: the folder that says how the digest looks.

A theme holds page templates, `print.css`, the Word shell, fonts and `theme.yaml`, which names a
style of the shell for every element of the page. It may extend another theme: then it holds only what
differs, its settings are laid over those of the other, and the nearest file of a name wins.

Reading a theme is cheap: no Word or PDF library is imported here, so that `check` and `--help` do not
wait for one.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self

from generator import yaml_reader
from generator.errors import GeneratorError
from generator.fields import Choice, Field, ListOf, MappingOf, Record, Text, Word
from generator.forms import Figure
from generator.problems import Problems

SETTINGS = "theme.yaml"
HOME = Path("templates")  # where people keep their own themes

_PACKAGE = Path(__file__).parent
_HOMES = (HOME, _PACKAGE.parent / "templates", _PACKAGE / "templates")


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

    `folders` are its own, then that of the theme it extends, and so on; they are searched in this
    order. `columns` gives the width in mm of a column or a picture by its class; `styles` gives the
    Word style by page selector, in the order of the file.
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
        folders, settings = _inherited(folder)
        fonts = {(face["family"], face["weight"], face["style"]): face["file"] for face in settings["fonts"]}
        return cls(
            name=folder.name,
            title=settings["title"],
            folders=folders,
            columns=MappingProxyType(settings["columns"]),
            styles=MappingProxyType({" ".join(key.split()): name for key, name in settings["styles"].items()}),
            fonts=tuple(Font(family, int(weight), style, file) for (family, weight, style), file in fonts.items()),
        )

    def files(self, name: str) -> Iterator[Path]:
        """Every file of this name, that of the theme furthest extended first: style sheets add to one another."""
        for folder in reversed(self.folders):
            if (folder / name).is_file():
                yield self._inside(folder, name)

    def path(self, file: str) -> Path:
        """Where a file of the theme is, in the nearest folder that has it.

        Raises `GeneratorError` for a file that no folder has, and for one that lies outside them: a
        page must not carry files of the computer into the digest, neither by `..` nor by a link.
        """
        for folder in self.folders:
            found = self._inside(folder, file)
            if found.is_file():
                return found
        raise GeneratorError(
            f"Тема «{self.name}»: нет файла «{file}». Положите его в папку {self.folders[0]} или исправьте имя."
        )

    def since(self, name: str) -> tuple[Path, ...]:
        """The folders of a theme of the chain and of those that it extends; none when no theme is called so.

        Of two themes of one name the one extended is meant: the other reaches its own file without a prefix.
        """
        found = [at for at, folder in enumerate(self.folders) if folder.name == name]
        return self.folders[found[-1] :] if found else ()

    def _inside(self, folder: Path, file: str) -> Path:
        found = (folder / file).resolve()
        if not found.is_relative_to(folder.resolve()):
            raise GeneratorError(
                f"Тема «{self.name}»: файл «{file}» лежит вне папки темы. Положите его в папку {folder}."
            )
        return found


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
_OWN: dict[str, Field[Any]] = {
    "title": Text("Название: стоит в колонтитуле"),
    "styles": MappingOf("Стили Word", item=Text(), names=Selector()),
    "columns": MappingOf("Ширина столбцов, мм", item=Figure(), names=ColumnClass()),
    "fonts": ListOf("Шрифты", item=_FACE),
}
_THEME = Record("Тема оформления", optional={"extends": Text("Тема, которую эта меняет"), **_OWN})


def folders() -> dict[str, Path]:
    """The themes that may be called by name, in its order, with the folder that the name means."""
    found = {path.parent.name: path.parent.resolve() for home in _HOMES[::-1] for path in home.glob(f"*/{SETTINGS}")}
    return dict(sorted(found.items()))


def built_in(folder: Path) -> bool:
    """Whether a folder of a theme came with the program."""
    return folder.resolve().parent in {home.resolve() for home in _HOMES[1:]}


def _find(name_or_path: str, beside: Path | None = None, but: Collection[Path] = ()) -> Path:
    """The folder of a theme: a path, beside another theme, or of one of the homes; `but` are out of the question."""
    if not name_or_path.strip():
        raise GeneratorError("Имя темы не задано. Укажите имя или папку темы, например default.")
    first = Path(name_or_path) if beside is None else beside / name_or_path
    # An absolute path is the same place from wherever one looks.
    places = dict.fromkeys((first, *(home / name_or_path for home in _HOMES)))
    for folder in places:
        if (folder / SETTINGS).is_file() and folder.resolve() not in but:
            return folder.resolve()
    raise GeneratorError(
        f"Темы «{name_or_path}» нет: файла {SETTINGS} нет в {'папке' if len(places) == 1 else 'папках'} "
        f"{', '.join(map(str, places))}. "
        f"Есть темы: {', '.join(folders()) or 'ни одной'}."
    )


def _inherited(folder: Path) -> tuple[tuple[Path, ...], dict[str, Any]]:
    """The folders of a theme and of those it extends, nearest first, and their settings laid over one another.

    A theme may extend one of its own name: that of the program, or of a folder further away.
    """
    folders, layers = [folder], [_settings(folder / SETTINGS)]
    while parent := layers[-1].get("extends"):
        try:
            folders.append(_find(parent, folders[-1].parent, folders))
        except GeneratorError as error:
            if any(known.name == parent for known in folders):
                chain = " → ".join([known.name for known in folders] + [parent])
                raise GeneratorError(
                    f"Тема «{folder.name}»: темы наследуют друг от друга по кругу: {chain}. Исправьте extends."
                ) from None
            raise GeneratorError(f"{folders[-1].name}/{SETTINGS}, extends: {error}") from None
        layers.append(_settings(folders[-1] / SETTINGS))
    settings: dict[str, Any] = {}
    for layer in reversed(layers):
        for name in _OWN.keys() & layer.keys():
            settings[name] = _over(settings.get(name), layer[name])
    if missing := [name for name in _OWN if name not in settings]:
        raise GeneratorError(
            f"{folders[-1].name}/{SETTINGS}: нет обязательного поля «{missing[0]}». "
            "Добавьте его или унаследуйте другую тему: «extends: default»."
        )
    return tuple(folders), settings


def _over(below: Any, value: Any) -> Any:
    """A setting over the same one of the theme extended: mappings and lists add, anything else takes its place."""
    match value:
        case dict():
            return {**(below or {}), **value}
        case list():
            return [*(below or []), *value]
        case _:
            return value


def _settings(file: Path) -> dict[str, Any]:
    name = f"{file.parent.name}/{file.name}"
    problems = Problems(name)
    settings = _THEME.read(yaml_reader.read(file, name), "", problems)
    problems.stop()
    return settings or {}
