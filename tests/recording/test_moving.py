"""A report that came again: what a person decided keeps its words, and gets the lines on which they stand now."""

import random
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.documents.document import Kind as LineKind
from generator.documents.document import Line
from generator.documents.quotes import Text
from generator.intake.draft import Draft, Figure
from generator.model import Goal, Observation, Passage, Pending, Report, Source, Status
from generator.recording.merging import Kind
from generator.recording.moving import Moves
from tests.recording.drafts import FILE, RECORD, at, draft, edit, figure, pending, read, save, text

VIDEOS = draft(figure("videos", 1, 1)).report(RECORD).observations[0]
APPROVED = "    status: approved\n    decided_by: Иванова\n"


def lines(*texts: str) -> tuple[Line, ...]:
    return tuple(map(Line, texts))


def report(*sources: Source) -> Report:
    observations = tuple(replace(VIDEOS, sources=(source,)) for source in sources)
    return replace(draft().report(RECORD), observations=observations)


def moved(now: tuple[Line, ...], *sources: Source) -> list[tuple[int, int] | None]:
    moves = Moves(report(*sources), again().report(RECORD), lambda: now)
    return [moves.source(source).lines for source in sources]


def sent(folder: Path, *texts: str) -> None:
    (folder / "reports").mkdir(exist_ok=True)
    (folder / FILE).write_text("\n".join(texts), encoding="utf-8")


def again(*figures: object, **more: object) -> Draft:
    """What intake reads in the changed report."""
    return draft(*figures, sha256="second", **more)  # type: ignore[arg-type]


def test_words_are_found_where_they_stand_now_however_they_are_wrapped() -> None:
    now = lines("Отчёт", "", "Разослано 412 пресс-", "релизов в газеты")

    assert moved(now, at(1, "Разослано 412 пресс-релизов в газеты")) == [(3, 4)]


def test_words_that_stand_on_their_lines_still_are_not_looked_for_elsewhere() -> None:
    now = lines("Снято 12 роликов о городе", "", "Снято 12 роликов о городе")

    assert moved(now, at(3, "Снято 12 роликов о городе")) == [(3, 3)]


def test_of_two_places_the_one_that_the_words_around_have_moved_to_is_meant() -> None:
    now = lines("итого 12 роликов", "", "", "", "о работе с прессой сказано", "итого 12 роликов")

    assert moved(now, at(2, "о работе с прессой сказано"), at(3, "итого 12 роликов")) == [(5, 5), (6, 6)]


def test_short_words_are_not_found_by_chance() -> None:
    now = lines("", "", "о работе с прессой сказано", "", "всего 12")

    assert moved(now, at(1, "о работе с прессой сказано"), at(2, "всего 12")) == [(3, 3), (2, 2)]
    assert moved(now, at(1, "о работе с прессой сказано"), at(3, "всего 12")) == [(3, 3), (5, 5)]


def test_a_number_is_not_found_inside_another() -> None:
    now = lines("", "112 публикаций в городской газете")

    assert moved(now, at(1, "12 публикаций в городской газете")) == [(1, 1)]
    assert Text(now).places("публикаций в городской газете", 1) == [(2, 2)]


def test_words_said_in_several_places_are_those_of_as_many() -> None:
    now = lines("", "Снято 12 роликов о городе", "о работе с прессой сказано", "Снято 12 роликов о городе")
    twice = at(1, "Снято 12 роликов о городе"), at(3, "Снято 12 роликов о городе")

    assert moved(now, *twice, at(2, "о работе с прессой сказано")) == [(2, 2), (4, 4), (3, 3)]
    assert moved(now[2:], *twice, at(2, "о работе с прессой сказано")) == [(1, 1), (2, 2), (1, 1)]


def test_words_that_stand_by_chance_where_others_of_the_same_kind_stood_go_where_all_have_moved() -> None:
    now = lines(
        "",
        "",
        "Страницы администрации",
        "ВКонтакте – 412 подписчиков",
        "Страницы главы города и думы",
        "ВКонтакте – 412 подписчиков",
    )
    before = (
        at(1, "Страницы администрации"),
        at(2, "ВКонтакте – 412 подписчиков"),
        at(3, "Страницы главы города и думы"),
    )

    assert moved(now, *before, at(4, "ВКонтакте – 412 подписчиков")) == [(3, 3), (4, 4), (5, 5), (6, 6)]


def test_lines_that_say_more_than_a_quote_stay() -> None:
    now = lines("", "Снято 12 роликов о городе", "")

    assert moved(now, at(2, "Снято 12 роликов о городе"), Source(FILE, (1, 3), "Снято 12 роликов о городе")) == [
        (2, 2),
        (1, 3),
    ]


