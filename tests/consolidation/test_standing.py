"""Where a municipality stands: its place among the others, and the change to the year before."""

from generator import consolidation, indicators
from generator.consolidation import standing
from generator.digest import Chapter, Digest
from generator.model import Measure, Qualifier, Report, Status
from generator.wording import cell
from tests.samples import BEREGOV, ELOVSK, KEDROV, figure, followers, place, report, stated

CATALOGUE = indicators.load()
LESNOY = place("Лесной")


def made(*reports: Report, known: tuple[Report, ...] = ()) -> Digest:
    year = reports[0].year
    return consolidation.consolidate(reports, (), CATALOGUE, {}, year=year, known=(*reports, *known))


def grid(digest: Digest, name: str = "Еловск") -> dict[str, list[str]]:
    """The rows of a municipality by label, as printed."""
    chapter = the(digest, name)
    assert chapter.standing is not None
    return {
        row.head.text: [cell(one).replace("\N{NO-BREAK SPACE}", " ") for one in row.cells]
        for row in chapter.standing.rows
    }


def remarks(digest: Digest) -> tuple[str, ...]:
    """What is said of the table of Еловск."""
    table = the(digest, "Еловск").standing
    assert table is not None
    return table.remarks


def the(digest: Digest, name: str) -> Chapter:
    return next(c for c in digest.chapters if c.report.municipality.name == name)


def test_a_place_is_told_among_those_that_named_the_indicator() -> None:
    digest = made(
        report(ELOVSK, figure("press_releases", 100)),
        report(KEDROV, figure("press_releases", 300)),
        report(BEREGOV, figure("press_releases", 200)),
        report(LESNOY, figure("videos", 5)),
    )

    assert grid(digest)["Пресс-релизы"] == ["100", "3-е из 3"]
    assert grid(digest, "Кедров")["Пресс-релизы"] == ["300", "1-е из 3"]


def test_equal_figures_share_their_places() -> None:
    digest = made(
        report(ELOVSK, figure("press_releases", 100)),
        report(KEDROV, figure("press_releases", 100)),
        report(BEREGOV, figure("press_releases", 200)),
        report(LESNOY, figure("press_releases", 50)),
    )

    assert grid(digest)["Пресс-релизы"][-1] == "2–3-е из 4"
    assert grid(digest, "Лесной")["Пресс-релизы"][-1] == "4-е из 4"


def test_a_hedged_figure_has_no_place_and_takes_none_from_others() -> None:
    digest = made(
        report(ELOVSK, figure("press_releases", 350, qualifier=Qualifier.AT_LEAST)),
        report(KEDROV, figure("press_releases", 300)),
        report(BEREGOV, figure("press_releases", 200)),
    )

    assert grid(digest)["Пресс-релизы"] == ["более 350", "х"]
    assert grid(digest, "Кедров")["Пресс-релизы"][-1] == "1-е из 2"


def test_who_is_alone_with_an_indicator_has_no_place() -> None:
    digest = made(
        report(ELOVSK, figure("press_releases", 100), figure("videos", 7)),
        report(KEDROV, figure("press_releases", 300)),
    )

    assert grid(digest)["Видеоролики"] == ["7", "…"]


def test_names_have_the_sheet_where_nothing_stands_beside_the_figure() -> None:
    alone = the(made(report(ELOVSK, figure("press_releases", 100))), "Еловск").standing

    assert alone is not None
    assert [(column.label, column.width) for column in alone.columns] == [("Показатель", ""), ("2023 год", "num")]


def test_growth_and_averages_are_not_compared() -> None:
    digest = made(
        *(
            report(
                where,
                figure("press_releases", 30, measure=Measure.AVERAGE),
                figure("subscribers_growth_pct", 12, measure=Measure.GROWTH_PCT, owner="administration"),
            )
            for where in (ELOVSK, KEDROV)
        )
    )

    assert the(digest, "Еловск").standing is None


def test_years_of_a_joint_digest_are_ranked_apart() -> None:
    reports = [
        report(ELOVSK, figure("press_releases", 100)),
        report(KEDROV, figure("press_releases", 50)),
        report(BEREGOV, figure("press_releases", 900, year=2020), year=2020),
    ]
    digest = consolidation.consolidate(reports, (), CATALOGUE, {})

    assert grid(digest)["Пресс-релизы"][-1] == "1-е из 2"


def test_the_change_is_to_the_report_of_the_year_before_though_the_digest_is_annual() -> None:
    before = report(ELOVSK, figure("press_releases", 80, year=2022), year=2022)
    digest = made(report(ELOVSK, figure("press_releases", 100), figure("videos", 4)), known=(before,))

    assert grid(digest)["Пресс-релизы"] == ["100", "80", "+20 (+25,0 %)"]
    assert grid(digest)["Видеоролики"] == ["4", "…", "…"]
    assert [r.year for r in digest.reports] == [2023]


def test_a_report_that_repeats_the_year_before_has_the_last_word() -> None:
    before = report(ELOVSK, figure("press_releases", 80, year=2022), year=2022)
    digest = made(
        report(ELOVSK, figure("press_releases", 100), figure("press_releases", 90, year=2022)), known=(before,)
    )

    assert grid(digest)["Пресс-релизы"][1] == "90"


