"""What is found in a text: quantities with their unit, hedge and part, and digits that are no quantity."""

import re
import sys
import time
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pymorphy3
import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from generator.intake import numbers
from generator.model import Qualifier

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"


def told(number):
    """A number as the tables below write it: `5..7 percent about by`, or `: год` when it is no quantity."""
    if number.reason:
        return f": {number.reason}"
    said = ["?" if number.value is None else plain(number.value)]
    if number.upper is not None:
        said[0] += f"..{plain(number.upper)}"
    said += [number.unit, "" if number.qualifier is Qualifier.EXACT else str(number.qualifier), number.role]
    return " ".join(filter(None, said))


def plain(value):
    return f"{value.normalize():f}"


def read(text):
    return [(text[n.start : n.end], told(n)) for n in numbers.find(text)]


def table(rows):
    """Rows of `text | span = meaning | span = meaning`."""
    cases = []
    for row in filter(str.strip, rows.splitlines()):
        text, *found = (part.strip() for part in row.split("|"))
        cases.append(pytest.param(text, [tuple(part.split(" = ")) for part in found], id=text))
    return cases


QUANTITIES = """
    размещено 2982 пресс-релиза и 360 фоторепортажей | 2982 = 2982 | 360 = 360
    подготовлено пресс-релизов – 1267 | 1267 = 1267
    разослано 1 845 пресс-релизов | 1 845 = 1845
    1 046 000 просмотров | 1 046 000 = 1046000
    12,5 тыс. подписчиков | 12,5 тыс. = 12500
    3 с половиной тысячи пресс-релизов | 3 с половиной тысячи = 3500
    в 2 с половиной раза больше | 2 с половиной раза = 2.5 times
    12.5 тыс подписчиков | 12.5 тыс = 12500
    19 тыс. 140 подписчиков | 19 тыс. 140 = 19140
    1,2 млн просмотров | 1,2 млн = 1200000
    1 млн 250 тыс. просмотров | 1 млн 250 тыс. = 1250000
    10к подписчиков | 10к = 10000
    подписчиков 10 к. | 10 к = 10000
    ВКонтакте – 10 к Одноклассники – 5 к | 10 к = 10000 | 5 к = 5000
    10 к просмотров и 12 к в архиве | 10 к = 10000 | 12 к = 12000
    пресс-релизов 312 (+18 к 2022 году) | 312 = 312 | 18 = 18 by | 2022 = : год
    на 340 больше, 12 к прошлому году | 340 = 340 by | 12 = 12
    роликов: 12 к Дню города, 8 к «Ночи музеев», 3 к осенней ярмарке | 12 = 12 | 8 = 8 | 3 = 3
    3 тысячи листовок | 3 тысячи = 3000
    2 миллиона просмотров | 2 миллиона = 2000000
    двести тысяч листовок | двести тысяч = 200000
    сто двадцать три тысячи четыреста просмотров | сто двадцать три тысячи четыреста = 123400
    тысяча двести писем | тысяча двести = 1200
    двадцать пять брифингов | двадцать пять = 25
    с двадцатью семью журналистами | двадцатью семью = 27
    полторы тысячи открыток | полторы тысячи = 1500
    полтора десятка встреч | полтора десятка = 15
    около полутора миллионов просмотров | полутора миллионов = 1500000 about
    полтораста писем | полтораста = 150
    полсотни встреч | полсотни = 50
    два десятка сюжетов | два десятка = 20
    три сотни публикаций | три сотни = 300
    Трое специалистов и двое корреспондентов | Трое = 3 | двое = 2
    с четырьмястами пятьюдесятью жителями | четырьмястами пятьюдесятью = 450
    оба аккаунта ведёт отдел | оба = : местоимение
    один аккаунт и одна группа | один = 1 | одна = 1
    трёх и четырёх соцсетях | трёх = 3 | четырёх = 4
    более тысячи публикаций | тысячи = 1000 at_least
    свыше миллиона просмотров | миллиона = 1000000 at_least
    тысячи жителей узнали об этом | тысячи = ? vague
    десятки публикаций и сотни комментариев | десятки = ? vague | сотни = ? vague
    десятки тысяч просмотров | десятки тысяч = ? vague
    всех 11-ти ступеней | 11-ти = 11
    8-ми журналистам и 5-ю редакциями | 8-ми = 8 | 5-ю = 5
    12.345 просмотров | 12.345 = 12345
    релизов 312¹, подписчиков 8 264² | 312 = 312 | ¹ = : единица измерения | 8 264 = 8264 | ² = : единица измерения
    охват 3,2М | 3,2 = 3.2
    1.234,5 тыс. просмотров | 1.234,5 тыс. = 1234500
    релизы: 2022 – 290, 2023 – 312 | 2022 = : год | 290 = 290 | 2023 = : год | 312 = 312
    в 2022-м вышло 290, с 2018-го 1 400 | 2022-м = : год | 290 = 290 | 2018-го = : год | 1 400 = 1400
    1.234.567 просмотров | 1.234.567 = 1234567
    на 0,345 больше | 0,345 = 0.345 by
    0,4 процентного пункта | 0,4 процентного пункта = 0.4 percent
    «горячих линий» - 73 | 73 = 73
    «Телеграм»-2360 подписчиков | 2360 = 2360
    подписчиков-43715 | 43715 = 43715
    привлечены 12 волонтёров, 5 школ и 3 библиотеки | 12 = 12 | 5 = 5 | 3 = 3
    100+ публикаций | 100 = 100 not_less
    28 раз принял участие | 28 = 28
    размещено 15публикаций | 15 = 15
    «100» подписчиков | 100 = 100
    Telegram-7855, MAX-52 и Телеграм-98 | 7855 = 7855 | 52 = 52 | 98 = 98
    в т.ч. 300 в газете | 300 = 300
    в т.\u00a0ч. 300 в газете | 300 = 300
    2 340 материалов, в т. ч. 1 180 на сайте | 2 340 = 2340 | 1 180 = 1180
    ролики и т. п. 12 материалов | 12 = 12
    ролики и т. д. 300 публикаций | 300 = 300
    подписчики страницы 4 236 | 4 236 = 4236
    подписчики страницы 4236 | 4236 = 4236
    в школе 1 200 мастер-классов | 1 200 = 1200
    Канал 1 200 подписчиков | 1 200 = 1200
    на ТВ 120 сюжетов | 120 = 120
    ГТРК 22, местное ТВ 140 | 22 = 22 | 140 = 140
    по ФЗ – 1 180 | 1 180 = 1180
    на улице Мира, 1 200 жителей | 1 200 = 1200
    на площади Победы, 12 брифингов, на ул. Мира, 3 новых сюжета | 12 = 12 | 3 = 3
    в школе 5 пресс-конференций, в лицее 12 новых рубрик | 5 = 5 | 12 = 12
    в приложении 120 публикаций, на слайде 12 баннеров | 120 = 120 | 12 = 12
    на странице 12 публикаций | 12 = 12
    номеров газеты – 52 экз. | 52 = 52
    тираж 52 номеров газеты – 260 000 экземпляров | 52 = 52 | 260 000 = : единица измерения
    брифингов – 8 (12 годом ранее) | 8 = 8 | 12 = 12
    прирост +7500 | 7500 = 7500 by
    прирост +7 100 | 7 100 = 7100 by
    прирост +750 | 750 = 750 by
    ВКонтакте (2022) 12 345 | 2022 = : год | 12 345 = 12345
    по телефону 112 принято 211 звонков | 112 = : телефон | 211 = 211
    по телефону 1 200 звонков | 1 200 = 1200
    0 обращений | 0 = 0
"""


