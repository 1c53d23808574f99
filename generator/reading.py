"""The first half of a digest: all that lies in the input folder, read and checked."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator import checks, formatting, indicators, municipalities, reception, records, settings
from generator.cache import Cache
from generator.errors import GeneratorError
from generator.indicators import Catalogue
from generator.model import Finding, Municipality, Report, Unread
from generator.reception import Watch
from generator.settings import Settings

_NAMED = 10  # municipalities that a message names


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


def read(
    folder: Path, year: int | None = None, watch: Watch = lambda stage: None, cache: Cache | None = None
) -> Material:
    """Read and check the records of one year, or of the years of the settings, or all that there are.

    Records that a build before has read come from the cache.

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
    recorded, unread = records.read_all(folder, directory, catalogue, cache)
    drafted, uncited = reception.unrecorded(folder, directory, catalogue, recorded, unread)
    found = [*recorded, *drafted]
    wanted = (year,) if year is not None else chosen.years
    reports = tuple(r for r in found if not wanted or r.year in wanted)
    if not reports:
        advice = f"Исправьте years в {settings.FILE}." if year is None else "Укажите другой год в --year."
        raise GeneratorError(nothing(folder, wanted, {r.year for r in found}, unread, advice))
    watch("Проверка показателей")
    concerned = tuple(record for record in unread if concerns(record, wanted))
    there = {report.year for report in reports}.union(*(record.years for record in concerned))
    advice = f"в дайджест не вошёл ни один отчёт: проверьте years в {settings.FILE}"
    lost = (each for each in wanted if each not in there)
    return Material(
        settings=chosen,
        catalogue=catalogue,
        municipalities=directory,
        reports=reports,
        known=tuple(found),
        unread=concerned,
        uncited=tuple(uncited),
        findings=(
            *(Finding("warning", "year-without-reports", f"За {each} год {advice}") for each in lost),
            *checks.check(reports, folder, catalogue, found, chosen.issued),
            *_silent(municipalities.lacking(directory, reports, concerned), uncited, wanted),
        ),
        year=wanted[0] if len(wanted) == 1 else None,
    )


def _silent(lacking: Sequence[Municipality], uncited: Sequence[Unread], wanted: Sequence[int]) -> Iterator[Finding]:
    """That some have sent nothing at all."""
    received = {identity for one in uncited for identity in one.municipalities}
    names = [municipality.name for municipality in lacking if municipality.id not in received]
    if names:
        when = f" за {wanted[0]} год" if len(wanted) == 1 else ""
        named = names if len(names) <= _NAMED else [", ".join(names[:_NAMED]), f"ещё {len(names) - _NAMED}"]
        yield Finding("note", "no-report", f"Нет отчёта{when}: {formatting.listing(named)}")


def concerns(record: Unread, wanted: Collection[int]) -> bool:
    """Whether a digest of these years (empty: of all) may lack this record; one without a year may be of any."""
    return not wanted or not record.years or not {*record.years}.isdisjoint(wanted)


def nothing(folder: Path, wanted: Sequence[int], known: Collection[int], unread: Sequence[Unread], advice: str) -> str:
    """Why there is no report of these years; `known` are the years that there are usable records of.

    `advice` is a sentence about how other years are asked for.
    """
    where = folder / records.FOLDER
    asked = f"за {', '.join(map(str, wanted))} {'год' if len(wanted) == 1 else 'годы'}"
    if unread and not known:
        return f"Ни одна запись не читается:\n{_problems(unread)}"
    if broken := [record for record in unread if not {*record.years}.isdisjoint(wanted)]:
        return f"Ни одна запись {asked} не читается:\n{_problems(broken)}"
    if known:
        return f"В папке {where} нет записей {asked}. Есть за {', '.join(map(str, sorted(known)))}. {advice}"
    return f"В папке {where} нет ни одной записи. Сначала прочитайте отчёты: digest intake."


def _problems(unread: Sequence[Unread]) -> str:
    return "\n".join(problem for record in unread for problem in record.problems)
