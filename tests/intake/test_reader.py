"""Sentences as clerks write them, and the figures that a person reads in them."""

import pytest

from generator.documents.document import Document, Line
from generator.intake import layout, questionnaire, vocabulary
from generator.intake.changes import RATE
from generator.intake.doubts import (
    APART,
    AT_FIRST,
    BEYOND_COMMA,
    CHANGE_OR_WHOLE,
    DIVIDED,
    EACH,
    HOW_OFTEN,
    INSIDE,
    JOINED,
    LIKE_A_YEAR,
    MIXED,
    NEW,
    NOT_DONE,
    OF_CLOSED,
    OF_MONEY,
    OF_NEIGHBOURS,
    OF_ONE,
    OF_OTHERS,
    OF_PLACE,
    OF_REGION,
    OF_RISE,
    OF_WORKS,
    OFTEN,
    PART,
    PART_OF_NEXT,
    RESPECTIVELY,
    SCALED,
    SEVERAL,
    SHARE,
    SLASHED,
    SUPPOSED,
    TOPICS,
    UNNAMED,
)
from generator.intake.extraction import LONE, PLAN_AND_FACT, extract
from generator.intake.merging import merge
from generator.intake.periods import OVER_YEARS, WHICH_YEAR
from tests.intake.scoring import CATALOGUE, drafts

YEAR = 2023


def outcomes(text):
    lines = tuple(Line(line) for line in text.split("\n"))
    answers = questionnaire.divide(layout.blocks(Document("x.txt", lines)), CATALOGUE)
    return extract(answers.blocks, "x.txt", YEAR, vocabulary.of(CATALOGUE))


