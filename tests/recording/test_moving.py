"""A report that came again: what a person decided keeps its words, and gets the lines on which they stand now."""

from dataclasses import replace
from pathlib import Path

from generator.documents.document import Kind as LineKind
from generator.documents.document import Line
from generator.documents.quotes import Text
from generator.intake.draft import Draft
from generator.model import Goal, Passage, Report, Source, Status
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
    moves = Moves(report(*sources), report(), now)
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