def test_short_words_are_found_where_the_report_is_read_as_before(tmp_path: Path) -> None:
    sent(tmp_path, "9 анкет", "12 роликов")
    save(tmp_path, draft(figure("videos", 12, 1, "12 роликов"), figure("press_releases", 3, 2, "всего 3")))
    edit(tmp_path, "    quote: 12 роликов\n", f"    quote: 12 роликов\n{APPROVED}")
    edit(tmp_path, "indicator: press_releases", "indicator: briefings")

    saved = save(tmp_path, again(figure("videos", 12, 2, "12 роликов")))

    assert [change.kind for change in saved.changes] == [Kind.LOST]
    assert [o.sources[0].lines for o in read(tmp_path).observations] == [(2, 2), (2, 2)]


def test_words_that_are_gone_say_nothing_of_what_stands_on_their_line_now(tmp_path: Path) -> None:
    save(tmp_path, draft(figure("interviews", 3, 2, "дано 3 интервью"), review=(pending("7", 7, 3),)))
    edit(tmp_path, "    quote: дано 3 интервью\n", f"    quote: дано 3 интервью\n{APPROVED}")
    edit(tmp_path, "    quote: всего 7\n", "    quote: всего 7\n    status: rejected\n")
    sent(tmp_path, "", "напечатано 3 буклета", "подано 7 жалоб")

    waiting = replace(pending("7", 7, 3), source=at(3, "подано 7 жалоб"))
    saved = save(tmp_path, again(figure("infographics", 3, 2, "напечатано 3 буклета"), review=(waiting,)))

    assert [(c.section, c.kind) for c in saved.changes] == [
        ("observations", Kind.LOST),
        ("observations", Kind.NEW),
        ("review", Kind.NEW),
    ]


def test_a_figure_that_the_report_still_tells_does_not_answer_for_another_of_its_kind(tmp_path: Path) -> None:
    save(tmp_path, draft(figure("videos", 14, 1, "снято 14 роликов")))
    edit(tmp_path, "    quote: снято 14 роликов\n", f"    quote: снято 14 роликов\n{APPROVED}")
    sent(tmp_path, "и ещё 12 роликов", "снято 14 роликов")

    waiting = replace(pending("14", 14, 2), source=at(2, "снято 14 роликов"))
    saved = save(tmp_path, again(figure("videos", 12, 1, "и ещё 12 роликов"), review=(waiting,)))

    assert [(change.kind, change.now and change.now.value) for change in saved.changes] == [(Kind.NEW, 12)]
    assert read(tmp_path).review == ()
    assert {(o.value, o.status, o.sources[0].lines) for o in read(tmp_path).observations} == {
        (12, Status.DRAFT, (1, 1)),
        (14, Status.APPROVED, (2, 2)),
    }


def test_a_row_of_a_table_is_found_by_its_label_and_value() -> None:
    row = Line("Пресс-релизы\tштук\t412", LineKind.ROW, ("Пресс-релизы", "штук", "412"))

    assert moved((*lines("Отчёт", ""), row), at(1, "Пресс-релизы: 412")) == [(3, 3)]


def test_what_a_person_decided_gets_the_lines_of_now_and_keeps_every_other_character(tmp_path: Path) -> None:
    releases = figure("press_releases", 412, 1, "Разослано 412 пресс-релизов")
    also = replace(releases, sources=(*releases.sources, at(4, "итого 412 пресс-релизов")))
    goal = Goal("Снимать больше видео", at(3, "Будем снимать больше видео"), ("video",))
    waiting = replace(pending("40", 40, 2), source=at(2, "обращений разобрано 40"))
    said = Passage("done", ("Разослано 412 пресс-релизов", "обращений разобрано 40"), Source(FILE, (1, 2)))
    save(tmp_path, draft(also, goals=(goal,), review=(waiting,), passages=(said,)))
    edit(tmp_path, "412 пресс-релизов\n    also:", f"412 пресс-релизов\n{APPROVED}    also:")
    edit(tmp_path, "text: Снимать", "text: Чаще снимать")
    edit(tmp_path, "quote: обращений разобрано 40\n", "quote: обращений разобрано 40\n    status: rejected\n")
    edit(tmp_path, "  обращений разобрано 40\n", "  обращений рассмотрено 40\n")
    before = text(tmp_path)

    sent(
        tmp_path,
        "Уточнённый отчёт",
        "",
        "Разослано 412 пресс-релизов",
        "обращений разобрано 40",
        "",
        "Будем снимать больше видео",
        "итого 412 пресс-релизов",
    )
    saved = save(
        tmp_path,
        again(
            replace(also, sources=(at(3, "Разослано 412 пресс-релизов"), at(7, "итого 412 пресс-релизов"))),
            goals=(replace(goal, source=at(6, "Будем снимать больше видео")),),
            review=(replace(waiting, source=at(4, "обращений разобрано 40")),),
            passages=(replace(said, source=Source(FILE, (3, 4))),),
        ),
    )

    assert saved.changes == ()
    found = read(tmp_path)
    assert [s.lines for s in found.observations[0].sources] == [(3, 3), (7, 7)]
    assert found.goals[0].source.lines == (6, 6)
    assert found.review[0].source.lines == (4, 4)
    numbers = {"    lines: 1\n": "    lines: 3\n", "      - lines: 4\n": "      - lines: 7\n"}
    numbers |= {"    lines: 3\n    quote: Будем": "    lines: 6\n    quote: Будем"}
    numbers |= {"    lines: 2\n    quote: обращений": "    lines: 4\n    quote: обращений", "1" * 64: "2" * 64}
    wanted = before
    for old, new in numbers.items():
        assert wanted.count(old) == 1, old
        wanted = wanted.replace(old, f"<{new}>")
    assert text(tmp_path) == wanted.replace("<", "").replace(">", "")


