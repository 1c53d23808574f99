"""Reports as they arrive: each file is read into drafts, and drafts become records.

A file from elsewhere is first copied into `reports/` of the input folder, where its record can point
at its lines; nothing that lies there is ever overwritten. One report that cannot be read, or of
which nobody knows the city, stops no other.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from generator import files, indicators, municipalities, recording, records
from generator.errors import GeneratorError
from generator.indicators import Catalogue
from generator.model import Report, Unread
from generator.record_form import Directory
from generator.recording import Saved, writing
from generator.recording.merging import Number
from generator.text_file import FORBIDDEN

if TYPE_CHECKING:  # the dictionary of Russian takes a while, and most builds read records alone
    from generator.intake.draft import Draft

REPORTS = "reports"

# What to do with a second file of a report that has a record.
_ANOTHER = "Если верен этот файл, впишите его в поле source записи; если он лишний, удалите его"

# Files that programs lay beside others: the locks of Word, what the Explorer of Windows remembers of a folder.
_MADE = re.compile(r"~\$|(?:thumbs\.db|desktop\.ini)$", re.IGNORECASE)

# Told what is being done now.
Watch = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Received:
    """One report of a file, and what became of it."""

    file: str  # from the input folder; of a file that could not be read, as it was given
    draft: "Draft | None" = None  # none when the file could not be read
    saved: Saved | None = None  # none when it was only read, or a person must answer a question first
    problem: str = ""  # why there is no record, in Russian; a question stands in the draft

    @property
    def is_total(self) -> bool:
        """Whether it is no report but the totals of a table."""
        return self.draft is not None and self.draft.is_total


def found(paths: Sequence[Path]) -> list[Path]:
    """The files that paths name: of a folder, all that people have put there."""
    listed: dict[Path, None] = {}
    for path in paths:
        inside = sorted(p for p in files.below(path) if not _MADE.match(p.name)) if path.is_dir() else [path]
        listed |= dict.fromkeys(inside)
    return list(listed)


def receive(
    paths: Sequence[Path],
    folder: Path,
    municipality: str = "",
    year: int | None = None,
    *,
    keep: bool = True,
    watch: Watch = lambda stage: None,
) -> Iterator[Received]:
    """Read files into drafts and, to `keep` them, write their records; one by one, as they are done.

    `municipality`, a key of the directory or a name that only one there has, and `year` answer what
    the files do not say. Raises `GeneratorError` for an input folder that cannot be used, for an unknown
    municipality, and for one that several files would all become reports of, before any file is read.
    """
    catalogue, directory = known(folder)
    whose = municipalities.meant(municipality, directory)
    if municipality and not whose:
        near = municipalities.near(municipality, directory)
        advice = f"Возможно, «{near}»." if near else "Впишите его в municipalities.yaml."
        raise GeneratorError(f"Муниципального образования «{municipality}» нет в справочнике. {advice}")
    if year is not None and year > date.today().year:
        raise GeneratorError(f"{year} год ещё не наступил. Исправьте --year.")
    if municipality and len(found(paths)) > 1:
        raise GeneratorError("--municipality говорит, чей один отчёт, а файлов несколько. Укажите один файл.")
    if keep:
        records.write_schema(folder, catalogue, directory)
    return _each(paths, folder, directory, catalogue, whose, year, keep, watch)


def known(folder: Path) -> tuple[Catalogue, Directory]:
    """The catalogue and the directory of an input folder; `GeneratorError` when they cannot be used."""
    if not folder.is_dir():
        raise GeneratorError(f"Папки «{folder}» нет. Укажите папку с записями и настройками в --input.")
    return indicators.load(folder / "indicators.yaml"), municipalities.read(folder / "municipalities.yaml")


def unrecorded(
    folder: Path, directory: Directory, catalogue: Catalogue, reports: Iterable[Report], unread: Iterable[Unread]
) -> tuple[list[Report], list[Unread]]:
    """Draft, in memory alone, the files of `reports/` that no record was made from.

    What cannot become a report comes back with its reasons; with none, when a record that cannot be
    read may have been made from it.
    """
    recorded = {(r.municipality.id, r.year): f"{r.record} по файлу {r.source}. {_ANOTHER}" for r in reports}
    sources = {report.source for report in reports}
    broken = [(record.file, records.said(folder / record.file)) for record in unread]
    drafted: list[Report] = []
    left: list[Unread] = []
    for path in found([folder / REPORTS]) if (folder / REPORTS).is_dir() else []:
        name = _inside(path, folder)
        if name in sources:
            continue
        if any(name in text for _, text in broken):
            left.append(Unread(files.spelt(name), ()))
            continue
        try:
            _check_name(name)
            drafts = draft(path, name, directory, catalogue)
        except GeneratorError as error:
            left.append(Unread(files.spelt(name), tuple(str(error).split("\n"))))
            continue
        for made in drafts:
            if made.is_total:
                continue
            if reasons := _reasons(made, recorded):
                left.append(Unread(files.spelt(name), reasons, (made.municipality.id,) if made.municipality else ()))
                continue
            report = made.report()
            report = made.report(recording.place(folder, report).relative_to(folder).as_posix())
            if any(report.record == record for record, _ in broken):
                left.append(Unread(files.spelt(name), (), (report.municipality.id,), (report.year,)))
            else:
                recorded[report.municipality.id, report.year] = f"{report.source}. Оставьте одно"
                drafted.append(writing.fitted(report, catalogue))
    return drafted, left


def draft(
    path: Path, name: str, directory: Directory, catalogue: Catalogue, municipality: str = "", year: int | None = None
) -> "list[Draft]":
    """Read one file into drafts, one for each municipality that it speaks of; `name` is how its sources call it.

    Raises `GeneratorError` for a file that cannot be read.
    """
    from generator import intake

    return intake.draft(path, name, directory, catalogue, municipality=municipality, year=year)


def _each(
    paths: Sequence[Path],
    folder: Path,
    directory: Directory,
    catalogue: Catalogue,
    municipality: str,
    year: int | None,
    keep: bool,
    watch: Watch,
) -> Iterator[Received]:
    told = _told(folder, directory) if keep else {}
    for path in found(paths):
        watch(path.name)
        name = ""
        try:
            if not os.path.lexists(path):
                raise GeneratorError(f"{path}: такого файла нет. Проверьте имя.")
            name = _inside(path, folder) or _free_name(path, folder)
            _check_name(name)
            drafts = draft(path, name, directory, catalogue, municipality, year)
            if len(drafts) == 1 and (answer := _answer(drafts[0], told)):
                _check_answer(name, answer, municipality, year)
                drafts = draft(path, name, directory, catalogue, *answer)
            if keep and any(not _questions(made) for made in drafts):
                _copy(path, folder / name)
        except GeneratorError as error:
            copied = name and os.path.lexists(folder / name)
            problem = str(error) if copied else _of_the_given(path, name, str(error))
            yield Received(files.spelt(name if copied else str(path)), problem=files.spelt(problem))
            continue
        for made in drafts:
            yield _recorded(made, folder, directory, catalogue) if keep else Received(name, made)


def _of_the_given(path: Path, name: str, problem: str) -> str:
    """A problem whose lines begin with the name that a file would have got, told of the path that was given."""
    lines = problem.split("\n")
    return "\n".join(f"{path}{line.removeprefix(name)}" if name and line.startswith(name) else line for line in lines)


def _told(folder: Path, directory: Directory) -> dict[str, list[tuple[str, str, int]]]:
    """The records by the SHA-256 of the files that they were made from: the text, whose it is, of which year."""
    found: dict[str, list[tuple[str, str, int]]] = {}
    for path in sorted((folder / records.FOLDER).glob(f"{'[0-9]' * 4}/*.yaml")):
        text = records.said(path)
        for sum_ in re.findall(r"^sha256:\W*([0-9a-f]{64})", text, re.M):
            if path.stem in directory:
                found.setdefault(sum_, []).append((text, path.stem, int(path.parent.name)))
    return found


def _answer(made: "Draft", told: Mapping[str, Sequence[tuple[str, str, int]]]) -> tuple[str, int] | None:
    """Whose and of which year the one record of this very file is, where its draft does not say the same.

    A person has said so, to the command or in the record: it is neither asked nor guessed again.
    """
    known = [(whose, year) for text, whose, year in told.get(made.sha256, ()) if made.file in text]
    own = (made.municipality.id if made.municipality else "", made.year)
    return known[0] if len(known) == 1 and known[0] != own else None


def _check_answer(name: str, answer: tuple[str, int], municipality: str, year: int | None) -> None:
    """Raise `GeneratorError` when a command says of a file something else than the record that was made from it."""
    whose, when = answer
    if municipality not in ("", whose) or year not in (None, when):
        raise GeneratorError(
            f"{name}: по этому файлу уже составлена запись {records.FOLDER}/{when}/{whose}.yaml, а вторая "
            "повторила бы её числа. Если первая неверна, удалите её и повторите команду."
        )


def _recorded(made: "Draft", folder: Path, directory: Directory, catalogue: Catalogue) -> Received:
    if _questions(made):
        return Received(made.file, made)
    numbers: list[Number] = [(aside.value, (aside.source,)) for aside in (*made.targets, *made.ignored)]
    try:
        with recording.turn(folder):
            saved = recording.save(made.report(), numbers, folder, directory, catalogue)
        return Received(made.file, made, saved)
    except GeneratorError as error:
        return Received(made.file, made, problem=str(error))


def _questions(made: "Draft") -> tuple[str, ...]:
    """What a person must say before a draft becomes a record."""
    if made.questions:
        return tuple(question.message for question in made.questions)
    if made.municipality is None or made.year is None:
        return ("не сказано, чей это отчёт или за какой год. Укажите --municipality и --year",)
    return ()


def _reasons(made: "Draft", recorded: Mapping[tuple[str, int], str]) -> tuple[str, ...]:
    """Why a draft without a record cannot stand in a digest."""
    if questions := _questions(made):
        return questions
    report = made.report()
    other = recorded.get((report.municipality.id, report.year))
    return (f"{report.municipality.title}, {report.year} год: об этом уже говорит {other}.",) if other else ()


def _inside(path: Path, folder: Path) -> str:
    """The name of a file that lies in `reports/` of the input folder, from that folder; empty for others."""
    home = (folder / REPORTS).resolve()
    parent = path.parent.resolve()
    if not parent.is_relative_to(home):
        return ""
    return (Path(REPORTS) / parent.relative_to(home) / path.name).as_posix()


def _free_name(path: Path, folder: Path) -> str:
    """A name in `reports/` for a file from elsewhere: its own, unless another file has it already."""
    stem, suffix = (re.sub(r'[\\/:*?"<>|\x00-\x1f\ud800-\udfff]', "_", part) for part in (path.stem, path.suffix))
    names = (f"{stem.lstrip('.') or 'report'}{number}{suffix}" for number in ("", *map("-{}".format, range(2, 1000))))
    sum_ = files.sha256(path)
    for name in names:
        target = folder / REPORTS / name
        if not os.path.lexists(target) or (sum_ and files.sha256(target) == sum_):
            return f"{REPORTS}/{name}"
    raise GeneratorError(f"«{path}»: в папке {REPORTS} слишком много файлов с таким именем. Переименуйте файл.")


def _copy(path: Path, target: Path) -> None:
    """Bring a file into `reports/`, whole or not at all."""
    if os.path.lexists(target):
        return
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with files.beside(target) as draft:
            files.copy(path, draft)
        files.sync_folder(target.parent)
    except OSError as error:
        raise GeneratorError(f"«{target}»: {files.remedy(error)}. Отчёт не скопирован.") from error


def _check_name(name: str) -> None:
    """A record must be able to name the file: `GeneratorError` when it cannot."""
    spelt = files.spelt(name)
    if spelt != name or FORBIDDEN.search(name) or re.search(r"[\\:\n\r]|/\.", name) or len(name) > 250:
        raise GeneratorError(
            f"{spelt}: в имени файла есть знаки, которых не бывает в записях, оно длиннее 250 знаков или скрыто "
            "точкой в начале. Переименуйте файл."
        )