def read(text):
    """The figures of a text: key or label, value, and what else a person would say of it."""
    figures, _ = merge(outcomes(text).figures)
    return [
        " ".join(
            filter(
                None,
                (
                    figure.key or f"«{figure.label}»",
                    f"{figure.value:f}".rstrip("0").rstrip(".") if "." in f"{figure.value:f}" else f"{figure.value:f}",
                    "" if figure.qualifier == "exact" else str(figure.qualifier),
                    figure.owner,
                    figure.network,
                    figure.topic,
                    f"per {figure.unit}" if figure.measure == "average" else "",
                    f"part: {figure.part}" if figure.part else "",
                    "" if str(figure.period) == str(YEAR) else str(figure.period),
                ),
            )
        )
        for figure in figures
    ]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        # Both orders, and several figures of one verb
        ("На сайте размещено 2982 пресс-релиза и 360 фоторепортажей.", ["press_releases 2982", "photo_reports 360"]),
        ("- подготовлено пресс-релизов – 1267", ["press_releases 1267"]),
        ("Проведено: 12 брифингов, 7 пресс-туров.", ["briefings 12", "press_tours 7"]),
        ("Освещено более 350 городских мероприятий.", ["events_covered 350 at_least"]),
        # Pages
        (
            "Численность подписчиков страниц администрации: во ВКонтакте – 12 450, в «Одноклассниках» – 8 310.",
            ["subscribers 12450 administration vk", "subscribers 8310 administration ok"],
        ),
        (
            "Число подписчиков телеграм-канала мэра выросло с 1 200 до 2 750 человек.",
            ["subscribers 2750 head telegram"],
        ),
        ("Телеграм-канал администрации читают 5 902 человека.", ["subscribers 5902 administration telegram"]),
        (
            "У 3 телеграм-каналов суммарно 9 800 подписчиков.",
            ["accounts 3 administration telegram", "subscribers 9800 administration telegram"],
        ),
        (
            "5 000 подписчиков в ВК, 3 200 – в ОК.",
            ["subscribers 5000 administration vk", "subscribers 3200 administration ok"],
        ),
        # Change
        (
            "Количество подписчиков группы ВКонтакте увеличилось на 6 000 уникальных пользователей.",
            ["subscribers_growth_abs 6000 administration vk"],
        ),
        ("Число пресс-релизов сократилось на 8 %.", ["press_releases -8"]),
        # Years
        (
            "Подготовлено 1 845 пресс-релизов (в 2022 году – 1 620).",
            ["press_releases 1845", "press_releases 1620 2022"],
        ),
        ("Вместо 1 120 пресс-релизов разослано больше.", ["press_releases 1120 2022"]),
        ("По сравнению с 1 120 пресс-релизами разослано больше.", ["press_releases 1120 2022"]),
        ("На 1 200 комментариев даны ответы.", ["comments_handled 1200"]),
        ("Разослано 1 342 пресс-релиза против 1 120 годом ранее.", ["press_releases 1342", "press_releases 1120 2022"]),
        (
            "За время работы системы «Инцидент-менеджмент», с 2018 года, даны ответы на 27348 обращений.",
            ["incidents_total 27348 2018-2023"],
        ),
        ("Подготовлено 312 пресс-релизов (+18 к прошлому году).", ["press_releases 312", "press_releases 18"]),
        (
            "По сравнению с 2022 годом подготовлено 312 пресс-релизов, фоторепортажей – 45.",
            ["press_releases 312", "photo_reports 45"],
        ),
        ("В сравнении с 2022 г. в системе «Инцидент» обработано 2 300 обращений.", ["incidents 2300"]),
        ("Пресс-релизов – 450. Это вдвое больше, чем в 2022 году.", ["press_releases 450", "press_releases 2"]),
        ("С 2020 года подготовлено 450 пресс-релизов.", ["press_releases 450 2020-2023"]),
        ("С 2020 года ведём эфиры, за год проведено 45 брифингов.", ["briefings 45"]),
        ("С 2020 года ведём эфиры, в 2023 году проведено 45 брифингов.", ["briefings 45"]),
        (
            "Количество пресс-релизов выросло с 290 в 2022 году до 312 в 2023 году.",
            ["press_releases 312"],
        ),
        (
            "Пресс-релизов – 280 в 2021 году, 290 в 2022 году, 312 в 2023 году.",
            ["press_releases 280 2021", "press_releases 290 2022", "press_releases 312"],
        ),
        (
            "Подготовлено 450 пресс-релизов (410 – в 2022 году, 380 – в 2021 году).",
            ["press_releases 450", "press_releases 410 2022", "press_releases 380 2021"],
        ),
        ("10 брифингов проведено в 2022 году, 14 – в 2023 году.", ["briefings 10 2022", "briefings 14"]),
        ("10 брифингов в 2022 г. и 14 брифингов в 2023 г.", ["briefings 10 2022", "briefings 14"]),
        ("Проведено 15 брифингов о выборах в 2024 году, 7 пресс-туров.", ["briefings 15", "press_tours 7"]),
        ("За 2022 год 10 брифингов, за 2023 год 14.", ["briefings 10 2022", "briefings 14"]),
        ("В 2022-м подготовлено 290 пресс-релизов, в 2023-м – 312.", ["press_releases 290 2022", "press_releases 312"]),
        ("С 2018-го подготовлено 1 400 пресс-релизов.", ["press_releases 1400 2018-2023"]),
        ("С 1 сентября 2018 года подготовлено 1 400 пресс-релизов.", ["press_releases 1400 2018-2023"]),
        ("С 01.09.2018 г. подготовлено 1 400 пресс-релизов.", ["press_releases 1400 2018-2023"]),
        ("Пресс-релизы: 2022 – 290, 2023 – 312.", ["press_releases 290 2022", "press_releases 312"]),
        ("Пресс-релизов – 312 (АППГ – 290).", ["press_releases 312", "press_releases 290 2022"]),
        ("Пресс-релизов – 312 (+22 к АППГ).", ["press_releases 312", "press_releases 22"]),
        (
            "Пресс-релизов – 312 (за аналогичный период прошлого года – 290).",
            ["press_releases 312", "press_releases 290 2022"],
        ),
        ("Пресс-релизов – 312 шт. (в 2022 г. – 290 шт.).", ["press_releases 312", "press_releases 290 2022"]),
        ("Пресс-релизов выпущено столько же, сколько в 2022 году, – 312.", ["press_releases 312"]),
        ("Пресс-релизов – 312, на 22 больше прошлогоднего.", ["press_releases 312", "press_releases 22"]),
        ("Брифингов стало на 2 больше – 12.", ["briefings 2", "briefings 12"]),
        # Averages
        (
            "В «Инцидент-менеджменте» за неделю разбирают в среднем 230 обращений, за день – 47 обращений.",
            ["incidents_per_week 230 per week", "incidents_per_day 47 per day"],
        ),
        # Context tells one indicator from another
        ("В рамках 59-ФЗ рассмотрено 864 обращения граждан.", ["formal_appeals 864"]),
        ("Через платформу обратной связи поступило 1 103 обращения.", ["pos_messages 1103"]),
        ("Опубликовано 58 материалов о национальных проектах.", ["materials_published 58 national_projects"]),
        # What the catalogue does not know
        ("Проведено 14 мастер-классов для школьников.", ["«мастер-классы» 14"]),
        ("Роликов сняли сами на телефон 44 шт.", ["videos 44"]),
        ("Ответ давали за 5 ч, прежде за 9ч.", ["response_time 5", "response_time_before 9"]),
        ("Снято 14 рилсов, шортсов – 5.", ["«рилсы» 14", "«шортсы» 5"]),
        ("Выпущено 12 новых влогов.", ["«новые влоги» 12"]),
        # The mark of a note stands at a figure
        ("Разослано 312¹ пресс-релизов, анонсов – 45².", ["press_releases 312", "announcements 45"]),
        # Hedges that are signs or cut short
        ("Пресс-релизов – >300.", ["press_releases 300 at_least"]),
        ("Пресс-релизов – ≤ 300.", ["press_releases 300 at_most"]),
        ("Подписчиков – ок. 300.", ["subscribers_total 300 about administration all"]),
        ("Подписчиков в ОК – 300.", ["subscribers 300 administration ok"]),
        ("Подписчиков – без малого 300.", ["subscribers_total 300 about administration all"]),
        ("Число подписчиков почти достигло 300.", ["subscribers_total 300 about administration all"]),
        ("Подписчиков перевалило за 300.", ["subscribers_total 300 at_least administration all"]),
        # Groups of people are no groups of networks
        ("Город посетили 3 съёмочные группы.", ["«съёмочные группы» 3"]),
        # Words
        ("Вышло двадцать четыре тематические полосы.", ["newspaper_pages 24"]),
        ("Проведена одна пресс-конференция.", ["press_conferences 1"]),
        # Parts of a figure are no other figures of the same indicator
        (
            "Опубликовано 2 340 материалов, из них 1 180 размещены на сайте.",
            ["materials_published 2340", "materials_published 1180 part: размещены на сайте"],
        ),
        (
            "На страницах 8 264 подписчика, из них 5 000 – активные.",
            ["subscribers_total 8264 administration all", "subscribers_total 5000 administration all part: активные"],
        ),
    ],
)
def test_figures_are_read_as_a_person_reads_them(text, figures):
    assert read(text) == figures


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        (
            "Число подписчиков выросло на 5 %, число обращений сократилось на 12 %.",
            ["subscribers_growth_pct 5 administration all", "appeals -12"],
        ),
        (
            "Рост числа подписчиков – 15 %, снижение числа обращений – 12 %.",
            ["subscribers_growth_pct 15 administration all", "appeals -12"],
        ),
        (
            "Число подписчиков ВКонтакте выросло на 1 200, в Одноклассниках снизилось на 300.",
            ["subscribers_growth_abs 1200 administration vk", "subscribers_growth_abs -300 administration ok"],
        ),
        (
            "Число подписчиков ВКонтакте сократилось больше чем на 1 200, в Одноклассниках – на 300.",
            [
                "subscribers_growth_abs -1200 at_least administration vk",
                "subscribers_growth_abs -300 administration ok",
            ],
        ),
        (
            "Количество подписчиков увеличилось на 300, что ниже прошлогоднего прироста.",
            ["subscribers_growth_abs 300 administration all"],
        ),
        ("Благодаря росту интереса увеличилось число пресс-релизов на 12 %.", ["press_releases 12"]),
        ("Количество пресс-релизов не уменьшилось, а выросло на 5 %.", ["press_releases 5"]),
        ("Несмотря на снижение числа запросов СМИ, количество пресс-релизов выросло на 5 %.", ["press_releases 5"]),
        ("Доверие к власти выросло, обращений – на 12 % меньше, чем годом ранее.", ["appeals -12"]),
        ("Количество обращений снизилось с 2 045 до 1 800 (на 12 %).", ["appeals 1800", "appeals -12"]),
        ("Число обращений снизилось на 245, или 12 %.", ["appeals -245", "appeals -12"]),
        ("Число обращений снизилось на 12 %, 60 % – о дорогах.", ["appeals -12"]),
        ("Число обращений снизилось на 12 %, пресс-релизов – на 5 %.", ["appeals -12", "press_releases -5"]),
        (
            "Количество подписчиков увеличилось, если сравнить с прошлым годом, на 300 человек.",
            ["subscribers_growth_abs 300 administration all"],
        ),
    ],
)
def test_the_nearest_word_of_change_tells_a_rise_from_a_fall(text, figures):
    assert read(text) == figures


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("Подписчиков ВКонтакте стало больше на 3 тысячи.", "subscribers_growth_abs 3000 administration vk"),
        ("Подписчиков стало меньше на 350.", "subscribers_growth_abs -350 administration all"),
        ("Аудитория пополнилась на 1 500 человек.", "subscribers_growth_abs 1500 administration all"),
        ("За год на страницу подписались 1 500 человек.", "subscribers_growth_abs 1500 administration all"),
        ("Отписалось 350 подписчиков.", "subscribers_growth_abs -350 administration all"),
        ("Отток подписчиков составил 350 человек.", "subscribers_growth_abs -350 administration all"),
        ("После оттока в группе ВКонтакте 3 000 подписчиков.", "subscribers 3000 administration vk"),
        ("На страницу подписаны 1 500 человек.", "subscribers_total 1500 administration all"),
    ],
)
def test_those_who_came_or_went_are_not_all_subscribers(text, figure):
    assert read(text) == [figure]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("Прирост подписчиков ВКонтакте – 500, в Телеграме – 300.", ["500 vk", "300 telegram"]),
        ("Прирост: ВКонтакте – 500 подписчиков, Телеграм – 300 подписчиков.", ["500 vk", "300 telegram"]),
        ("Отток подписчиков: ВКонтакте – 500, Одноклассники – 300.", ["-500 vk", "-300 ok"]),
        ("Прирост подписчиков ВКонтакте – 500 (в 2022 году – 300).", ["500 vk", "300 vk 2022"]),
        ("Прирост подписчиков за год:\n- ВКонтакте – 500\n- Телеграм – 300", ["500 vk", "300 telegram"]),
        ("Прирост подписчиков составил:\n- ВКонтакте – 500\n- Телеграм – 300", ["500 vk", "300 telegram"]),
        ("Отток подписчиков:\n- ВКонтакте – 500\n- Одноклассники – 300", ["-500 vk", "-300 ok"]),
        ("Число подписчиков выросло:\n- ВКонтакте – на 500\n- Телеграм – на 300", ["500 vk", "300 telegram"]),
        ("Новых подписчиков: ВКонтакте – 500, Телеграм – 300.", ["500 vk", "300 telegram"]),
        ("Новые подписчики:\n- ВКонтакте – 500\n- Телеграм – 300", ["500 vk", "300 telegram"]),
    ],
)
def test_a_change_told_once_is_that_of_all_numbers_that_follow(text, figures):
    found = outcomes(text).figures

    assert {(figure.key, figure.owner, figure.doubt) for figure in found} == {
        ("subscribers_growth_abs", "administration", "")
    }
    assert [
        f"{figure.value} {figure.network}{'' if str(figure.period) == str(YEAR) else f' {figure.period}'}"
        for figure in found
    ] == figures


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("Снижение числа жалоб – 32.", ["appeals -32 growth_abs"]),
        ("Поступило 412 жалоб, снижение – 32.", ["appeals 412 count", "appeals -32 growth_abs"]),
        ("Жалоб меньше на 32.", ["appeals -32 growth_abs"]),
        ("Рост числа подписчиков: с 7 000 (2022) до 8 264 (2023).", ["subscribers_total 8264 stock"]),
        ("Динамика пресс-релизов: 275 → 290 → 312.", ["press_releases 312 count"]),
        ("Рост числа пресс-релизов составил 22.", ["press_releases 22 growth_abs"]),
        ("На фоне роста числа обращений поступило 412 жалоб.", ["appeals 412 count"]),
        ("Показано 5 сюжетов о росте тарифов, брифингов – 12.", ["tv_stories 5 count", "briefings 12 count"]),
        (
            "Прирост подписчиков ВКонтакте – 500, теперь их 8 264.",
            ["subscribers_growth_abs 500 growth_abs", "subscribers 8264 stock"],
        ),
        (
            "Подписчики: ВКонтакте – 8 264 (прирост 500), Телеграм – 5 902.",
            ["subscribers 8264 stock", "subscribers_growth_abs 500 growth_abs", "subscribers 5902 stock"],
        ),
        (
            "Доверие выросло (прирост за год – 62 %):\n- подписчиков ВКонтакте – 8 264",
            ["subscribers 8264 stock"],
        ),
        ("Доверие жителей выросло:\n- доля ответов в срок – 98 %", ["on_time_share 98 share"]),
    ],
)
def test_a_change_with_a_name_is_told_from_the_whole(text, figures):
    found = outcomes(text).figures

    assert [f"{figure.key} {figure.value} {figure.measure}" for figure in found] == figures
    assert not any(figure.doubt for figure in found)