def test_a_figure_that_only_a_person_can_read_is_not_lost_while_its_words_stand(tmp_path: Path) -> None:
    sent(tmp_path, "", "", "ответ даём до двух часов")
    save(tmp_path, draft(figure("hotlines", 2, 1, "ответ даём до двух часов")))
    edit(tmp_path, "    quote: ответ", f"{APPROVED}    quote: ответ")

    assert save(tmp_path, again()).changes == ()

    sent(tmp_path, "", "", "ответ даём до трёх часов")
    [lost] = save(tmp_path, replace(again(), sha256="3" * 64)).changes
    assert lost.kind is Kind.LOST and lost.before and lost.before.status is Status.APPROVED


def test_texts_that_a_person_cut_or_joined_are_not_doubled(tmp_path: Path) -> None:
    first, second = "В городе открыли новый парк у реки.", "Жителей позвали выбрать имя для набережной."

    def whole(line: int) -> tuple[Passage, ...]:
        return (Passage("done", (first, second), Source(FILE, (line, line + 1))),)

    def parts(line: int) -> tuple[Passage, ...]:
        return tuple(Passage("done", (t,), Source(FILE, (n, n))) for n, t in enumerate((first, second), line))

    for number, (before, now) in enumerate(((whole(1), parts(2)), (parts(1), whole(2)))):
        folder = tmp_path / str(number)
        folder.mkdir()
        save(folder, draft(passages=before))
        (folder / RECORD).with_name(".artem.drafted").unlink()  # every text is a person's now
        sent(folder, "Уточнённый отчёт", first, second)

        assert save(folder, again(passages=now)).changes == ()
        assert [p.paragraphs for p in read(folder).passages] == [p.paragraphs for p in before]
        assert read(folder).passages[0].source.lines == ((2, 3) if number == 0 else (2, 2))


def test_new_words_of_a_text_that_a_person_edited_are_told(tmp_path: Path) -> None:
    first, second = "В городе открыли новый парк у реки.", "Жителей позвали выбрать имя для набережной."
    save(tmp_path, draft(passages=(Passage("done", (first,), Source(FILE, (1, 1))),)))
    edit(tmp_path, "новый парк", "большой новый парк")
    sent(tmp_path, first, second)

    [change] = save(tmp_path, again(passages=(Passage("done", (first, second), Source(FILE, (1, 2))),))).changes

    assert (change.section, change.kind, change.text) == ("passages", Kind.DIFFERS, second)
    assert [p.paragraphs for p in read(tmp_path).passages] == [("В городе открыли большой новый парк у реки.",)]


def test_a_number_said_again_in_words_that_a_person_decided_of_waits_too(tmp_path: Path) -> None:
    said = "журналистам дали 2 интервью"

    def waiting(*numbers: int) -> Draft:
        review = tuple(replace(pending("2", 2, line), source=at(line, said)) for line in numbers)
        return draft(review=review, sha256="first" if len(numbers) == 1 else "second")

    save(tmp_path, waiting(1))
    edit(tmp_path, f"    quote: {said}\n", f"    quote: {said}\n    status: rejected\n")
    sent(tmp_path, said, "", said)

    saved = save(tmp_path, waiting(1, 3))

    assert [change.kind for change in saved.changes] == [Kind.NEW]
    assert [(p.source.lines, p.status) for p in read(tmp_path).review] == [
        ((1, 1), Status.REJECTED),
        ((3, 3), Status.DRAFT),
    ]


