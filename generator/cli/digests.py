"""The commands that make digests and look at them: thin, in Russian; what they do is in `pipeline` and `editions`."""

import argparse
import gc
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from generator.cli.arguments import DONE, FINDINGS, INCOMPLETE, UNUSABLE, Parser, add_output, add_records
from generator.errors import GeneratorError
from generator.settings import FORMATS

if TYPE_CHECKING:  # `--help` must not wait for the words of the digest
    from generator.model import Finding, Unread
    from generator.pipeline import Options


def add(commands: "argparse._SubParsersAction[Parser]") -> None:
    """Add `build`, `editions`, `verify`, `check` and `preview` to the commands."""
    build = commands.add_parser("build", help="составить дайджест", description="Составить дайджест в Word и PDF.")
    add_records(build)
    add_output(build, "куда положить готовые файлы")
    build.add_argument(
        "--document",
        action="append",
        metavar="ИМЯ",
        help="какой документ темы сделать вместе с дайджестом, например letter — сопроводительное письмо; "
        "можно повторить",
    )
    build.add_argument("--attach-data", action="store_true", help="вложить в PDF сами показатели, digest.csv")
    _making(
        build, "сколько процессов верстают PDF", "верстать PDF", "собрать всё заново, даже если ничего не изменилось"
    )
    build.set_defaults(run=_build)

    editions = commands.add_parser(
        "editions",
        help="составить выпуск для каждого субъекта или муниципального образования",
        description="Составить отдельный дайджест для каждого субъекта или муниципального образования.\n"
        "Он ляжет в output/editions/ИМЯ/: имя субъекта — латинскими буквами, «primorskiy-kray»,\n"
        "муниципального образования — как в municipalities.yaml.",
    )
    add_records(editions)
    add_output(editions, "куда положить папку editions")
    editions.add_argument(
        "--by",
        choices=("region", "municipality"),
        default="region",
        help="для кого: region — для субъектов, municipality — для муниципальных образований (region)",
    )
    _making(
        editions, "сколько выпусков составлять сразу", "составлять", "составить заново и те выпуски, что не изменились"
    )
    editions.set_defaults(run=_editions)

    verify = commands.add_parser(
        "verify",
        help="сверить Word и PDF со страницей дайджеста",
        description="Сверить готовые Word и PDF со страницей дайджеста, а её числа — с показателями отчётов.",
    )
    add_records(verify, "тот же, что при сборке")
    add_output(verify)
    verify.add_argument("--theme", default="", metavar="ТЕМА", help="тема оформления, если она не та, что при сборке")
    verify.set_defaults(run=_verify)

    check = commands.add_parser(
        "check", help="показать замечания к отчётам", description="Показать замечания к отчётам, ничего не составляя."
    )
    add_records(check)
    check.set_defaults(run=_check)

    preview = commands.add_parser(
        "preview",
        help="смотреть дайджест в браузере во время правки",
        description="Показать дайджест в браузере и обновлять его, как только меняются записи, настройки или тема.",
    )
    add_records(preview)
    preview.add_argument("--theme", default="", metavar="ТЕМА", help="тема оформления: имя или папка")
    preview.add_argument("--port", type=int, metavar="ПОРТ", help="порт; без параметра — первый свободный")
    preview.add_argument("--no-browser", action="store_true", help="не открывать браузер, только напечатать ссылку")
    preview.set_defaults(run=_preview)


def add_cache(commands: "argparse._SubParsersAction[Parser]") -> None:
    """Add `cache` and its action to the commands."""
    kept = commands.add_parser("cache", help="сохранённая вёрстка", description="Сохранённая вёрстка прежних сборок.")
    clear = kept.add_subparsers(required=True, metavar="действие", title="действия").add_parser(
        "clear", help="стереть её", description="Стереть сохранённую вёрстку: следующая сборка сделает всё заново."
    )
    clear.set_defaults(run=_clear)


