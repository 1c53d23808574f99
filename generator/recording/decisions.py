"""What a person decides about the figures of a record, written into it and nothing else touched."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from generator import recording, text_file
from generator.indicators import Catalogue
from generator.model import Observation, Report, Status
from generator.record_form import Directory
from generator.recording import fingerprints
from generator.recording.editing import Editor, Item


@dataclass(frozen=True, slots=True)
class Approved:
    """The figures of one record that have just been approved, and the drafts that are left."""

    report: Report
    approved: tuple[Observation, ...]
    left: tuple[Observation, ...]


def sure(observation: Observation) -> bool:
    """Whether a draft may be approved without looking: its kind is known and nothing is doubtful."""
    return bool(observation.indicator) and not observation.doubt


def approve(
    report: Report, by: str, folder: Path, directory: Directory, catalogue: Catalogue, *, doubtful: bool = False
) -> Approved:
    """Approve the drafts of a record that are sure or, with `doubtful`, all of them; `by` is who decides.

    Raises `GeneratorError`, and changes nothing, when the record cannot be edited.
    """
    drafts = [o for o in report.observations if o.status is Status.DRAFT]
    chosen = [o for o in drafts if doubtful or sure(o)]

    def decide(editor: Editor, observation: Observation, item: Item) -> None:
        if observation in chosen:
            editor.decide(item, {"status": str(Status.APPROVED), "decided_by": by})

    if chosen:
        text = _each(report, folder, decide)
        recording.edited(text, folder / report.record, folder, directory, catalogue)
        recording.write(folder / report.record, text)
    return Approved(report, tuple(chosen), tuple(o for o in drafts if o not in chosen))


def name(
    report: Report, chosen: Callable[[str], bool], key: str, folder: Path, directory: Directory, catalogue: Catalogue
) -> int:
    """Give figures of a proposed indicator the catalogue's key; `chosen` says by their label which.

    Returns how many. What was the program's stays the program's: the next intake may renew it.
    """
    count = sum(chosen(o.label) for o in report.observations if o.label)

    def rename(editor: Editor, observation: Observation, item: Item) -> None:
        if observation.label and chosen(observation.label):
            editor.rename(item, "proposed", "indicator", key)

    if count:
        path = folder / report.record
        before = Editor(text_file.read(path, report.record), report.record).items("observations")
        text = _each(report, folder, rename)
        recording.edited(text, path, folder, directory, catalogue)
        after = Editor(text, report.record).items("observations")
        ours = fingerprints.read(path)
        drafts = [(old, new) for old, new in zip(before, after, strict=True) if fingerprints.of(old.text) in ours]
        # What an item was called before is forgotten: proposed again, it is not one that a person has deleted.
        forgotten = ours.difference(*(fingerprints.both(old.text) for old, _ in drafts))
        renamed = forgotten.union(*(fingerprints.both(new.text) for _, new in drafts))
        recording.write(path, text, renamed, fingerprints.report(path))
    return count


def _each(report: Report, folder: Path, change: Callable[[Editor, Observation, Item], None]) -> str:
    """The text of a record after a change of its figures."""
    editor = Editor(text_file.read(folder / report.record, report.record), report.record)
    for observation, item in zip(report.observations, editor.items("observations"), strict=True):
        change(editor, observation, item)
    return editor.result()