def test_of_numbers_in_the_same_words_each_keeps_its_line(tmp_path: Path) -> None:
    alike = draft(review=tuple(replace(pending("2", 2, n), source=at(n, "дали 2 интервью")) for n in (1, 3)))
    save(tmp_path, alike)
    edit(tmp_path, "    lines: 3\n", '    lines: "3"  # сверено\n')
    before = text(tmp_path)

    assert save(tmp_path, alike).changes == ()
    assert text(tmp_path) == before

    sent(tmp_path, "", "дали 2 интервью", "", "дали 2 интервью")
    moved_by = tuple(replace(p, source=at(n, "дали 2 интервью")) for p, n in zip(alike.review, (2, 4), strict=True))
    assert save(tmp_path, again(review=moved_by)).changes == ()
    assert text(tmp_path) == before.replace("lines: 1", "lines: 2").replace('"3"', '"4"').replace("1" * 64, "2" * 64)


# What the lines of a made-up report say, and of which kind their numbers are.
SAID = {
    "в городе сняли {} роликов о детях": "videos",
    "журналистам дали {} интервью": "interviews",
    "{} буклетов": "infographics",
    "всего {}": "hotlines",
    "погода была хорошей": "",
}
LINES = st.lists(st.tuples(st.sampled_from(list(SAID)), st.integers(1, 3)), max_size=6)


def read_of(texts: Sequence[tuple[str, int]], sha256: str = "first") -> Draft:
    """What intake reads there: a number said again is one of two places, another one of the kind waits."""
    figures: dict[str, Figure] = {}
    waiting = []
    for line, (words, number) in enumerate(texts, 1):
        quote = words.format(number)
        before = figures.get(words)
        if not SAID[words]:
            continue
        if before is None:
            figures[words] = figure(SAID[words], number, line, quote)
        elif before.value == number:
            figures[words] = replace(before, sources=(*before.sources, at(line, quote)))
        else:
            waiting.append(replace(pending(str(number), number, line), source=at(line, quote)))
    return draft(*figures.values(), review=tuple(waiting), sha256=sha256)


@settings(deadline=None)
@given(
    first=LINES,
    added=LINES,
    left_out=st.sets(st.integers(0, 5)),
    order=st.randoms(),
    decided=st.sets(st.integers(0, 5)),
)
def test_however_the_lines_of_a_report_move_decisions_keep_their_words_and_no_number_is_lost(
    tmp_path_factory: pytest.TempPathFactory,
    first: list[tuple[str, int]],
    added: list[tuple[str, int]],
    left_out: set[int],
    decided: set[int],
    order: random.Random,
) -> None:
    folder = tmp_path_factory.mktemp("input")
    sent(folder, *(words.format(number) for words, number in first))
    save(folder, read_of(first))
    items = re.split(r"(?m)^(?=  - )", text(folder))
    for n, item in enumerate(items):
        if n - 1 in decided and n:
            status = "rejected" if "number:" in item else "approved"
            items[n] = re.sub(r"(    quote: .*\n)", rf"\1    status: {status}\n", item, count=1)
    (folder / RECORD).write_text("".join(items), encoding="utf-8")
    before = read(folder)

    now = [line for n, line in enumerate(first) if n not in left_out]
    for line in added:
        now.insert(order.randint(0, len(now)), line)
    if order.random() < 0.3:
        order.shuffle(now)
    sent(folder, *(words.format(number) for words, number in now))
    made = read_of(now, "second")
    save(folder, made)

    after = read(folder)
    texts = [words.format(number) for words, number in now]
    for old in decided_of(before):
        kept = [one for one in (*after.observations, *after.review) if unplaced(one) == unplaced(old)]
        assert kept
        for one in kept:
            for source in places(one):
                if texts.count(source.quote) == [words.format(number) for words, number in first].count(source.quote):
                    assert source.lines and (
                        texts[source.lines[0] - 1 : source.lines[1]] == [source.quote] or len(source.quote) < 15
                    )
    there = {(one.value, source.lines) for one in (*after.observations, *after.review) for source in places(one)}
    said = {(one.value, source.quote) for one in decided_of(after) for source in places(one)}
    for new in (*made.figures, *made.review):
        stands = {(new.value, source.lines) for source in places(new)} & there
        assert stands or {(new.value, source.quote) for source in places(new)} & said
    written = text(folder)
    assert save(folder, made).changes == ()
    assert text(folder) == written


def decided_of(report: Report) -> list[Observation | Pending]:
    return [one for one in (*report.observations, *report.review) if one.status is not Status.DRAFT]


def places(one: Observation | Pending | Figure) -> tuple[Source, ...]:
    return (one.source,) if isinstance(one, Pending) else one.sources


def unplaced(one: Observation | Pending) -> object:
    """All that it says but the numbers of its lines."""
    if isinstance(one, Pending):
        return replace(one, source=replace(one.source, lines=None))
    return replace(one, sources=tuple(replace(source, lines=None) for source in one.sources))
