"""What the command says of a mailing, in good Russian."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from generator.cli import mailing_summary
from generator.distribution.dispatches import Recovered, State
from generator.distribution.sending import Summary
from generator.distribution.standing import Delivery, Standing, local

NOON = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
NOBODY = Standing("8877aeb8c979", "ab" * 32, (), (), ())


def told(
    recovered: Recovered | None = None, due: datetime | None = None, of: Standing = NOBODY, **counts: int
) -> list[str]:
    """The lines about a run after which so many letters are in each state."""
    amounts = {State(state): amount for state, amount in counts.items()}
    summary = Summary(0, amounts, recovered or Recovered(0, 0), due)
    return mailing_summary.of_run(summary, of, narrowed=False).replace("\N{NO-BREAK SPACE}", " ").splitlines()


@pytest.mark.parametrize(
    ("queued", "uncertain", "said"),
    [
        (1, 0, "1 письмо не было отправлено."),
        (2, 0, "2 письма не были отправлены."),
        (5, 0, "5 писем не было отправлено."),
        (0, 1, "О 1 письме неизвестно, дошло ли оно."),
        (0, 2, "О 2 письмах неизвестно, дошли ли они."),
        (0, 21, "О 21 письме неизвестно, дошли ли они."),
        (1, 5, "1 письмо не было отправлено. О 5 письмах неизвестно, дошли ли они."),
    ],
)
def test_what_a_killed_run_has_left_is_told_and_nothing_of_what_is_not_there(queued, uncertain, said):
    assert told(Recovered(queued, uncertain))[0] == f"Прошлая рассылка была прервана. {said}"


def test_of_many_who_have_not_got_it_the_rest_is_counted():
    many = [Delivery("", "", f"{n}@a.ru", "smtp", State.REFUSED, NOON, 1, "550 no", "", "", ()) for n in range(43)]

    lines = told(of=replace(NOBODY, deliveries=tuple(many)))

    assert lines[39:41] == ["  39@a.ru: не принято — 550 no", "  … и ещё 3: digest status"]
    assert "… и ещё" not in "".join(told(of=replace(NOBODY, deliveries=tuple(many[:40]))))


def test_of_a_run_that_nobody_killed_nothing_is_told():
    assert not [line for line in told() if "прервана" in line]


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({"deferred": 2}, f"Остальные уйдут, когда вы повторите ту же команду, но не раньше {local(NOON)}."),
        ({"deferred": 2, "queued": 1}, "Остальные уйдут, когда вы повторите ту же команду."),
    ],
)
def test_when_the_same_command_finds_something_to_do_is_said_where_all_is_put_off(counts, said):
    assert told(due=NOON, **counts)[-1] == said
