"""The order of the stages: reports in, digest files out."""

import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import ExitStack
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

from lxml import etree

from generator import (
    __version__,
    bounds,
    checks,
    consolidation,
    indicators,
    municipalities,
    output,
    reception,
    records,
    rendering,
    settings,
    unchanged,
    verification,
    workers,
)
from generator.cache import Cache
from generator.digest import Digest
from generator.errors import GeneratorError
from generator.files import sha256
from generator.indicators import Catalogue
from generator.model import Finding, Municipality, Report, Unread
from generator.page import Page
from generator.reception import Watch
from generator.settings import Settings
from generator.signing import editions
from generator.signing import settings as signing
from generator.theme import Theme
from generator.workers import Executor
from generator.writers import PRINTED, WRITERS, Manuscript

NAME = "digest"
MANY = 20  # reports: of so many the files are read back in processes of their own
SHOWN = 40  # differences that an error names
# What lies in the input folder and is no part of a digest: to whom it goes, and how.
OF_THE_MAILING = re.compile(r"mailing\.toml|recipients\.\w+")
LIBRARIES = ("weasyprint", "python-docx", "docxtpl", "jinja2", "babel", "lxml", "openpyxl", "pikepdf")


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks for; empty values leave the choice to the settings."""

    input: Path
    output: Path
    year: int | None = None
    theme: str = ""
    formats: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()  # kinds of documents beside the digest
    verify: bool = True
    attach_data: bool = False
    cache: Cache | None = None  # work of builds before; without one everything is done anew
    jobs: int = 1  # processes that print a long page


@dataclass(frozen=True, slots=True)
class Material:
    """Everything read from the input folder, checked."""

    settings: Settings
    catalogue: Catalogue
    municipalities: dict[str, Municipality]
    reports: tuple[Report, ...]
    known: tuple[Report, ...]  # those of other years too
    unread: tuple[Unread, ...]
    uncited: tuple[Unread, ...]  # files of reports that have no record, and of which no draft could be made
    findings: tuple[Finding, ...]
    year: int | None = None  # of an annual digest


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification has found.

    `notes` say which files a person changed since the build and which signatures are wrong, `signatures` which
    are good, `unchecked` which nothing here can check.
    """

    files: tuple[str, ...]
    notes: tuple[str, ...]
    differences: tuple[verification.Difference, ...]
    signatures: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build has done; `notes` are things the user should know about the output folder."""

    files: tuple[Path, ...]
    reports: int
    observations: int
    draft: bool
    findings: tuple[Finding, ...]
    unread: tuple[Unread, ...]
    uncited: tuple[Unread, ...]
    notes: tuple[str, ...]
    repeated: bool = False  # nothing had changed, and nothing was done


def stages(options: Options) -> int:
    """How many stages `build` will tell its watch of. Raises `GeneratorError` for settings that cannot be used."""
    formats = options.formats or settings.load(options.input).formats
    return 5 + options.verify + len(formats) + bool(options.documents)


def read(folder: Path, year: int | None = None, watch: Watch = lambda stage: None) -> Material:
    """Read and check the records of one year, or of the years of the settings, or all that there are.

    A report that has no record yet is drafted in memory; its figures are unreviewed, and the digest
    is a draft.

    Raises `GeneratorError` for settings, directory or catalogue that cannot be used, and when there is
    no usable record at all; a bad record is named in `unread`, and the others go on.
    """
    watch("Чтение записей")
    if not folder.is_dir():
        raise GeneratorError(f"Папки «{folder}» нет. Укажите папку с записями и настройками в --input.")
    chosen = settings.load(folder)
    catalogue = indicators.load(folder / "indicators.yaml")
    directory = municipalities.read(folder / "municipalities.yaml")
    records.write_schema(folder, catalogue, directory)
    recorded, unread = records.read_all(folder, directory, catalogue)
    drafted, uncited = reception.unrecorded(folder, directory, catalogue, recorded, unread)
    found = [*recorded, *drafted]
    wanted = (year,) if year is not None else chosen.years
    reports = tuple(r for r in found if not wanted or r.year in wanted)
    if not reports:
        advice = f"Исправьте years в {settings.FILE}." if year is None else "Укажите другой год в --year."
        raise GeneratorError(_nothing(folder, wanted, sorted({r.year for r in found}), unread, advice))
    watch("Проверка показателей")
    return Material(
        settings=chosen,
        catalogue=catalogue,
        municipalities=directory,
        reports=reports,
        known=tuple(found),
        unread=tuple(record for record in unread if _concerns(record, wanted)),
        uncited=tuple(uncited),
        findings=tuple(checks.check(reports, folder, catalogue, found)),
        year=wanted[0] if len(wanted) == 1 else None,
    )


def build(options: Options, watch: Watch = lambda stage: None) -> Outcome:
    """Make the digest, verify its files and publish them together in the output folder.

    When nothing has changed since they were published, they stay as they are. Raises `GeneratorError`
    when a file says something else than the page or a figure leads to no observation: then nothing is
    published.
    """
    if options.cache is None:
        return _build(options, watch)[0]
    key = _made_from(options)
    if key and (built := unchanged.recall(options.cache, key, options.input, options.output)):
        return _repeated(built, options)
    outcome, lasting, edition = _build(options, watch)
    # What was changed while the build went on may have been read before or after.
    if key and lasting and _made_from(options) == key:
        unchanged.keep(options.cache, key, _kept(outcome, edition, options))
    return outcome


def _made_from(options: Options) -> str:
    """The fingerprint of what the build will be made from; empty when it cannot be told: the build will say why."""
    try:
        theme = Theme.load(options.theme or settings.load(options.input).theme)
        wish = unchanged.Wish(options.year, options.formats, options.documents, options.verify, options.attach_data)
        return unchanged.made_from(options.input, theme, wish)
    except (GeneratorError, OSError):
        return ""


def _kept(outcome: Outcome, edition: str, options: Options) -> unchanged.Built:
    return unchanged.Built(
        set=edition,
        schema=unchanged.schema(options.input),
        files=tuple(file.name for file in outcome.files),
        reports=outcome.reports,
        observations=outcome.observations,
        draft=outcome.draft,
        findings=outcome.findings,
        unread=outcome.unread,
        uncited=outcome.uncited,
    )


def _repeated(built: unchanged.Built, options: Options) -> Outcome:
    """What a build would say that has nothing to do."""
    return Outcome(
        files=tuple(options.output / name for name in built.files),
        reports=built.reports,
        observations=built.observations,
        draft=built.draft,
        findings=built.findings,
        unread=built.unread,
        uncited=built.uncited,
        notes=(),
        repeated=True,
    )


def _build(options: Options, watch: Watch) -> tuple[Outcome, bool, str]:
    """Build whatever there is; with the outcome, whether another build would do the same, and the id of the set."""
    material = read(options.input, options.year, watch)
    theme = Theme.load(options.theme or material.settings.theme)
    formats = options.formats or material.settings.formats
    if options.documents and not set(formats) & set(PRINTED):
        raise GeneratorError(
            f"Документ {options.documents[0]} бывает в видах {', '.join(PRINTED)}. Добавьте один из них: --format docx."
        )
    with bounds.bounded(theme.name, len(material.reports)):
        digest, pages = _composed(material, theme, options.documents, watch, options.cache)
        files = [file for name in pages for file in _files_of(name, formats)]
        carries = options.attach_data or material.settings.attached_data
        made_from = _manifest(options, theme) | _told(digest, material)
        with output.publication(options.output, made_from) as edition, ExitStack() as opened:
            executor = opened.enter_context(workers.pool(options.jobs))
            with ExitStack() as written:
                for number, file in enumerate(files):
                    if number <= len(formats):
                        watch(f"Запись {file}" if number < len(formats) else "Запись документов")
                    page = Path(file).stem
                    manuscript = Manuscript(
                        digest, pages[page], theme, carries and page == NAME, executor, options.cache
                    )
                    written.enter_context(WRITERS[Path(file).suffix[1:]](manuscript, edition.path / file))
            if options.verify:
                watch("Сверка файлов")
                _agreed(_differences(digest, pages, theme, edition.path, files, executor, options.cache))
            lasting = _lasting(pages, edition.path, files)
    watch("Готово")
    outcome = Outcome(
        files=tuple(options.output / file for file in files),
        reports=len(digest.reports),
        observations=digest.observations,
        draft=digest.draft,
        findings=digest.findings,
        unread=digest.unread,
        uncited=material.uncited,
        notes=tuple(edition.notes),
    )
    return outcome, lasting, edition.id


def _lasting(pages: Mapping[str, Page], folder: Path, files: Sequence[str]) -> bool:
    """Whether another build of the same would make the same: not when LibreOffice was there and has failed."""
    from generator.writers import docx, pagination

    printed = [file for file in files if file.endswith(".docx") and pages[Path(file).stem].paginated]
    return not (printed and pagination.found()) or all(docx.numbered(folder / file) for file in printed)


def verify(options: Options) -> Verdict:
    """Compare the files in the output folder with the page that the same records make now.

    Year and theme are those of the build unless told otherwise. Raises `GeneratorError` when there is no
    built digest, and for a file that cannot be read.
    """
    built = output.manifest(options.output)
    asked = built.get("options") or {}
    options = replace(
        options,
        year=options.year or asked.get("year"),
        theme=options.theme or asked.get("theme", ""),
        documents=tuple(asked.get("documents", ())),
    )
    material = read(options.input, options.year)
    theme = Theme.load(options.theme or material.settings.theme)
    digest, pages = _composed(material, theme, options.documents)
    files = [name for name in built["files"] if Path(name).suffix[1:] in verification.FORMATS]
    there = [name for name in files if (options.output / name).is_file() and Path(name).stem in pages]
    notes = output.verify(options.output)
    if built.get("inputs") != _manifest(options, theme)["inputs"]:
        notes.append("записи, настройки или тема изменились после сборки")
    signatures = editions.check(options.output, built, signing.load(options.input))
    return Verdict(
        files=tuple(files),
        notes=(*notes, *signatures.wrong),
        differences=tuple(_differences(digest, pages, theme, options.output, there)),
        signatures=tuple(signatures.good),
        unchecked=tuple(signatures.unchecked),
    )


def consolidated(material: Material) -> Digest:
    """The digest of what was read."""
    return consolidation.consolidate(
        material.reports,
        material.findings,
        material.catalogue,
        material.municipalities,
        year=material.year,
        grouping=material.settings.grouping,
        unread=material.unread,
        known=material.known,
    )


def _composed(
    material: Material,
    theme: Theme,
    kinds: Sequence[str] = (),
    watch: Watch = lambda stage: None,
    cache: Cache | None = None,
) -> tuple[Digest, dict[str, Page]]:
    """The digest of the material, and its pages by the names of their files: its own, then those of documents."""
    watch("Сведение показателей")
    digest = consolidated(material)
    watch("Составление страницы")
    pages = {NAME: rendering.render(digest, material.settings, theme, cache=cache)}
    for document in rendering.of_digest(kinds, digest, theme):
        pages[document.name] = rendering.render(digest, material.settings, theme, document.template, document.chapter)
    return digest, pages


def _files_of(page: str, formats: Iterable[str]) -> list[str]:
    """The files of one page; data are of the whole digest."""
    return [f"{page}.{name}" for name in formats if page == NAME or name in PRINTED]


def _differences(
    digest: Digest,
    pages: Mapping[str, Page],
    theme: Theme,
    folder: Path,
    files: Sequence[str],
    executor: Executor | None = None,
    cache: Cache | None = None,
) -> Iterator[verification.Difference]:
    reading: dict[str, Future[list[verification.Difference]]] = {}
    if executor is not None and len(digest.reports) >= MANY:
        text, shell = etree.tostring(pages[NAME].root, encoding="unicode"), theme.path("shell.docx")
        own = [file for file in files if Path(file).stem == NAME and Path(file).suffix[1:] in verification.FORMATS]
        reading = {file: executor.submit(verification.of_file, text, shell, folder / file, cache) for file in own}
    yield from verification.of_figures(digest, pages[NAME])
    for name, page in pages.items():
        if name != NAME:
            yield from (replace(found, file=name) for found in verification.of_prints(digest, page))
        here = (folder / file for file in files if Path(file).stem == name and file not in reading)
        yield from verification.of_files(page, theme, here, cache)
    for read in reading.values():
        yield from read.result()


def _agreed(differences: Iterable[verification.Difference]) -> None:
    """Raise `GeneratorError` when there is any difference: such files must not reach a reader."""
    named = list(differences)
    if named:
        shown = "\n".join(f"  {difference}." for difference in named[:SHOWN])
        rest = f"\n  … и ещё {len(named) - SHOWN}." if len(named) > SHOWN else ""
        raise GeneratorError(
            f"Файлы не опубликованы: они расходятся со страницей дайджеста, расхождений {len(named)}.\n{shown}{rest}\n"
            "Так бывает из-за ошибки в теме, в бланке или в самой программе. Исправьте тему и бланк или передайте "
            "этот текст разработчику. Собрать без сверки: digest build --no-verify."
        )


def _manifest(options: Options, theme: Theme) -> dict[str, object]:
    """What the files were made from: every input with its sha256, what was asked for, the versions of the program."""
    folder = options.input
    named = {_name(path, folder): path for path in _files(folder)}
    inputs = {name: _sum(path) for name, path in named.items() if not OF_THE_MAILING.fullmatch(name)}
    look = {f"theme/{_name(path, home)}": _sum(path) for home in theme.folders for path in _files(home)}
    return {
        "inputs": inputs | look,
        "options": {"year": options.year, "theme": options.theme, "documents": list(options.documents)},
        "versions": {"regional-digest": __version__} | {name: version(name) for name in LIBRARIES},
    }


def _told(digest: Digest, material: Material) -> dict[str, object]:
    """What those who hand the files on must know of the digest without making it again."""
    return {"digest": {"title": material.settings.title, "years": list(digest.years), "draft": digest.draft}}


def _sum(path: Path) -> str:
    try:
        return sha256(path)
    except OSError as error:
        raise GeneratorError(
            f"Файл «{path}» не читается: {error.strerror}. Закройте его в другой программе или откройте к нему доступ."
        ) from error


def _files(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.startswith("."))


def _name(path: Path, folder: Path) -> str:
    """The path of a file inside a folder; bytes of its name that are not UTF-8 are printed as `\\xff`."""
    return os.fsencode(path.relative_to(folder).as_posix()).decode("utf-8", "backslashreplace")


def _named_years(record: Unread) -> set[int]:
    """The years that the path of a record names, and the path where it belongs if it lies elsewhere."""
    paths = " ".join((record.file, *record.problems))
    return {int(year) for year in re.findall(rf"\b{records.FOLDER}/(\d{{4}})/", paths)}


def _concerns(record: Unread, wanted: Collection[int]) -> bool:
    """Whether a digest of these years (empty: of all) may lack this record; one without a year may be of any."""
    years = _named_years(record)
    return not wanted or not years or not years.isdisjoint(wanted)


def _nothing(folder: Path, wanted: Sequence[int], known: Sequence[int], unread: Sequence[Unread], advice: str) -> str:
    """Why there is no report to make a digest of; `known` are the years that there are usable records of."""
    where = folder / records.FOLDER
    asked = f"за {', '.join(map(str, wanted))} {'год' if len(wanted) == 1 else 'годы'}"
    if unread and not known:
        return f"Ни одна запись не читается:\n{_problems(unread)}"
    if broken := [record for record in unread if not _named_years(record).isdisjoint(wanted)]:
        return f"Ни одна запись {asked} не читается:\n{_problems(broken)}"
    if known:
        return f"В папке {where} нет записей {asked}. Есть за {', '.join(map(str, known))}. {advice}"
    return f"В папке {where} нет ни одной записи. Положите туда записи: ГОД/ИМЯ.yaml."


def _problems(unread: Sequence[Unread]) -> str:
    return "\n".join(problem for record in unread for problem in record.problems)
