"""Hand-made drafts for tests: what intake would say of a report of Артём for 2020."""

from decimal import Decimal
from pathlib import Path

from generator import indicators, municipalities, recording, records
from generator.intake.draft import Draft, Figure
from generator.model import Goal, Measure, Need, Observation, Passage, Pending, Period, Report, Source
from generator.recording.merging import Number
from tests import editing

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = indicators.load()
DIRECTORY = municipalities.read(ROOT / "input" / "municipalities.yaml")
FILE = "reports/artem-2020.txt"
RECORD = "records/2020/artem.yaml"
SUMS = {"first": "1" * 64, "second": "2" * 64}


def at(line: int, quote: str = "") -> Source:
    return Source(FILE, (line, line), quote or f"слова строки {line}")


def figure(key: str, value: int | None, line: int, quote: str = "", **more: object) -> Figure:
    """One figure; a key that the catalogue lacks is the label of a proposed indicator."""
    known = CATALOGUE.indicators.get(key)
    fields: dict[str, object] = {"period": Period(2020), "measure": known.measure if known else Measure.COUNT} | more
    return Figure(
        key if known else "",
        known.label if known else key,
        None if value is None else Decimal(value),
        sources=(at(line, quote or f"{value} в строке {line}"),),
        **fields,  # type: ignore[arg-type]
    )


def pending(text: str, value: int | None, line: int) -> Pending:
    return Pending(text, None if value is None else Decimal(value), "не названо, что это", at(line, f"всего {text}"))


def draft(*figures: Figure, sha256: str = "first", **more: object) -> Draft:
    """A draft of Артём, 2020; `sha256` names one of two versions of the report file."""
    return Draft(FILE, SUMS[sha256], DIRECTORY["artem"], 2020, figures=figures, **more)  # type: ignore[arg-type]


RELEASES = figure("press_releases", 2870, 5)
BRIEFINGS = figure("briefings", 12, 6)
CLASSES = figure("Мастер-классы", 14, 7, doubt="вид работы новый")
WHOLE = draft(
    RELEASES,
    BRIEFINGS,
    CLASSES,
    passages=(Passage("done", ("Первый абзац.", "Второй: с двоеточием."), Source(FILE, (5, 5)), "Что сделано"),),
    goals=(Goal("Снимать больше видео", at(20), ("video",)),),
    needs=(Need("Съёмка", at(30)),),
    review=(pending("16,3 %", None, 8), pending("40", 40, 9)),
)


def save(folder: Path, made: Draft, numbers: tuple[Number, ...] = ()) -> recording.Saved:
    return recording.save(made.report(), numbers, folder, DIRECTORY, CATALOGUE)


def read(folder: Path) -> Report:
    return load(folder).report


def load(folder: Path) -> records.Record:
    return records.load(folder / RECORD, folder, DIRECTORY, CATALOGUE)


def text(folder: Path) -> str:
    return (folder / RECORD).read_bytes().decode()


def edit(folder: Path, old: str, new: str) -> None:
    """Change the record in the one place where it says something, as a person does."""
    editing.edit(folder / RECORD, old, new)


def values(folder: Path) -> list[tuple[str, int]]:
    return [(o.indicator or o.label, int(o.value or 0)) for o in read(folder).observations]


def observed(report: Report, key: str) -> Observation:
    [found] = [o for o in report.observations if key in (o.indicator, o.label)]
    return found
