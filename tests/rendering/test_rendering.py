"""Templates in their sandbox; the page that comes out of them."""

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from generator import consolidation, indicators, rendering
from generator.errors import GeneratorError
from generator.model import Finding, Need, Pending, Qualifier, Source, Status
from generator.page import words
from generator.settings import Settings
from generator.theme import Theme
from tests.samples import BEREGOV, ELOVSK, KEDROV, SOUTH, figure, followers, goal, place, report

NBSP = "\N{NO-BREAK SPACE}"
CATALOGUE = indicators.load(None)


def digest(*reports, findings=(), year=None):
    directory = {m.id: m for m in (ELOVSK, KEDROV, BEREGOV)}
    return consolidation.consolidate(reports, findings, CATALOGUE, directory, year=year)


def theme(folder: Path, text: str) -> Theme:
    (folder / "digest.html").write_text(text, encoding="utf-8")
    return Theme(name="проба", title="Проба", folders=(folder,), columns={}, styles={}, fonts=())


def page_of(folder, body):
    made = theme(folder, f'<html lang="ru"><head><title>Т</title></head><body>{body}</body></html>')
    return rendering.render(digest(report(ELOVSK, figure("press_releases", 7))), Settings(), made)


def paragraph(folder, body):
    return words(page_of(folder, f"<p>{body}</p>").body.find("p"))


def rendered(*reports, **more):
    return rendering.render(digest(*reports, **more), Settings(), Theme.load("default"))


def test_every_value_is_escaped(tmp_path):
    nasty = 'ООО "Ромашка" <тест> & Ко'
    made = theme(
        tmp_path, '<html lang="ru"><head><title>Т</title></head><body><p>{{ settings.organization }}</p></body></html>'
    )

    page = rendering.render(digest(report()), Settings(organization=nasty), made)

    assert words(page.body.find("p")) == "ООО «Ромашка» <тест> & Ко"


def test_texts_of_templates_and_data_are_typeset_once(tmp_path):
    assert paragraph(tmp_path, "в городе - 5% за 2018-2023 гг.") == (
        "в_городе_— 5_% за_2018–2023_гг.".replace("_", "\N{NO-BREAK SPACE}")
    )


def test_what_stands_above_a_table_that_goes_on_is_typeset(tmp_path):
    table = '<table><caption>Итоги "Города № 7" за 2023 год</caption><tbody><tr><td>1</td></tr></tbody></table>'
    [row] = page_of(tmp_path, f'<section class="chapter">{table}</section>').body.iter("tr")

    assert row.get("data-continued") == "Продолжение таблицы_«Итоги „Города №_7“ за_2023_год»".replace("_", NBSP)


def test_what_must_not_be_translated_is_not_typeset(tmp_path):
    assert paragraph(tmp_path, '<span translate="no">a - b 5%</span> - c') == "a - b 5%\N{NO-BREAK SPACE}— c"


def test_a_misspelt_variable_is_an_error_with_its_template_and_line(tmp_path):
    with pytest.raises(GeneratorError, match=r"«проба»: шаблон digest.html, строка 2: .*titel"):
        page_of(tmp_path, "\n<p>{{ settings.titel }}</p>")


def test_an_unclosed_block_is_an_error_with_its_line(tmp_path):
    with pytest.raises(GeneratorError, match=r"шаблон digest.html, строка"):
        page_of(tmp_path, "{% if digest.draft %}<p>x</p>")


