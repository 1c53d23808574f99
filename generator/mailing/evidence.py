"""The standing of a mailing as a document of the digest's look, to be printed, signed and filed."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from generator import bounds, files, rendering, writers
from generator.distribution.standing import FIELDS, Standing, records
from generator.errors import GeneratorError
from generator.page import Page
from generator.settings import Settings
from generator.theme import Theme
from generator.writers import csv

KINDS = (".docx", ".pdf")


def page(standing: Standing, settings: Settings, theme: Theme) -> Page:
    """The page that both files print; raises `GeneratorError` for a mistake in the theme's template."""
    seen = {"mailing": standing, "settings": settings, "theme": theme, "digest": {"draft": False}}
    with bounds.bounded(theme.name, len(standing.deliveries)):
        return rendering.compose(seen, theme, rendering.EVIDENCE)


def write(path: Path, standing: Standing, settings: Settings, theme: Theme) -> None:
    """Write the document, `.docx` or `.pdf`; raises `GeneratorError` for another ending and a disk that refuses."""
    if path.suffix.casefold() not in KINDS:
        raise GeneratorError(f"«{path}»: сведения о рассылке бывают в Word и PDF. Укажите ФАЙЛ.docx или ФАЙЛ.pdf.")
    made = page(standing, settings, theme)
    with _placed(path) as draft:
        writers.write(made, theme, draft)


def write_csv(path: Path, standing: Standing) -> None:
    """Write the standing as data, in the form of `digest.csv`; raises `GeneratorError` as `write` does."""
    if path.suffix.casefold() != ".csv":
        raise GeneratorError(f"«{path}»: таблица записывается в CSV. Укажите ФАЙЛ.csv.")
    with _placed(path) as draft:
        draft.write_bytes(csv.table(FIELDS, records(standing)).encode(csv.ENCODING))


@contextmanager
def _placed(path: Path) -> Iterator[Path]:
    """Where to write a file that takes its place only when it is whole."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with files.beside(path) as draft:
            yield draft
    except OSError as error:
        raise GeneratorError(f"«{path}»: {files.remedy(error)}.") from error
