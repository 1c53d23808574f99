"""A recipient's letter: the words of the theme's templates and the files of the edition, frozen as bytes."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from generator import bounds, files, making, narrowing, reading
from generator.distribution import message
from generator.distribution.addresses import Mailbox
from generator.distribution.message import Attachment, Frozen, Sender
from generator.distribution.names import safe
from generator.distribution.outbox import Draft
from generator.distribution.parcels import Enclosure, Parcel, Recipient
from generator.distribution.recipients import MAILED
from generator.errors import GeneratorError
from generator.formatting import listing
from generator.mailing.settings import Mailing
from generator.rendering import letters
from generator.settings import FORMATS
from generator.signing import detached
from generator.theme import Theme

SUMMARY = "municipality"  # the kind of document that is about one municipality


class Letters:
    """Writes the letters of one edition. What all of them share is made once."""

    def __init__(
        self, material: reading.Material, place: Path, mailing: Mailing, built: Mapping[str, Any], composed: str
    ) -> None:
        """`place` is where the published set lies, `built` its manifest, `composed` the date of letters, ISO 8601."""
        if mailing.sender is None:
            raise GeneratorError('От кого письма, не сказано. Впишите в mailing.toml: from = "Имя <адрес>".')
        self._place, self._mailing, self._files = place, mailing, tuple(built["files"])
        self._part = narrowing.part(built)
        self._years = listing([str(year) for year in built["digest"]["years"]])
        self._units = {unit.id: unit for unit in material.municipalities.values()}
        self._theme = theme = Theme.load((built.get("options") or {}).get("theme") or material.settings.theme)
        self._words = letters.Letters(making.consolidated(material), material.settings, theme)
        self._answer = (mailing.reply_to or mailing.sender).address
        self._sender = Sender(
            edition=place.name,
            mailbox=mailing.sender,
            composed=datetime.fromisoformat(composed),
            reply_to=mailing.reply_to,
            unsubscribe=mailing.unsubscribe,
            receipt=mailing.receipt,
        )
        self._attached: dict[Path, Attachment] = {}

    def parcel(self, draft: Draft, recipient: Recipient, earlier: datetime | None) -> Parcel:
        """Freeze what one recipient gets; `earlier` is when they were sent an edition that this one corrects.

        Raises `GeneratorError` for a letter that is too large, or that may not be a message.
        """
        enclosed = {source: draft.enclose(source, self._shown(source.name)) for source in self._sources(recipient)}
        if recipient.email:
            frozen = self.frozen(recipient, enclosed, recipient.key, earlier)
            return draft.letter(recipient, frozen.id, frozen.data, enclosed.values())
        words = self._said(recipient, enclosed.values(), earlier)
        id_ = message.message_id(self._sender, recipient.key)
        return draft.letter(recipient, id_, words.plain.encode(), enclosed.values())

    def sample(self, recipient: Recipient, key: str, earlier: datetime | None) -> Frozen:
        """The letter that a recipient would get, without keeping it; `key` makes its Message-ID one of its own."""
        enclosed = {}
        for source in self._sources(recipient):
            shown, size = self._shown(source.name), source.stat().st_size
            enclosed[source] = Enclosure(source, shown, files.sha256(source), size)
        return self.frozen(recipient, enclosed, key, earlier)

    def frozen(
        self, recipient: Recipient, enclosed: Mapping[Path, Enclosure], key: str, earlier: datetime | None
    ) -> Frozen:
        """The message to one recipient; channels that lay files down have them beside it, not in it."""
        words = self._said(recipient, enclosed.values(), earlier)
        inside = enclosed.items() if recipient.channel in MAILED else ()
        made = message.freeze(
            self._sender,
            Mailbox(recipient.name, recipient.email),
            key,
            words.subject,
            words.plain,
            words.html,
            [self._attachment(source, each) for source, each in inside],
        )
        if recipient.channel == "smtp":
            limit = self._mailing.size_limit * 10**6
            message.check_size(len(made.data), limit, self._mailing.host, recipient.place)
        return made

    def _said(self, recipient: Recipient, enclosed: Iterable[Enclosure], earlier: datetime | None) -> letters.Words:
        with bounds.bounded(self._theme.name, 1):
            return self._words.words(self._letter(recipient, enclosed, earlier), recipient.municipality)

    def _sources(self, recipient: Recipient) -> list[Path]:
        return [self._place / name for name in self._named(recipient)]

    def _letter(self, recipient: Recipient, enclosed: Iterable[Enclosure], earlier: datetime | None) -> letters.Letter:
        return letters.Letter(
            salutation=recipient.salutation,
            name=recipient.name,
            post=recipient.post,
            files=tuple(letters.Enclosed(each.name, each.size, each.sha256) for each in enclosed),
            corrected=earlier.astimezone().date().isoformat() if earlier else "",
            answer=self._answer,
        )

    def _named(self, recipient: Recipient) -> Iterator[str]:
        """Files of the edition that a recipient gets, each with its signature where there is one."""
        pages = ["digest"]
        if self._mailing.summary and recipient.municipality:
            pages.append(f"{SUMMARY}-{recipient.municipality}")
        for page in pages:
            for kind in recipient.formats:
                name = f"{page}.{kind}"
                if name in self._files:
                    yield name
                    if name + detached.ENDING in self._files:
                        yield name + detached.ENDING
                elif page == "digest":
                    raise GeneratorError(
                        f"{recipient.place}: файла {name} в выпуске нет. Соберите его: digest build --format {kind}."
                    )
        own = [name for name in self._files if len(pages) > 1 and name.startswith(f"{pages[1]}.")]
        if own and not any(name.endswith(f".{kind}") for name in own for kind in recipient.formats):
            kinds = " или ".join(sorted({name.rpartition(".")[2] for name in own} & set(FORMATS)))
            raise GeneratorError(
                f"{recipient.place}: сведений о муниципальном образовании в таком виде не бывает. Добавьте получателю "
                f"вид {kinds}."
            )
        if len(pages) > 1 and not own:
            advice = (
                "Уберите summary из mailing.toml: в выпуске одной части таких сведений не бывает."
                if self._part
                else f"Соберите дайджест с ними: digest build --document {SUMMARY}."
            )
            raise GeneratorError(
                f"{recipient.place}: сведений о муниципальном образовании «{self._called(recipient)}» в выпуске нет. "
                f"{advice}"
            )

    def _called(self, recipient: Recipient) -> str:
        unit = self._units.get(recipient.municipality)
        return unit.name if unit else recipient.municipality

    def _shown(self, name: str) -> str:
        """How the recipient sees a file: «Сводный дайджест за 2023 год.pdf», «Сведения, Артём.pdf».

        Digests of two regions do not replace one another where they are laid: «…за 2023 год, Приморский край.pdf».
        """
        page, _, ending = name.partition(".")
        if page == "digest":
            word = "год" if self._years.isdigit() else "годы"
            part = f", {self._part.title}" if self._part else ""
            return safe(f"Сводный дайджест за {self._years} {word}{part}.{ending}")
        return safe(f"Сведения, {self._units[page.removeprefix(f'{SUMMARY}-')].name}.{ending}")

    def _attachment(self, source: Path, enclosed: Enclosure) -> Attachment:
        if source not in self._attached:
            data = source.read_bytes()
            if hashlib.sha256(data).hexdigest() != enclosed.sha256:
                raise GeneratorError(f"«{source.name}» меняется во время репетиции. Повторите: digest send.")
            self._attached[source] = message.attachment(enclosed.name, data)
        return self._attached[source]
