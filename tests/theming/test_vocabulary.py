"""The list of words for templates says what the code knows: no more, no less, and the examples are right."""

import re
from pathlib import Path

import jinja2
import pytest

from generator.rendering.filters import FILTERS
from generator.rendering.sandbox import Sandbox
from generator.theming import samples, vocabulary
from generator.theming.kinds import OF_LETTER, OF_MAILING, OF_ONE, ROOTS, kinds, readable
from tests.test_cli import digest

SECTIONS = list(vocabulary.sections())
KINDS = [kind for kind in kinds() if readable(kind)]


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.__name__)
def test_every_attribute_has_a_meaning_and_every_meaning_an_attribute(kind):
    assert set(vocabulary.glossary()["kinds"][kind.__name__]) - {"is"} == set(readable(kind))


def test_every_kind_variable_and_filter_has_a_meaning_and_no_other_does():
    said = vocabulary.glossary()
    environment = Sandbox(jinja2.DictLoader({}), FILTERS)

    assert set(said["kinds"]) == {kind.__name__ for kind in kinds()}
    assert {name: set(group) for name, group in said["variables"].items()} == {
        "everywhere": set(ROOTS),
        "of_one": set(OF_ONE),
        "of_letter": set(OF_LETTER),
        "of_mailing": set(OF_MAILING),
    }
    assert set(said["filters"]) == set(FILTERS)
    assert set(said["jinja"]) == set(environment.filters) - set(FILTERS)


def test_every_line_has_a_russian_meaning_and_a_type():
    for section in SECTIONS:
        for word in section.words:
            assert re.search("[а-яё]", word.meaning), word
            assert word.kind or "Фильтры" in section.title, word


def test_nearly_every_figure_and_text_has_an_example_from_the_sample():
    plain = [w for s in SECTIONS for w in s.words if w.kind.startswith(("текст", "число", "целое", "да ", "список:"))]
    without = {word.name for word in plain if not word.example}

    assert len(plain) > 130
    assert without <= {
        *("earlier", "sha256", "label", "part", "placed", "explains", "remarks", "page_numbers", "received"),
        "municipality",  # of a report that could not be used
        *("as_of", "when", "reason", "missed", "post"),  # of a mailing where all went well
    }


def test_the_examples_of_filters_are_what_a_template_prints():
    environment = Sandbox(jinja2.DictLoader({}), FILTERS)
    [section] = [section for section in SECTIONS if section.title == "Фильтры дайджеста"]
    tried = 0
    for word in section.words:
        call, answer = word.example.split(" → ")
        if re.match(r'[\d"]', call):
            assert environment.from_string(f"{{{{ {call} }}}}").render() == answer
            tried += 1
    assert tried >= 6


def test_a_template_can_print_every_word_of_the_list():
    digest_, settings = samples.sample().digest, samples.sample().settings
    environment = Sandbox(jinja2.DictLoader({}), FILTERS)
    roots = {"digest": digest_, "settings": settings}
    for root, value in roots.items():
        for name in readable(ROOTS[root]):
            assert environment.from_string(f"{{{{ 1 if {root}.{name} is defined }}}}").render({root: value}) == "1"


def test_the_list_is_printed_for_people_and_as_a_page(tmp_path: Path):
    table = digest(tmp_path, "theme", "vars")
    page = digest(tmp_path, "theme", "vars", "--markdown")

    assert table.returncode == page.returncode == 0
    assert re.search(r"^  key_figures +список: главное число  ", table.stdout, re.MULTILINE)
    rows = [line for line in page.stdout.splitlines() if line.startswith("| `")]
    assert len(rows) == sum(len(section.words) for section in SECTIONS)
    assert all(line.count("|") in (3, 5) for line in rows)
    assert "| `organization` | текст | кто выпускает | `Региональная пресс-служба` |" in rows


def test_the_page_of_the_guide_is_the_list():
    """After a change: digest theme vars --markdown > docs/template-words.md, and read the difference."""
    page = Path(__file__).parents[2] / "docs" / "template-words.md"

    assert page.read_text(encoding="utf-8") == vocabulary.markdown()
