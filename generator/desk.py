"""The analyst's desk: she approves figures, and takes new kinds of work into the catalogue."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from generator import checks, municipalities, reading, reception, recording, records, settings, text_file
from generator.errors import GeneratorError
from generator.formatting import folded
from generator.model import Report, Status, Unread
from generator.problems import listed, nearest
from generator.record_form import Directory
from generator.recording import decisions
from generator.recording.decisions import Approved


@dataclass(frozen=True, slots=True)
class Approval:
    """What has been approved in each record, and the records that could not be read or edited."""

    by: str
    records: tuple[Approved, ...]
    unread: tuple[Unread, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """An indicator that reports have and the catalogue has not."""

    label: str
    reports: tuple[Report, ...]


@dataclass(frozen=True, slots=True)
class Adoption:
    """An indicator of the catalogue, the records whose figures have it now, and those that could not be changed."""

    key: str
    label: str
    forms: tuple[str, ...]
    file: Path
    figures: int
    reports: tuple[Report, ...]
    unread: tuple[Unread, ...]
    new: bool  # or the catalogue has had it before


def approve(folder: Path, target: str, year: int | None = None, by: str = "", *, doubtful: bool = False) -> Approval:
    """Approve the drafts of one record: `target` is the id of a municipality, its name, or the record's path.

    Raises `GeneratorError` when there is no such record, when there are several and no year, when
    nobody says who decides, and for a record that cannot be read or edited.
    """
    who = _who(folder, by)
    catalogue, directory = reception.known(folder)
    with recording.turn(folder):
        meant = records.load(record(folder, target, year, directory), folder, directory, catalogue)
        denied = checks.denied(meant.report, folder, catalogue)
        return Approval(who, (decisions.approve(meant, who, folder, directory, catalogue, denied, doubtful=doubtful),))


def approve_sure(folder: Path, year: int | None = None, by: str = "") -> Approval:
    """Approve the drafts of all records, or of one year, that are sure; raises as `approve` does.

    A record that cannot be edited stops no other.
    """
    who = _who(folder, by)
    catalogue, directory = reception.known(folder)
    with recording.turn(folder):
        done: list[Approved] = []
        unread: list[Unread] = []
        known = set()
        for found in records.each(folder, directory, catalogue):
            if isinstance(found, Unread):
                unread.append(found)
                continue
            known.add(found.report.year)
            if year not in (None, found.report.year):
                continue
            try:
                denied = checks.denied(found.report, folder, catalogue)
                done.append(decisions.approve(found, who, folder, directory, catalogue, denied))
            except GeneratorError as error:
                unread.append(_unedited(found.report, error))
        wanted = () if year is None else (year,)
        if not done and not any(reading.concerns(record, wanted) for record in unread):
            raise GeneratorError(reading.nothing(folder, wanted, known, unread, "Укажите другой год в --year."))
    return Approval(who, tuple(done), tuple(unread))


def proposals(folder: Path) -> tuple[list[Proposal], list[Unread]]:
    """The proposed indicators of all records, the most frequent first, and the records that cannot be read.

    What a person has rejected is proposed no more.
    """
    catalogue, directory = reception.known(folder)
    reports, unread = records.read_all(folder, directory, catalogue)
    found: dict[str, dict[str, Report]] = {}
    labels: dict[str, str] = {}
    for report in reports:
        for observation in report.observations:
            if observation.label and observation.status is not Status.REJECTED:
                label = labels.setdefault(folded(observation.label), observation.label)
                found.setdefault(label, {})[report.record] = report
    listed_ = [Proposal(label, tuple(named.values())) for label, named in found.items()]
    return sorted(listed_, key=lambda proposal: (-len(proposal.reports), proposal.label)), unread


def adopt(folder: Path, label: str, key: str = "", table: str = "") -> Adoption:
    """Take a proposed indicator into `indicators.yaml` of the input folder, and name it in every record.

    Where the catalogue has an indicator of this label already, the records get its key. Raises
    `GeneratorError` for a label that no record proposes, and for what `intake.adoption.adopt` refuses.
    """
    from generator.intake import adoption  # the dictionary takes a while

    with recording.turn(folder):
        proposed, unread = proposals(folder)
        chosen = next((p for p in proposed if folded(p.label) == folded(label)), None)
        if chosen is None:
            raise GeneratorError(_unknown(label, [p.label for p in proposed]))
        catalogue, directory = reception.known(folder)
        path = folder / "indicators.yaml"
        known = next((i for i in catalogue.indicators.values() if folded(i.label) == folded(label)), None)
        if known:
            name, title, forms = known.key, known.label, known.forms
        else:
            adopted, catalogue = adoption.adopt(path, chosen.label, catalogue, key, table or adoption.TABLE)
            name, title, forms = adopted.key, adopted.label, adopted.forms
        figures, renamed = 0, []
        for report in chosen.reports:
            try:
                meant = records.load(folder / report.record, folder, directory, catalogue)
                figures += decisions.name(
                    meant, lambda own: folded(own) == folded(label), name, folder, directory, catalogue
                )
                renamed.append(report)
            except GeneratorError as error:
                unread.append(_unedited(report, error))
    return Adoption(name, title, forms, path, figures, tuple(renamed), tuple(unread), known is None)


def _unedited(report: Report, error: GeneratorError) -> Unread:
    """A record that a person has to edit: the program cannot."""
    return Unread(report.record, tuple(str(error).split("\n")), (report.municipality.id,), (report.year,))


def _who(folder: Path, by: str) -> str:
    """Who answers for the figures: said in the command, or once in the settings; never guessed."""
    who = by.strip() or settings.load(folder).reviewer
    if not who:
        raise GeneratorError(
            "Не сказано, кто подтверждает показатели. Назовите себя: --by Иванова, "
            f"или впишите reviewer в {settings.FILE}."
        )
    if found := text_file.FORBIDDEN.search(who):
        raise GeneratorError(f"В имени после --by есть недопустимый знак U+{ord(found.group()):04X}. Уберите его.")
    return " ".join(who.split())[:200]


def record(folder: Path, target: str, year: int | None, directory: Directory) -> Path:
    """The path of the record that a person means: by an id, a name or the path itself. Raises `GeneratorError`."""
    for path in (Path(target), folder / target):
        if path.suffix == ".yaml" and path.is_file():
            home = (folder / records.FOLDER).resolve()
            if not path.resolve().is_relative_to(home):
                raise GeneratorError(f"«{target}» лежит не в папке {folder / records.FOLDER}. Укажите --input.")
            return folder / records.FOLDER / path.resolve().relative_to(home)
    known = sorted((folder / records.FOLDER).glob("*/*.yaml"))
    whose = municipalities.meant(target, directory) or target
    named = [path for path in known if path.stem == whose]
    chosen = [path for path in named if year is None or path.parent.name == str(year)]
    if len(chosen) == 1:
        return chosen[0]
    years = listed(path.parent.name for path in named)
    if chosen:
        raise GeneratorError(f"Записей «{target}» несколько, за {years}. Добавьте --year.")
    if named:
        raise GeneratorError(f"Записи «{target}» за {year} год нет. Есть за {years}.")
    near = municipalities.near(target, {path.stem: directory[path.stem] for path in known if path.stem in directory})
    advice = f"Возможно, «{near}»." if near else "Записи составляет команда digest intake."
    raise GeneratorError(f"Записи «{text_file.shortened(target)}» нет. {advice}")


def _unknown(label: str, known: Sequence[str]) -> str:
    """What to say of a label that no record proposes."""
    said = f"Показателя «{text_file.shortened(label)}» нет среди предложенных."
    if near := nearest(label, known):
        return f"{said} Возможно, «{near}»."
    return (
        f"{said} Есть: {listed(f'«{name}»' for name in known)}."
        if known
        else f"{said} Новых показателей в записях нет."
    )
