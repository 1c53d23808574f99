"""What the command says of a mailing: the letters of a rehearsal with the first one whole, and the end of a run."""

import email
import email.policy
from pathlib import Path
from typing import TYPE_CHECKING

from generator.distribution.addresses import shown
from generator.distribution.dispatches import Policy, State
from generator.distribution.flowed import unflow
from generator.distribution.parcels import Parcel, Reply
from generator.distribution.standing import CHANNELS, REACHED, cut, local, stands
from generator.formatting import count, megabytes, plural

if TYPE_CHECKING:  # whoever only sends does without the templates
    from generator.distribution.dispatches import Recovered
    from generator.distribution.purging import Forgotten
    from generator.distribution.sending import Summary
    from generator.distribution.standing import Standing
    from generator.mailing import Rehearsal

SHOWN = 40  # recipients that the terminal lists; the outbox and `digest status` have all
RULE = "─" * 72
HEAD = {"From": "От", "To": "Кому", "Reply-To": "Ответ", "Subject": "Тема"}


def of_rehearsal(rehearsal: "Rehearsal", command: str) -> str:
    """Everyone who would get a letter, the first letter whole, and the command that sends to them."""
    chosen = rehearsal.chosen
    lines = ["Репетиция: никому ничего не отправлено.", ""]
    lines += _listed(rehearsal)
    if chosen:
        lines += ["", "Первое письмо целиком:", RULE, *_whole(chosen[0]), RULE]
    got = sum(1 for parcel in chosen if rehearsal.states.get(parcel.recipient.key) in REACHED)
    told = [f"Писем: {len(chosen)}", megabytes(sum(map(_weight, chosen)))]
    told += [f"уже отправлено: {got}"] if got else []
    lines += ["", f"{', '.join(told)}. Все лежат в {rehearsal.folder}: их открывает почтовая программа."]
    if rehearsal.obstacles:
        lines += [f"Отправлять нельзя. {obstacle}" for obstacle in rehearsal.obstacles]
    elif got < len(chosen):
        lines.append(f"Номер репетиции: {rehearsal.plan.number}. Отправить: {command}")
    else:
        whose = "все" if len(chosen) == len(rehearsal.plan.parcels) else "выбранные"
        lines.append(f"Отправлять нечего: {whose} уже получили этот выпуск.")
    return "".join(f"{line}\n" for line in lines)


def of_run(summary: "Summary", standing: "Standing", *, narrowed: bool) -> str:
    """How the run ended, and who of those it was for has not got the digest, with what the other side said."""
    lines = [f"Внимание. {summary.trouble}"] if summary.trouble else []
    lines += _of_killed(summary.recovered)
    missed = [one for one in standing.missed if one.state not in (State.QUEUED, State.CLAIMED)]
    for one in missed[:SHOWN]:
        lines.append(f"  {one.email or one.whom}: {one.stands}{f' — {one.why}' if one.why else ''}")
    if len(missed) > SHOWN:
        lines.append(f"  … и ещё {len(missed) - SHOWN}: digest status")
    # A draft or a file in a folder is not sent.
    done = "Отправлено" if all(one.channel == "smtp" for one in standing.deliveries) else "Готово"
    lines.append(f"{done}: {summary.sent}. {'По --only всего' if narrowed else 'Всего'} {standing.totals}.")
    if summary.stopped:
        lines.append("Остановлено по вашей команде после письма, которое уже передавалось.")
    if summary.uncertain:
        lines.append(
            "О письмах «неизвестно» решаете вы: спросите получателя, затем digest send --settle resend (отправить ещё "
            "раз) или digest send --settle assume-sent (считать отправленными)."
        )
    if summary.left:
        lines.append(f"Остальные уйдут, когда вы повторите ту же команду{_not_before(summary)}.")
    if summary.outside:
        letters = count(summary.outside, "письмо", "письма", "писем")
        lines.append(f"Не выбраны параметром --only и ждут отправки: {letters}. Они уйдут по той же команде без него.")
    return "".join(f"{line}\n" for line in lines)


