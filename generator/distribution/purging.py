"""What the law wants forgotten when a mailing is over (152-ФЗ, article 5, part 7): addresses, names and letters."""

import shutil
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from generator import files
from generator.distribution import outbox
from generator.distribution.ledger import Ledger
from generator.distribution.ledger_reading import utc_now
from generator.distribution.outbox import Outbox
from generator.errors import GeneratorError


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What has been erased."""

    editions: int  # of which letters went out, or were about to
    rehearsals: int  # of which none ever did, and what a stopped rehearsal had left


def purge(ledger: Ledger | None, output: Path, age: timedelta) -> Forgotten:
    """Forget the recipients of editions that nothing has happened to for so long, and rehearsals as old.

    There is no ledger before the first mailing, but there may be rehearsals. Letters go first: what is interrupted
    is done again the next time. Counts, states and times stay in the ledger.
    Raises `GeneratorError` where letters cannot be removed, and while a mailing is going.
    """
    if ledger is None:
        return Forgotten(0, _drop_rehearsals(output, utc_now() - age, ()))
    with ledger.sending():
        before = ledger.now() - age
        editions = ledger.idle_since(before)
        for edition in editions:
            for folder in _outboxes(ledger, output, edition):
                _remove(folder)
            ledger.purge(edition)
        return Forgotten(len(editions), _drop_rehearsals(output, before, ledger.remembered()))


def _outboxes(ledger: Ledger, output: Path, edition: str) -> list[Path]:
    """Where letters of an edition lie: those of a region were rehearsed in an output folder of their own."""
    here = Outbox(output, edition).folder
    found = {one.parcel.letter.parent.parent for one in ledger.dispatches(edition)}
    return [here, *sorted(folder for folder in found if folder.parts[-2:] == here.parts[-2:])]


def _drop_rehearsals(output: Path, before: datetime, remembered: Collection[str]) -> int:
    """Remove what was rehearsed before a moment and is of no edition that the ledger remembers; how many."""
    old = [one for one in outbox.left(output) if one.edition not in remembered and one.since < before]
    for one in old:
        _remove(one.folder)
    return len(old)


def _remove(folder: Path) -> None:
    try:
        shutil.rmtree(folder)
    except FileNotFoundError:
        pass
    except OSError as error:
        raise GeneratorError(f"«{folder}»: {files.remedy(error)}. Письма этого выпуска не стёрты.") from error
