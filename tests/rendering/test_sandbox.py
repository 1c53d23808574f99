"""A template of a stranger: it sees the digest, and cannot run Python, reach files or use the computer up."""

import time
from pathlib import Path

import pytest

from generator import rendering
from generator.errors import GeneratorError
from generator.page import words
from generator.settings import Settings
from generator.theme import Theme
from generator.theming import samples

PAGE = '<html lang="ru"><head><title>Т</title></head><body><p>{}</p></body></html>'
SAMPLE = samples.sample()


def rendered(folder: Path, line: str, more: str = "", **files: str) -> str:
    """The words of a page with this line, made by a theme of its own."""
    folder.mkdir(exist_ok=True)
    (folder / "theme.yaml").write_text("extends: default", encoding="utf-8")
    (folder / "digest.html").write_text(more + PAGE.replace("{}", line), encoding="utf-8")
    for name, text in files.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    theme = Theme.load(str(folder))
    return words(rendering.render(SAMPLE.digest, Settings(title="Т"), theme).body).strip()


ESCAPES = [
    "{{ digest.__class__ }}",
    '{{ digest["__class__"] }}',
    '{{ digest | attr("__class__") }}',
    '{{ digest | attr("__cla" ~ "ss__") }}',
    '{{ "{0.__class__}".format(digest) }}',
    '{{ ("{0.__cla" ~ "ss__}").format(digest) }}',
    '{{ "{d.__class__}".format_map({"d": digest}) }}',
    '{{ ("{0.__class__}" | string).format(digest) }}',
    '{{ "%s" | format(digest.__init__) }}',
    "{{ cycler.__init__.__globals__ }}",
    "{{ lipsum.__globals__ }}",
    "{{ lipsum(1) }}",
    "{{ self.__init__ }}",
    "{{ digest.reports[0].__dict__ }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ range.mro() }}",
    "{{ dict.mro() }}",
    '{{ theme.path("print.css").read_text() }}',
    '{{ theme.folders[0].parent.joinpath("x").write_text("x") }}',
    '{{ theme.load("/etc") }}',
    "{{ theme.files }}",
    '{{ digest.years.__class__.__base__.__subclasses__()[100]("x") }}',
    "{% set _ = digest.tables.update({}) %}",
    "{% do settings.preface.__class__.x %}",
    "{{ [1].append(2) }}",
    "{{ {}.update(a=1) }}",
    "{{ digest.key_figures[0].figure.value.quantize(1) }}",
    '{{ {"onclick x": "1"} | xmlattr }}',
]


@pytest.mark.parametrize("line", ESCAPES)
def test_a_way_out_of_the_sandbox_is_an_error_at_its_line(tmp_path, line):
    with pytest.raises(GeneratorError, match=r"шаблон digest\.html, строка 1: "):
        rendered(tmp_path / "t", line)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["t"]


def test_a_name_in_a_filter_reaches_nothing_either(tmp_path):
    """`map(attribute=...)` makes no error by itself: what it gives must be nothing that can be printed."""
    with pytest.raises(GeneratorError):
        rendered(tmp_path / "t", '{{ digest.reports | map(attribute="__class__") | join }}')


BOMBS = [
    "{% for i in range(10 ** 9) %}{% endfor %}",
    "{% for i in range(1000000000) %}{% endfor %}",
    "{% for i in range(2000) %}{% for j in range(2000) %}{% endfor %}{% endfor %}",
    '{{ "x" * 10000000000 }}',
    "{{ 1000000000 * [1] }}",
    "{{ 9 ** (9 ** 9) }}",
    "{{ 9 ** 99999999 }}",
    '{{ "x".center(10000000000) }}',
    '{{ "x" | center(10000000000) }}',
    '{{ "x" | indent(10000000000) }}',
    '{{ "%9999999999d" | format(1) }}',
    '{{ "%9999999999d" % 1 }}',
    '{{ "%*d" % (9999999999, 1) }}',
    '{{ "{:>9999999999}".format(1) }}',
    '{{ [1] | batch(1000000000, "x") | list }}',
    "{{ [1] | slice(1000000000) | list }}",
    '{% set ns = namespace(x="x" * 1000) %}{% for i in range(60) %}{% set ns.x = ns.x + ns.x %}{% endfor %}',
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    '{% set ns = namespace(x="x" * 1000) %}{% for i in range(60) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}',
    '{{ (["x" * 1000000] * 100000) | join }}',
    '{{ ([1] * 100000) | join("x" * 1000000) }}',
    '{{ ([digest] * 100000) | join("x" * 1000000, attribute="title") }}',
    '{{ ("x" * 1000000).join(["y"] * 100000) }}',
    '{{ ("x" * 100000) | replace("x", "y" * 1000000) }}',
    '{{ ("x" * 100000) | replace("", "y" * 1000000) }}',
    '{{ ("<" * 100000) | replace("l" | escape, "y" * 1000000) }}',
    '{{ ("x" * 100000).replace("x", "y" * 1000000) }}',
    '{{ ("x" * 100000).translate({120: "y" * 1000000}) }}',
]