@pytest.mark.parametrize(("text", "found"), table(QUANTITIES))
def test_a_quantity_is_read_however_it_is_written(text, found):
    assert read(text) == found


RANGES = """
    5–7 публикаций в день | 5–7 = 5..7
    5-7 публикаций | 5-7 = 5..7
    8-10 публикаций в день | 8-10 = 8..10
    5 – 7 публикаций | 5 – 7 = 5..7
    от 5 до 7 публикаций | 5 до 7 = 5..7
    5–7 тыс. просмотров | 5–7 тыс. = 5000..7000
    на 10–15 % больше | 10–15 % = 10..15 percent by
    пять-шесть встреч | пять-шесть = 5..6
    две-три тысячи листовок | две-три тысячи = 2000..3000
    2–3 дня | 2–3 дня = 2..3 days
    800–1 200 просмотров | 800–1 200 = 800..1200
"""


@pytest.mark.parametrize(("text", "found"), table(RANGES))
def test_a_range_is_one_number_with_two_ends(text, found):
    assert read(text) == found


UNITS = """
    около 50% | 50% = 50 percent about
    12,1 % жителей | 12,1 % = 12.1 percent
    15 процентов | 15 процентов = 15 percent
    выросла на 3 п. п. | 3 п. п. = 3 percent by
    пятьдесят процентов жителей | пятьдесят процентов = 50 percent
    увеличилось в 2,5 раза | 2,5 раза = 2.5 times
    выросло в три раза | три раза = 3 times
    больше в 1,5–2 раза | 1,5–2 раза = 1.5..2 times
    выросло вдвое | вдвое = 2 times
    втрое больше | втрое = 3 times
    в полтора раза | полтора раза = 1.5 times
    увеличилось в разы | разы = ? times vague
    Среднее время ответа – 2 часа 11 минут | 2 часа 11 минут = 131 minutes
    5 ч. 40 мин. | 5 ч. 40 мин. = 340 minutes
    ответ за 4 часа | 4 часа = 4 hours
    в течение 45 минут | 45 минут = 45 minutes
    в течение 3 рабочих дней | 3 рабочих дней = 3 days
    полтора часа эфира | полтора часа = 1.5 hours
    не позднее двух суток | двух суток = 2 days
    за 2 недели | 2 недели = 2 weeks
    1,5 часа | 1,5 часа = 1.5 hours
"""


