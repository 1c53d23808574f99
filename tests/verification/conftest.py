"""The page with every element, written to both files once for all tests that spoil it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from generator import page
from generator.theme import Theme
from generator.verification import Difference, of_files
from generator.writers import docx, pdf
from tests.writers.conftest import pictured

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "tests" / "data" / "page.html").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def theme(tmp_path_factory: pytest.TempPathFactory) -> Theme:
    """The default theme with a picture of the page's own."""
    return pictured(tmp_path_factory.mktemp("verified") / "theme")


@pytest.fixture(scope="session")
def whole() -> page.Page:
    """The page with every element of the vocabulary."""
    return page.parse(TEXT)


@pytest.fixture(scope="session")
def word_file(theme: Theme, whole: page.Page, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """That page in Word."""
    file = tmp_path_factory.mktemp("word") / "digest.docx"
    docx.write(whole, theme, file)
    return file


Compare = Callable[[Path], list[str]]


@pytest.fixture
def compared(theme: Theme, whole: page.Page) -> Compare:
    """The differences of a file from the page, as lines."""
    return lambda file: [str(difference) for difference in of_files(whole, theme, [file])]


@pytest.fixture
def printed(theme: Theme, tmp_path: Path) -> Callable[[str], Path]:
    """Print a page given as text."""

    def write(text: str) -> Path:
        file = tmp_path / "digest.pdf"
        pdf.write(page.parse(text), theme, file)
        return file

    return write


@pytest.fixture
def both(theme: Theme, tmp_path: Path) -> Callable[[str], list[Difference]]:
    """Write the body of a page to both files and compare them with it."""

    def differing(body: str) -> list[Difference]:
        made = page.parse(
            f'<html lang="ru"><head><title>Дайджест «Край»</title><meta name="author" content="Пресс-служба"></head>'
            f'<body><section class="part">{body}</section></body></html>'
        )
        files = [tmp_path / "digest.docx", tmp_path / "digest.pdf"]
        docx.write(made, theme, files[0])
        pdf.write(made, theme, files[1])
        return list(of_files(made, theme, files))

    return differing
