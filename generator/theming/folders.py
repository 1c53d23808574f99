"""Themes as folders: which there are, how a new one begins, how it gets a file of another to change."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from generator import files
from generator.errors import GeneratorError
from generator.problems import listed, nearest
from generator.theme import HOME, SETTINGS, Theme, folders

_NAME = re.compile(r"\w[\w-]{0,63}")
# Windows gives these names to devices, in any folder and with any extension.
_DEVICES = re.compile(r"(?i:con|prn|aux|nul|com\d|lpt\d)")

_BEGINNING = """\
# Тема оформления «{name}». Здесь только то, что отличается от темы default: остальное берётся из неё.
# Взять её файл, чтобы изменить: digest theme copy {name} ФАЙЛ, например sections/cover.html или shell.docx.
# Проверить тему: digest theme check {name}.

extends: default

# Уберите «#» в начале строки, чтобы она действовала.
# title: Сводный дайджест           # название в колонтитуле
# styles: {{p.motto: Body Text}}      # стиль бланка для абзаца своего класса
# columns: {{w-name: 45}}             # ширина столбца, мм
"""


@dataclass(frozen=True, slots=True)
class Known:
    """A theme that may be named: `extends` are the names of those it extends, nearest first; or what is wrong."""

    name: str
    folder: Path
    title: str = ""
    extends: tuple[str, ...] = ()
    problem: str = ""


def known() -> Iterator[Known]:
    """The themes that have a name, by name; of several of one name the one that the name means."""
    for name, folder in folders().items():
        try:
            theme = Theme.load(str(folder))
        except GeneratorError as error:
            yield Known(name, folder, problem=str(error))
        else:
            yield Known(name, folder, theme.title, tuple(parent.name for parent in theme.folders[1:]))


def new(name: str) -> Path:
    """Begin a theme that extends `default` in `./templates`; the path of its settings.

    Raises `GeneratorError` for a name that is no plain name and for a theme that is there already.
    """
    folder = HOME / _plain(name)
    file = folder / SETTINGS
    _own(folder)
    if os.path.lexists(file):
        raise GeneratorError(f"Тема «{name}» уже есть: {file}. Выберите другое имя: ничего не изменено.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        files.replace(file, _BEGINNING.format(name=name).encode())
    except OSError as error:
        raise GeneratorError(f"«{folder}»: {files.remedy(error)}. Тема не начата.") from error
    return file


def copy(name: str, file: str) -> tuple[Path, str]:
    """Hand over the nearest file that a theme inherits: where it lies now, and the name of the theme that gave it.

    Raises `GeneratorError` for a theme that is not among the person's own, a file that it does not
    inherit (with the nearest right name), and one that it has already.
    """
    folder = HOME / _plain(name)
    if not (folder / SETTINGS).is_file():
        own = nearest(name, (path.parent.name for path in HOME.glob(f"*/{SETTINGS}")))
        hint = f"Возможно, «{own}»" if own else f"Начните её: digest theme new {name}"
        raise GeneratorError(f"Темы «{name}» нет в папке {HOME}. {hint}.")
    _own(folder)
    theme = Theme.load(str(folder))
    inherited = replace(theme, folders=theme.folders[1:])
    if not inherited.folders:
        raise GeneratorError(
            f"Тема «{name}» ничего не наследует: брать файл не из чего. Добавьте extends в {SETTINGS}."
        )
    wanted = _wanted(inherited, file)
    target = folder / wanted
    if target.exists() or target.is_symlink():
        raise GeneratorError(f"Файл {target} уже есть: он не изменён. Правьте его или сначала уберите.")
    if not target.resolve().is_relative_to(folder.resolve()):
        raise GeneratorError(f"Папка {target.parent} ведёт за пределы темы. Уберите ссылку.")
    source = inherited.path(wanted)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        files.replace(target, source.read_bytes())
    except OSError as error:
        raise GeneratorError(f"{target}: {files.remedy(error)}.") from error
    return target, next(home.name for home in inherited.folders if source.is_relative_to(home))


def _wanted(theme: Theme, file: str) -> str:
    """The name of an inherited file as the theme has it; raises `GeneratorError` when there is none."""
    names = sorted(
        {
            path.relative_to(folder).as_posix()
            for folder in theme.folders
            for path in folder.rglob("*")
            if path.is_file()
        }
        - {SETTINGS}
    )
    path = PurePosixPath(file.replace("\\", "/"))
    if path.as_posix() in names:
        return path.as_posix()
    if path.as_posix() == SETTINGS:
        raise GeneratorError(f"{SETTINGS} у каждой темы свой: впишите в него только то, что меняете.")
    by_name = {PurePosixPath(name).name: name for name in names}
    near = by_name.get(path.name) or by_name.get(nearest(path.name, by_name)) or nearest(path.as_posix(), names)
    hint = f"Возможно, «{near}»" if near else f"Есть: {listed(name for name in names if '/fonts/' not in f'/{name}')}"
    raise GeneratorError(f"Файла «{file}» нет в темах, которые наследует «{theme.name}». {hint}.")


def _plain(name: str) -> str:
    if not _NAME.fullmatch(name) or _DEVICES.fullmatch(name):
        raise GeneratorError(
            f"«{name}» не годится в имя темы. Имя — одно слово из букв, цифр, «-» и «_», без путей, например region."
        )
    return name


def _own(folder: Path) -> None:
    """A theme reached by a link lies elsewhere, and is not to be written into."""
    if folder.is_symlink() or HOME.is_symlink():
        raise GeneratorError(f"{folder} — ссылка на другую папку. Положите на её место саму папку.")