@pytest.mark.parametrize(("text", "found"), table(UNITS))
def test_percents_times_and_durations_have_their_unit(text, found):
    assert read(text) == found


HEDGES = """
    более 350 мероприятий | 350 = 350 at_least
    более чем 350 мероприятий | 350 = 350 at_least
    свыше 40 тысяч жителей | 40 тысяч = 40000 at_least
    не менее 10 пресс-туров | 10 = 10 not_less
    не меньше десяти встреч | десяти = 10 not_less
    охват превысил 2,5 млн | 2,5 млн = 2500000 at_least
    чуть более 300 постов | 300 = 300 at_least
    300 и более постов | 300 = 300 not_less
    300 с лишним постов | 300 = 300 at_least
    около 900 | 900 = 900 about
    порядка 70 роликов | 70 = 70 about
    примерно 40 эфиров | 40 = 40 about
    почти 300 заявок | 300 = 300 about
    ~500 подписчиков | 500 = 500 about
    не более 20 часов | 20 часов = 20 hours at_most
    менее 5 % обращений | 5 % = 5 percent at_most
    максимум 3 дня | 3 дня = 3 days at_most
    до 20 публикаций в день | 20 = 20 up_to
    просто до 20 публикаций | 20 = 20 up_to
    в Ростове до 20 публикаций | 20 = 20 up_to
    посажено растений до 300 | 300 = 300 up_to
    участников в возрасте было до 40 | 40 = 40 up_to
    в срок до 8 часов | 8 часов = 8 hours up_to
"""


@pytest.mark.parametrize(("text", "found"), table(HEDGES))
def test_the_word_that_hedges_a_number_qualifies_it_and_stays_outside(text, found):
    assert read(text) == found