@pytest.mark.parametrize("line", BOMBS)
def test_what_would_not_end_is_stopped_at_once_with_its_line(tmp_path, line):
    begun = time.process_time()
    with pytest.raises(GeneratorError, match=r"шаблон digest\.html, строка 1: .*[а-яё]"):
        rendered(tmp_path / "t", line)

    assert time.process_time() - begun < 5


def test_a_page_without_end_is_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr(rendering, "LONGEST_PAGE", 10_000_000)
    endless = "{% for i in range(900000) %}" + "щ" * 100 + "{% endfor %}"

    with pytest.raises(GeneratorError, match="страница длиннее 10\N{NO-BREAK SPACE}млн\N{NO-BREAK SPACE}знаков"):
        rendered(tmp_path / "t", endless)


@pytest.mark.parametrize(
    "name", ["/etc/hostname", "../../../etc/hostname", "..\\\\x", "x\\0y", "region:../x", "t:/etc/hostname", ""]
)
def test_a_template_outside_the_theme_is_not_there(tmp_path, name):
    (tmp_path / "x").write_text("тайна", encoding="utf-8")

    with pytest.raises(GeneratorError, match=r"строка 1: нет шаблона"):
        rendered(tmp_path / "t", f'{{% include "{name}" %}}')


@pytest.mark.parametrize("line", ['{% include "digest.html" %}', '{% include "one.html" %}'])
def test_a_template_that_includes_itself_is_one_clear_line(tmp_path, line):
    with pytest.raises(GeneratorError, match="шаблон включает или вызывает сам себя") as stopped:
        rendered(tmp_path / "t", line, one='{% include "one.html" %}')
    assert "\n" not in str(stopped.value)


def test_a_text_of_a_report_never_becomes_markup(tmp_path):
    hostile = Settings(title='"><b onclick=1>{{ 7*7 }}</b>')
    folder = tmp_path / "t"
    rendered(folder, "x")
    (folder / "digest.html").write_text(
        PAGE.replace("{}", '{{ settings.title }}<a href="#{{ settings.title }}">y</a>'), encoding="utf-8"
    )

    page = rendering.render(SAMPLE.digest, hostile, Theme.load(str(folder)))
    assert [str(element.tag) for element in page.body.iter()] == ["body", "p", "a"]
    assert "{{ 7*7 }}" in words(page.body)


def test_a_share_of_counts_is_a_number_with_its_russian_form(tmp_path):
    line = "{{ (100 * 3 / 7) | number(1) }} {{ (3 / 4 * 100) | percent(0) }} {{ 6 / 3 == 2 and 7 // 2 }}"

    assert rendered(tmp_path / "t", line) == "42,9 75\N{NO-BREAK SPACE}% 3"


def test_what_a_template_needs_is_allowed(tmp_path):
    line = (
        '{{ ("a,b".split(",") | join("; ")) ~ [3, 1] | sort | first ~ {"k": 2}.get("k") ~ "%05.1f" | format(2) }}'
        " {{ digest.tables.goals.placed(digest.tables.goals.rows[1]) | length }}"
        " {% for x in digest.years %}{{ loop.cycle('a') }}{{ loop.index }}{% endfor %}"
        "{% set c = cycler('p', 'q') %}{{ c.next() }}{{ 2 * 3 + 1 - 1 }}{{ 7 // 2 }}{{ 'x' * 3 }}"
    )

    assert rendered(tmp_path / "t", line) == "a; b12002.0 1 a1p63xxx"


