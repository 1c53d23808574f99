"""The commands of signing and mailing: thin, in Russian; what they do is in `signing` and `distribution`."""

import argparse
import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from generator.cli.arguments import (
    DONE,
    INCOMPLETE,
    INPUT,
    OUTPUT,
    TEMPFAIL,
    UNUSABLE,
    Parser,
    add_input,
    add_output,
    whole,
)
from generator.errors import GeneratorError

if TYPE_CHECKING:  # `--help` must not wait for what the commands need
    from generator.signing.settings import Signing


def add(commands: "argparse._SubParsersAction[Parser]") -> None:
    """Add `sign`, `send`, `recipients`, `bounces` and `status` to the commands."""
    sign = commands.add_parser(
        "sign",
        help="подписать готовый дайджест",
        description="Подписать готовые файлы электронной подписью: чем — сказано в разделе [signing] mailing.toml.",
    )
    _folders(sign)
    sign.add_argument("--remove", action="store_true", help="снять подписи: вернуть файлы, какими они собраны")
    sign.set_defaults(run=_sign)

    people = commands.add_parser(
        "recipients",
        help="проверить список получателей",
        description="Проверить список получателей целиком или сделать пустой, чтобы заполнить в Excel.",
    )
    people.add_argument("--form", type=Path, metavar="ФАЙЛ.csv", help="сделать пустой список для заполнения")
    _folders(people)
    people.set_defaults(run=_recipients)

    send = commands.add_parser(
        "send",
        help="разослать дайджест",
        description="Разослать готовый дайджест. Без --confirm — репетиция: письма составлены, ничего не отправлено.",
    )
    modes = send.add_mutually_exclusive_group()
    modes.add_argument("--confirm", metavar="НОМЕР", help="отправить то, что показала репетиция с этим номером")
    modes.add_argument("--test-to", metavar="АДРЕС", help="отправить одно письмо на пробу, себе")
    modes.add_argument(
        "--settle",
        choices=("resend", "assume-sent"),
        help="что делать с письмами, о которых неизвестно, дошли ли они: отправить ещё раз или считать отправленными",
    )
    modes.add_argument(
        "--again",
        action="store_true",
        help="поставить в очередь письма, которых сервер не принял: причина устранена; с --only — и вернувшиеся",
    )
    modes.add_argument(
        "--forget",
        type=whole(1, 36_500),
        metavar="ДНЕЙ",
        help="стереть имена, адреса и письма рассылок и репетиций, неизменных столько дней; итоги останутся",
    )
    send.add_argument("--only", default="", metavar="КТО", help="только эта группа или этот адрес")
    send.add_argument("--draft", action="store_true", help="разослать дайджест с пометкой «ЧЕРНОВИК»")
    send.add_argument(
        "--wait",
        type=whole(0, 3 * 24 * 60),
        default=0,
        metavar="МИНУТ",
        help="сколько ждать, если сервер просит повторить позже (0)",
    )
    _folders(send)
    send.set_defaults(run=_send)

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
    add_input(status)
    add_output(status, name="--digest")
    status.set_defaults(run=_status)


def _folders(parser: argparse.ArgumentParser) -> None:
    add_input(parser)
    add_output(parser)


def _recipients(options: argparse.Namespace) -> int:
    from generator import formatting, mailing
    from generator.distribution import recipients

    if options.form:
        recipients.template(options.form)
        print(f"Список для заполнения: {options.form}")
        return DONE
    everyone = mailing.listed(mailing.Wanted(options.input, options.output))
    print(f"Список в порядке: {formatting.count(len(everyone), 'получатель', 'получателя', 'получателей')}.")
    return DONE


def _send(options: argparse.Namespace) -> int:
    from datetime import timedelta

    from generator import mailing
    from generator.cli import mailing_summary, progress
    from generator.distribution.dispatches import Policy
    from generator.distribution.parcels import Unavailable

    wanted = mailing.Wanted(options.input, options.output, options.only, options.draft)
    if options.settle:
        settled = mailing.settle(wanted, Policy(options.settle))
        print(mailing_summary.of_settled(settled, Policy(options.settle)), end="")
        return DONE
    if options.forget:
        print(mailing_summary.of_forgotten(mailing.forget(wanted, timedelta(days=options.forget))), end="")
        return DONE
    if options.again:
        print(mailing_summary.of_again(mailing.again(wanted)), end="")
        return DONE
    if options.test_to:
        try:
            reply = mailing.sample(wanted, options.test_to)
        except Unavailable as error:
            print(f"Ошибка. Проба не отправлена. {error}", file=sys.stderr)
            return TEMPFAIL
        print(mailing_summary.of_sample(reply, options.test_to), end="")
        return DONE
    if options.confirm is None:
        with progress.letters("Письма") as watch:
            rehearsal = mailing.rehearse(wanted, watch)
        command = _confirming(options, rehearsal.plan.number)
        print(mailing_summary.of_rehearsal(rehearsal, command), end="")
        return DONE if not rehearsal.obstacles else UNUSABLE
    with progress.letters("Отправка") as watch:
        wait = timedelta(minutes=options.wait)
        summary, standing = mailing.confirm(
            wanted, options.confirm, wait=wait, progress=lambda step: watch(step.done, step.total)
        )
    print(mailing_summary.of_run(summary, standing, narrowed=bool(options.only)), end="")
    if summary.trouble:
        return TEMPFAIL
    return INCOMPLETE if standing.missed else DONE


def _confirming(options: argparse.Namespace, number: str) -> str:
    """The command that sends what a rehearsal with these options has shown, as the shell here takes it."""
    words = ["digest", "send", "--confirm", number]
    words += ["--only", options.only] if options.only else []
    words += ["--draft"] if options.draft else []
    words += ["--wait", str(options.wait)] if options.wait else []
    words += ["--input", str(options.input)] if options.input != INPUT else []
    words += ["--output", str(options.output)] if options.output != OUTPUT else []
    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)


def _sign(options: argparse.Namespace) -> int:
    from generator.signing import editions

    if options.remove:
        notes = editions.unsign(options.output)
        print("".join(f"{note}\n" for note in notes) + "Подписи сняты: файлы такие, какими собраны.")
        return DONE
    signed = editions.sign(options.output, _signing(options.input), lambda file: print(f"Подпись: {file}", flush=True))
    for note in signed.notes:
        print(f"Внимание. {note}")
    for signer in dict.fromkeys(signature.signer for signature in signed.signatures if signature.signer):
        print(f"Подписано: {signer}.")
    print(f"Готово: {', '.join(str(options.output / one.signature) for one in signed.signatures)}")
    return DONE


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
    return INCOMPLETE if any(noted.lost for noted in done) else DONE


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
    return DONE