@pytest.mark.parametrize(
    "text",
    [
        "Число подписчиков ВКонтакте выросло на 500, в Телеграме – 300.",
        "Число подписчиков выросло:\n- ВКонтакте – 300",
        "Отмечен рост числа подписчиков:\n- ВКонтакте – 8 264",
        "Число подписчиков увеличилось на 18 % (1 264 подписчика).",
        "Число пресс-релизов выросло на 22, брифингов – 3.",
        "Наблюдается рост числа подписчиков – 5 902.",
        "Число брифингов выросло на 3 по сравнению с 2022 годом (12).",
    ],
)
def test_a_number_that_may_be_a_change_or_the_whole_is_doubted(text):
    assert outcomes(text).figures[-1].doubt == CHANGE_OR_WHOLE


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("В прошлом году проведено 10 брифингов, в этом – 12.", WHICH_YEAR),
        ("Год назад мы провели 10 брифингов.", WHICH_YEAR),
        ("Как и в прошлом году, в 2023 году проведено 10 брифингов.", ""),
        ("По сравнению с аналогичным периодом прошлого года проведено больше брифингов – 10.", ""),
        ("Проведено 12 пресс-туров против 9 годом ранее, 10 брифингов.", ""),
    ],
)
def test_the_last_year_of_a_sentence_may_be_that_of_the_report(text, doubt):
    assert [figure.doubt for figure in outcomes(text).figures if figure.value == 10] == [doubt]


def test_whether_those_who_subscribed_are_all_is_doubted_when_no_year_is_named():
    [figure] = outcomes("На канал главы подписались 3 000 человек.").figures

    assert (figure.measure, figure.doubt) == ("stock", JOINED)


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("Каждый месяц выходит 30 пресс-релизов.", "press_releases 30 per month"),
        ("За месяц пресс-служба готовит 30 пресс-релизов.", "press_releases 30 per month"),
        ("В неделю – 2 брифинга.", "briefings 2 per week"),
        ("Выпускаем 30 пресс-релизов каждый месяц.", "press_releases 30 per month"),
        ("Среднемесячный охват – 120 000.", "reach 120000 administration all per month"),
        ("Ежемесячно на местном радио (101,7 FM) выходит по 8 радиопередач.", "radio_broadcasts 8 per month"),
        ("Ежедневно публикуются новости, всего за год вышло 1 240 новостей.", "materials_published 1240"),
        ("Во время месячника чистоты вышло 12 анонсов.", "announcements 12"),
    ],
)
def test_an_average_is_told_from_a_total(text, figure):
    assert read(text) == [figure]


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("Ежеквартально проводится 3 пресс-тура.", APART),
        ("Проводим 3 пресс-тура в квартал.", APART),
        ("Средний охват поста – 2 500.", APART),
        ("Ежемесячный охват – 120 000.", APART),
        ("Газета выходит по 8 полос.", EACH),
        ("По 12 анонсам вышли сюжеты.", ""),
        ("В среднем каждый пост набирает 2 500 просмотров.", APART),
        ("Самый популярный пост набрал 45 000 просмотров.", APART),
        ("Максимальный охват одного поста – 45 000.", APART),
        ("Ежедневно, кроме выходных, выходит 12 анонсов.", OFTEN),
        ("Каждый день, включая выходные, выходит 12 анонсов.", OFTEN),
        ("По самым важным темам подготовлено 45 роликов.", ""),
        ("Рекордное число просмотров – 45 000.", ""),
        ("Каждое третье обращение (420) касалось дорог.", DIVIDED),
        ("Больше всего обращений касалось дорог (420).", DIVIDED),
        ("Победа в 2 конкурсах.", INSIDE),
        ("Награды: диплом конкурса (из 38 заявок).", INSIDE),
        ("В целом по области, как сообщил центр, выпущено 21 600 пресс-релизов.", OF_REGION),
        ("Больше всего участников конкурса, 342, пришло летом.", DIVIDED),
        ("Материалы о городе вышли в 14 региональных и районных.", INSIDE),
        ("На 1 000 жителей приходится 340 подписчиков.", EACH),
        ("Число жителей выросло на 1 000 и 340 подписчиков.", ""),
        ("Среднее число просмотров – 1 450, лайков – 45.", APART),
        ("Среднее число просмотров – 1 450, а всего подготовлено 45 роликов.", ""),
        ("Видео набрали 12 000 просмотров, фото – 3 000.", OF_WORKS),
        ("Набрано 12 000 просмотров, видео – 45.", ""),
        ("Проведены брифинги, 12 – для детей.", BEYOND_COMMA),
        ("Все 45 учреждений ведут официальные страницы, из них 43 подтверждены.", PART),
        ("Проведено 45 субботников, в том числе 12 брифингов.", ""),
        ("Проведено 14 пресс-конференций и брифингов, в том числе 5 – с участием главы.", PART),
        ("Домовые чаты работают, 26 шт.", ""),
        ("В среднем на каждой странице по 2 200 подписчиков.", APART),
        ("Самая большая группа – 2 200 подписчиков.", ""),
        ("Газета форматом А3 на 16 полосах.", EACH),
        ("Реклама размещена на 45 билбордах.", ""),
        ("Видео «День города» набрало 120 тысяч просмотров.", OF_ONE),
        ("Ролики о Дне города набрали 120 тысяч просмотров.", ""),
        ("Всего роликов 45, самое популярное видео набрало 120 тысяч просмотров.", APART),
        ("О городе: Первый канал – 2, Россия-1 – 5, НТВ – 1 сюжет.", DIVIDED),
        ("Газета – 312 статей, телевидение – 95 сюжетов.", ""),
        ("Газеты – 312.", OF_PLACE),
        ("Газеты – 12.", ""),
        ("Охват – 560 т.", SCALED),
        ("Охват – 560 т. е. больше.", ""),
        ("Отменено 3 пресс-тура.", NOT_DONE),
        ("Не опубликовано 12 пресс-релизов.", NOT_DONE),
        ("Опубликовано не менее 12 пресс-релизов.", ""),
        ("Топ-10 новостей года собрал 450 000 просмотров.", DIVIDED),
        ("С 2018 года число подписчиков выросло на 3 000.", OVER_YEARS),
        ("За пять лет количество обращений снизилось на 30 %.", OVER_YEARS),
        ("За последние 5 лет число подписчиков выросло в 3 раза.", OVER_YEARS),
        ("За год количество обращений снизилось на 30 %.", ""),
        ("Пресс-релизы 2023", LIKE_A_YEAR),
        ("Пресс-релизы 2043", ""),
    ],
)
def test_what_may_be_no_total_of_the_year_is_doubted(text, doubt):
    *_, figure = outcomes(text).figures

    assert figure.doubt == doubt


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("Интервью главы – 12, заместителей – 25.", DIVIDED),
        ("Публикаций газеты – 12, портала – 40.", DIVIDED),
        ("Публикаций газеты – 12, анонсов – 40.", ""),
        ("Запросов СМИ – 45, хакатонов – 5.", ""),
        ("Интервью – 12, заместителей – 25.", ""),
    ],
)
def test_a_number_of_one_person_among_those_of_others_is_not_all(text, doubt):
    first, *_ = outcomes(text).figures

    assert first.doubt == doubt


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("В газете «Заря» опубликовано 312 материалов, на сайте – 845.", DIVIDED),
        ("Сюжетов на федеральном ТВ – 8, на краевом – 45.", DIVIDED),
        ("На сайте размещено 845 новостей, в районной газете – 312.", DIVIDED),
        ("Опубликовано 312 материалов в газете, 845 на сайте.", DIVIDED),
        ("В газете опубликовано 312 материалов и 845 на сайте.", DIVIDED),
        ("Опубликовано 12 материалов в федеральных, 145 в региональных СМИ.", DIVIDED),
        ("Сделано 100 роликов о героях и 25 – о ветеранах.", DIVIDED),
        ("Сделано 100 роликов о героях и 25 фильмов о ветеранах.", ""),
        ("Опубликовано 64 материала об СВО, 45 – о выборах.", ""),
        ("В газете опубликовано 312 материалов, на радио вышло 48 передач.", ""),
        ("В газете опубликовано 312 материалов, в газете – 45 из них.", ""),
        ("В газете вышло 312 материалов, из них 45 на сайте.", ""),
        ("На сайте размещено 845 новостей, годом ранее – 780.", ""),
    ],
)
def test_a_number_of_one_place_or_matter_among_those_of_others_is_not_all(text, doubt):
    first, *_ = outcomes(text).figures

    assert first.doubt == doubt


def test_a_sum_after_its_parts_is_the_figure_and_they_are_not():
    text = "Публикаций в сетевых изданиях – 640, в печатных – 210, всего {}."

    assert read(text.format("1 005")) == [
        "materials_published 640 part: Публикаций в сетевых изданиях",
        "materials_published 210 part: в печатных",
        "materials_published 1005",
    ]
    assert {figure.doubt for figure in outcomes(text.format("1 005")).figures} == {PART_OF_NEXT, ""}
    assert read(text.format("640"))[-1] == "materials_published 640 part: всего"
    assert read("Выпуск по 5 новостей за смену, за год – 1 240 новостей, из них 40 о спорте.")[-1].endswith(
        "part: о спорте"
    )
    assert read("Материалов о нацпроектах – 12, всего – 340.")[0] == "materials_published 12 national_projects"


def test_the_last_verb_tells_a_gain_from_the_whole():
    assert read("Подписчики группы ОК прибавили десятую часть и насчитывают 6 270 человек.") == [
        "subscribers 6270 administration ok"
    ]
    assert read("На ВКонтакте пришлось 300 новых подписчиков.") == ["subscribers_growth_abs 300 administration vk"]


