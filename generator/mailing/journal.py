"""Where the ledger of an input folder lies, and what is asked of it when the letters have gone."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from generator import output
from generator.distribution import bounces, status_codes
from generator.distribution.addresses import shown
from generator.distribution.bounces import Bounce
from generator.distribution.dispatches import Edition, State
from generator.distribution.ledger import Ledger
from generator.distribution.standing import WORDS, Standing, standing
from generator.errors import GeneratorError
from generator.problems import listed, nearest
from generator.signing import editions

LEDGER = ".mailing.sqlite"  # beside the records: `output/` may be deleted at any time, this must not be
WITNESS = ".mailing"  # beside the outputs


@dataclass(frozen=True, slots=True)
class Noted:
    """What became of one notice: where it stands, what it says and what was done, in Russian."""

    place: str
    text: str
    marked: bool = False  # the ledger says it now
    lost: bool = False  # it says something that the ledger should know and cannot


@contextmanager
def opened(folder: Path, results: Path | None = None) -> Iterator[Ledger]:
    """The ledger of an input folder; `results` is the output folder whose witness has to agree, when it is written to.

    Raises `GeneratorError` when no mailing has been begun.
    """
    if not (folder / LEDGER).exists():
        raise GeneratorError(
            f"Журнала рассылки в папке «{folder}» нет: рассылку ещё не начинали. Начните: digest send."
        )
    with Ledger(folder / LEDGER, results / WITNESS if results and results.is_dir() else None) as ledger:
        yield ledger


def status(ledger: Ledger, results: Path, edition: str = "", only: Collection[str] | None = None) -> Standing:
    """Where the mailing of an edition stands, by default of the last one; `results` is the output folder.

    With `only`, keys of recipients, it is theirs alone. Raises `GeneratorError` when the ledger knows no such edition.
    """
    found = _edition(ledger, edition)
    signers: list[str] | None = None
    with suppress(GeneratorError):  # another digest, or none, lies there now; the ledger knows what was sent
        if output.published(results).name == found.id:
            signatures = editions.of(output.manifest(results))
            signers = [one.signer or f"файл подписи {one.signature}" for one in signatures]
    chosen = (one for one in ledger.dispatches(found.id) if only is None or one.key in only)
    return standing(found, chosen, signers)


def _edition(ledger: Ledger, wanted: str) -> Edition:
    known = [edition for edition, _ in ledger.editions()]
    if not known:
        raise GeneratorError("В журнале рассылки нет ни одного выпуска. Начните рассылку: digest send.")
    if not wanted:
        return known[-1]
    chosen = [edition for edition in known if edition.id.startswith(wanted)]
    if len(chosen) != 1:
        names = [edition.id for edition in known]
        meant = nearest(wanted, names)
        raise GeneratorError(
            f"Выпуска «{wanted}» в журнале нет.{f' Возможно, {meant}.' if meant else ''} Есть: {listed(names)}."
        )
    return chosen[0]


def mark(ledger: Ledger, paths: Iterable[Path]) -> Iterator[Noted]:
    """Mark in the ledger what notices of delivery say; what cannot be read or is no notice is told, and left."""
    for path in paths:
        try:
            for notice in bounces.read(path):
                if notice.problem:
                    about = f" («{notice.subject}»)" if notice.subject else ""
                    yield Noted(notice.place, f"не отмечено{about}: {notice.problem}")
                for bounce in notice.bounces:
                    yield _marked(ledger, bounce, notice.place)
        except GeneratorError as error:
            yield Noted("", str(error), lost=True)


def _marked(ledger: Ledger, bounce: Bounce, place: str) -> Noted:
    """Mark one letter."""
    whom = shown(bounce.recipient) or "получатель не назван"
    said = f"{bounce.reason}, {bounce.status}" if bounce.status else bounce.reason
    if not bounce.message_id:
        return Noted(place, f"{whom}: {said}. Не отмечено: не сказано, о каком письме речь", lost=True)
    if bounce.action == "failed":
        code = "" if status_codes.code_in(bounce.diagnostic) == bounce.status else bounce.status
        dispatch = ledger.bounced(bounce.message_id, code, bounce.diagnostic, bounce.written)
    elif bounce.action == "delivered":
        dispatch = ledger.delivered(bounce.message_id, bounce.diagnostic or "получатель подтвердил доставку")
    else:
        later = "доставка задерживается" if bounce.action == "delayed" else "письмо передано дальше"
        return Noted(place, f"{whom}: {later} ({said}). Не отмечено: это ещё не итог")
    if dispatch is None:
        return Noted(place, f"{whom}: {said}. Не отмечено: такого письма в журнале рассылки нет", lost=True)
    named = shown(dispatch.parcel.recipient.email) or whom
    if named.casefold() != whom and bounce.recipient:
        named += f" (переслано на {whom})"
    told, wanted = f"вернулось — {said}", State.BOUNCED
    if bounce.action == "delivered":
        told, wanted = "доставлено", State.SENT
    if wanted is State.BOUNCED and dispatch.state is State.SENT:
        return Noted(place, f"{named}: {told}. Не отмечено: это прежнее уведомление, с тех пор письмо отправлено снова")
    if dispatch.state is not wanted:
        return Noted(place, f"{named}: {told}. Не отмечено: состояние письма в журнале — «{WORDS[dispatch.state]}»")
    return Noted(place, f"{named}: {told}", marked=True)
