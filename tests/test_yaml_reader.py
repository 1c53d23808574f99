from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import yaml_reader
from generator.errors import GeneratorError
from generator.yaml_reader import Mapping, Node, Scalar, Sequence

PARSERS = [getattr(yaml, "CBaseLoader", yaml.BaseLoader), yaml.BaseLoader]


@pytest.fixture(autouse=True, params=PARSERS, ids=["fast", "pure"])
def parser(request, monkeypatch):
    monkeypatch.setattr(yaml_reader, "LOADER", request.param)


def parse(text: str) -> Node:
    return yaml_reader.parse(text, "a.yaml")


def plain(node: Node):
    """The tree without places."""
    match node:
        case Scalar(text):
            return text
        case Sequence(items):
            return [plain(item) for item in items]
        case Mapping(items):
            return {name: plain(item) for name, item in items.items()}


def refusal(text: str) -> str:
    with pytest.raises(GeneratorError) as caught:
        parse(text)
    return str(caught.value)


def test_every_value_stays_the_text_that_was_written():
    text = "oktmo: 01701000\nnetwork: no\ntime: 12:30:45\nmode: 0777\nday: 2024-01-31\nfigure: 1e5\nnothing:\nnull: ~\n"

    assert plain(parse(text)) == {
        "oktmo": "01701000",
        "network": "no",
        "time": "12:30:45",
        "mode": "0777",
        "day": "2024-01-31",
        "figure": "1e5",
        "nothing": "",
        "null": "~",
    }


def test_every_value_and_name_knows_its_line():
    root = parse("# примечание\na: 1\nb:\n  - x\n  - |\n    y\n\nc:\n\n  d: 'e\n    f'\n")

    assert isinstance(root, Mapping)
    assert root.line == 2
    assert root.lines == {"a": 2, "b": 3, "c": 8}
    assert root.items["b"] == Sequence((Scalar("x", 4), Scalar("y\n", 5, literal=True)), 4)
    assert root.items["c"] == Mapping({"d": Scalar("e f", 10)}, {"d": 10}, 10)


def test_lines_are_counted_as_editors_do_whatever_ends_them():
    root = parse("a: 1\r\nb: 2\rc: 3\nd: 4")

    assert isinstance(root, Mapping)
    assert root.lines == {"a": 1, "b": 2, "c": 3, "d": 4}


def test_a_file_without_values_is_an_empty_text():
    assert parse("") == parse("# только примечание\n") == Scalar("", 1)


def test_a_document_may_have_its_marks():
    assert plain(parse("%YAML 1.2\n---\na: b\n...\n")) == {"a": "b"}


REFUSED = {
    "an anchor": ("a: 1\nb: &x c\n", 2, "якорь «&x» не допускается"),
    "an anchor of a list": ("a: &x [1]\n", 1, "якорь «&x» не допускается"),
    "an alias": ("a: 1\nb:\n- *x\n", 3, "ссылка «*x» не допускается"),
    "an alias as a name": ("a: 1\n*x : 2\n", 2, "ссылка «*x» не допускается"),
    "a python tag": ("a: 1\nb: !!python/object/apply:os.system [ls]\n", 2, "тег «tag:yaml.org,2002:python/"),
    "a standard tag": ("a: !!str 1\n", 1, "тег «tag:yaml.org,2002:str» не допускается"),
    "a tag of one's own": ("a: 1\nb: !include /etc/passwd\n", 2, "тег «!include» не допускается"),
    "the empty tag": ("a: ! b\n", 1, "тег «!» не допускается"),
    "a repeated name": ("a: 1\nb: 2\na: 3\n", 3, "поле «a» уже есть в строке 1"),
    "a name repeated in braces": ("x: {a: 1,\n a: 2}\n", 2, "поле «a» уже есть в строке 1"),
    "a merge": ("a: 1\n<<: {b: 2}\n", 2, "слияние «<<» не допускается"),
    "a list as a name": ("a: 1\n? [b]\n: c\n", 2, "имя поля — не текст"),
    "a second document": ("a: 1\n---\nb: 2\n", 2, "второй документ"),
    "an escaped control": ('a: 1\nb: "\\0"\n', 2, "недопустимый знак U+0000"),
    "an escaped control in a name": ('a: 1\n"\\e[31m": 2\n', 2, "недопустимый знак U+001B"),
    "an escaped line end": ('a: 1\nb: "x\\ry"\n', 2, "недопустимый знак U+000D"),
    "a hashtag that would be lost": ("a: 1\nb: акция #МыВместе\n", 2, "текст «#МыВместе» пропадёт как примечание"),
    "a hashtag in a list": ("a: [акция #Мы\n ]\n", 1, "текст «#Мы» пропадёт"),
    "a tab in front": ("a:\n\t- b\n", 2, "отступ сделан табуляцией"),
    "an open bracket": ("a: 1\nb: [1, 2\nc: 3\n", 2, "скобка не закрыта"),
    "an open quote": ("a: 1\nb: 'x\nc: 3\n", 2, "кавычка не закрыта"),
    "a colon in the text": ("a: 1\nb: итог: 5\n", 2, "лишнее двоеточие с пробелом"),
}