ROLES = """
    выросло с 4 200 до 6 850 | 4 200 = 4200 from | 6 850 = 6850 to
    выросло с 290 в 2022 году до 312 в 2023 году | 290 = 290 from | 2022 = : год | 312 = 312 to | 2023 = : год
    выросло с 1 200 человек до 2 750 человек | 1 200 = 1200 from | 2 750 = 2750 to
    число активных граждан возросло до 2281. | 2281 = 2281 to
    время сократилось до 2 часов | 2 часов = 2 hours to
    увеличилось на 15,3 % | 15,3 % = 15.3 percent by
    увеличилось на 6 000 пользователей | 6 000 = 6000 by
    прибавилось на 120 подписчиков | 120 = 120 by
    аудитория возрастёт до 500 человек | 500 = 500 to
    число растёт до 700 | 700 = 700 to
    на 212 больше, чем раньше | 212 = 212 by
    сократилось более чем на 300 обращений | 300 = 300 at_least by
    (+2 310 за месяц) | 2 310 = 2310 by
    снизить среднее время ответа с 9 до 4 часов | 9 = 9 from | 4 часов = 4 hours to
    сократилось с девяти до шести часов | девяти = 9 from | шести часов = 6 hours to
    было 310, стало 365 | 310 = 310 from | 365 = 365 to
    было 1,1 тыс. чел. / стало около 2,6 тыс. | 1,1 тыс. = 1100 from | 2,6 тыс. = 2600 about to
    4 000 было, 4 210 стало | 4 000 = 4000 from | 4 210 = 4210 to
    стало на 300 больше, было 4 000 | 300 = 300 by | 4 000 = 4000
    снизилось с 5 часов до 2 часов | 5 часов = 5 hours from | 2 часов = 2 hours to
    доля выросла с 40 до 55 % | 40 = 40 percent from | 55 % = 55 percent to
    даны ответы на 27348 жалоб | 27348 = 27348
    ответ дан на 100% обращений | 100% = 100 percent
"""


@pytest.mark.parametrize(("text", "found"), table(ROLES))
def test_a_number_of_a_change_knows_its_part(text, found):
    assert read(text) == found


YEARS = """
    в 2023 году проведено 6 конференций | 2023 = : год | 6 = 6
    с 2018 года | 2018 = : год
    на 2024 г. запланировано | 2024 = : год
    Всего в 2023 специалистами освещено 350 событий | 2023 = : год | 350 = 350
    размещено 2023 пресс-релиза | 2023 = 2023
    2018 – 184 обращения; | 2018 = : год | 184 = 184
    2022 –6141 обращений. | 2022 = : год | 6141 = 6141
    2022: 15 брифингов | 2022 = : год | 15 = 15
    в 2022 – 2115, в 2023 – 2870 | 2022 = : год | 2115 = 2115 | 2023 = : год | 2870 = 2870
    отработано 3077 (за 2020 - 2441) | 3077 = 3077 | 2020 = : год | 2441 = 2441
    проведено 120 (2022 г. – 96) | 120 = 120 | 2022 = : год | 96 = 96
    в 2023 2870 обращений | 2023 = : год | 2870 = 2870
    2 023 обращения | 2 023 = 2023
    за 2021-2023 | 2021-2023 = : годы
    на 2015–2020 годы | 2015–2020 = : годы
    в 2023/2024 учебном году | 2023/2024 = : годы
    возросло до 2030 человек | 2030 = 2030 to
    до 2030 года | 2030 = : год
    в 90-х годах | 90 = : годы
    популярный в 2010-х годах | 2010 = : годы
    не менее 2000 подписчиков | 2000 = 2000 not_less
    2022 – 2012 обращений | 2022 = : год | 2012 = 2012
"""


@pytest.mark.parametrize(("text", "found"), table(YEARS))
def test_a_year_is_told_from_a_count_like_it(text, found):
    assert read(text) == found


