import pytest
import yaml

from generator import yaml_syntax

PARSERS = [getattr(yaml, "CBaseLoader", yaml.BaseLoader), yaml.BaseLoader]

MISTAKES = {
    "a colon in the text": ("a: 1\nb: итог: 5\n", 2, "лишнее двоеточие с пробелом или лишний отступ"),
    "a deeper line": ("a: 1\n  b: 2\n", 2, "лишнее двоеточие с пробелом или лишний отступ"),
    "text after a quote": ('a: 1\nb: "Мой город" победил\n', 2, "лишний текст «победил» после кавычки"),
    "text after a bracket": ("a: 1\nb: [x] y\n", 2, "лишний текст «y» после кавычки или скобки"),
    "an open quote": ("a: 1\nb: 'x\n\nc: 3\n", 2, "кавычка не закрыта"),
    "a quote open before a mark": ("a: 'x\n---\nb: 1\n", 1, "кавычка не закрыта"),
    "an open list": ("a: [1,\n  2\nb: 3\n", 1, "скобка не закрыта"),
    "a list open at the end": ("a: 1\nb: [\n\n", 2, "скобка не закрыта"),
    "open braces": ("a: 1\nb: {x: 1\nc: 2\n", 2, "скобка не закрыта"),
    "a tab": ("a:\n\t- b\n", 2, "отступ сделан табуляцией"),
    "a tab in a block": ("a: 1\nb: >\n\tx\n", 3, "отступ сделан табуляцией"),
    "a shallower item": ("- a: 1\n  b: 2\n c: 3\n", 3, "нарушен отступ"),
    "a shallower name": ("a:\n   b: 1\n  c: 2\n", 3, "нарушен отступ"),
    "a shallower block": ("a: |\n    x\n  y\nb: 1\n", 3, "нарушен отступ"),
    "a name without a colon": ("a: b\nвторая строка\ne: f\n", 2, "нет двоеточия после имени поля"),
    "a mark in front": ("a: 1\nb: @имя\n", 2, "знак «@» мешает разметке"),
    "a per cent in front": ("a: %50\n", 1, "знак «%» мешает разметке"),
    "a stray bracket": ("a: 1\nb: ]\n", 2, "знак «]» мешает разметке"),
    "a question": ("a: 1\nb: ? c\n", 2, "знак «?» мешает разметке"),
    "a dash": ("a: 1\nb: - c\n", 2, "дефис с пробелом стоит не на месте"),
    "a path": ('a: 1\nb: "C:\\Отчёты"\n', 2, "обратная косая черта"),
    "a bad code": ('a: "\\xZZ"\n', 1, "обратная косая черта"),
    "text after a bar": ("a: 1\nb: |текст\n  x\n", 2, "лишний текст после «|»"),
    "stars": ("a: 1\nb: *важно* x\n", 2, "значение начинается со служебного знака"),
    "a broken tag": ("a: 1\nb: !<x b\n", 2, "значение начинается со служебного знака"),
}


@pytest.mark.parametrize("parser", PARSERS, ids=["fast", "pure"])
@pytest.mark.parametrize(("text", "line", "said"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_explained_where_a_person_must_look(parser, text, line, said):
    with pytest.raises(yaml.MarkedYAMLError) as caught:
        list(yaml.parse(text, Loader=parser))

    place, sentence = yaml_syntax.explain(caught.value, text)

    assert (place, said in sentence) == (line, True), sentence