def test_what_was_is_last_years_only_where_nothing_else_is_named():
    assert read("Вышло 23 передачи, прямых эфиров мэра было 6.")[-1] == "live_broadcasts 6 head all"
    assert read("Прямых эфиров – 12 (было 6).")[-1] == "live_broadcasts 6 administration all 2022"
    assert read("Вышло 312 релизов, в предыдущем году их было 370.")[-1] == "press_releases 370 2022"


def test_items_under_an_item_are_of_what_it_names():
    text = (
        "Социальные сети\n• подписчики администрации:\n   – ВКонтакте – 11 406;\n   – Телеграм – 3 270;\n"
        "• подписчики главы:\n   – ВКонтакте – 4 118;\n   – Телеграм – 1 502;\n• пресс-релизы – 312"
    )

    assert read(text) == [
        "subscribers 11406 administration vk",
        "subscribers 3270 administration telegram",
        "subscribers 4118 head vk",
        "subscribers 1502 head telegram",
        "press_releases 312",
    ]
    assert not any(figure.doubt for figure in outcomes(text).figures)


def test_a_publication_beside_any_network_is_a_post():
    assert read("ОК – 45 публикаций, ТГ – 30.") == ["posts 45 administration ok", "posts 30 administration telegram"]
    assert read("Вышло ок. 300 публикаций в газете.") == ["materials_published 300 about"]


def test_each_part_is_about_its_own_matter():
    assert read("Вышло 386 новостей. Из них 312 – о национальных проектах, 45 – о выборах.") == [
        "materials_published 386",
        "materials_published 312 national_projects",
        "materials_published 45 elections",
    ]
    assert [figure.doubt for figure in outcomes("Из них 312 – о нацпроектах, 45 – о выборах.").figures] == []


def test_an_owner_in_brackets_is_that_of_their_numbers_alone():
    assert read("24 прямых эфира (глава – 12, заместители – 12) собрали 340 тысяч просмотров.") == [
        "live_broadcasts 24 administration all",
        "live_broadcasts 12 head all",
        "«заместители» 12",
        "views 340000 administration all",
    ]


def test_a_network_before_brackets_is_that_of_every_number_in_them():
    text = "Подписчиков ВКонтакте (глава – 3 400, администрация – 5 600), в Одноклассниках (администрация – 2 300)."

    assert read(text) == [
        "subscribers 3400 head vk",
        "subscribers 5600 administration vk",
        "subscribers 2300 administration ok",
    ]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("Страницы в соцсетях посещает 1 200 человек в сутки.", []),
        ("Канал читают 1 200 человек.", ["subscribers_total 1200 administration all"]),
        ("Запросы жителей – 120.", ["appeals 120"]),
        ("Ответы на запросы – 120.", ["media_requests 120"]),
        ("Через чат-бот обработано 1 200 запросов.", ["«запросы» 1200"]),
    ],
)
def test_visitors_are_no_subscribers_and_what_people_ask_is_asked_by_no_newspaper(text, figures):
    assert read(text) == figures


@pytest.mark.parametrize(
    "text",
    [
        "Одной из важнейших задач остаётся работа с обращениями.",
        "Телеканалу исполнилось 90 лет.",
        "Телефон редакции: 8 (4212) 30-00-00.",
        "Программа «Городская среда 2024» продолжена.",
        "Тираж газеты – 5000 экз.",
        "На эти цели направлено 600 тыс. рублей.",
    ],
)
def test_noise_makes_no_figure(text):
    found = outcomes(text)

    assert found.figures == []
    assert found.ignored


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Вышло 12,345 публикаций.", "неясно, дробь или тысячи"),
        ("Каждый день выходит 5–7 постов.", "названы два числа: от и до"),
        ("Доля обращений о дорогах – 38 %.", "доля: сравнить не с чем"),
        ("Число обращений снизилось, из них 60 % решены в срок.", "доля: сравнить не с чем"),
        ("Концерт посетили 900 человек.", "не сказано, о ком это число"),
        ("Опубликовано 1О2 материала о выборах.", MIXED),
        ("Пресс-релизов – З12.", MIXED),
        ("Подготовлено I5 сюжетов.", MIXED),
        ("Прирост подписчиков снизился до 300 человек.", OF_RISE),
        ("Пресс-релизы обошлись в 2,4 млн рублей, что на 300 тысяч меньше.", OF_MONEY),
        ("Темп роста числа подписчиков составил 105 %.", RATE),
        ("Число подписчиков выросло, темпы роста – 105 %.", RATE),
    ],
)
def test_what_is_unclear_waits_for_a_person(text, reason):
    [pending] = outcomes(text).review

    assert pending.reason == reason


def test_a_number_in_words_beside_a_misread_one_has_its_label():
    found = outcomes("Запросов от СМИ поступило 5З (пятьдесят три).")

    assert [(figure.key, figure.value) for figure in found.figures] == [("media_requests", 53)]
    assert [pending.text for pending in found.review] == ["5З"]


def test_two_numbers_with_a_slash_wait_for_a_person():
    found = outcomes("Пресс-релизы (2022/2023): 294/312.")

    assert not found.figures
    assert [(pending.text, pending.reason) for pending in found.review] == [("294", SLASHED), ("312", UNNAMED)]


def test_people_beside_a_work_are_not_counted_as_works():
    [figure] = outcomes("Прошли прямые эфиры, зрителей – 4 500.").figures

    assert (figure.key, figure.doubt) == ("", NEW)


@pytest.mark.parametrize(
    "text",
    [
        "Ролик посмотрели 4 500 человек.",
        "Прямой эфир главы посмотрели 1 200 человек.",
        "Пост ВКонтакте прочитали 1 200 человек.",
        "Мероприятия посетили 3 400 человек.",
        "Опрос прошли 340 человек.",
        "Интервью главы посмотрели 1 200 жителей.",
        "Рассылку пресс-релизов получают 45 человек.",
    ],
)
def test_those_who_saw_a_work_are_not_its_number(text):
    found = outcomes(text)

    assert not found.figures
    assert [pending.reason for pending in found.review] == ["не сказано, о ком это число"]


@pytest.mark.parametrize(
    ("text", "figure", "doubt"),
    [
        ("Ролики посмотрели 4 500 раз.", "views 4500 administration all", ""),
        ("Вышло много постов, просмотрены они 4,73 млн раз.", "views 4730000 administration all", ""),
        ("Видео о параде посмотрели 530 тысяч раз.", "views 530000 administration all", OF_ONE),
        ("Прямой эфир посмотрели 3 тысячи раз.", "views 3000 administration all", OF_ONE),
        ("Около 30 тыс. просмотров набрал ролик о Дне города.", "views 30000 about administration all", OF_ONE),
        ("30 тыс. просмотров набрали ролики о городе.", "views 30000 administration all", ""),
    ],
)
def test_how_often_works_were_seen_are_views_and_not_their_number(text, figure, doubt):
    assert read(text) == [figure]
    assert [one.doubt for one in outcomes(text).figures] == [doubt]


@pytest.mark.parametrize(
    "text",
    ["Сайт администрации просматривали 120 тысяч раз.", "Сайт открывали 268 тысяч раз, уникальных посетителей много."],
)
def test_how_often_a_site_was_seen_waits(text):
    assert outcomes(text).figures == []


@pytest.mark.parametrize("text", ["Рубрика «Лица» вышла 24 раза.", "«Новости города» вышли 50 раз."])
def test_how_often_something_came_out_is_doubted(text):
    assert [figure.doubt for figure in outcomes(text).figures] == [HOW_OFTEN]


def test_the_source_of_a_number_is_no_label():
    text = "По данным системы мониторинга, администрация упоминалась в СМИ 640 раз."
    assert read(text) == ["mentions 640"]
    assert [one.doubt for one in outcomes(text).figures] == [""]


@pytest.mark.parametrize(
    "text",
    ["В федеральных и региональных СМИ вышло 206 материалов.", "Подготовлено 206 материалов для федеральных СМИ."],
)
def test_publications_in_federal_outlets_are_told_only_where_they_are_all_of_them(text):
    assert read(text) == ["materials_published 206"]


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("Аудитория группы ВКонтакте – 3 400 человек.", "subscribers 3400 administration vk"),
        ("Канал главы читают 1 200 человек.", "subscribers_total 1200 head all"),
        ("Участников конкурса – 340 человек.", "contest_participants 340"),
        ("В 5-й раз проведён конкурс «Двор», участников – 45.", "contest_participants 45"),
        ("Сайт посетили 12 000 человек.", "site_visits 12000"),
        ("Просмотров – 5 000 человек.", "views 5000 administration all"),
    ],
)
def test_people_are_counted_where_a_label_speaks_of_people(text, figure):
    assert read(text) == [figure]


