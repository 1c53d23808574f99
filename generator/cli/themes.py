"""The commands `digest theme ...`: thin, in Russian; what they do is in `theming`."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from generator.cli.arguments import Parser, add_input

if TYPE_CHECKING:  # `--help` must not wait for what the commands need
    from generator.theming.folders import Known


def add(commands: "argparse._SubParsersAction[Parser]") -> None:
    """Add `theme` and its actions to the commands."""
    theme = commands.add_parser("theme", help="темы оформления", description="Темы оформления: папки в templates.")
    actions = theme.add_subparsers(dest="action", required=True, metavar="действие", title="действия")

    listing = actions.add_parser("list", help="показать темы", description="Показать темы, их названия и папки.")
    listing.set_defaults(run=_list)

    new = actions.add_parser("new", help="начать свою тему", description="Начать тему, которая наследует default.")
    _name(new)
    new.set_defaults(run=_new)

    copy = actions.add_parser(
        "copy",
        help="взять файл из наследуемой темы",
        description="Скопировать наследуемый файл в тему, чтобы изменить.",
    )
    _name(copy)
    copy.add_argument("file", metavar="ФАЙЛ", help="например sections/cover.html, print.css или shell.docx")
    copy.set_defaults(run=_copy)

    check = actions.add_parser(
        "check",
        help="проверить тему",
        description="Проверить шаблоны, стили и бланк темы, собрав с нею пробные дайджесты.",
    )
    check.add_argument("name", metavar="ИМЯ", help="имя темы или её папка")
    add_input(check, "чей каталог показателей учесть")
    check.add_argument(
        "--output",
        type=Path,
        metavar="ФАЙЛ.docx",
        help="куда положить бланк с примечаниями; без параметра — рядом с ним",
    )
    check.set_defaults(run=_check)

    words = actions.add_parser(
        "vars",
        help="показать всё, что может назвать шаблон",
        description="Показать все переменные, свойства и фильтры, которые может назвать шаблон.",
    )
    words.add_argument("--markdown", action="store_true", help="в виде страницы Markdown")
    words.set_defaults(run=_vars)


def _name(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="ИМЯ", help="имя темы: папка в templates")


def _list(options: argparse.Namespace) -> int:
    from generator.theming import folders

    found = list(folders.known())
    for theme in found:
        print(_line(theme))
    return 1 if any(theme.problem for theme in found) else 0


def _line(theme: "Known") -> str:
    if theme.problem:
        return f"{theme.name}: {theme.problem}"
    extends = f", наследует {' → '.join(theme.extends)}" if theme.extends else ""
    return f"{theme.name}: «{theme.title}»{extends}\n  {theme.folder}"


def _new(options: argparse.Namespace) -> int:
    from generator.theming import folders

    file = folders.new(options.name)
    print(f"Тема начата: {file}")
    print(f"Взять файл, чтобы изменить его: digest theme copy {options.name} ФАЙЛ")
    print(f"Составить дайджест с нею: digest build --theme {options.name}")
    return 0


def _copy(options: argparse.Namespace) -> int:
    from generator.theming import folders

    target, giver = folders.copy(options.name, options.file)
    print(f"Скопировано из темы {giver}: {target}")
    print(f"Измените файл и проверьте тему: digest theme check {options.name}")
    return 0


def _vars(options: argparse.Namespace) -> int:
    from generator.theming import vocabulary

    print(vocabulary.markdown() if options.markdown else vocabulary.table(), end="")
    return 0


def _check(options: argparse.Namespace) -> int:
    from generator.theming import cell

    catalogue = options.input / "indicators.yaml"
    written: list[Path] = []
    amount = 0
    for found in cell.check(options.name, catalogue if catalogue.is_file() else None, options.output):
        if isinstance(found, Path):
            written.append(found)
        else:
            print(found, flush=True)
            amount += 1
    for file in written:
        print(f"Бланк с примечаниями: {file}")
    print(f"Замечаний: {amount}." if amount else "Замечаний нет.")
    return 1 if amount else 0