@pytest.mark.parametrize(
    ("mistake", "said"),
    [
        ('{{ digest.observations + "x" }}', "текст соединяют с числом знаком ~"),
        ('{{ "abc" | number }}', "здесь нужно число, а стоит .abc."),
        ("{{ 1 / 0 }}", "деление на ноль"),
        ("{{ (1, 2).index(3) }}", "x not in tuple"),
        ("{{ [] | first }}", "список пуст"),
        ("{{ [] | max }}", "список пуст"),
        ("{{ none | figure }}", "значения здесь нет"),
        ('{% include "digest.html" %}', "сам себя"),
    ],
)
def test_a_mistake_in_an_expression_is_an_error_with_its_template_and_line(tmp_path, mistake, said):
    with pytest.raises(GeneratorError, match=rf"«проба»: шаблон digest.html, строка 3: .*({said})"):
        page_of(tmp_path, f"\n\n<p>{mistake}</p>")


def test_a_mistake_in_an_included_template_is_placed_there(tmp_path):
    (tmp_path / "part.html").write_text("<p>\n{{ 1 / 0 }}</p>", encoding="utf-8")

    with pytest.raises(GeneratorError, match=r"шаблон part.html, строка 2: "):
        page_of(tmp_path, '{% include "part.html" %}')


def test_a_template_is_extended_by_the_name_of_a_theme_that_only_inherits_it(tmp_path):
    for name, parent in (("above", "default"), ("child", "above")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "theme.yaml").write_text(f"extends: {parent}\n", encoding="utf-8")
    cover = '{% extends "above:sections/cover.html" %}{% block issuer %}<p>Своё</p>{{ super() }}{% endblock %}'
    (tmp_path / "child/sections").mkdir()
    (tmp_path / "child/sections/cover.html").write_text(cover, encoding="utf-8")

    made = rendering.render(digest(report(ELOVSK)), Settings(), Theme.load(str(tmp_path / "child")))

    front, *_ = made.body
    assert next(front.iter("p")).text == "Своё"
    assert front.find(".//p[@class='title']") is not None


def test_a_template_in_another_encoding_is_named(tmp_path):
    made = theme(tmp_path, "")
    (tmp_path / "digest.html").write_bytes("<p>Вести</p>".encode("cp1251"))

    with pytest.raises(GeneratorError, match=r"шаблон digest.html, строка 1: файл не в кодировке UTF-8"):
        rendering.render(digest(report()), Settings(), made)


def test_an_included_template_in_another_encoding_is_told_itself(tmp_path):
    (tmp_path / "part.html").write_bytes("<p>\nВести</p>".encode("cp1251"))

    with pytest.raises(GeneratorError, match=r"шаблон part.html, строка 2: файл не в кодировке UTF-8"):
        page_of(tmp_path, '{% include "part.html" %}')


def test_the_mark_of_a_file_in_utf_8_is_not_printed(tmp_path):
    (tmp_path / "part.html").write_text("<p>Вести</p>", encoding="utf-8-sig")

    assert words(page_of(tmp_path, '{% include "part.html" %}').body) == "Вести"


def test_a_mistake_is_placed_where_it_stands_though_the_template_counts_signs(tmp_path):
    counting = "{% set lines %}{% for year in digest.years %}\n·\n{% endfor %}{% endset %}"
    lengthy = "{% if lines | length > 9 %}<p>1</p>\n<p>2</p>\n<p>3</p>{% endif %}"

    with pytest.raises(GeneratorError, match=r"шаблон digest.html, строка 8: разметка не закрыта"):
        page_of(tmp_path, f"{counting}\n{lengthy}\n<p>да</p>\n<p>x")


def test_an_address_becomes_a_link_that_a_page_may_have(tmp_path):
    assert paragraph(tmp_path, '{{ "https://example.ru/x" | urlize }}') == "https://example.ru/x"


def test_an_absent_template_is_named(tmp_path):
    with pytest.raises(GeneratorError, match=r"нет шаблона «gone.html»"):
        page_of(tmp_path, '{% include "gone.html" %}')


@pytest.mark.parametrize(
    "attack",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ digest.__class__.__init__.__globals__ }}",
        "{{ '{0.__class__}'.format(digest) }}",
        "{{ digest | attr('__class__') }}",
        '{% include "../../../../etc/hostname" %}',
        '{% include "/etc/hostname" %}',
    ],
)
def test_a_template_cannot_reach_python_or_files(tmp_path, attack):
    with pytest.raises(GeneratorError):
        page_of(tmp_path, f"<p>{attack}</p>")


