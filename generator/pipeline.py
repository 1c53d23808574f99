"""The order of the stages: reports in, digest files out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from generator import (
    bounds,
    clusters,
    making,
    narrowing,
    output,
    reading,
    reception,
    records,
    settings,
    unchanged,
    verification,
    workers,
)
from generator.cache import Cache
from generator.errors import GeneratorError
from generator.files import sha256
from generator.making import Outcome
from generator.page import Page
from generator.reception import Watch
from generator.signing import editions
from generator.signing import settings as signing
from generator.theme import Theme
from generator.workers import Executor
from generator.writers import PRINTED, likeness, load_pdf


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
    executor: str = ""  # the address of a cluster that prints it instead

    def __post_init__(self) -> None:
        """Raise `GeneratorError` for an output folder in which files would be taken for what the input folder has."""
        if self.output.resolve() == self.input.resolve():
            raise GeneratorError(
                f"Папка «{self.output}»: в ней записи и настройки, готовые файлы с ними смешались бы. "
                "Укажите в --output другую папку."
            )
        for name in (reception.REPORTS, records.FOLDER):
            if self.output.resolve().is_relative_to((self.input / name).resolve()):
                raise GeneratorError(
                    f"Папка «{self.output}»: среди отчётов и записей готовые файлы прочли бы как отчёты. "
                    "Укажите в --output другую папку."
                )

    @property
    def asked(self) -> dict[str, Any]:
        """What of it the manifest names."""
        return {"year": self.year, "theme": self.theme, "documents": list(self.documents)}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification has found.

    `files` are those that could be compared with their pages: Word and PDF.
    `notes` say which files a person changed since the build and which signatures are wrong, `signatures` which
    are good, `unchecked` which nothing here can check.
    """

    files: tuple[str, ...]
    notes: tuple[str, ...]
    differences: tuple[verification.Difference, ...]
    signatures: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Made:
    """A build that is done: its outcome, whether another one would do the same, and the id of the published set."""

    outcome: Outcome
    lasting: bool
    set: str


def stages(options: Options) -> int:
    """How many stages `build` will tell its watch of. Raises `GeneratorError` for settings that cannot be used."""
    formats = options.formats or settings.load(options.input).formats
    return 5 + options.verify + len(formats) + bool(options.documents)


def build(options: Options, watch: Watch = lambda stage: None) -> Outcome:
    """Make the digest, verify its files and publish them together in the output folder.

    When nothing has changed since they were published, they stay as they are. Raises `GeneratorError`
    when a file says something else than the page or a figure leads to no observation: then nothing is
    published.
    """
    if options.cache is None:
        return _build(options, watch).outcome
    key = _made_from(options)
    if key and (built := unchanged.recall(options.cache, key, options.input, options.output)):
        files = tuple(options.output / path.name for path in built.outcome.files)
        return replace(built.outcome, files=files, notes=(), repeated=True)
    made = _build(options, watch)
    # What was changed while the build went on may have been read before or after.
    if key and made.lasting and _made_from(options) == key:
        built = unchanged.Built(made.set, unchanged.schema(options.input), made.outcome)
        unchanged.keep(options.cache, key, built)
    return made.outcome


def _made_from(options: Options) -> str:
    """The fingerprint of what the build will be made from; empty when it cannot be told: the build will say why."""
    try:
        theme = Theme.load(options.theme or settings.load(options.input).theme)
        wish = unchanged.Wish(options.year, options.formats, options.documents, options.verify, options.attach_data)
        return unchanged.made_from(options.input, theme, wish, options.output)
    except GeneratorError:
        return ""


def _build(options: Options, watch: Watch) -> _Made:
    """Build whatever there is."""
    if not options.executor:
        return _made(options, None, watch)
    with clusters.joined(options.executor, likeness.of_printing) as cluster:
        return _made(options, cluster, watch)