def test_only_what_a_person_approved_of_the_year_before_is_compared() -> None:
    before = report(ELOVSK, figure("press_releases", 80, year=2022, status=Status.DRAFT), year=2022)
    digest = made(report(ELOVSK, figure("press_releases", 100)), known=(before,))

    assert grid(digest)["Пресс-релизы"] == ["100"]
    assert not digest.draft


def test_neither_a_hedged_figure_nor_another_municipality_makes_a_change() -> None:
    before = report(ELOVSK, figure("press_releases", 80, year=2022, qualifier=Qualifier.ABOUT), year=2022)
    other = report(KEDROV, figure("press_releases", 10, year=2022), year=2022)
    digest = made(report(ELOVSK, figure("press_releases", 100)), known=(before, other))

    assert grid(digest)["Пресс-релизы"] == ["100", "около 80", "х"]


def test_no_change_is_said_in_words_and_a_start_from_nothing_without_percent() -> None:
    before = report(ELOVSK, figure("press_releases", 100, year=2022), figure("videos", 0, year=2022), year=2022)
    digest = made(report(ELOVSK, figure("press_releases", 100), figure("videos", 3)), known=(before,))

    assert grid(digest)["Пресс-релизы"][-1] == "без изменений"
    assert grid(digest)["Видеоролики"] == ["3", "–", "+3"]


def test_subscribers_of_all_pages_are_compared_as_one_figure() -> None:
    digest = made(
        report(ELOVSK, followers("administration", "vk", 100), followers("head", "ok", 50)),
        report(KEDROV, followers("administration", "vk", 149)),
    )

    assert grid(digest)["Подписчики"] == ["150", "1-е из 2"]


def test_subscribers_of_fewer_pages_than_the_year_before_make_no_change() -> None:
    before = report(
        ELOVSK, followers("head", "vk", 5000, year=2022), followers("head", "telegram", 1000, year=2022), year=2022
    )
    fewer = report(ELOVSK, followers("head", "vk", 6000))
    more = report(ELOVSK, *(followers("head", network, 3000) for network in ("vk", "telegram", "max")))

    assert grid(made(fewer, known=(before,)))["Подписчики"][:3] == ["6 000", "6 000", "х"]
    assert grid(made(more, known=(before,)))["Подписчики"][:3] == ["9 000", "6 000", "+3 000 (+50,0 %)"]
    whole = report(ELOVSK, stated("head", 9000))
    assert grid(made(whole, known=(before,)))["Подписчики"][2] == "+3 000 (+50,0 %)"
    same = report(ELOVSK, *(followers("head", network, 3000) for network in ("vk", "telegram")))
    told = [standing.NEW_PAGES.format(2023, 2022) in remarks(made(now, known=(before,))) for now in (more, whole, same)]
    assert told == [True, False, False]


def test_a_report_that_repeats_some_of_its_pages_does_not_tell_the_year_before() -> None:
    before = report(
        ELOVSK, followers("head", "vk", 900, year=2022), followers("head", "telegram", 4100, year=2022), year=2022
    )
    pages = (followers("head", "vk", 1000), followers("head", "telegram", 4500))
    part = report(ELOVSK, *pages, followers("head", "vk", 900, year=2022))

    assert grid(made(part, known=(before,)))["Подписчики"][:3] == ["5 500", "5 000", "+500 (+10,0 %)"]
    assert grid(made(part))["Подписчики"] == ["5 500"]
    alone = report(ELOVSK, pages[0], followers("head", "vk", 900, year=2022))
    assert grid(made(alone, known=(before,)))["Подписчики"][:3] == ["1 000", "900", "+100 (+11,1 %)"]


def test_the_year_before_is_known_once_and_only_what_a_person_approved() -> None:
    approved, draft = figure("press_releases", 5, year=2022), figure("videos", 7, year=2022, status=Status.DRAFT)
    now, before = report(ELOVSK), report(ELOVSK, approved, draft, year=2022)
    others = (report(KEDROV, year=2022), report(ELOVSK, year=2021))

    [found] = standing.earlier([now], [now, before, *others])
    assert (found.year, found.observations) == (2022, (approved,))
    assert [one.year for one in standing.earlier([now, before], [now, before, *others])] == [2021]


def test_neither_topics_nor_stated_totals_are_ranked_by_themselves() -> None:
    digest = made(
        *(
            report(m, figure("materials_published", 5, topic="svo"), stated("head", value), figure("videos", 1))
            for m, value in ((ELOVSK, 5), (KEDROV, 7), (BEREGOV, 9))
        )
    )

    assert set(grid(digest)) == {"Видеоролики", "Подписчики"}
    assert grid(digest)["Подписчики"] == ["5", "3-е из 3"]


def test_a_year_of_a_series_is_ranked_by_the_figure_of_its_indicator() -> None:
    digest = made(*(report(m, figure("incidents", value)) for m, value in ((ELOVSK, 5), (KEDROV, 7), (BEREGOV, 9))))

    assert list(grid(digest).values()) == [["5", "3-е из 3"]]


def test_a_source_names_its_year_where_two_reports_stand_behind_a_table() -> None:
    before = report(ELOVSK, figure("press_releases", 80, year=2022), year=2022)
    for known, dated in (((before,), [True, True]), ((), [False])):
        table = the(made(report(ELOVSK, figure("press_releases", 100)), known=known), "Еловск").standing
        assert table is not None
        assert [place.dated for place in table.places] == dated