@pytest.mark.parametrize(
    ("places", "groups"),
    [
        ((ELOVSK, KEDROV, BEREGOV), []),  # hardly more chapters than regions
        ((ELOVSK, KEDROV, BEREGOV, place("Горск", SOUTH)), ["Северный край", "Южная область"]),
        ((ELOVSK, KEDROV), []),  # one region
    ],
)
def test_chapters_stand_in_the_contents_by_region(places, groups):
    page = rendered(*map(report, places))

    assert [words(item) for item in page.body.iter("li") if item.get("class") == "group"] == groups


def test_the_default_theme_renders_every_kind_of_report():
    page = rendered(
        report(
            ELOVSK,
            figure("press_releases", 1267),
            followers("administration", "vk", 100),
            followers("head", "ok", 50),
            goals=(goal("Больше видео", "video"),),
        ),
        report(KEDROV),
        report(BEREGOV, figure("press_releases", 5, year=2020), year=2020),
    )

    titles = [words(h) for h in page.body.iter("h1", "h2")]
    assert titles[:2] == ["О\N{NO-BREAK SPACE}выпуске", "Условные обозначения"]
    assert [words(h) for h in page.body.iter("h2") if h.get("class") == "chapter"] == ["Еловск", "Кедров", "Берегов"]


def test_a_digest_without_a_single_figure_is_still_a_digest():
    page = rendered(report(ELOVSK), report(BEREGOV))

    text = words(page.body)
    assert "Ни\N{NO-BREAK SPACE}один отчёт не\N{NO-BREAK SPACE}назвал чисел" in text
    assert not any(word in text for word in ("None", "{{", "undefined"))


def test_unreviewed_figures_make_a_draft_and_it_says_so():
    page = rendered(report(ELOVSK, figure("press_releases", 7, status=Status.DRAFT)))

    assert page.mark == "ЧЕРНОВИК"
    assert any(p.get("class") == "mark" for p in page.body.iter("p"))


@pytest.mark.parametrize(
    ("status", "mark"), [(Status.DRAFT, "ЧЕРНОВИК"), (Status.APPROVED, "ЧЕРНОВИК"), (Status.REJECTED, "")]
)
def test_a_figure_of_a_kind_that_the_catalogue_lacks_makes_a_draft(status, mark):
    strange = replace(figure("", 3, status=status), label="Квесты")
    page = rendered(report(ELOVSK, figure("press_releases", 7), strange))

    assert page.mark == mark
    assert ("кроме того, не разобрано чисел — 1" in words(page.body).replace(NBSP, " ")) is bool(mark)


def test_an_error_makes_a_draft_and_a_note_does_not():
    figures = report(ELOVSK, figure("press_releases", 7))
    grave = Finding("error", "total-mismatch", "не сходится", ELOVSK, 2023)
    light = Finding("note", "no-goals", "нет задач", ELOVSK, 2023)

    assert rendered(figures, findings=[grave]).mark == "ЧЕРНОВИК"
    assert rendered(figures, findings=[light]).mark == ""


def documents(made, name):
    """The words of every document of one kind."""
    default = Theme.load("default")
    for one in rendering.of_digest([name], made, default):
        yield words(rendering.render(made, Settings(), default, one.template, one.chapter).body).replace(NBSP, " ")