def test_a_year_keeps_its_value():
    assert [(n.value, n.upper) for n in numbers.find("в 2022 году и за 2019–2021 годы")] == [
        (Decimal(2022), None),
        (Decimal(2019), Decimal(2021)),
    ]


NOISE = """
    по состоянию на 01.01.2017 года | 01.01.2017 = : дата
    паблик закрыт 12.05.2023. | 12.05.2023 = : дата
    12.05.23 открыт паблик | 12.05.23 = : дата
    2024-01-15 | 2024-01-15 = : дата
    12 апреля запущен канал | 12 = : дата
    с 5 по 9 мая | 5 по 9 = : дата
    на 1 января 2024 г. | 1 января 2024 = : дата
    на январь 2024 года | 2024 = : дата
    за 9 месяцев | 9 = : дата
    за 9 месяцев 2023 года | 9 = : дата | 2023 = : год
    в 3 квартале | 3 = : дата
    в 10:30 | 10:30 = : время
    в 18.00 начнётся эфир | 18.00 = : время
    с 9 до 18 часов | 9 до 18 = : время
    круглосуточно, 24/7 | 24/7 = : время
    тел. 25-14-36 | 25-14-36 = : телефон
    По телефону 8 (395) 25-14-36 принято 211 звонков | 8 (395) 25-14-36 = : телефон | 211 = 211
    +7 914 123-45-67 | 7 914 123-45-67 = : телефон
    8-800-100-20-30 | 8-800-100-20-30 = : телефон
    8 (42331) 2-14-36 25 звонков | 8 (42331) 2-14-36 = : телефон | 25 = 25
    8 914 123-45-67 | 8 914 123-45-67 = : телефон
    +79141234567 | 79141234567 = : телефон
    (42331) 2-14-36 | 42331) 2-14-36 = : телефон
    факс: 2-14-36 | 2-14-36 = : телефон
    на телефон 112 – 4 500 | 112 = : телефон | 4 500 = 4500
    тел. 30–00–01 | 30–00–01 = : телефон
    ул. Ленина, 12, каб. 305 | 12 = : адрес | 305 = : адрес
    ул. Мира, д. 5а | 5 = : адрес
    680000, г. Хабаровск | 680000 = : адрес
    г. Хабаровск, 680000, тел. 25-14-36 | 680000 = : адрес | 25-14-36 = : телефон
    на 2 л. в 1 экз. | 2 л. в 1 = : номер страницы
    https://vk.com/club1234567 | 1234567 = : адрес в сети
    на сайте gorod27.ru | 27 = : адрес в сети
    press2023@mail.ru | 2023 = : адрес в сети
    канал @artem_25 | 25 = : адрес в сети
    под хештегом #Победа80 | 80 = : адрес в сети
    приказ от 12.05.2023 № 123-п | 12.05.2023 = : дата | 123 = : закон или документ
    № 59-ФЗ рассмотрено 864 обращения | 59 = : закон или документ | 864 = 864
    в рамках ФЗ-59 | 59 = : закон или документ
    59-ФЗ | 59 = : закон или документ
    по ст. 5 и п. 3 положения | 5 = : закон или документ | 3 = : закон или документ
    в соответствии со статьёй 8 | 8 = : закон или документ
    направлено 3,2 млн рублей | 3,2 млн = : деньги
    450 тыс. руб. | 450 тыс. = : деньги
    1500 ₽ | 1500 = : деньги
    двести тысяч рублей | двести тысяч = : деньги
    телевидению 90 лет | 90 = : возраст или юбилей
    к 80-летию Победы | 80 = : возраст или юбилей
    подготовка к 75 летию | 75 = : возраст или юбилей
    концерт (18+) | 18 = : возраст или юбилей
    жители старше 60 лет | 60 = : возраст или юбилей
    молодёжь 18-35 лет | 18-35 = : возраст или юбилей
    за 9 мес. 2023 | 9 = : возраст или юбилей | 2023 = 2023
    от 14 до 35 лет | 14 до 35 = : возраст или юбилей
    пять лет назад | пять = : возраст или юбилей
    отремонтировано 12,5 км дорог | 12,5 = : единица измерения
    отремонтировано 1 200 км дорог | 1 200 = : единица измерения
    450 кв. м плитки | 450 = : единица измерения
    450 м² плитки | 450 м² = : единица измерения
    участок в м² | ² = : единица измерения
    на волне 101,7 FM | 101,7 = : единица измерения
    газета (тираж 5000 экз.) | 5000 = : единица измерения
    тираж номера – 5 тыс. экземпляров | 5 = : единица измерения
    тираж газеты 2,5 тысячи, номеров | 2,5 = : единица измерения
    тиражом 2,3 тыс. экз. каждый | 2,3 = : единица измерения
    тираж газеты в 2023 году составил 5 000 экземпляров | 2023 = : год | 5 000 = : единица измерения
    тираж упал с 6 200 до 5 800 экземпляров | 6 200 = : единица измерения | 5 800 = : единица измерения
    в приложении 3 и в школе 5, на ул. Мира, 12 | 3 = : номер таблицы или раздела | 5 = : часть названия | 12 = : адрес
    буклеты формата А4 | 4 = : единица измерения
    3-й брифинг и 2-го созыва | 3 = : порядковый номер | 2 = : порядковый номер
    2 место в конкурсе | 2 = : порядковый номер
    первый брифинг | первый = : порядковый номер
    двадцать пятого созыва | двадцать пятого = : порядковый номер
    17 | 17 = : номер страницы
    - 17 - | 17 = : номер страницы
    стр. 5 из 12 | 5 из 12 = : номер страницы
    1. Провести 10 встреч | 1 = : номер пункта | 10 = 10
    2) запустить 3 канала | 2 = : номер пункта | 3 = 3
    1.1. Вести 2 паблика | 1.1 = : номер пункта | 2 = 2
    таблица 3 | 3 = : номер таблицы или раздела
    (рис. 2) | 2 = : номер таблицы или раздела
    «10 лет «Живой стене» | 10 = : возраст или юбилей
    ролик «Вспоминая 2013. Хроники» | 2013 = : часть названия
    рубрика «5 вопросов мэру» | 5 = : часть названия
    сериал "Три дня в городе" | Три дня = : часть названия
    на «Радио-2» и ТВ-3 | 2 = : часть названия | 3 = : часть названия
    телеканал «Россия 1» | 1 = : часть названия
    телеканала 6ТВ | 6 = : часть названия
    самолёт Boeing-737 | 737 = : часть названия
    в период COVID-19 | 19 = : часть названия
    Web 2.0 | 2.0 = : часть названия
    сети 5G | 5 = : часть названия
    в школе № 5 | 5 = : закон или документ
    СОШ 12 | 12 = : часть названия
    Одной из важнейших задач | Одной = : местоимение
    ни один вопрос не остался | один = : местоимение
    один и тот же вопрос | один = : местоимение
    одним словом | одним = : местоимение
    одни пишут, другие читают | одни = : местоимение
    ещё одной важной задачей | одной = : местоимение
    ИНН 2536000000 | 2536000000 = : код или номер
    мобильный 89141234567 | 89141234567 = : телефон
    раздел 1.1.2 положения | 1.1.2 = : номер таблицы или раздела
    см. 1.1.2 положения | 1.1.2 = : номер пункта
"""


