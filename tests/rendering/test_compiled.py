import pytest

from generator import rendering
from generator.errors import GeneratorError
from generator.rendering.compiled import MEMORY
from generator.settings import Settings
from generator.theme import Theme

PAGE = '<html lang="ru"><head><title>т</title></head><body>\n{}\n</body></html>'


@pytest.fixture
def theme(tmp_path):
    (tmp_path / "theme.yaml").write_text("title: Тема\nextends: default\n", encoding="utf-8")
    return Theme.load(str(tmp_path))


def rendered(theme, text):
    (theme.folders[0] / "digest.html").write_text(PAGE.format(text), encoding="utf-8")
    page = rendering.render(None, Settings(), theme)
    return "".join(page.root.find("body").itertext()).strip()


def test_a_changed_template_is_compiled_anew(theme):
    assert [rendered(theme, f"<p>{word}</p>") for word in ("раз", "два", "раз")] == ["раз", "два", "раз"]


def test_a_mistake_in_a_kept_template_has_its_place(theme):
    for _ in range(2):
        with pytest.raises(GeneratorError, match=r"digest\.html, строка 3"):
            rendered(theme, "\n{{ misspelt }}")


def test_a_changed_template_takes_the_place_of_the_old_one(theme):
    rendered(theme, "<p>начало</p>")
    kept = len(MEMORY._kept)
    for number in range(20):
        rendered(theme, f"<p>{number}</p>")

    assert len(MEMORY._kept) == kept
