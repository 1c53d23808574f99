"""The command `digest`: thin, in Russian, and quick to answer `--help`.

Exit codes: 0 done; 1 done, with findings of level error; 2 bad usage or settings, or nothing usable;
3 done without some records, each of them named. A defect of the program itself ends with 70, and work
that a person stopped with Ctrl-C with 130.
"""

import argparse
import gc
import sys
import time
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from generator import __version__
from generator.arguments import Parser
from generator.errors import GeneratorError
from generator.settings import FORMATS

if TYPE_CHECKING:  # `--help` must not wait for the words of the digest
    from generator.model import Finding, Unread

DONE, FINDINGS, UNUSABLE, INCOMPLETE = range(4)
BROKEN = 70  # EX_SOFTWARE of sysexits.h: a defect of the program, never to be taken for findings
STOPPED = 130  # 128 and the number of SIGINT, as shells say it

DESCRIPTION = """Сводный дайджест: из записей по отчётам пресс-служб — один документ в Word и PDF."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")  # a Windows console may not be UTF-8
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except GeneratorError as error:
        print(f"Ошибка. {error}", file=sys.stderr)
        return UNUSABLE
    except KeyboardInterrupt:
        print("Остановлено. Прежние файлы целы.", file=sys.stderr)
        return STOPPED
    except Exception:
        traceback.print_exc()
        print("Ошибка в самой программе. Прежние файлы целы; передайте текст выше разработчику.", file=sys.stderr)
        return BROKEN


def _parser() -> Parser:
    parser = Parser(prog="digest", description=DESCRIPTION)
    parser.add_argument(
        "--version", action="version", version=f"regional-digest {__version__}", help="показать версию программы"
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="команда", title="команды")

    build = commands.add_parser("build", help="составить дайджест", description="Составить дайджест в Word и PDF.")
    _input(build)
    build.add_argument(
        "--output", type=Path, default=Path("output"), metavar="ПАПКА", help="куда положить готовые файлы (output)"
    )
    build.add_argument("--theme", default="", metavar="ТЕМА", help="тема оформления: имя или папка")
    build.add_argument(
        "--format",
        action="append",
        choices=FORMATS,
        help="какой файл нужен; можно повторить; без параметра — все из настроек",
    )
    build.set_defaults(run=_build)

    check = commands.add_parser(
        "check", help="показать замечания к отчётам", description="Показать замечания к отчётам, ничего не составляя."
    )
    _input(check)
    check.set_defaults(run=_check)
    return parser


def _input(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--input", type=Path, default=Path("input"), metavar="ПАПКА", help="папка с записями и настройками (input)"
    )
    parser.add_argument("--year", type=int, metavar="ГОД", help="отчётный год; без параметра — все годы")


def _build(options: argparse.Namespace) -> int:
    from generator import pipeline, progress, summary

    gc.disable()  # a build lives for one run: what little garbage it makes dies with it
    started = time.monotonic()
    wanted = pipeline.Options(
        input=options.input,
        output=options.output,
        year=options.year,
        theme=options.theme,
        formats=tuple(dict.fromkeys(options.format or ())),
    )
    with progress.bar(pipeline.stages(wanted)) as watch:
        outcome = pipeline.build(wanted, watch)
    print(summary.of_findings(outcome.findings, outcome.unread, outcome.uncited), end="")
    print(summary.of_build(outcome, time.monotonic() - started))
    return _code(outcome.findings, outcome.unread)


def _check(options: argparse.Namespace) -> int:
    from generator import pipeline, summary

    material = pipeline.read(options.input, options.year)
    said = summary.of_findings(material.findings, material.unread, material.uncited)
    print(said or "Замечаний нет.\n", end="")
    return _code(material.findings, material.unread)


def _code(findings: "Sequence[Finding]", unread: "Sequence[Unread]") -> int:
    if unread:
        return INCOMPLETE
    return FINDINGS if any(f.level == "error" for f in findings) else DONE
