"""The commands that make records of reports and let people decide about them: thin, in Russian.

What they do is in `reception`, `review` and `desk`.
"""

import argparse
import gc
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from generator.cli.arguments import DONE, INCOMPLETE, UNUSABLE, Parser, add_input, add_records, year
from generator.errors import GeneratorError

if TYPE_CHECKING:  # `--help` must not wait for what the commands need
    from generator.reception import Received

# Until then people are asked of the year before.
_MIDYEAR = 6


def add(commands: "argparse._SubParsersAction[Parser]") -> None:
    """Add `intake`, `review`, `approve` and `indicators` to the commands."""
    intake = commands.add_parser(
        "intake", help="прочитать отчёты и составить записи", description="Прочитать отчёты и составить их записи."
    )
    intake.add_argument(
        "paths", nargs="*", type=Path, metavar="ФАЙЛ", help="файлы или папки с отчётами (input/reports)"
    )
    add_input(intake)
    intake.add_argument("--municipality", default="", metavar="ИМЯ", help="чей отчёт: имя из municipalities.yaml")
    intake.add_argument(
        "--year", type=year, metavar="ГОД", help="отчётный год, если он не назван в отчёте; с --form — год анкеты"
    )
    forms = intake.add_mutually_exclusive_group()
    forms.add_argument("--json", action="store_true", help="напечатать прочитанное для программ, ничего не записывая")
    forms.add_argument("--form", type=Path, metavar="ФАЙЛ.xlsx", help="сделать пустую анкету для заполнения")
    intake.set_defaults(run=_intake)

    review = commands.add_parser(
        "review",
        help="показать отчёты рядом с записями",
        description="Сделать страницу для браузера: отчёты строка за строкой, каждое число отмечено, рядом — запись.",
    )
    review.add_argument("target", nargs="?", default="", metavar="ИМЯ", help="чей отчёт; без имени — все")
    review.add_argument(
        "--to", type=Path, default=Path("review.html"), metavar="ФАЙЛ.html", help="куда записать страницу (review.html)"
    )
    add_records(review, "все годы")
    review.set_defaults(run=_review)

    approve = commands.add_parser(
        "approve",
        help="подтвердить показатели записей",
        description="Подтвердить показатели одной записи или, с --all-sure, все, в которых программа уверена.",
    )
    approve.add_argument("target", nargs="?", metavar="ИМЯ", help="имя муниципального образования или файл записи")
    approve.add_argument("--all-sure", action="store_true", help="во всех записях, кроме сомнительных показателей")
    approve.add_argument("--with-doubtful", action="store_true", help="в этой записи и сомнительные")
    approve.add_argument("--by", default="", metavar="КТО", help="кто подтверждает: фамилия или должность")
    add_records(approve, "все годы")
    approve.set_defaults(run=_approve)

    kinds = commands.add_parser(
        "indicators",
        help="показать новые показатели и принять их в каталог",
        description="Показать показатели, которых в каталоге нет, и в скольких отчётах каждый.",
    )
    add_input(kinds)
    kinds.set_defaults(run=_indicators)
    adopt = kinds.add_subparsers(metavar="действие", title="действия").add_parser(
        "adopt", help="принять показатель в каталог", description="Принять показатель в input/indicators.yaml."
    )
    adopt.add_argument("label", metavar="НАЗВАНИЕ", help="название, как в записях")
    adopt.add_argument("--key", default="", metavar="КЛЮЧ", help="имя латинскими буквами; без параметра — из названия")
    adopt.add_argument("--table", default="", metavar="ТАБЛИЦА", help="в какой таблице печатать (other)")
    adopt.add_argument(
        "--input", type=Path, default=argparse.SUPPRESS, metavar="ПАПКА", help="папка с записями (input)"
    )
    adopt.set_defaults(run=_adopt)


def _intake(options: argparse.Namespace) -> int:
    from generator import reception
    from generator.cli import json_lines, progress, summary

    gc.disable()  # as for a build: reading makes many small things and hardly a cycle
    if options.form:
        return _form(options)
    catalogue, _ = reception.known(options.input)
    home = options.input / reception.REPORTS
    paths = options.paths or ([home] if home.is_dir() else [])
    done: list[Received] = []
    # Lines of JSON go out one by one, and a bar among them would be no help.
    bar = nullcontext(lambda stage: None) if options.json else progress.bar(len(reception.found(paths)))
    with bar as watch:
        for received in reception.receive(
            paths, options.input, options.municipality, options.year, keep=not options.json, watch=watch
        ):
            done.append(received)
            if not options.json:
                continue
            if received.draft:
                print(json_lines.line(received.draft, catalogue))
            else:
                print(summary.of_received(received, catalogue), end="", file=sys.stderr)
    if not done:
        where = ", ".join(map(str, paths or [home]))
        raise GeneratorError(f"Отчётов нет: {where}. Положите их туда или укажите другие файлы.")
    if not options.json:
        print("".join(summary.of_received(received, catalogue) for received in done), end="")
        print(summary.of_intake(done), end="")
    whole = [received for received in done if not received.is_total]
    good = [received for received in whole if (received.draft if options.json else received.saved)]
    return DONE if len(good) == len(whole) else INCOMPLETE if good else UNUSABLE


def _form(options: argparse.Namespace) -> int:
    from datetime import date

    from generator import reception
    from generator.intake import form

    if options.paths or options.municipality:
        raise GeneratorError("Анкета --form пустая и одна на всех: файлы и --municipality с нею не указывают.")
    catalogue, directory = reception.known(options.input)
    today = date.today()
    asked = options.year or (today.year if today.month > _MIDYEAR else today.year - 1)
    form.write(options.form, catalogue, directory, asked)
    print(f"Анкета за {asked} год: {options.form}")
    return DONE


def _review(options: argparse.Namespace) -> int:
    from generator import review
    from generator.cli import progress, summary

    reports, unread = review.chosen(options.input, options.target, options.year)
    with progress.bar(len(reports)) as watch:
        review.write(options.to, list(review.sheets(options.input, reports, watch)))
    print(summary.of_review(options.to, len(reports), unread), end="")
    return INCOMPLETE if unread else DONE


def _approve(options: argparse.Namespace) -> int:
    from generator import desk, reception
    from generator.cli import summary

    if bool(options.target) == options.all_sure:
        raise GeneratorError("Укажите имя муниципального образования, файл записи или --all-sure: что-нибудь одно.")
    if options.all_sure and options.with_doubtful:
        raise GeneratorError("Сомнительное подтверждают по одной записи: digest approve ИМЯ --with-doubtful.")
    if options.all_sure:
        approval = desk.approve_sure(options.input, options.year, options.by)
    else:
        approval = desk.approve(options.input, options.target, options.year, options.by, doubtful=options.with_doubtful)
    print(summary.of_approval(approval, reception.known(options.input)[0]), end="")
    return INCOMPLETE if approval.unread else DONE


def _indicators(options: argparse.Namespace) -> int:
    from generator import desk
    from generator.cli import summary

    proposals, unread = desk.proposals(options.input)
    print(summary.of_proposals(proposals, unread), end="")
    return INCOMPLETE if unread else DONE


def _adopt(options: argparse.Namespace) -> int:
    from generator import desk
    from generator.cli import summary

    adoption = desk.adopt(options.input, options.label, options.key, options.table)
    print(summary.of_adoption(adoption), end="")
    return INCOMPLETE if adoption.unread else DONE
