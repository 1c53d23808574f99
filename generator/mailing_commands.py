"""The commands of signing and mailing: thin, in Russian; what they do is in `signing` and `distribution`."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from generator.arguments import Parser
from generator.errors import GeneratorError

if TYPE_CHECKING:  # `--help` must not wait for what the commands need
    from generator.signing.settings import Signing


def add(commands: "argparse._SubParsersAction[Parser]") -> None:
    """Add `sign`, `bounces` and `status` to the commands."""
    sign = commands.add_parser(
        "sign",
        help="подписать готовый дайджест",
        description="Подписать готовые файлы электронной подписью: чем — сказано в разделе [signing] mailing.toml.",
    )
    _folders(sign)
    sign.add_argument("--remove", action="store_true", help="снять подписи: вернуть файлы, какими они собраны")
    sign.set_defaults(run=_sign)

    bounces = commands.add_parser(
        "bounces",
        help="отметить возвращённые письма",
        description="Прочитать уведомления о доставке и отметить в журнале рассылки письма, которые вернулись.",
    )
    bounces.add_argument(
        "files", nargs="+", type=Path, metavar="ФАЙЛ", help="уведомления из почты: файлы .eml или ящик mbox"
    )
    _folders(bounces)
    bounces.set_defaults(run=_bounces)

    status = commands.add_parser(
        "status",
        help="показать, кто получил дайджест",
        description="Показать, кто получил дайджест, когда и как, а кто нет и почему.",
    )
    status.add_argument("--edition", default="", metavar="ВЫПУСК", help="номер выпуска; без параметра — последний")
    status.add_argument("--csv", type=Path, metavar="ФАЙЛ.csv", help="записать таблицей для Excel")
    status.add_argument("--output", type=Path, metavar="ФАЙЛ", help="записать документом в дело: .docx или .pdf")
    status.add_argument("--theme", default="", metavar="ТЕМА", help="тема оформления документа: имя или папка")
    _input(status)
    status.add_argument(
        "--digest", type=Path, default=Path("output"), metavar="ПАПКА", help="где лежат готовые файлы (output)"
    )
    status.set_defaults(run=_status)


def _input(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--input", type=Path, default=Path("input"), metavar="ПАПКА", help="папка с записями и настройками (input)"
    )


def _folders(parser: argparse.ArgumentParser) -> None:
    _input(parser)
    parser.add_argument(
        "--output", type=Path, default=Path("output"), metavar="ПАПКА", help="где лежат готовые файлы (output)"
    )


def _sign(options: argparse.Namespace) -> int:
    from generator.signing import editions

    if options.remove:
        notes = editions.unsign(options.output)
        print("".join(f"{note}\n" for note in notes) + "Подписи сняты: файлы такие, какими собраны.")
        return 0
    signed = editions.sign(options.output, _signing(options.input), lambda file: print(f"Подпись: {file}", flush=True))
    for note in signed.notes:
        print(f"Внимание. {note}")
    for signer in dict.fromkeys(signature.signer for signature in signed.signatures if signature.signer):
        print(f"Подписано: {signer}.")
    print(f"Готово: {', '.join(str(options.output / one.signature) for one in signed.signatures)}")
    return 0


def _signing(folder: Path) -> "Signing":
    from generator.signing import settings

    if (chosen := settings.load(folder)) is None:
        raise GeneratorError(
            f"Чем подписывать, не сказано. Впишите раздел [{settings.SECTION}] в {folder / settings.FILE}."
        )
    return chosen


def _bounces(options: argparse.Namespace) -> int:
    from generator import formatting
    from generator.mailing import journal

    done = []
    with journal.opened(options.input, options.output) as ledger:
        for noted in journal.mark(ledger, options.files):
            print(f"{noted.place}: {noted.text}." if noted.place else noted.text, flush=True)
            done.append(noted)
    print(f"Отмечено: {formatting.count(sum(noted.marked for noted in done), 'письмо', 'письма', 'писем')}.")
    return 3 if any(noted.lost for noted in done) else 0


def _status(options: argparse.Namespace) -> int:
    from generator.distribution.standing import table
    from generator.mailing import journal

    with journal.opened(options.input) as ledger:
        found = journal.status(ledger, options.digest, options.edition)
    if options.csv or options.output:
        from generator import settings
        from generator.mailing import evidence
        from generator.theme import Theme

        if options.csv:
            evidence.write_csv(options.csv, found)
        if options.output:
            chosen = settings.load(options.input)
            evidence.write(options.output, found, chosen, Theme.load(options.theme or chosen.theme))
        print(f"{found.totals}.")
        print(f"Записано: {', '.join(str(path) for path in (options.csv, options.output) if path)}")
    else:
        print(table(found), end="")
    return 0
