"""A mailing from its rehearsal to its end: nothing leaves the computer before a person has said it twice.

`rehearse` freezes a letter for everyone on the list and lays them in the outbox; `confirm` takes the number that
the rehearsal gave, makes sure that nothing has changed since, and hands the same bytes over.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from generator import files, municipalities, narrowing, output, pipeline, reading, text_file
from generator.distribution import recipients, sending
from generator.distribution.addresses import address
from generator.distribution.dispatches import Edition, Policy, State
from generator.distribution.ledger import Ledger
from generator.distribution.outbox import Outbox, Plan, changed
from generator.distribution.parcels import Deferred, InDoubt, Parcel, Recipient, Refused, Reply
from generator.distribution.purging import Forgotten, purge
from generator.distribution.standing import Standing
from generator.distribution.transports import TRANSPORTS
from generator.errors import GeneratorError
from generator.formatting import listing
from generator.mailing import channels, journal, settings
from generator.mailing.letters import Letters
from generator.problems import Wrong, nearest
from generator.settings import FORMATS

FRESH = timedelta(days=1)  # how long a rehearsal of which nothing was sent keeps its date

Watch = Callable[[int, int], None]  # letters done, letters in all


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line asks for."""

    input: Path
    output: Path
    only: str = ""  # a group, or an address
    draft: bool = False  # whether a digest marked as a draft may go


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A mailing that could go: its letters lie in the outbox."""

    plan: Plan
    folder: Path  # of its letters
    chosen: tuple[Parcel, ...]  # those that `only` means
    states: Mapping[str, State]  # what became of recipients whom the ledger knows, by their keys
    obstacles: tuple[str, ...]  # why it may not go yet, Russian sentences


def rehearse(wanted: Wanted, watch: Watch = lambda done, all_: None) -> Rehearsal:
    """Freeze a letter for everyone on the list and lay them in the outbox; nothing is sent.

    The same list and the same edition give the same letters, and the same number. Raises `GeneratorError`
    when there is no whole published digest, and for a list or settings with anything wrong in them.
    """
    mailing = settings.load(wanted.input)
    place, built = _published(wanted)
    material = _material(wanted, built)
    everyone = _list(wanted, material, built, mailing)
    _chosen_from(everyone, wanted.only)  # a wrong name is told before the work
    box, series = Outbox(wanted.output, place.name), _series(built)
    with _known(wanted) as ledger:
        states = {one.key: one.state for one in ledger.dispatches(place.name)} if ledger else {}
        composed = _composed(box, ledger.composed(place.name) if ledger else "", bool(states))
        letters = Letters(material, place, mailing, built, composed)
        with box.rehearsing() as draft:
            parcels = []
            for number, recipient in enumerate(everyone, start=1):
                earlier = ledger.sent_before(series, place.name, recipient.key) if ledger else None
                parcels.append(letters.parcel(draft, recipient, earlier))
                watch(number, len(everyone))
            manifest, listed = files.sha256(place / output.MANIFEST), _list_sum(wanted.input)
            plan = draft.finish(Plan(place.name, manifest, series, composed, listed, tuple(parcels)))
    keys = {recipient.key for recipient in _chosen_from(everyone, wanted.only)}
    return Rehearsal(
        plan=plan,
        folder=box.folder / "letters",
        chosen=tuple(parcel for parcel in plan.parcels if parcel.recipient.key in keys),
        states=states,
        obstacles=tuple(_obstacles(wanted, built)),
    )


def confirm(
    wanted: Wanted,
    number: str,
    *,
    wait: timedelta = timedelta(),
    progress: Callable[[sending.Progress], None] = lambda _: None,
) -> tuple[sending.Summary, Standing]:
    """Send what was rehearsed under this number, to everyone who has not got it yet; what came of it for them all.

    Raises `GeneratorError`, with nothing sent, for another number, for anything that has changed since the
    rehearsal, for a draft, for files that differ from the page, and while another mailing is going.
    """
    mailing = settings.load(wanted.input)
    place, built = _published(wanted)
    plan = Outbox(wanted.output, place.name).plan()
    if _digits(number) != _digits(plan.number):
        raise GeneratorError(
            f"Номер репетиции «{text_file.shortened(number)}» не подходит к этому выпуску и этим письмам. Проведите "
            "репетицию (digest send), посмотрите письма и повторите команду с её номером."
        )
    _unchanged(wanted, plan, place)
    if obstacles := list(_obstacles(wanted, built)):
        raise GeneratorError("Ничего не отправлено. " + " ".join(obstacles))
    chosen = _chosen_from([parcel.recipient for parcel in plan.parcels], wanted.only)
    transports = {
        name: partial(TRANSPORTS[name], channels.of(name, mailing, wanted.output))
        for name in {parcel.recipient.channel for parcel in plan.parcels}
    }
    with Ledger(wanted.input / journal.LEDGER, wanted.output / journal.WITNESS) as ledger:
        edition = Edition(plan.edition, plan.manifest, plan.series, plan.number, plan.composed)
        summary = sending.send(
            ledger,
            plan.edition,
            transports,
            paces={"smtp": channels.pace(mailing)},
            wait=wait,
            only={recipient.key for recipient in chosen} if wanted.only else None,
            plan=partial(ledger.plan, edition, plan.parcels),
            progress=progress,
        )
        return summary, journal.status(ledger, wanted.output, plan.edition, _keys(ledger, plan.edition, wanted.only))


def sample(wanted: Wanted, to: str) -> Reply:
    """Send one letter on trial: that of the first recipient whom `only` means, to this address and no other.

    Raises `GeneratorError` when it cannot be sent, with what the server said, and `Unavailable` when the server is
    away or does not let us in.
    """
    mailing = settings.load(wanted.input)
    place, built = _published(wanted)
    material = _material(wanted, built)
    try:
        trial = address(to)
    except Wrong as wrong:
        raise GeneratorError(f"Адрес «{text_file.shortened(to)}»: {wrong}.") from wrong
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    first = _chosen_from(_list(wanted, material, built, mailing), wanted.only)[0]
    with _known(wanted) as ledger:
        earlier = ledger.sent_before(_series(built), place.name, first.key) if ledger else None
    recipient = replace(first, email=trial, channel="smtp")
    frozen = Letters(material, place, mailing, built, now).sample(recipient, f"{trial} {now}", earlier)
    with TemporaryDirectory() as folder:
        letter = Path(folder) / "letter.eml"
        letter.write_bytes(frozen.data)
        parcel = Parcel(recipient, frozen.id, letter, sha256(frozen.data).hexdigest(), len(frozen.data), ())
        try:
            with TRANSPORTS["smtp"](channels.server(mailing), [parcel]) as transport:
                return transport.deliver(parcel, lambda: None)
        except (Deferred, Refused, InDoubt) as error:
            said: Reply = error.args[0]
            if isinstance(error, InDoubt):
                told = f"Неизвестно, отправлена ли проба: {said.text}. Посмотрите, пришла ли она."
            elif said.code:
                told = f"Проба не отправлена. Сервер ответил: {said.code} {said.text}"
            else:
                told = f"Проба не отправлена: {said.text}. Повторите команду."
            raise GeneratorError(told) from error


def listed(wanted: Wanted) -> tuple[Recipient, ...]:
    """The list of recipients, checked whole; raises `GeneratorError` as `rehearse` does."""
    _, built = _published(wanted)
    return _list(wanted, _material(wanted, built), built, settings.load(wanted.input))


def settle(wanted: Wanted, policy: Policy) -> int:
    """Do what a person says of letters of the published edition that nobody can know of; how many there were."""
    with _deciding(wanted) as (ledger, edition, keys):
        return ledger.settle(edition, policy, keys)


def again(wanted: Wanted) -> int:
    """Queue letters of the published edition that were refused, since the cause is gone; how many there were."""
    with _deciding(wanted) as (ledger, edition, keys):
        return ledger.again(edition, keys)


def forget(wanted: Wanted, age: timedelta) -> Forgotten:
    """Erase names, addresses and letters of mailings that nothing has happened to for so long, and old rehearsals."""
    with _known(wanted) as ledger:
        return purge(ledger, wanted.output, age)


@contextmanager
def _deciding(wanted: Wanted) -> Iterator[tuple[Ledger, str, set[str] | None]]:
    """The ledger while nobody sends, the published edition, and whom `only` means."""
    place, _ = _published(wanted)
    with journal.opened(wanted.input, wanted.output) as ledger, ledger.sending():
        ledger.recover()
        yield ledger, place.name, _keys(ledger, place.name, wanted.only)


def _material(wanted: Wanted, built: Mapping[str, Any]) -> reading.Material:
    """What the published digest was made from."""
    material = reading.read(wanted.input, (built.get("options") or {}).get("year"))
    part = narrowing.part(built)
    return narrowing.narrowed(material, part) if part else material


def _list(
    wanted: Wanted, material: reading.Material, built: Mapping[str, Any], mailing: settings.Mailing
) -> tuple[Recipient, ...]:
    return recipients.read(
        wanted.input,
        municipalities.read(wanted.input / "municipalities.yaml"),  # those outside a digest of one region, too
        {report.municipality.id for report in material.reports},
        formats=[kind for kind in FORMATS if f"digest.{kind}" in built["files"]],
        usual=mailing.formats,
        channels=TRANSPORTS,
    )


def _published(wanted: Wanted) -> tuple[Path, dict[str, Any]]:
    """Where the published set lies, and its manifest."""
    built = output.manifest(wanted.output)
    if "digest" not in built:
        raise GeneratorError("Дайджест собран прежней версией программы. Соберите его заново: digest build.")
    return output.published(wanted.output), built


def _series(built: Mapping[str, Any]) -> str:
    """What a corrected edition has in common with the one before: the years, and the part of the whole if it is one."""
    part = narrowing.part(built)
    return ", ".join([*map(str, built["digest"]["years"]), *((part.name,) if part else ())])


@contextmanager
def _known(wanted: Wanted) -> Iterator[Ledger | None]:
    """The ledger of the input folder; none before the first mailing."""
    if not text_file.present(wanted.input / journal.LEDGER):
        yield None
        return
    with journal.opened(wanted.input, wanted.output) as ledger:
        yield ledger


def _composed(box: Outbox, kept: str, begun: bool) -> str:
    """The date of the letters: what the ledger has kept, that of a rehearsal that was begun or is fresh, or now."""
    if kept:
        return kept
    now = datetime.now().astimezone()
    with suppress(GeneratorError):  # there was no rehearsal, or its plan is damaged and is made anew
        before = box.plan().composed
        if begun or timedelta() <= now - datetime.fromisoformat(before) < FRESH:
            return before
    return now.isoformat(timespec="seconds")


def _obstacles(wanted: Wanted, built: Mapping[str, Any]) -> Iterator[str]:
    """Why the published digest may not be sent."""
    if built["digest"]["draft"] and not wanted.draft:
        yield (
            "Дайджест помечен «ЧЕРНОВИК»: не всё в записях проверено, или в них есть ошибки. Исправьте и подтвердите "
            "записи или, если черновик и надо разослать, добавьте --draft."
        )
    if changed_files := output.verify(wanted.output):
        yield f"Файлы не те, что собраны: {'; '.join(changed_files)}. Соберите дайджест заново: digest build."
        return
    verdict = pipeline.verify(pipeline.Options(input=wanted.input, output=wanted.output))
    if verdict.notes:
        yield f"Файлы не те, что собраны: {'; '.join(verdict.notes)}. Соберите дайджест заново: digest build."
    if verdict.differences:
        yield (
            f"Сверка нашла расхождений: {len(verdict.differences)}. Посмотрите их (digest verify) и соберите дайджест "
            "заново."
        )


def _unchanged(wanted: Wanted, plan: Plan, place: Path) -> None:
    """Raise `GeneratorError` when anything is not as it was rehearsed."""
    wrong = changed(plan)
    if files.sha256(place / output.MANIFEST) != plan.manifest:
        wrong.append("дайджест собран заново")
    if _list_sum(wanted.input) != plan.recipients:
        wrong.append("список получателей другой")
    if wrong:
        raise GeneratorError(
            f"После репетиции изменилось: {listing(wrong)}. Ничего не отправлено. Проведите её заново: digest send."
        )


def _chosen_from(everyone: Collection[Recipient], only: str) -> list[Recipient]:
    """Those whom `--only` means: a group or an address; everyone without it."""
    if not only:
        return list(everyone)
    wanted = {" ".join(only.split()).casefold()}
    with suppress(Wrong):
        wanted.add(address(only).casefold())  # as the list is read: a domain in Cyrillic, too
    found = [one for one in everyone if wanted & {one.key, *(group.casefold() for group in one.groups)}]
    if not found:
        known = [*dict.fromkeys(group for one in everyone for group in one.groups), *(one.key for one in everyone)]
        near = nearest(only, known)
        raise GeneratorError(
            f"Ни группы, ни адреса «{text_file.shortened(only)}» в списке получателей нет. "
            + (f"Возможно, «{near}»." if near else "Проверьте --only.")
        )
    return found


def _keys(ledger: Ledger, edition: str, only: str) -> set[str] | None:
    """The keys of those of an edition whom `--only` means; None for everyone."""
    if not only:
        return None
    return {one.key for one in _chosen_from([one.parcel.recipient for one in ledger.dispatches(edition)], only)}


def _list_sum(folder: Path) -> str:
    return files.sha256(recipients.path_of(folder))


def _digits(number: str) -> str:
    return "".join(sign for sign in number if sign.isdigit())
