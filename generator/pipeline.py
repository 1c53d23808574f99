"""The order of the stages: reports in, digest files out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from generator import (
    __version__,
    checks,
    consolidation,
    indicators,
    municipalities,
    output,
    records,
    rendering,
    settings,
)
from generator.errors import GeneratorError
from generator.files import sha256
from generator.indicators import Catalogue
from generator.model import Finding, Municipality, Report, Unread
from generator.settings import Settings
from generator.theme import Theme
from generator.writers import WRITERS

NAME = "digest"
LIBRARIES = ("weasyprint", "python-docx", "docxtpl", "jinja2", "babel", "lxml")

# Told what is being done now: a stage's Russian name.
Watch = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks for; empty values leave the choice to the settings."""

    input: Path
    output: Path
    year: int | None = None
    theme: str = ""
    formats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Material:
    """Everything read from the input folder, checked."""

    settings: Settings
    catalogue: Catalogue
    municipalities: dict[str, Municipality]
    reports: tuple[Report, ...]
    unread: tuple[Unread, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build has done; `notes` are things the user should know about the output folder."""

    files: tuple[Path, ...]
    reports: int
    observations: int
    draft: bool
    findings: tuple[Finding, ...]
    unread: tuple[Unread, ...]
    notes: tuple[str, ...]


def read(folder: Path, year: int | None = None, watch: Watch = lambda stage: None) -> Material:
    """Read and check all records of the input folder, or those of one year.

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
    found, unread = records.read_all(folder, directory, catalogue)
    wanted = {year} if year is not None else set(chosen.years)
    reports = tuple(r for r in found if not wanted or r.year in wanted)
    if not reports:
        raise GeneratorError(_nothing(folder, wanted, [r.year for r in found], unread))
    watch("Проверка показателей")
    findings = checks.check(reports, folder, catalogue)
    return Material(chosen, catalogue, directory, reports, tuple(unread), tuple(findings))


def build(options: Options, watch: Watch = lambda stage: None) -> Outcome:
    """Make the digest and publish its files together in the output folder."""
    material = read(options.input, options.year, watch)
    chosen = material.settings
    theme = Theme.load(options.theme or chosen.theme)
    watch("Сведение показателей")
    digest = consolidation.consolidate(
        material.reports,
        material.findings,
        material.catalogue,
        material.municipalities,
        year=options.year,
        grouping=chosen.grouping,
        unread=material.unread,
    )
    watch("Составление страницы")
    page = rendering.render(digest, chosen, theme)
    formats = options.formats or chosen.formats
    healed = output.heal(options.output)
    with output.publication(options.output, _manifest(options.input, theme)) as edition:
        for name in formats:
            watch(f"Запись {NAME}.{name}")
            WRITERS[name](page, theme, edition.path / f"{NAME}.{name}")
    watch("Готово")
    return Outcome(
        files=tuple(options.output / f"{NAME}.{name}" for name in formats),
        reports=len(digest.reports),
        observations=digest.observations,
        draft=digest.draft,
        findings=digest.findings,
        unread=digest.unread,
        notes=(*healed, *edition.notes),
    )


def _manifest(folder: Path, theme: Theme) -> dict[str, object]:
    """What the files were made from: every input with its sha256, and the versions of the program."""
    inputs = {path.relative_to(folder).as_posix(): sha256(path) for path in _files(folder)}
    look = {
        f"theme/{path.relative_to(home).as_posix()}": sha256(path) for home in theme.folders for path in _files(home)
    }
    return {
        "inputs": inputs | look,
        "versions": {"regional-digest": __version__} | {name: version(name) for name in LIBRARIES},
    }


def _files(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.startswith("."))


def _nothing(folder: Path, wanted: set[int], years: Sequence[int], unread: Sequence[Unread]) -> str:
    where = folder / "records"
    if unread:
        return "Ни одна запись не читается:\n" + "\n".join(p for record in unread for p in record.problems)
    if wanted and years:
        asked = ", ".join(map(str, sorted(wanted)))
        known = ", ".join(map(str, sorted(set(years))))
        return f"В папке {where} нет записей за {asked} год. Есть за {known}. Укажите другой год в --year."
    return f"В папке {where} нет ни одной записи. Положите туда записи: ГОД/ИМЯ.yaml."