@pytest.mark.parametrize(
    ("status", "level", "said"),
    [
        (Status.DRAFT, "note", "не все показатели проверены"),
        (Status.APPROVED, "error", "в отчётах есть ошибки"),
    ],
)
def test_every_page_says_the_same_of_why_it_is_a_draft(status, level, said):
    finding = Finding(level, "total-mismatch", "не сходится", ELOVSK, 2023)
    made = digest(report(ELOVSK, figure("press_releases", 7, status=status)), findings=[finding])
    pages = [words(rendering.render(made, Settings(), Theme.load(name)).body) for name in ("default", "brief")]
    pages += [*documents(made, "letter"), *documents(made, "municipality")]

    assert len(pages) == 4
    assert [said in page.replace(NBSP, " ") for page in pages] == [True] * 4


def test_a_draft_whose_figures_are_all_reviewed_is_one_for_its_other_numbers():
    waiting = Pending("17", None, "не сказано, чего это число", Source("reports/x.txt", (3, 3), "17"))
    text = said(replace(report(ELOVSK, figure("press_releases", 7)), review=(waiting,)))

    assert "Показателей1, проверен; кроме того, не разобрано чисел — 1" in text  # two cells
    assert "Черновик: не все числа отчётов разобраны" in text


def test_a_letter_counts_the_doubts_that_the_notes_of_the_digest_name():
    figures = report(ELOVSK, figure("press_releases", 7))
    doubt = Finding("warning", "total-mismatch", "не сходится", ELOVSK, 2023)
    of_the_work = Finding("warning", "report-changed", "отчёт изменён", ELOVSK, 2023)
    [one] = documents(digest(figures, findings=[doubt, of_the_work]), "letter")
    [two] = documents(digest(figures, findings=[doubt, doubt]), "letter")
    [none] = documents(digest(figures, findings=[of_the_work]), "letter")

    assert "К отчётам есть 1 замечание: оно названо в разделе «Примечания»." in one
    assert "К отчётам есть 2 замечания: они названы в разделе «Примечания»." in two
    assert "замечани" not in none


def test_the_reports_of_twenty_one_municipalities_are_many():
    places = [place(f"Посёлок-{n}") for n in range(21)]
    need = Need("съёмка", Source("reports/x.txt", (1, 1), "слова этой строки"))
    made = consolidation.consolidate(
        [replace(report(one), needs=(need,)) for one in places], (), CATALOGUE, {one.id: one for one in places}
    )
    made = replace(made, received=tuple(places))
    text = words(rendering.render(made, Settings(), Theme.load("default")).body).replace(NBSP, " ")

    assert "О темах обучения сказано в отчётах 21 муниципального образования" in text
    assert "Отчёты 21 муниципального образования получены, но в дайджест не вошли." in text


def said(*reports, theme_="default", **more):
    page = rendering.render(digest(*reports, **more), Settings(), Theme.load(theme_))
    return words(page.body).replace(NBSP, " ")


def test_what_concerns_the_work_on_records_is_nowhere_counted_as_a_doubt():
    told = report(ELOVSK, figure("press_releases", 7))
    work = (
        "unreviewed",
        "undecided",
        "unknown-kind",
        "signs-not-printed",
        "value-not-in-quote",
        "other-measure",
        "count-with-fraction",
    )
    text = said(told, findings=[Finding("warning", code, "дело", ELOVSK, 2023) for code in work])

    assert "дело" not in text
    assert "Замечаний к отчётам0" in text  # two cells
    assert "Противоречий в отчётах не найдено." in text


def test_a_report_is_said_to_have_no_figures_and_not_no_numbers():
    waiting = Pending("17", None, "не сказано, чего это число", Source("reports/x.txt", (3, 3), "17"))

    for one in (report(ELOVSK), replace(report(ELOVSK), review=(waiting,))):
        assert "Показателей для сводных таблиц в отчёте нет." in said(one)


def test_two_reports_of_one_municipality_are_two_reports_of_one_press_service():
    both = [report(ELOVSK, figure("press_releases", 7, year=year), year=year) for year in (2022, 2023)]

    assert "Сведения есть только в отчётах Еловска (таблица" in said(*both)
    assert "2 отчёта пресс-службы," in said(*both, theme_="brief")