def test_numbers_of_plans_are_targets():
    found = outcomes(
        "Какие задачи стоят в 2024 году\n- провести не менее 10 пресс-туров;\n- набрать 30 тысяч подписчиков."
    )

    assert found.figures == []
    assert [str(target.value) for target in found.targets] == ["10", "30000"]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("В планах – 12 пресс-туров.", [12]),
        ("Необходимо провести 12 пресс-туров.", [12]),
        ("Требуемый показатель – 12 пресс-туров.", [12]),
        ("Целевое значение – 12 пресс-туров.", [12]),
        ("В следующем году будет проведено 12 пресс-туров.", [12]),
        ("В следующем году проведём 12 пресс-туров.", [12]),
        ("В 2024 году выйдет 52 номера газеты.", [52]),
        ("Задача – увеличить аудиторию до 20 тысяч человек.", [20000]),
        ("Цель – 20 000 подписчиков.", [20000]),
        ("Предусмотрено 12 пресс-туров.", [12]),
        ("Требуется 3 видеоролика.", [3]),
        ("Ожидается 12 брифингов.", [12]),
        ("Снимать два видео в неделю, то есть 100 за год.", [2, 100]),
        ("К концу года число подписчиков достигнет 10 000.", [10000]),
        ("Подписчиков станет больше: их число составит 10 000.", [10000]),
        ("В 2024 году планируется:\n- 12 брифингов", [12]),
    ],
)
def test_words_of_a_plan_make_targets(text, values):
    found = outcomes(text)

    assert (found.figures, found.review) == ([], [])
    assert [target.value for target in found.targets] == values


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("С целью повышения доверия проведено 12 брифингов.", ["briefings 12"]),
        ("В рамках плана мероприятий проведено 12 брифингов.", ["briefings 12"]),
        ("Проведено 12 плановых брифингов.", ["briefings 12"]),
        ("Необходимо отметить, что проведено 12 брифингов.", ["briefings 12"]),
        ("На ответ журналисту требуется 2 часа.", ["response_time 2"]),
        ("В 2024 году продолжается работа в трёх социальных сетях.", ["networks_count 3 2024"]),
    ],
)
def test_an_aim_or_a_need_told_in_passing_makes_no_plan(text, figures):
    assert read(text) == figures


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("План – 300 пресс-релизов, факт – 312.", [300, 312]),
        ("Плановый показатель – 300 пресс-релизов, фактически подготовлено 312.", [300, 312]),
        ("При плане 300 пресс-релизов подготовлено 312.", [300, 312]),
        ("Пресс-релизов – 312, план – 300.", [312, 300]),
        ("Вместо запланированных 10 брифингов проведено 12.", [10, 12]),
        ("Проведено 12 брифингов из 15 запланированных.", [12, 15]),
        ("Брифинги – 12 из 15 запланированных.", [12, 15]),
        ("Как и планировалось, проведено 12 брифингов.", [12]),
        ("Как и планировалось, проведены:\n- 12 брифингов;\n- 7 пресс-туров.", [12, 7]),
    ],
)
def test_a_plan_told_with_what_was_done_waits_for_a_person(text, values):
    found = outcomes(text)

    assert (found.figures, found.targets) == ([], [])
    assert [(pending.value, pending.reason) for pending in found.review] == [(value, PLAN_AND_FACT) for value in values]


@pytest.mark.parametrize("text", ["Пресс-релизы\n\n312", "Подготовлено пресс-релизов:\n312"])
def test_a_lone_number_after_a_label_waits_for_a_person(text):
    found = outcomes(text)

    assert [(pending.value, pending.reason) for pending in found.review] == [(312, LONE)]


@pytest.mark.parametrize("text", ["Газета выходит по пятницам.\n\n17", "Пресс-релизы\n\n- 17 -", "Наши люди\n\n17"])
def test_another_lone_number_is_that_of_a_page(text):
    [aside] = outcomes(text).ignored

    assert (aside.value, aside.reason) == (17, "номер страницы")


@pytest.mark.parametrize(
    "text",
    [
        "Вопрос 2. Планы на 2024-й\n\n12 брифингов",
        "Второй вопрос:\n\n12 брифингов",
        "Первый вопрос:\n\nГазета выходит.\n\nПо второму\n\n- 12 брифингов",
        "По второму: 12 брифингов",
        "2)\n\n12 брифингов",
    ],
)
def test_an_answer_may_only_say_which_question_it_answers(text):
    found = outcomes(text)

    assert found.figures == []
    assert [target.value for target in found.targets] == [12]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("По вторникам выходит 12 роликов.", ["videos 12"]),
        ("Второй год подряд выпускаем газету, вышло 52 номера газеты.", ["newspaper_issues 52"]),
        ("По вторникам выходит рубрика.\n\nПодготовлено 312 пресс-релизов.", ["press_releases 312"]),
        ("- Вторая группа ВКонтакте – 1 200 подписчиков.", ["subscribers 1200 administration vk"]),
        ("По первому: 12 брифингов", ["briefings 12"]),
    ],
)
def test_an_ordinal_alone_makes_no_question(text, figures):
    assert read(text) == figures


def test_a_figure_said_twice_is_one_with_two_places():
    [figure], pending = merge(outcomes("Выпущено 12 брошюр.\n\nИтого:\n- брошюр – 12").figures)

    assert len(figure.sources) == 2 and not pending


def test_a_contradiction_is_queued_and_the_first_figure_doubted():
    figures, [pending] = merge(outcomes("Проведено 12 брифингов.\n\nВсего брифингов – 13.").figures)

    assert [figure.value for figure in figures] == [12]
    assert "13" in figures[0].doubt
    assert pending.value == 13 and "Брифинги" in pending.reason


def test_what_stands_beyond_a_colon_is_of_the_next_numbers():
    assert read("Публикаций в СМИ о городе – 3 450: позитивных – 1 200, негативных – 150.") == [
        "mentions 3450",
        "mentions_positive 1200",
        "mentions_negative 150",
    ]


def test_the_line_above_a_list_names_the_owner_of_its_items():
    text = (
        "Подписчики страниц администрации:\n- Телеграм - 7855\n- ВКонтакте - 4236\nСтраницы главы:\n- Телеграм - 2542"
    )

    assert read(text) == [
        "subscribers 7855 administration telegram",
        "subscribers 4236 administration vk",
        "subscribers 2542 head telegram",
    ]


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("Развивали видео, пресс-релизов подготовлено – 312.", "press_releases 312"),
        ("Пресс-релизы рассылаем по СМИ, интервью организовано – 25.", "interviews 25"),
        ("Готовили поздравления, доклады, обзоры СМИ, всего пресс-релизов – 312.", "press_releases 312"),
        ("Тираж газеты 5 000 экземпляров, подписчиков – 1 200.", "subscribers_total 1200 administration all"),
        ("Упоминаний города за год, из них позитивных – 1 050.", "mentions_positive 1050"),
        # Words after a comma that only describe what stands before it
        ("Количество пресс-релизов, разосланных по итогам брифингов, составило 312.", "press_releases 312"),
        ("Число пресс-релизов, которые давали новости – 312.", "press_releases 312"),
        ("Брифингов, в том числе с участием главы, – 12.", "briefings 12"),
        ("Страница главы ВКонтакте: постов – 312.", "posts 312 head vk"),
        ("3 сотрудника пресс-службы прошли обучение.", "trained_staff 3"),
    ],
)
def test_the_label_beside_a_number_says_what_it_counts(text, figure):
    assert read(text) == [figure]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("Из них: 312 – пресс-релизы, 45 – фоторепортажи.", ["press_releases 312", "photo_reports 45"]),
        ("Всего (312 – пресс-релизы и 45 – фоторепортажи).", ["press_releases 312", "photo_reports 45"]),
        ("Разослано многое, из них 312 – пресс-релизы, 45 – анонсы.", ["press_releases 312", "announcements 45"]),
        ("Мероприятий для СМИ: 12 – брифинги, 4 – пресс-конференции.", ["briefings 12", "press_conferences 4"]),
        ("Пресс-релизов: 312 – брифингов: 12 – интервью: 25.", ["press_releases 312", "briefings 12", "interviews 25"]),
        # What stands after the dash counts nothing
        (
            "Дано 50 интервью, из них 8 – федеральным каналам.",
            ["interviews 50", "interviews 8 part: федеральным каналам"],
        ),
    ],
)
def test_a_label_after_its_number_and_a_dash_is_that_numbers(text, figures):
    assert read(text) == figures


@pytest.mark.parametrize(
    ("text", "figure", "doubted"),
    [
        ("Количество просмотров:\n- группа ВКонтакте – 4 000", ("views", 4000), False),
        ("Количество публикаций в СМИ:\n- газета «Маяк» – 120", ("materials_published", 120), True),
        ("Сюжеты: телеканал «Север» – 120, телекомпания «Юг» – 48.", ("tv_stories", 48), True),
        ("Газета «Маяк» – 120.", ("", 120), True),
        ("Аккаунтов – 12.", ("accounts", 12), False),
    ],
)
def test_one_place_counts_no_places(text, figure, doubted):
    last = outcomes(text).figures[-1]

    assert ((last.key, last.value), bool(last.doubt)) == (figure, doubted)


@pytest.mark.parametrize(
    "text",
    [
        "Пресс-релизы, фоторепортажи, видео – 312.",
        "Пресс-релизы, а также комментарии для газет – 312.",
        "Разослано 312 пресс-релизов и анонсов.",
        "Разослано 312 пресс-релизов, анонсов, афиш.",
        "Разослано 312 пресс-релизов, анонсов и 4 брифинга.",
    ],
)
def test_one_number_of_several_kinds_of_work_is_doubted(text):
    figure, *_ = outcomes(text).figures

    assert (figure.key, figure.doubt) == ("press_releases", SEVERAL)