@pytest.mark.parametrize(
    ("line", "advice"),
    [
        ("{{ digest.key_figures[0].figure }}", r"добавьте «\| figure»"),
        ("{{ digest.tables.goals.rows[1].cells[0] }}", r"добавьте «\| cell»"),
        ("{{ 100 * 3 / 7 }}", r"добавьте «\| number»"),
        ("{{ 0.5 * 3 }}", r"делите целые числа .*добавьте «\| number»"),
        ("{{ digest.key_figures[0].figure.value }}", r"добавьте «\| number»"),
        ('{{ digest.tables.get("x") }}', "здесь ничего нет"),
        ("{{ digest.draft }}", "это «да» или «нет»"),
        ("{{ digest.years }}", "это список"),
        ('{{ digest.reports | map(attribute="year") }}', "это список"),
        ("{{ digest.tables }}", "это список"),
        ("{{ digest.reports[0] }}", "это запись «Report»"),
        ('{{ "итог: " ~ digest.key_figures[0].figure }}', r"добавьте «\| figure»"),
        ('{{ digest.reports | join(", ") }}', "это запись «Report»"),
    ],
)
def test_what_only_python_would_print_is_refused_with_what_to_write(tmp_path, line, advice):
    with pytest.raises(GeneratorError, match=rf"шаблон digest.html, строка 1: .*{advice}"):
        rendered(tmp_path / "t", line)


def test_a_block_that_nothing_prints_is_a_mistake(tmp_path):
    own = '{% extends "default:sections/tables.html" %}{% block materails %}x{% endblock %}'
    folder = tmp_path / "t"
    rendered(folder, "x")
    (folder / "sections").mkdir()
    (folder / "sections/tables.html").write_text(own, encoding="utf-8")
    (folder / "digest.html").write_text('{% extends "default:digest.html" %}', encoding="utf-8")

    with pytest.raises(
        GeneratorError, match=r"sections/tables.html, строка 1: блока «materails».*Возможно, «materials»"
    ):
        rendering.render(SAMPLE.digest, Settings(title="Т"), Theme.load(str(folder)))


def test_a_block_of_an_ancestor_or_inside_an_own_one_is_none(tmp_path):
    one = '{% extends "two.html" %}{% block a %}{% block mine %}б{% endblock %}{% endblock %}'
    files = {"two": '{% extends "three.html" %}', "three": "<p>{% block a %}{% endblock %}</p>", "one": one}

    assert rendered(tmp_path / "t", '{% include "one.html" %}', **files) == "б"


def test_names_are_sorted_as_in_a_dictionary(tmp_path):
    names = '["Яшкино", "Ёлкино", "елань", "Ежово"]'

    assert rendered(tmp_path / "a", f'{{{{ {names} | sort | join(" ") }}}}') == "Ежово елань Ёлкино Яшкино"
    assert rendered(tmp_path / "b", f"{{{{ {names} | sort(reverse=true) | first }}}}") == "Яшкино"
    assert rendered(tmp_path / "c", "{{ [3, 1, 2] | sort | join }}") == "123"


@pytest.mark.parametrize(
    ("template", "order"),
    [
        ('{"Яшкино": 1, "Ёлкино": 2, "елань": 3} | dictsort | map("first")', "елань Ёлкино Яшкино"),
        ('{"Яшкино": 1, "Ёлкино": 2, "елань": 3} | dictsort(reverse=true) | map("first")', "Яшкино Ёлкино елань"),
        ('{1: "Яшкино", 2: "Ёлкино", 3: "елань"} | dictsort(by="value") | map("last")', "елань Ёлкино Яшкино"),
        ('{3: "а", 1: "б"} | dictsort | map("first")', "1 3"),
        ('[{"n": "Яшкино"}, {"n": "Ёлкино"}, {"n": "елань"}] | groupby("n") | map("first")', "елань Ёлкино Яшкино"),
        ('[{"n": 2}, {"n": 1}, {"n": 2}] | groupby("n") | map(attribute="list") | map("length")', "1 2"),
    ],
)
def test_pairs_and_groups_are_sorted_as_in_a_dictionary(tmp_path, template, order):
    assert rendered(tmp_path / "t", f'{{{{ {template} | join(" ") }}}}') == order


def test_joining_and_replacing_are_as_ever_below_their_bound(tmp_path):
    line = (
        '{{ "a" ~ 1 ~ ("<b>" | escape) ~ "<" }} {{ [3, "<", "x" | escape] | join(", ") }}'
        ' {{ [{"k": 1}, {"k": 2}] | join("+", attribute="k") }} {{ "a.b.c" | replace(".", "<", 1) }}'
        ' {{ "a.b".replace(".", ":") }} {{ "-".join(["p", "q"]) }} {{ "ab".translate({97: "x", 98: none}) }}'
    )

    assert rendered(tmp_path / "t", line) == "a1<b>< 3, <, x 1+2 a<b.c a:b p-q x"