@pytest.mark.parametrize(("note", "printed"), [("Уточнено", "Уточнено."), ("Да?", "Да?"), ("Уточнено…", "Уточнено…")])
def test_a_remark_ends_with_one_sign(note, printed):
    text = said(report(ELOVSK, replace(figure("press_releases", 7), note=note)))

    assert re.search(rf"пресс-релизы: {re.escape(printed)}(?![.…])", text)


def test_one_figure_of_one_report_is_told_in_the_singular():
    vague = figure("press_releases", None, qualifier=Qualifier.VAGUE)
    text = said(report(ELOVSK, vague))
    [letter] = documents(digest(report(ELOVSK, vague)), "letter")

    assert "Показателей1, проверен" in text  # two cells
    assert "1 показатель назван с оговоркой." in text
    assert "В главе — слова самого отчёта" in text
    assert "1 глава о том, что сделано в муниципальном образовании." in letter


@pytest.mark.parametrize(
    ("name", "document"),
    [("default", "documents/letter.html"), ("brief", "digest.html"), ("bulletin", "digest.html")],
)
def test_a_page_leaves_no_place_for_what_is_not_there(name, document):
    page = rendering.render(digest(report(ELOVSK)), Settings(), Theme.load(name), document)

    assert not [p for p in page.body.iter("p") if not words(p)]
    assert "Главное за год" not in [words(heading).replace(NBSP, " ") for heading in page.body.iter("h1")]


def test_a_report_without_goals_is_not_said_to_have_a_plan():
    assert "план на 2024 год" not in said(report(ELOVSK))
    assert "за 2023 год, план на 2024 год" in said(report(ELOVSK, goals=(goal("Больше видео", "video"),)))


def test_an_annual_digest_names_those_who_sent_nothing():
    page = rendered(report(ELOVSK, figure("press_releases", 7)), year=2023)

    assert "Нет отчёта за\N{NO-BREAK SPACE}2023\N{NO-BREAK SPACE}год от\N{NO-BREAK SPACE}2" in words(page.body)


def test_figures_below_do_not_contradict_an_empty_table():
    text = said(report(ELOVSK, figure("formal_appeals", 7)))

    assert "Срок ответа и письменные обращения" in text
    assert "«Инцидент-менеджмент», по годам: чисел за отчётный год нет ни в одном отчёте." in text
    assert "Подписчики страниц администраций и глав: чисел за отчётный год" in text


def test_a_wide_table_of_totals_lies_down_with_its_heading():
    reports = [report(ELOVSK, figure("press_releases", 7, year=year), year=year) for year in range(2020, 2024)]

    [section] = [one for one in rendered(*reports).body.iter("section") if one.get("class") == "landscape"]

    assert [element.tag for element in section][:3] == ["h2", "p", "table"]
    assert [section[0].get("id"), section[2].get("id")] == ["years", "t-by-year"]


def test_hundreds_of_municipalities_keep_every_goal_and_lay_wide_tables_down():
    reports = [
        report(place(f"Город{n}"), figure("press_releases", n + 1), goals=(goal(f"Задача {n}", "video"),))
        for n in range(40)
    ]

    page = rendered(*reports)

    assert [s for s in page.body.iter("section") if s.get("class") == "landscape"]
    assert set(re.findall(r"Задача\s(\d+)", words(page.body))) == {str(n) for n in range(40)}
    assert Decimal(820) == sum(o.value for r in reports for o in r.observations)
    assert "820" in words(page.body)


def test_the_post_that_answers_for_the_issue_is_printed():
    made = digest(report(ELOVSK, figure("press_releases", 7)))

    said, unsaid = (
        words(rendering.render(made, settings, Theme.load("default")).body)
        for settings in (Settings(responsible="начальник пресс-службы"), Settings())
    )

    assert "начальник пресс-службы" in said
    assert "Ответственный" in said and "Ответственный" not in unsaid