def test_numbers_told_of_several_things_in_their_order_are_doubted():
    found = outcomes("Пресс-релизов и брифингов – 312 и 45 соответственно.").figures

    assert found[0].doubt == RESPECTIVELY and all(figure.doubt for figure in found)


@pytest.mark.parametrize(
    "text",
    [
        "Подписчиков ВК и ОК за год прибавилось соответственно 2 310 и 640.",
        "Проведено пресс-туров и брифингов соответственно – 3 и 12.",
    ],
)
def test_numbers_that_follow_the_word_for_their_order_are_doubted(text):
    found = outcomes(text).figures

    assert found[0].doubt == RESPECTIVELY and all(figure.doubt for figure in found)


def test_what_follows_in_order_of_thought_is_sure():
    assert read("Соответственно, проведено 12 брифингов и 4 пресс-тура.") == ["briefings 12", "press_tours 4"]


@pytest.mark.parametrize(
    ("text", "figures", "targets"),
    [
        ("Проведено 18 брифингов (план – 15), 9 пресс-туров (план – 12).", ["briefings 18", "press_tours 9"], [15, 12]),
        ("Брифинги: план 15, факт 18.", ["briefings 18"], [15]),
        ("Брифинги: план 15 факт 18.", ["briefings 18"], [15]),
    ],
)
def test_a_number_that_only_a_label_calls_a_plan_is_a_target_and_the_others_are_done(text, figures, targets):
    found = outcomes(text)

    assert read(text) == figures and [target.value for target in found.targets] == targets


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("Подписчиков ВК минус 80, стало 9 420.", [("growth_abs", -80), ("stock", 9420)]),
        (
            "Число подписчиков выросло: ВК – на 1 200 (до 13 400), ОК – на 310 (до 7 020).",
            [("growth_abs", 1200), ("stock", 13400), ("growth_abs", 310), ("stock", 7020)],
        ),
    ],
)
def test_a_change_and_what_it_led_to_are_told_apart_in_every_item(text, figures):
    assert [(figure.measure, figure.value) for figure in outcomes(text).figures] == figures


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Жалоб по ЖКХ больше всего – 41 %.", SHARE),
        ("Размещались материалы в газете, которая выходит 2 раза в неделю.", OFTEN),
    ],
)
def test_a_rank_is_no_change_and_how_often_no_count(text, reason):
    found = outcomes(text)

    assert not found.figures and [pending.reason for pending in found.review] == [reason]


def test_a_sentence_with_a_figure_of_its_own_lends_its_page_to_no_other_kind():
    assert read("Канал мэра в Телеграм читают 1 900 человек.\n- Охват постов – 2 700.") == [
        *("subscribers 1900 head telegram", "reach 2700 administration all"),
    ]
    assert read("На страницах мэра 9 000 подписчиков.\n- ВК – 5 000\n- ОК – 4 000")[1:] == [
        *("subscribers 5000 head vk", "subscribers 4000 head ok"),
    ]


def test_what_a_sentence_names_after_its_numbers_is_not_what_the_one_before_counted():
    found = outcomes("Сделано 100 фото. Почти вдвое – с 26 до 51 – увеличилось число выездных мероприятий.")

    assert [figure.value for figure in found.figures] == [100]
    assert [pending.value for pending in found.review] == [2, 26, 51]


def test_what_a_number_of_subscribers_has_reached_is_theirs():
    assert read("Число подписчиков выросло на 12 % и достигло 21 350 чел.") == [
        *("subscribers_growth_pct 12 administration all", "subscribers_total 21350 administration all"),
    ]


@pytest.mark.parametrize(
    "text",
    ["Подписчики (тыс.): ВК – 11, ОК – 6.", "Подписчики, тыс. чел.:\n- ВК – 11\n- ОК – 6", "Охват (млн): ВК – 3."],
)
def test_a_number_under_a_label_in_thousands_is_doubted(text):
    assert {figure.doubt for figure in outcomes(text).figures} == {SCALED}


def test_a_number_with_its_own_thousands_is_sure_under_any_label():
    assert read("Подписчики (тыс.): ВК – 11 тыс.") == ["subscribers 11000 administration vk"]


@pytest.mark.parametrize(
    "item",
    [
        "В чат-боте – 8 200 пользователей, из них новых – 1 900.",
        "На 20 % сократилось число негативных комментариев, которых за год – 2 380.",
    ],
)
def test_a_line_with_its_own_figure_lends_nothing_to_lines_that_count_something_else(item):
    figures = outcomes(f"Подготовлено 421 пресс-релизов.\n\n{item}").figures

    assert [figure.value for figure in figures if figure.key == "press_releases"] == [421]


def test_what_is_said_of_a_figure_with_its_parts_in_brackets_is_of_the_whole():
    assert read("Подписчиков 41 300 (ВК – 22 100, ТГ – 19 200). В 2022 году их было 36 900.")[-1] == (
        "subscribers_total 36900 administration all 2022"
    )


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        (
            "Ведётся 6 страниц: 2 ВК, 2 ОК, 2 ТГ.",
            ["accounts 6 all", "accounts 2 vk", "accounts 2 ok", "accounts 2 telegram"],
        ),
        (
            "Ведём 2 группы: 4 500 ВКонтакте, 1 200 ОК.",
            ["accounts 2 all", "subscribers 4500 vk", "subscribers 1200 ok"],
        ),
    ],
)
def test_few_are_pages_and_many_their_subscribers(text, figures):
    assert [" ".join(figure.split()).replace(" administration", "") for figure in read(text)] == figures


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("980 обращений (100 %) отработано через систему «Инцидент-менеджмент».", ["incidents 980"]),
        ("Обращений 980 (в 2022 – 900) поступило в «Инцидент-менеджмент».", ["incidents 980", "incidents 900 2022"]),
        ("Обращений 45 (в 2022 – 40), через «Инцидент» – 980.", ["appeals 45", "appeals 40 2022", "incidents 980"]),
    ],
)
def test_words_go_on_behind_brackets(text, figures):
    assert read(text) == figures


def test_a_paper_called_like_a_topic_is_none():
    assert read("Газета «Выбор» напечатала 640 материалов.") == ["materials_published 640"]


def test_a_number_of_the_whole_region_is_doubted():
    assert [figure.doubt for figure in outcomes("По краю отработано 120 тысяч сообщений.").figures] == [OF_REGION]


@pytest.mark.parametrize(
    "text",
    ["Для сравнения: в соседнем Заречье вышло 40 пресс-релизов.", "У соседей подготовлено 40 пресс-релизов."],
)
def test_a_number_of_the_neighbours_is_doubted(text):
    assert [figure.doubt for figure in outcomes(text).figures] == [OF_NEIGHBOURS]


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("В Артёме подготовлено 40 пресс-релизов.", OF_OTHERS),
        ("Для сравнения: в городе Артёме – 40 пресс-релизов.", OF_OTHERS),
        ("У коллег из ЗАТО Северск вышло 40 пресс-релизов.", OF_OTHERS),
        ("В Спасске-Дальнем подготовлено 40 пресс-релизов.", ""),
        ("В Артёме прошёл форум; подготовлено 40 пресс-релизов.", ""),
        ("Подготовлено 40 пресс-релизов, в Артёме их прочли.", ""),
    ],
)
def test_a_number_of_another_town_is_doubted(tmp_path, text, doubt):
    report = tmp_path / "report.txt"
    report.write_text(f"Администрация города Спасска-Дальнего\n\n{text}\n", encoding="utf-8")

    [draft] = drafts(report, municipality="spassk-dalny", year=YEAR)

    assert [figure.doubt for figure in draft.figures] == [doubt]


@pytest.mark.parametrize("network", ["Тelegram", "Tеlegram", "Telеgram", "Тeлеграм"])
def test_letters_of_the_other_alphabet_hide_no_network(network):
    assert read(f"У главы 8 400 подписчиков в {network}.") == ["subscribers 8400 head telegram"]


@pytest.mark.parametrize(
    ("text", "doubts"),
    [
        ("Группа в «Одноклассниках» закрыта, в ней было 1 200 подписчиков.", [OF_CLOSED]),
        ("В марте группу (1 200 подписчиков) закрыли.", [OF_CLOSED]),
        ("Группа в «Одноклассниках» закрыта, подписчиков группы ВКонтакте – 5 400.", [""]),
        ("Подписчиков группы ВКонтакте – 5 400, страница в «Одноклассниках» закрыта.", [""]),
    ],
)
def test_the_subscribers_of_a_closed_page_are_doubted(text, doubts):
    assert [figure.doubt for figure in outcomes(text).figures] == doubts


@pytest.mark.parametrize(
    "text",
    [
        "Пресс-релизов подготовлено: для сайта 940, для районной газеты 230.",
        "Опубликовано материалов на сайте – 940, в газете – 230.",
        "Проведено брифингов: в мэрии – 9 и в думе – 3.",
    ],
)
def test_a_number_of_one_place_that_another_follows_is_not_the_whole(text):
    assert outcomes(text).figures[0].doubt == DIVIDED


