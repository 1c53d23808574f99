from dataclasses import replace
from pathlib import Path

import pytest

from generator import municipalities
from generator.errors import GeneratorError

SMALL = Path(__file__).parent / "data/small/municipalities.yaml"


def problems(tmp_path: Path, *changes: tuple[str, str]) -> list[str]:
    """What is said of the small directory after changes."""
    text = SMALL.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "municipalities.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(GeneratorError) as caught:
        municipalities.read(path)
    return str(caught.value).split("\n")


def test_the_directory_is_read_in_its_order_with_regions():
    directory = municipalities.read(SMALL)

    assert list(directory) == ["maykop", "seversk"]
    assert directory["maykop"].region.dative == "Республике Адыгея"
    assert directory["maykop"].prepositional == "в Майкопе"
    assert directory["seversk"].title == "ЗАТО Северск"


def test_where_the_directory_was_looked_for_is_said_when_it_is_not_there(tmp_path):
    with pytest.raises(GeneratorError) as caught:
        municipalities.read(tmp_path / "municipalities.yaml")

    assert f"Справочника «{tmp_path / 'municipalities.yaml'}» нет" in str(caught.value)


def test_a_kind_that_stands_in_the_name_is_not_said_twice(tmp_path):
    path = tmp_path / "municipalities.yaml"
    path.write_text(SMALL.read_text("utf-8").replace("name: Северск", "name: ЗАТО Северск"), "utf-8")

    seversk = municipalities.read(path)["seversk"]

    assert (seversk.title, seversk.title_prepositional) == ("ЗАТО Северск", "в ЗАТО Северск")


def test_a_code_keeps_its_leading_zero_even_without_quotes():
    directory = municipalities.read(SMALL)

    assert directory["maykop"].oktmo == "01701000"
    assert directory["seversk"].oktmo == "69541000001"


def test_an_unknown_region_is_answered_with_the_nearest(tmp_path):
    [problem] = problems(tmp_path, ("region: Томская область", "region: Томская обл"))

    assert problem == (
        "municipalities.yaml, строка 20, поле municipalities.seversk.region: ожидается одно из имён списка; "
        "найдено «Томская обл». Возможно, «Томская область»."
    )


def test_without_regions_municipalities_are_not_blamed_for_theirs(tmp_path):
    text = SMALL.read_text(encoding="utf-8")
    start, end = text.index("regions:"), text.index("municipalities:")

    assert problems(tmp_path, (text[start:end], "regions:\n")) == [
        f"municipalities.yaml, строка {text[:start].count(chr(10)) + 1}, поле regions: "
        "ожидается список, а здесь пусто. Заполните или уберите."
    ]


def test_a_place_without_its_preposition_is_refused(tmp_path):
    [problem] = problems(tmp_path, ("prepositional: в Майкопе", "prepositional: Майкопе"))

    assert "ожидается предложный падеж с предлогом, например в Артёме; найдено «Майкопе»" in problem


@pytest.mark.parametrize("code", ["1701000", "017010000", "0170100О", "'017 01 000'", "12345678901234567890"])
def test_a_code_of_another_form_is_refused(tmp_path, code):
    [problem] = problems(tmp_path, ("01701000", code))

    assert "строка 13, поле municipalities.maykop.oktmo: ожидается код ОКТМО из 8 или 11 цифр" in problem


def test_a_code_of_two_municipalities_is_told_at_the_second(tmp_path):
    [problem] = problems(tmp_path, ("'69541000001'", "01701000"))

    assert problem == (
        "municipalities.yaml, строка 21, поле municipalities.seversk.oktmo: "
        "код 01701000 уже есть у «maykop». Исправьте один из них."
    )


@pytest.mark.parametrize("name", ["../../etc", "Майкоп", "maykop city", "CON", "-rf", "a--b"])
def test_an_id_that_could_not_be_a_file_name_is_refused(tmp_path, name):
    [problem] = problems(tmp_path, ("  maykop:", f"  {name}:"))

    assert problem.startswith(f"municipalities.yaml, строка 6, поле municipalities.{name}: ожидается имя из строчных")


def test_several_mistakes_are_told_together(tmp_path):
    found = problems(
        tmp_path,
        ("    genitive: Майкопа\n", ""),
        ("prepositional: в Северске", "prepositonal: в Северске"),
        ("dative: Томской области, ", ""),
    )

    assert [problem.split(":")[0].removeprefix("municipalities.yaml, ") for problem in found] == [
        "строка 2, поле regions[1]",
        "строка 7, поле municipalities.maykop",
        "строка 14, поле municipalities.seversk",
        "строка 16, поле municipalities.seversk.prepositonal",
    ]


@pytest.mark.parametrize(
    "text", ["", "[]", "regions: 5", "municipalities: [a]", "regions: [{name: [x]}]", "regions: [1]"]
)
def test_a_file_of_another_shape_is_refused_and_not_an_accident(tmp_path, text):
    path = tmp_path / "municipalities.yaml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(GeneratorError, match=r"municipalities\.yaml, строка 1"):
        municipalities.read(path)


@pytest.mark.parametrize("said", ["seversk", "Seversk", "северск", "зато  Северск", "городской округ ЗАТО СЕВЕРСК"])
def test_a_person_may_call_a_municipality_by_its_id_or_by_any_of_its_names(said):
    directory = municipalities.read(SMALL)

    assert [place.id for place in municipalities.called(said, directory)] == ["seversk"]
    assert municipalities.meant(said, directory) == "seversk"


def test_of_two_of_one_name_none_is_meant_unless_by_the_id():
    directory = municipalities.read(SMALL)
    twin = {"seversk-2": replace(directory["seversk"], id="seversk-2")}

    assert municipalities.meant("Северск", directory | twin) == ""
    assert municipalities.meant("seversk-2", directory | twin) == "seversk-2"
