import os
import re
import sys
from pathlib import Path

import pytest

from generator import bounds
from generator.preview.composing import Composer
from generator.preview.wanted import Wanted
from tests.editing import edit


@pytest.fixture
def composer(home):
    return Composer(Wanted(home / "input", str(home / "templates/own")))


def test_a_change_of_the_theme_does_not_read_the_records_again(composer, home):
    composer.compose()
    material = composer.material

    edit(home / "templates/own/theme.yaml", "Своя тема", "Другая тема")
    (home / "templates/own/screen.css").write_text("p { color: teal }", encoding="utf-8")
    attempt = composer.compose()

    assert composer.material is material
    assert "Другая тема" in attempt.edition.html
    assert "color: teal" in attempt.edition.html


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux counts private memory as data")
def test_a_theme_that_asks_for_all_memory_is_told_and_the_next_attempt_succeeds(composer, home, monkeypatch):
    import resource

    before = resource.getrlimit(resource.RLIMIT_DATA)
    [own] = re.findall(r"VmData:\s+(\d+) kB", Path("/proc/self/status").read_text("ascii"))
    monkeypatch.setattr(bounds, "MEMORY", (int(own) << 10) + (300 << 20))
    cover = home / "templates/own/sections/cover.html"
    cover.parent.mkdir()
    kept = "{% set ns.x = [ns.x, [1] * 1000000] %}"
    all_ = "{% set ns = namespace(x=[]) %}{% for i in range(1000) %}" + kept + "{% endfor %}"
    cover.write_text(all_, encoding="utf-8")

    assert "шаблону не хватило памяти" in composer.compose().problem
    assert resource.getrlimit(resource.RLIMIT_DATA) == before
    cover.unlink()
    assert composer.compose().problem == ""


def test_a_change_of_a_record_is_read(composer, home):
    assert "<td>4 236" not in composer.compose().edition.html.replace("\xa0", " ").replace("4 236", "")

    edit(home / "input/records/2023/spassk-dalny.yaml", "value: 4236", "value: 7777")

    assert "7\xa0777" in composer.compose().edition.html


@pytest.mark.parametrize("name", ["settings.toml", "municipalities.yaml", "records/2020/artem.yaml", "reports/a.txt"])
def test_a_change_of_any_file_of_the_input_is_read(composer, home, name):
    composer.compose()
    material = composer.material

    path = home / "input" / name
    path.touch()
    os.utime(path, (1, 1))
    composer.compose()

    assert composer.material is not material


def test_what_the_program_and_editors_leave_behind_is_no_change(composer, home):
    composer.compose()
    material = composer.material

    for name in ("record.schema.json", "records/2020/.artem.yaml.swp", "~$anketa.docx", "records/2020/artem.yaml~"):
        (home / "input" / name).write_text("x", encoding="utf-8")
    composer.compose()

    assert composer.material is material


def test_a_mistake_in_a_template_is_told_with_its_place_and_clears(composer, home):
    template = home / "templates/own/digest.html"
    template.write_text('{% extends "default:digest.html" %}\n{% block cover %}\n{{ misspelt }}{% endblock %}', "utf-8")

    attempt = composer.compose()

    assert attempt.edition is None
    assert "digest.html, строка 3" in attempt.problem
    assert home / "templates/own" in attempt.folders
    template.write_text('{% extends "default:digest.html" %}', encoding="utf-8")
    assert composer.compose().edition.theme == "own"


def test_a_broken_record_is_named_beside_the_page_and_the_others_are_shown(composer, home):
    edit(home / "input/records/2020/artem.yaml", "municipality: artem", "municipality: artyom")

    edition = composer.compose().edition

    [lost] = [remark for remark in edition.remarks if remark.level == "lost" and "records" in remark.text]
    assert "records/2020/artem.yaml, строка" in lost.text
    assert edition.reports == 4


def test_a_finding_leads_to_its_chapter(composer):
    edition = composer.compose().edition

    warnings = [remark for remark in edition.remarks if remark.level == "warning"]
    assert warnings
    assert all(f'id="{remark.chapter}"' in edition.html for remark in warnings)
    assert "строки 58" in warnings[0].text.replace("\xa0", " ")


def test_without_a_theme_there_is_a_problem_and_no_end(home):
    attempt = Composer(Wanted(home / "input", "nowhere")).compose()

    assert "Темы «nowhere» нет" in attempt.problem
    assert attempt.folders == ()