def test_numbers_of_two_years_are_not_those_of_two_places():
    assert read("Пресс-релизов: в этом году – 450, в прошлом году – 300.") == [
        "press_releases 450",
        "press_releases 300 2022",
    ]


def test_a_change_is_not_that_of_an_earlier_figure_when_an_unknown_number_stands_between():
    found = outcomes("Брифингов проведено 12.\n\nХакатонов – 5, на 20 % больше, чем в 2022 году.")

    assert [figure.value for figure in found.figures] == [12]
    assert [pending.value for pending in found.review] == [5, 20]


def test_a_minus_in_brackets_after_a_figure_is_its_fall():
    assert read("Комментариев для СМИ – 88 (–12).") == ["media_comments 88", "media_comments -12"]


@pytest.mark.parametrize("opening", ["", "Третий шаг – ", "Второе: "])
def test_a_sentence_that_begins_with_what_is_to_be_done_is_a_plan(opening):
    found = outcomes(f"{opening}выпустить 50 прямых эфиров, 120 сюжетов.")

    assert (found.figures, [target.value for target in found.targets]) == ([], [50, 120])


def test_works_of_all_pages_are_of_all_owners_where_there_are_others():
    told = "опубликовано 5 124 записи, набравшие 4,3 млн просмотров."
    others = outcomes(f"Страница главы – 1 200 подписчиков. Всеми страницами {told}").figures

    assert [figure.owner for figure in others] == ["head", "all", "all"]
    assert {figure.owner for figure in outcomes(f"Всеми страницами {told}").figures} == {"administration"}


def test_the_whole_after_a_growth_is_of_the_same_page():
    found = outcomes("Подписчиков телеграм-канала главы: плюс 1,8 тысячи за год, всего 6,3 тысячи.").figures

    assert [(figure.owner, figure.network, figure.value) for figure in found] == [
        *(("head", "telegram", 1800), ("head", "telegram", 6300)),
    ]


def test_a_network_before_its_page_and_number_is_of_that_number():
    found = outcomes("Подписчиков в ОК 3 870 чел., в телеграм канале 960 чел.").figures

    assert [(figure.network, figure.value) for figure in found] == [("ok", 3870), ("telegram", 960)]


@pytest.mark.parametrize("bullet", ["", "- "])
def test_items_under_an_item_of_a_numbered_list_are_of_what_it_says(bullet):
    lines = ["1. Подписчики:", "ВК – 13 211", "ОК – 9 876", "2. Охват:", "ВК – 39 000", "3. Проведено 5 брифингов."]
    text = "\n".join(line if line[0].isdigit() else f"{bullet}{line}" for line in lines)

    assert all(not figure.doubt for figure in outcomes(text).figures)
    assert read(text) == [
        *("subscribers 13211 administration vk", "subscribers 9876 administration ok"),
        *("reach 39000 administration vk", "briefings 5"),
    ]


def test_publications_of_newspapers_alone_are_doubted():
    figures = outcomes("Публикации в СМИ: газеты – 420, телевидение – 188.").figures

    assert all(figure.doubt for figure in figures) and figures[0].doubt == SEVERAL


def test_brackets_tell_nothing_of_the_number_after_them():
    assert read("В газете (выходит еженедельно) размещено 40 материалов.") == ["materials_published 40"]


def test_how_many_come_to_a_thousand_people_is_no_total():
    [figure] = outcomes("Подписчиков в расчёте на 1 000 жителей – 312.").figures

    assert (figure.value, figure.doubt) == (312, EACH)


def test_a_total_is_of_no_topic_of_its_parts():
    assert read("Вышло 386 материалов, из них о выборах – 64, о нацпроектах – 112.") == [
        *("materials_published 386", "materials_published 64 elections", "materials_published 112 national_projects"),
    ]


def test_a_topic_that_has_had_its_number_is_not_that_of_the_next_sentence():
    assert read("О выборах вышло 64 материала. На сайте размещено 904 новости.") == [
        *("materials_published 64 elections", "materials_published 904"),
    ]
    assert read("О выборах – 64 материала, о нацпроектах – 40. На сайте размещено 904 новости (+12 %).")[2:] == [
        *("materials_published 904", "materials_published 12"),
    ]


def test_one_number_of_several_topics_is_doubted():
    joined = outcomes("О выборах и нацпроектах вышло 64 материала.").figures
    examples = outcomes("О нацпроектах («Здравоохранение», «Городская среда») вышло 64 материала.").figures

    assert [figure.doubt for figure in (*joined, *examples)] == [TOPICS, ""]


@pytest.mark.parametrize(
    "text", ["Проведено брифингов и пресс-туров – 26.", "Брифинги и пресс-туры: 26.", "Снято видео и фото 26."]
)
def test_one_number_of_two_kinds_that_stand_before_it_is_doubted(text):
    assert [figure.doubt for figure in outcomes(text).figures] == [SEVERAL]


def test_what_goes_on_with_a_number_of_two_kinds_is_doubted_too():
    found = outcomes("Проведено брифингов и пресс-туров – 26 (АППГ – 22).").figures

    assert [(figure.value, figure.doubt) for figure in found] == [(26, SEVERAL), (22, SEVERAL)]


@pytest.mark.parametrize("text", ["Докладов и выступлений – 48.", "Ответов на запросы СМИ и жителей – 48."])
def test_one_kind_told_in_two_words_is_sure(text):
    assert [figure.doubt for figure in outcomes(text).figures] == [""]


def test_the_numbers_of_items_inside_a_sentence_count_nothing():
    text = "Проведено: 1) брифинги – 12, 2) пресс-туры – 4 (годом ранее: 3)."

    assert read(text) == ["briefings 12", "press_tours 4", "press_tours 3 2022"]


def test_short_names_of_networks_label_the_rows_of_a_list():
    found = outcomes("Подписчиков на конец года:\nВК 5,6 тыс. (+0,4 тыс.)\nОК 4,9 тыс. (+0,1 тыс.)").figures

    assert [(figure.network, figure.value, figure.doubt) for figure in found] == [
        *(("vk", 5600, ""), ("vk", 400, ""), ("ok", 4900, ""), ("ok", 100, "")),
    ]


def test_every_number_of_a_list_under_another_kind_is_doubted():
    found = outcomes("Просмотры: видео – 12 000, постов – 3 000, сторис – 1 400.").figures

    assert [figure.doubt for figure in found] == [SEVERAL] * 3


def test_a_number_after_several_kinds_and_a_semicolon_may_be_of_any():
    found = outcomes("ВКонтакте – 8 264 подписчика, постов – 1 250; Телеграм – 5 902.").figures

    assert [figure.doubt for figure in found if figure.value == 5902] == [SEVERAL]


@pytest.mark.parametrize(
    "text", ["Разослано 312 пресс-релизов и 12 анонсов.", "Разослано 312 пресс-релизов и проведены брифинги."]
)
def test_what_follows_with_a_number_or_a_verb_of_its_own_is_not_counted_along(text):
    assert outcomes(text).figures[0].doubt == ""


def test_what_has_been_supposed_of_the_first_number_is_supposed_of_those_that_follow():
    found = outcomes("ВКонтакте – 8 264 (+1 200), Одноклассники – 6 930, Телеграм – 5 902.").figures

    assert [figure.doubt for figure in found if figure.measure == "stock"] == [SUPPOSED] * 3


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        (
            "На сайте размещено 120 публикаций, в группе ВКонтакте – 1 200 постов.",
            ["materials_published 120", "posts 1200 administration vk"],
        ),
        ("В газете вышло 24 публикации, в Телеграм – 340 фото.", ["materials_published 24", "photos 340"]),
        ("Через ПОС поступило 560 обращений, через Инцидент – 1 240.", ["pos_messages 560", "incidents 1240"]),
        (
            "В «Инцидент-менеджменте» отработано 1 240 обращений, через ПОС – 560.",
            ["incidents 1240", "pos_messages 560"],
        ),
        (
            "О национальных проектах вышло 120 материалов, о вакцинации – 24 материала.",
            ["materials_published 120 national_projects", "materials_published 24 health"],
        ),
        (
            "О национальных проектах – 120 материалов, о выборах – 24.",
            ["materials_published 120 national_projects", "materials_published 24 elections"],
        ),
    ],
)
def test_the_words_of_the_next_number_say_nothing_of_this_one(text, figures):
    assert read(text) == figures


@pytest.mark.parametrize("mark", [" – ", ": ", " "])
def test_rows_without_end_marks_keep_their_numbers(mark):
    rows = [("пресс-релизов", 312), ("брифингов", 12), ("интервью", 25)]

    assert read("\n".join(f"{label}{mark}{value}" for label, value in rows)) == [
        "press_releases 312",
        "briefings 12",
        "interviews 25",
    ]