@pytest.mark.parametrize(("text", "found"), table(NOISE))
def test_digits_that_count_nothing_say_why(text, found):
    assert read(text) == found


@pytest.mark.parametrize("text", ["12,345 просмотров", "7, 6 млн просмотров"])
def test_a_figure_that_may_be_a_fraction_or_thousands_is_a_quantity_without_a_value(text):
    [number] = numbers.find(text)

    assert (number.value, number.reason) == (None, "")


# Nothing lost, nothing twice

WORDS = re.findall(
    r"\w+",
    """
    один одной одним два двух двумя три трём четыре четырёх пять пяти шесть семь восемь восьмью девять десять
    десятью одиннадцать пятнадцати двадцать двадцатью тридцать сорок сорока пятьдесят пятидесяти пятьюдесятью
    девяносто сто ста двести двухсот триста тремястами четыреста пятьсот пятистам девятьсот полтора полторы оба
    обеих двое троих пятеро тысяча тысячи тысяч тысячами миллион миллиона миллионов сотни десятки вдвое втрое первый
    третьего
    """,
)
SIGNS = (
    *("0", "1", "5", "9", "12", "345", "2023", "1990", "00", "²", "①", "٣", "፩"),
    *(" ", "  ", "\u00a0", "\u2009", "\u202f", "\t", "\n", ".", ",", "-", "–", "—", "/", ":", ";", "(", ")", "+"),
    *("№", "%", "«", "»", '"', "@", "#", "тыс.", "млн", "г.", "году", "мая", "часов", "мин", "раза", "руб.", "лет"),
    *("в", "с", "до", "от", "на", "по", "за", "более", "не", "чем", "ул.", "тел.", "ФЗ", "а", "Я", "x", "İ", "ru", "_"),
    *("человек", "публикаций", "выросло", "стр", "А4", "5G", "http://", "квартал", "-ти", "-й", "с половиной"),
)
HOSTILE = st.lists(st.sampled_from((*SIGNS, *WORDS)) | st.text(max_size=2), max_size=30).map("".join) | st.lists(
    st.sampled_from((*SIGNS, *WORDS)), max_size=20
).map(" ".join)