def _making(parser: argparse.ArgumentParser, jobs: str, work: str, anew: str) -> None:
    """The look, the files and the way of a build; the texts are those that differ."""
    parser.add_argument("--theme", default="", metavar="ТЕМА", help="тема оформления: имя или папка")
    parser.add_argument(
        "--format",
        action="append",
        choices=FORMATS,
        help="какой файл нужен; можно повторить; без параметра — все из настроек",
    )
    parser.add_argument("--no-verify", action="store_true", help="не сверять готовые файлы со страницей")
    parser.add_argument("--no-cache", action="store_true", help=anew)
    parser.add_argument("--jobs", type=int, metavar="N", help=f"{jobs}; без параметра — по числу ядер")
    parser.add_argument(
        "--executor",
        default="",
        metavar="АДРЕС",
        help=f"{work} на кластере Dask: dask://ИМЯ:ПОРТ или tls://ИМЯ:ПОРТ",
    )


def _build(options: argparse.Namespace) -> int:
    from generator import pipeline
    from generator.cli import progress, summary

    gc.disable()  # a build lives for one run: what little garbage it makes dies with it
    started = time.monotonic()
    documents = tuple(dict.fromkeys(options.document or ()))
    wanted = _wanted(options, documents=documents, attach_data=options.attach_data)
    with progress.bar(pipeline.stages(wanted)) as watch:
        outcome = pipeline.build(wanted, watch)
    print(summary.of_findings(outcome.findings, outcome.unread, outcome.uncited), end="")
    print(summary.of_build(outcome, time.monotonic() - started))
    gc.freeze()  # nor is it looked for when Python ends
    return _code(outcome.findings, outcome.unread)


def _editions(options: argparse.Namespace) -> int:
    from generator import editions
    from generator.cli import progress, summary

    started = time.monotonic()
    wanted = _wanted(options)
    plan = editions.plan(wanted, options.by)
    with progress.bar(len(plan.parts)) as watch:
        outcome = editions.build(plan, watch)
    print(summary.of_findings(outcome.findings, outcome.unread, outcome.uncited), end="")
    print(summary.of_editions(outcome, time.monotonic() - started), end="")
    failed = [one for one in outcome.editions if one.failure]
    if len(failed) == len(outcome.editions):
        return UNUSABLE
    return INCOMPLETE if failed else _code(outcome.findings, outcome.unread)


def _wanted(options: argparse.Namespace, **more: Any) -> "Options":
    """What `_making` asks for."""
    from generator import cache, pipeline, workers

    return pipeline.Options(
        input=options.input,
        output=options.output,
        year=options.year,
        theme=options.theme,
        formats=tuple(dict.fromkeys(options.format or ())),
        verify=not options.no_verify,
        cache=None if options.no_cache else cache.of_user(),
        jobs=workers.cores() if options.jobs is None else options.jobs,
        executor=options.executor,
        **more,
    )


def _clear(options: argparse.Namespace) -> int:
    from generator import cache, files, formatting

    kept = cache.of_user()
    if kept is None:
        print("Сохранённой вёрстки нет.")
        return DONE
    try:
        size = kept.size()
        kept.clear()
    except OSError as error:
        raise GeneratorError(f"Папка «{kept.folder}» не очищается: {files.remedy(error)}.") from error
    print(f"Стёрто: {formatting.megabytes(size)}, {kept.folder}")
    return DONE


def _verify(options: argparse.Namespace) -> int:
    from generator import pipeline
    from generator.cli import summary

    wanted = pipeline.Options(input=options.input, output=options.output, year=options.year, theme=options.theme)
    verdict = pipeline.verify(wanted)
    print(summary.of_verdict(verdict), end="")
    return FINDINGS if verdict.differences or verdict.notes else DONE


def _check(options: argparse.Namespace) -> int:
    from generator import reading
    from generator.cli import summary

    material = reading.read(options.input, options.year)
    said = summary.of_findings(material.findings, material.unread, material.uncited)
    print(said or "Замечаний нет.\n", end="")
    return _code(material.findings, material.unread)


def _preview(options: argparse.Namespace) -> int:
    from generator import preview

    wanted = preview.Wanted(input=options.input, theme=options.theme, year=options.year)
    preview.run(wanted, options.port, browser=not options.no_browser)
    return DONE


def _code(findings: "Sequence[Finding]", unread: "Sequence[Unread]") -> int:
    if unread:
        return INCOMPLETE
    return FINDINGS if any(f.level == "error" for f in findings) else DONE