@pytest.mark.parametrize("text", ["Удалось подготовить 312\nбрифингов 12", "Подготовлено 312\nбрифингов, анонсов – 12"])
def test_a_number_at_the_end_of_a_line_that_is_no_row_counts_what_the_next_line_begins_with(text):
    assert read(text)[0] == "briefings 312"


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        (
            "Подписчики администрации: ВКонтакте – 6 730; главы: ВКонтакте – 3 519, Телеграм – 2 204.",
            ["subscribers 6730 administration vk", "subscribers 3519 head vk", "subscribers 2204 head telegram"],
        ),
        (
            "Подписчики страниц администрации (ВК – 6 730, ОК – 5 505) и главы (ВК – 3 519).",
            ["subscribers 6730 administration vk", "subscribers 5505 administration ok", "subscribers 3519 head vk"],
        ),
        (
            "Подписчики: администрация – 12 235 (ВК – 6 730, ОК – 5 505), глава – 5 723.",
            [
                "subscribers_total 12235 administration all",
                "subscribers 6730 administration vk",
                "subscribers 5505 administration ok",
                "subscribers_total 5723 head all",
            ],
        ),
        (
            "Подписчики страниц администрации в ВКонтакте – 6 730, главы – 3 519.",
            ["subscribers 6730 administration vk", "subscribers 3519 head vk"],
        ),
    ],
)
def test_an_owner_who_heads_a_clause_has_the_figures_that_follow(text, figures):
    assert read(text) == figures


def test_what_is_told_in_brackets_ends_with_them():
    assert read("Подписчики: ВК – 6 730 (охват 340 тыс.), ОК – 5 505.") == [
        "subscribers 6730 administration vk",
        "reach 340000 administration all",
        "subscribers 5505 administration ok",
    ]


def test_a_table_of_networks_and_owners_is_read_by_both():
    text = "Соцсеть\tАдминистрация\tГлава\nВКонтакте\t8 264\t3 519\nОдноклассники\t6 930\t–\nВсего\t15 194\t3 519"

    assert read(text) == [
        "subscribers 8264 administration vk",
        "subscribers 3519 head vk",
        "subscribers 6930 administration ok",
        "subscribers_total 15194 administration all",
        "subscribers_total 3519 head all",
    ]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        # A tab parts two cells, the first of which may be empty
        (
            "\tВК\tОК\nПодписчики\t8 264\t6 930\nПосты\t1 250\t1 100",
            [
                "subscribers 8264 administration vk",
                "subscribers 6930 administration ok",
                "posts 1250 administration vk",
                "posts 1100 administration ok",
            ],
        ),
        (
            "Показатель\t2022\t2023\nПресс-релизы\t\t312\nБрифинги\t10\t12",
            ["press_releases 312", "briefings 10 2022", "briefings 12"],
        ),
        # Or several bring figures under one another
        (
            "Пресс-релизы\t\t312\nФоторепортажи\t45\nИнтервью\t\t\t25",
            ["press_releases 312", "photo_reports 45", "interviews 25"],
        ),
    ],
)
def test_tabs_keep_the_columns_of_a_table(text, figures):
    assert read(text) == figures


def test_a_table_of_years_gives_each_figure_its_year():
    text = "Показатель\t2022\t2023\nПресс-релизы\t702\t755\nБрифинги\t9\t12"

    assert read(text) == ["press_releases 702 2022", "press_releases 755", "briefings 9 2022", "briefings 12"]


@pytest.mark.parametrize(
    "text",
    [
        "Канал главы в Телеграм – 2 150 подписчиков, группа «Болтушка» ВКонтакте – 31 тысяча подписчиков.",
        "Канал главы в Телеграм – 2 150 подписчиков. Паблик «Болтушка» ВКонтакте читает 31 тысяча человек.",
    ],
)
def test_a_page_called_by_a_name_of_its_own_is_not_taken_for_that_of_the_owner_named_before(text):
    first, second = outcomes(text).figures

    assert (first.owner, first.doubt) == ("head", "")
    assert (second.owner, second.network) == ("administration", "vk")
    assert second.doubt == "чья это страница, не сказано: «Болтушка»"


@pytest.mark.parametrize(
    ("page", "owner"),
    [
        ("группа «ВКонтакте»", "head"),
        ("группа главы «Вместе» ВКонтакте", "head"),
        ("группа «Мэрия Артёма» ВКонтакте", "administration"),
        ("сообщество ВКонтакте", "head"),
    ],
)
def test_a_page_named_after_its_owner_or_its_network_is_no_strangers(page, owner):
    _, second = outcomes(f"Канал главы в Телеграм – 2 150 подписчиков, {page} – 870 подписчиков.").figures

    assert (second.owner, second.network, second.doubt) == (owner, "vk", "")


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("Телеграм-канал МЧС насчитывает 2 300 подписчиков.", "Телеграм-канал МЧС"),
        ("В группе ВКонтакте городской библиотеки 2 300 подписчиков.", "группе ВКонтакте городской библиотеки"),
        ("В группе управления образования ВКонтакте 2 300 подписчиков.", "группе управления образования"),
    ],
)
def test_a_page_of_somebody_else_is_not_surely_the_administrations(text, page):
    [figure] = outcomes(text).figures

    assert figure.doubt == f"страница, возможно, чужая: «{page}»"


@pytest.mark.parametrize(
    "text",
    [
        "Телеграм-канал города насчитывает 2 300 подписчиков.",
        "Страница пресс-службы ВКонтакте – 2 300 подписчиков.",
        "Официальная страница городского округа ВКонтакте – 2 300 подписчиков.",
        "Телеграм-канал главы насчитывает 2 300 подписчиков.",
        "Страницы главы:\n- группа «Вместе» ВКонтакте – 2 300 подписчиков",
    ],
)
def test_a_page_of_the_town_or_its_offices_is_no_strangers(text):
    [figure] = outcomes(text).figures

    assert figure.doubt == ""


def test_a_page_called_by_a_name_of_its_own_is_doubted_when_nobody_is_named():
    [figure] = outcomes("Группа ВКонтакте «Дом культуры» – 1 300 подписчиков.").figures

    assert figure.doubt == "чья это страница, не сказано: «Дом культуры»"


@pytest.mark.parametrize(
    "text",
    [
        "Подписчиков газеты – 1 200.",
        "Газету читают 12 000 человек.",
        "На группу газеты ВКонтакте подписаны 2 300 человек.",
    ],
)
def test_readers_of_a_newspaper_are_no_subscribers_of_a_page(text):
    found = outcomes(text)

    assert found.figures == [] and len(found.review) == 1


def test_subscribers_beside_a_newspaper_and_no_page_are_doubted():
    [figure] = outcomes("Тираж газеты 5 000 экземпляров, подписчиков – 1 200.").figures

    assert (figure.value, figure.doubt) == (1200, "возможно, подписчики газеты, а не страницы")


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("Появилось около сотни публикаций.", "не сказано, о чём и где эти публикации"),
        ("Подготовлено 90 материалов.", "не сказано, о чём и где эти публикации"),
        ("В газете появилось 90 публикаций.", ""),
        ("О национальных проектах появилось 90 публикаций.", ""),
        ("Наш сайт живёт. Появилось 90 публикаций.", ""),
    ],
)
def test_publications_about_nothing_and_nowhere_are_doubted(text, doubt):
    [figure] = outcomes(text).figures

    assert (figure.key, figure.doubt) == ("materials_published", doubt)


@pytest.mark.parametrize(
    ("text", "network"),
    [
        (
            "Группа «ВКонтакте» выросла на 1 300 человек и насчитывает 6 540 подписчиков, в «Одноклассниках» – 2 115.",
            "vk",
        ),
        ("Группа «ВКонтакте» выросла на 1 300 человек, аудитория – 6 540, из них в «Одноклассниках» – 2 115.", "all"),
    ],
)
def test_what_a_page_has_grown_to_is_of_that_page_though_another_follows(text, network):
    found = {figure.value: figure.network for figure in outcomes(text).figures}

    assert found[6540] == network
    assert found[2115] == "ok"


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("В них участвовало 1 200 чел., 3 опроса.", "3 опроса."),
        ("Проведено: 12 брифингов; 7 пресс-туров.", "7 пресс-туров."),
        ("Подготовлено 5 релизов (и 7 роликов).", "(и 7 роликов)."),
    ],
)
def test_a_quote_begins_with_its_own_words(text, quote):
    assert outcomes(text).figures[-1].sources[0].quote == quote


def test_a_share_is_told_in_percent_or_called_one():
    assert "on_time_share" not in " ".join(read("Рассмотрено 340 обращений, из них в срок – 338."))
    assert read("Рассмотрено 340 обращений, поступивших через ПОС, из них в срок – 338.") == ["pos_messages 340"]
    assert read("В срок рассмотрено обращений: 98,5 %.") == ["on_time_share 98.5"]


def test_how_a_thing_is_done_is_no_kind_of_work():
    assert read("Проведено 18 пресс-конференций (в т.ч. 3 онлайн).") == ["press_conferences 18"]
    assert read("Провели 12 онлайн конкурсов.") == ["contests 12"]


def test_with_what_a_year_began_is_doubted():
    figures = outcomes("Год мы начинали с 4 870 подписчиками, а закончили иначе.").figures
    assert [figure.doubt for figure in figures] == [AT_FIRST]


def test_a_half_cut_short_leaves_its_number_to_a_person():
    found = outcomes("Постов за год около двух с пол. тысяч.")
    assert (found.figures, [pending.text for pending in found.review]) == ([], ["двух с пол. тысяч"])
