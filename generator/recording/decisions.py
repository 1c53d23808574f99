"""What a person decides about the figures of a record, written into it and nothing else touched."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from generator import naming, recording
from generator.indicators import Catalogue
from generator.model import Observation, Report, Source, Status
from generator.record_form import Directory
from generator.recording import fingerprints
from generator.recording.editing import Editor, Item
from generator.records import Record


@dataclass(frozen=True, slots=True)
class Approved:
    """The figures of one record that have just been approved, and the drafts that are left, each with the reason."""

    report: Report
    approved: tuple[Observation, ...]
    left: tuple[tuple[Observation, str], ...]


def unsure(observation: Observation, denied: Mapping[Source, str]) -> str:
    """Why a draft may not be approved without looking: it is doubtful, denied by others, or of an unknown kind."""
    reasons = (denied[source] for source in observation.sources if source in denied)
    return observation.doubt or next(reasons, "") or ("" if observation.indicator else naming.NO_INDICATOR)


def approve(
    record: Record,
    by: str,
    folder: Path,
    directory: Directory,
    catalogue: Catalogue,
    denied: Mapping[Source, str],
    *,
    doubtful: bool = False,
) -> Approved:
    """Approve the drafts of a record that are sure or, with `doubtful`, all of them; `by` is who decides.

    `denied` says where figures stand that the record itself denies, and why; they are not sure.

    Raises `GeneratorError`, and changes nothing, when the record cannot be edited.
    """
    report = record.report
    drafts = [(o, unsure(o, denied)) for o in report.observations if o.status is Status.DRAFT]
    chosen = [o for o, why in drafts if doubtful or not why]

    def decide(editor: Editor, observation: Observation, item: Item) -> None:
        if observation in chosen:
            editor.decide(item, {"status": str(Status.APPROVED), "decided_by": by})

    if chosen:
        path, text = folder / report.record, _each(record, decide)
        recording.edited(text, path, folder, directory, catalogue)
        recording.write(path, text, record.text)
    return Approved(report, tuple(chosen), tuple((o, why) for o, why in drafts if o not in chosen))


def name(
    record: Record, chosen: Callable[[str], bool], key: str, folder: Path, directory: Directory, catalogue: Catalogue
) -> int:
    """Give figures of a proposed indicator the catalogue's key; `chosen` says by their label which.

    Returns how many. What was the program's stays the program's: the next intake may renew it.
    """
    count = sum(chosen(o.label) for o in record.report.observations if o.label)

    def rename(editor: Editor, observation: Observation, item: Item) -> None:
        if observation.label and chosen(observation.label):
            editor.rename(item, "proposed", "indicator", key)

    if count:
        path, text = folder / record.report.record, _each(record, rename)
        recording.edited(text, path, folder, directory, catalogue)
        before, after = (Editor(each, record.report.record).items("observations") for each in (record.text, text))
        ours = fingerprints.read(path)
        drafts = [(old, new) for old, new in zip(before, after, strict=True) if fingerprints.of(old.text) in ours]
        # What an item was called before is forgotten: proposed again, it is not one that a person has deleted.
        forgotten = ours.difference(*(fingerprints.both(old.text) for old, _ in drafts))
        renamed = forgotten.union(*(fingerprints.both(new.text) for _, new in drafts))
        recording.write(path, text, record.text, renamed, fingerprints.report(path))
    return count


def _each(record: Record, change: Callable[[Editor, Observation, Item], None]) -> str:
    """The text of a record after a change of its figures."""
    editor = Editor(record.text, record.report.record)
    for observation, item in zip(record.report.observations, editor.items("observations"), strict=True):
        change(editor, observation, item)
    return editor.result()