def _made(options: Options, cluster: Executor | None, watch: Watch) -> _Made:
    material = reading.read(options.input, options.year, watch, options.cache)
    theme = Theme.load(options.theme or material.settings.theme)
    formats = options.formats or material.settings.formats
    if options.documents and not set(formats) & set(PRINTED):
        raise GeneratorError(
            f"Документ {options.documents[0]} бывает в видах {', '.join(PRINTED)}. Добавьте один из них: --format docx."
        )
    with bounds.bounded(theme.name, len(material.reports)), workers.pool(options.jobs) as here:
        if "pdf" in formats and cluster is None and len(material.reports) >= making.MANY:
            workers.prepare(here, load_pdf)
        digest, pages = making.composed(material, theme, options.documents, watch, options.cache)
        files = making.files_of(pages, formats)
        made_from = making.manifest(options.input, theme, options.asked, options.output) | making.told(digest, material)
        with output.publication(options.output, made_from) as edition:
            proof = making.Proof(digest, pages, theme, edition.path, here if options.verify else None, options.cache)
            making.write(
                digest,
                pages,
                theme,
                edition.path,
                files,
                carries=options.attach_data or material.settings.attached_data,
                executor=cluster or here,
                cache=options.cache,
                watch=_stages_of(files[: len(formats)], watch),
                written=proof.begin,
            )
            if options.verify:
                watch("Сверка файлов")
                making.agree(proof.differences(files))
            same_again = making.lasting(pages, edition.path, files)
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
    return _Made(outcome, same_again, edition.id)


def _stages_of(own: Sequence[str], watch: Watch) -> Watch:
    """A stage for each file of the digest, and one for those of all documents."""
    told = set()

    def tell(file: str) -> None:
        stage = f"Запись {file}" if file in own else "Запись документов"
        if stage not in told:
            told.add(stage)
            watch(stage)

    return tell


def verify(options: Options) -> Verdict:
    """Compare the files in the output folder with the page that the same records make now.

    Year and theme are those of the build unless told otherwise. Raises `GeneratorError` when there is no
    built digest.
    """
    built = output.manifest(options.output)
    asked = built.get("options") or {}
    options = replace(
        options,
        year=options.year or asked.get("year"),
        theme=options.theme or asked.get("theme", ""),
        documents=tuple(asked.get("documents", ())),
    )
    material = reading.read(options.input, options.year)
    theme = Theme.load(options.theme or material.settings.theme)
    part = narrowing.part(built)
    within = part and options.output.absolute().parent.name == output.EDITIONS
    results = options.output.absolute().parents[1] if within else options.output
    inputs = making.manifest(options.input, theme, options.asked, results)["inputs"]
    if part:
        material = narrowing.narrowed(material, part)
        inputs = narrowing.inputs(inputs, material)
    with bounds.bounded(theme.name, len(material.reports)):
        digest, pages = making.composed(material, theme, options.documents)
    files = [name for name in built["files"] if Path(name).suffix[1:] in verification.FORMATS]
    there = [name for name in files if (options.output / name).is_file() and Path(name).stem in pages]
    notes = output.verify(options.output)
    if built.get("inputs") != inputs:
        notes.append("записи, настройки или тема изменились после сборки")
    signatures = editions.check(options.output, built, signing.load(options.input))
    compared, differences = [], [*making.Proof(digest, pages, theme, options.output).differences(())]
    for name in there:
        published = built["files"][name]["sha256"]
        try:
            differences += _read_back(pages[Path(name).stem], theme, options.output / name, published)
            compared.append(name)
        except GeneratorError as error:
            notes.append(str(error))
    return Verdict(
        files=tuple(compared),
        notes=(*notes, *signatures.wrong),
        differences=tuple(differences),
        signatures=tuple(signatures.good),
        unchecked=tuple(signatures.unchecked),
    )


def _read_back(page: Page, theme: Theme, file: Path, published: str) -> list[verification.Difference]:
    """How a file differs from its page; `published` is its SHA-256. Raises `GeneratorError` when it cannot be read."""
    try:
        return list(verification.of_files(page, theme, [file]))
    except GeneratorError:
        raise
    except Exception as error:
        if sha256(file) == published:
            raise
        # In what was damaged since, a reader may stumble over anything.
        raise GeneratorError(
            f"Файл «{file}» повреждён и не читается. Соберите дайджест заново: digest build."
        ) from error