@pytest.mark.parametrize(("text", "line", "said"), REFUSED.values(), ids=REFUSED)
def test_what_can_hide_or_multiply_data_is_refused_with_its_line(text, line, said):
    message = refusal(text)

    assert message.startswith(f"a.yaml, строка {line}: ")
    assert said in message


@pytest.mark.parametrize("indent", ["", "  "])
def test_the_first_field_of_an_item_said_twice_is_told_as_a_lost_dash(indent):
    lines = ["- indicator: briefings", "  value: 5", "  indicator: press_tours", "  value: 7"]

    said = refusal("observations:\n" + "".join(f"{indent}{line}\n" for line in lines))

    assert said == (
        "a.yaml, строка 4: поле «indicator» уже есть в строке 2. С него начинается пункт списка: похоже, перед новым "
        "пунктом пропал дефис. Если это новый пункт, начните строку с «- indicator:»; если повтор, оставьте одно."
    )


@pytest.mark.parametrize(
    "text",
    [
        "observations:\n  - indicator: briefings\n    value: 5\n    value: 7\n",
        "observations:\n  - {indicator: briefings, indicator: press_tours}\n",
        "title: a\ntitle: b\n",
    ],
)
def test_another_field_said_twice_has_lost_no_dash(text):
    assert refusal(text).endswith(". Оставьте одно из двух.")


def test_an_item_that_lost_its_dash_with_its_space_is_told_as_such():
    said = refusal("observations:\n  - indicator: briefings\n    value: 5\n  indicator: press_tours\n")

    assert said.startswith("a.yaml, строка 4: перед новым пунктом списка пропал дефис, или нарушен отступ.")


def test_a_comment_and_a_quoted_hashtag_are_no_loss():
    text = "# a\n#b: 1\na: x # ok\nb: 'y #z' #w\nc: y#z\nd: |\n  q #r\n"

    assert plain(parse(text)) == {"a": "x", "b": "y #z", "c": "y#z", "d": "q #r\n"}


def test_depth_is_bounded_exactly():
    brackets = yaml_reader.MAX_DEPTH
    assert parse("[" * (brackets - 1) + "a" + "]" * (brackets - 1))

    assert "строка 1: вложенность больше 20" in refusal("[" * brackets + "a" + "]" * brackets)
    assert "вложенность больше 20" in refusal("[" * 50_000)
    assert "вложенность больше 20" in refusal("{a: " * 50_000)


def test_the_number_of_values_is_bounded_exactly(monkeypatch):
    monkeypatch.setattr(yaml_reader, "MAX_NODES", 6)
    assert parse("a: [1, 2, 3]")  # the mapping, its name, the list and three items

    assert "a.yaml, строка 2: в файле больше 6 значений" in refusal("a: [1, 2, 3,\n 4]")


def test_a_hostile_number_in_an_escape_is_refused():
    assert refusal('a: "\\UFFFFFFFF"').startswith("a.yaml")
    assert refusal('a: "\\uD800"').startswith("a.yaml, строка 1")


def test_an_alias_bomb_is_refused_at_its_first_anchor():
    bomb = "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))

    assert refusal(bomb).startswith("a.yaml, строка 1: якорь «&a»")


def test_a_message_never_repeats_a_long_name():
    for text in (
        "a: &" + "x" * 10_000,
        "a: *" + "x" * 10_000,
        "a: !" + "x" * 10_000,
        f"{'x' * 900}: 1\n{'x' * 900}: 2",
    ):
        assert len(refusal(text)) < 200


def test_a_long_line_of_spaces_does_not_take_quadratic_time():
    assert plain(parse("a: x" + " " * 200_000 + "# b\nc: ' #d'\n")) == {"a": "x", "c": " #d"}


def test_a_file_is_called_by_its_name(tmp_path: Path):
    path = tmp_path / "record.yaml"
    path.write_text("a: [", encoding="utf-8")

    with pytest.raises(GeneratorError, match=r"^record\.yaml, строка 1: "):
        yaml_reader.read(path)
    with pytest.raises(GeneratorError, match=r"^records/2023/record\.yaml, строка 1: "):
        yaml_reader.read(path, "records/2023/record.yaml")


# Without what the reader refuses by design; line ends are YAML's to fold.
words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cn"]), max_size=30)
names = words.filter(lambda name: name != "<<")


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(names, words | st.lists(words, max_size=3), max_size=6))
def test_texts_written_by_a_plain_emitter_are_read_back_equal(data):
    class Plain(yaml.SafeDumper):
        """Writes aliases out and quotes every text, as a person in doubt does."""

        def ignore_aliases(self, data):
            return True

    text = yaml.dump(data, Dumper=Plain, allow_unicode=True, default_style="'", default_flow_style=False)
    text = text.replace("!!map ", "").replace("!!seq ", "")

    assert plain(yaml_reader.parse(text, "a.yaml")) == data


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200) | st.text("ab:-[]{}#&*!|>'\"%@`,? \n\t\\x0-9", max_size=60).map(str.encode))
def test_any_bytes_are_read_or_refused_and_nothing_else(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("bytes") / "a.yaml"
    path.write_bytes(data)

    try:
        node = yaml_reader.read(path)
    except GeneratorError as error:
        assert str(error).startswith("a.yaml")
    else:
        assert isinstance(node, Scalar | Sequence | Mapping)
