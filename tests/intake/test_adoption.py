"""A label becomes an indicator: its key, its forms, its place in the user's catalogue."""

from pathlib import Path

import pytest

from generator import indicators
from generator.errors import GeneratorError
from generator.intake import adoption

CATALOGUE = indicators.load()
ENTRY = """\
  master_klassy:
    table: other
    label: Мастер-классы
    forms: [мастер-класс, мастер-класса, мастер-классов]
    measure: count
    total: sum
    phrases: [мастер-класс]
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "indicators.yaml"


def adopt(path: Path, label: str = "Мастер-классы", **more: str) -> str:
    """What the file says after an adoption."""
    adoption.adopt(path, label, indicators.load(path), **more)
    return path.read_bytes().decode()


@pytest.mark.parametrize(
    ("label", "forms"),
    [
        ("Выездные приёмы жителей", ("выездной приём жителей", "выездных приёма жителей", "выездных приёмов жителей")),
        ("Прямые линии", ("прямая линия", "прямые линии", "прямых линий")),
        ("Онлайн-трансляции", ("онлайн-трансляция", "онлайн-трансляции", "онлайн-трансляций")),
        ("Публикации в СМИ", ("публикация в СМИ", "публикации в СМИ", "публикаций в СМИ")),
        ("Дни открытых дверей", ("день открытых дверей", "дня открытых дверей", "дней открытых дверей")),
        ("Видеообращения", ("видеообращение", "видеообращения", "видеообращений")),
        ("Участники", ("участник", "участника", "участников")),
        ("Викторины", ("викторина", "викторины", "викторин")),
        ("QR-коды", ("QR-код", "QR-кода", "QR-кодов")),
        ("PR-акции", ("PR-акция", "PR-акции", "PR-акций")),
        ("ТВ", ("ТВ", "ТВ", "ТВ")),
    ],
)
def test_a_label_is_counted_as_russian_does(label: str, forms: tuple[str, str, str]) -> None:
    assert adoption.forms_of(label) == forms


def test_a_catalogue_is_made_when_there_is_none(path: Path) -> None:
    adopted, extended = adoption.adopt(path, "Мастер-классы", CATALOGUE)

    assert path.read_text("utf-8") == f"{adoption.HEADER}\nindicators:\n{ENTRY}"
    indicator = extended.indicators[adopted.key]
    assert (indicator.label, indicator.table, indicator.phrases) == ("Мастер-классы", "other", ("мастер-класс",))
    assert indicator.adds_up


def test_an_indicator_is_added_after_the_others_and_the_rest_stays_to_the_character(path: Path) -> None:
    before = (
        "# моё\nindicators:\n    # квесты\n    quests: # да\n        {table: media, label: Квесты, forms: [а, б, в], "
        "measure: count, total: sum}\n        # хвост\n\n"
        "# темы\ntopics:\n    youth: {label: молодёжь, title: О молодёжи}\n"
    )
    path.write_text(before, encoding="utf-8")

    after = adopt(path)

    entry = "".join(f"  {line}\n" for line in ENTRY.splitlines())
    assert after == before.replace("        # хвост\n", f"        # хвост\n{entry}")


@pytest.mark.parametrize("ending", ["", "\n", "\r\n"], ids=["no end", "unix", "windows"])
def test_a_catalogue_without_indicators_gets_the_section(path: Path, ending: str) -> None:
    text = f"topics:{ending or chr(10)}  youth: {{label: молодёжь, title: О молодёжи}}{ending}"
    path.write_bytes(text.encode())

    after = adopt(path)

    assert after.startswith(text.rstrip())
    assert after.replace("\r\n", "\n").endswith(f"\n\nindicators:\n{ENTRY}")
    assert after.count("\r\n") == (after.count("\n") if ending == "\r\n" else 0)
    assert "youth" in indicators.load(path).topics


def test_two_labels_of_one_key_are_two_indicators(path: Path) -> None:
    adopt(path, "Квесты")
    adopt(path, "Квесты!")

    assert {"kvesty", "kvesty_2"} <= set(indicators.load(path).indicators)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"key": "briefings"}, "Показатель «briefings» в каталоге уже есть"),
        ({"key": "Класс"}, "имя из строчных латинских букв"),
        ({"table": "medai"}, "Таблицы «medai» нет. Возможно, «media»."),
    ],
)
def test_what_cannot_be_adopted_is_refused_and_nothing_written(path: Path, more: dict[str, str], words: str) -> None:
    with pytest.raises(GeneratorError, match=words):
        adopt(path, **more)

    assert not path.exists()


def test_indicators_in_brackets_are_left_to_the_person(path: Path) -> None:
    path.write_text(
        "indicators: {a: {table: media, label: А, forms: [а, б, в], measure: count, total: sum}}\n", encoding="utf-8"
    )

    with pytest.raises(GeneratorError, match="строка 1: раздел indicators"):
        adopt(path)