def _of_killed(recovered: "Recovered") -> list[str]:
    """What a killed run has left."""
    queued, uncertain = recovered.queued, recovered.uncertain
    told = []
    if queued:
        letters = count(queued, "письмо", "письма", "писем")
        told.append(f"{letters} не {plural(queued, 'было отправлено', 'были отправлены', 'было отправлено')}.")
    if uncertain:
        letters = count(uncertain, "письме", "письмах", "письмах")
        told.append(f"О {letters} неизвестно, {'дошло ли оно' if uncertain == 1 else 'дошли ли они'}.")
    return [" ".join(("Прошлая рассылка была прервана.", *told))] if told else []


def _not_before(summary: "Summary") -> str:
    """When the same command finds something to do, where all that waits was put off by a server."""
    if summary.next_due is None or summary.counts.get(State.QUEUED):
        return ""
    return f", но не раньше {local(summary.next_due)}"


def of_settled(settled: int, policy: Policy) -> str:
    """What has become of letters that nobody could know of."""
    letters = count(settled, "письмо", "письма", "писем")
    if not settled:
        return "У собранного сейчас выпуска нет писем, о которых неизвестно, дошли ли они.\n"
    if policy is Policy.RESEND:
        return f"Будет отправлено ещё раз: {letters}. Повторите digest send --confirm с номером репетиции.\n"
    return f"Считается отправленным: {letters}.\n"


def of_forgotten(forgotten: "Forgotten") -> str:
    """How many mailings have lost their addresses, and how many rehearsals their letters."""
    lines = []
    if forgotten.editions:
        told = count(forgotten.editions, "выпуск", "выпуска", "выпусков")
        lines.append(f"Стёрты имена, адреса и письма: {told}. Итоги остались в журнале.")
    if forgotten.rehearsals:
        lines.append(f"Стёрты репетиции, по которым ничего не отправлено: {forgotten.rehearsals}.")
    return "".join(f"{line}\n" for line in lines) or "Стирать нечего: таких рассылок и репетиций нет.\n"


def of_again(queued: int) -> str:
    """How many refused or returned letters go once more."""
    if not queued:
        return (
            "У собранного сейчас выпуска нет писем, которых сервер не принял. "
            "Вернувшееся письмо вернёт в очередь digest send --again --only АДРЕС.\n"
        )
    letters = count(queued, "письмо", "письма", "писем")
    return f"Снова в очереди: {letters}. Повторите digest send --confirm с номером репетиции.\n"


def of_sample(reply: Reply, address: str) -> str:
    """What the server said to a letter sent on trial."""
    return f"Проба отправлена на {address}. Ответ сервера: {reply.code} {reply.text}\n"


def _listed(rehearsal: "Rehearsal") -> list[str]:
    rows = [
        (
            f"{place}.",
            cut(parcel.recipient.called),
            shown(parcel.recipient.email) or CHANNELS[parcel.recipient.channel],
            ", ".join(dict.fromkeys(Path(each.name).suffix[1:] for each in parcel.enclosures)),
            megabytes(_weight(parcel)),
            stands(rehearsal.states[key], parcel.recipient.channel) if key in rehearsal.states else "",
        )
        for place, parcel in enumerate(rehearsal.chosen[:SHOWN], start=1)
        for key in [parcel.recipient.key]
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(6)] if rows else []
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    more = len(rehearsal.chosen) - SHOWN
    return [*lines, f"… и ещё {more}"] if more > 0 else lines


def _weight(parcel: Parcel) -> int:
    """Bytes of what goes: files are in a letter, or lie beside its text."""
    return max(parcel.size, sum(each.size for each in parcel.enclosures))


def _whole(parcel: Parcel) -> list[str]:
    """A frozen letter as its reader sees it: the head, the plain text, the attachments."""
    data = parcel.letter.read_bytes()
    if not parcel.recipient.email:
        return data.decode().splitlines()
    message = email.message_from_bytes(data, policy=email.policy.default)
    lines = [f"{word}: {' '.join(str(message[name]).split())}" for name, word in HEAD.items() if message[name]]
    lines += [f"Дата: {local(message['Date'].datetime)}"]
    body = message.get_body(("plain",))
    lines += ["", *unflow(body.get_content().replace("\r\n", "\n")).rstrip("\n").split("\n")] if body else []
    attached = list(message.iter_attachments())
    return [*lines, "", *(f"Вложение: {part.get_filename()}" for part in attached)] if attached else lines