NUMBER_WORD = re.compile(rf"(?<![\w-])(?:{'|'.join(WORDS)})(?![\w-])", re.IGNORECASE)


def accounted(text):
    """What must lie in a number: the offsets of every digit, and of every sign of a number word."""
    digits = {at for at, sign in enumerate(text) if sign.isdigit()}
    return digits | {at for word in NUMBER_WORD.finditer(text) for at in range(*word.span())}


@given(HOSTILE)
@example("двадцать-тридцать пять - шесть")
@example("İİ 5 мая")
@example("12 ²345")
@example("1-й 2-го «3» 4/5/6 7:8:9")
@example("сто двести триста тысяча миллион тысяч")
def test_every_digit_and_every_number_word_lies_in_exactly_one_number(text):
    found = numbers.find(text)

    assert all(0 <= n.start < n.end <= len(text) for n in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert accounted(text) <= {at for n in found for at in range(n.start, n.end)}


@given(HOSTILE)
def test_a_number_holds_a_digit_or_a_number_word(text):
    for number in numbers.find(text):
        said = text[number.start : number.end]

        assert number.written == "words" or any(sign.isdigit() for sign in said), said
        assert said == said.strip(), said


@given(HOSTILE)
def test_what_has_no_value_says_why_or_waits_for_a_person(text):
    for number in numbers.find(text):
        if number.upper is not None and not number.reason:
            assert number.value is not None and number.value < number.upper
        assert not (number.role and number.reason)
        assert not (number.qualifier is Qualifier.VAGUE and number.value is not None)


def test_a_digit_of_any_script_is_found():
    lost = [chr(code) for code in range(sys.maxunicode + 1) if chr(code).isdigit() and not numbers.find(chr(code))]

    assert lost == []


LEMMAS = re.findall(
    r"\w+",
    """
    один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать четырнадцать
    пятнадцать шестнадцать семнадцать восемнадцать девятнадцать двадцать тридцать сорок пятьдесят шестьдесят
    семьдесят восемьдесят девяносто сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот двое
    трое четверо пятеро шестеро семеро полтора оба тысяча миллион миллиард
    """,
)


@pytest.mark.parametrize("lemma", LEMMAS)
def test_every_case_form_of_a_number_word_is_known(lemma):
    readings = pymorphy3.MorphAnalyzer(lang="ru").parse(lemma)
    number = next(r for r in readings if r.tag.POS in ("NUMR", "ADJF", "NOUN") and r.normal_form == lemma)
    forms = {form.word for form in number.lexeme if not {"Arch", "Infr"} & form.tag.grammemes} - {"семью"}

    unknown = [form for form in forms if not any(n.written == "words" for n in numbers.find(f"было {form} там"))]

    assert unknown == []


@pytest.mark.parametrize(
    "text",
    [
        "помогли семью нуждающимся",
        "обратились за семью",
        "столица и сторона",
        "однако, стопка",
        "эти разы",
        "во-первых",
    ],
)
def test_a_word_that_only_looks_like_a_number_is_none(text):
    assert numbers.find(text) == []


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u2009", "\u202f"])
def test_thousands_may_be_parted_by_any_space(space):
    [number] = numbers.find(f"всего 1{space}046{space}000 просмотров")

    assert number.value == 1_046_000


# Time


LONG = ("1", "«", "1.", "сто", "1,", "1-", "1–", "1 и", "2023,", "пять-", "1/", "№ 1", "+7", "8 (", "a.", "a@")
LONG += ("с 1 до", "ул. а", "тысяч", "двадцать один", "тел.", '"', "111", "аа-", "http://", "до 1 рост", "1 тыс.")


@pytest.mark.parametrize("piece", LONG)
@pytest.mark.parametrize("gap", ["", " "])
def test_time_grows_with_the_length_of_a_text(piece, gap):
    def seconds(length):
        text = (piece + gap) * (length // len(piece + gap))
        start = time.process_time()
        numbers.find(text)
        return time.process_time() - start

    numbers.find(piece)

    # Four times as long may take four times the time; sixteen times would be a quadratic path. Of several runs
    # the quickest counts, and one good comparison is enough: a busy machine only ever makes a run longer.
    def grows_slowly():
        short = max(min(seconds(4_000) for _ in range(2)), 0.001)
        return seconds(16_000) < 9 * short + 0.05

    assert any(grows_slowly() for _ in range(5))


# Real reports

REPORTS = sorted((SHARED / "gold").glob("*.yaml"))
needs_reports = pytest.mark.skipif(not REPORTS, reason="the annotated reports are not here")

# Only a person can tell the mark of a footnote in a line, only the whole title that a year belongs to it.
UNTOLD = {"1", "2013"}


def annotated(part, wanted):
    """What people wrote down of the reports: each entry with its report."""
    golds = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in REPORTS]
    return [
        pytest.param(gold["report_file"], entry, id=f"{gold['report_file']}-{entry['lines'][0]}-{entry['quote'][:40]}")
        for gold in golds
        for entry in gold[part]
        if wanted(entry)
    ]


@needs_reports
@pytest.mark.parametrize(("report", "fact"), annotated("facts", lambda fact: fact["class"] == "core"))
def test_every_figure_of_the_reports_is_a_quantity_in_its_words(report, fact):
    for quote in (fact["quote"], *(again["quote"] for again in fact.get("restated", ()))):
        found = [n for n in numbers.find(quote) if not n.reason and n.value == Decimal(str(fact["value"]))]

        assert [n.qualifier for n in found] == [fact["qualifier"]], quote


@needs_reports
@pytest.mark.parametrize(("report", "entry"), annotated("noise", lambda entry: entry["token"] not in UNTOLD))
def test_what_is_no_figure_of_the_reports_says_why(report, entry):
    token, quote = entry["token"].split("..")[0], entry["quote"]  # «2018..2023» labels a series
    said = [n for n in numbers.find(quote) if quote[n.start : n.end] == token]

    assert said and all(n.reason for n in said)
