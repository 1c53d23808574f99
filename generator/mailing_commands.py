"""The commands of signing and mailing: thin, in Russian; what they do is in `signing` and `distribution`."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from generator.arguments import Parser
from generator.errors import GeneratorError

if TYPE_CHECKING:  # `--help` must not wait for what the commands need
    from generator.signing.settings import Signing


def add(commands: "argparse._SubParsersAction[Parser]") -> None:
    """Add `sign` to the commands."""
    sign = commands.add_parser(
        "sign",
        help="подписать готовый дайджест",
        description="Подписать готовые файлы электронной подписью: чем — сказано в разделе [signing] mailing.toml.",
    )
    _folders(sign)
    sign.add_argument("--remove", action="store_true", help="снять подписи: вернуть файлы, какими они собраны")
    sign.set_defaults(run=_sign)


def _folders(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--input", type=Path, default=Path("input"), metavar="ПАПКА", help="папка с записями и настройками (input)"
    )
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
