"""A report beside its record: every number of the text with what the record says of it, for a person to compare.

    reports, _ = review.chosen(folder, year=2024)
    review.write(path, list(review.sheets(folder, reports)))

The page is one file of HTML without scripts: it opens in any browser and prints.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from generator import desk, files, formatting, reading, reception, records
from generator.errors import GeneratorError
from generator.model import Report, Unread
from generator.reception import Watch
from generator.review.comparison import Sheet, compared

__all__ = ["Sheet", "chosen", "sheets", "write"]

_PAGE = Path(__file__).with_name("page.html")


def chosen(folder: Path, target: str = "", year: int | None = None) -> tuple[list[Report], list[Unread]]:
    """The records that are meant, those of one year or of one municipality, by name; and those that cannot be read.

    Raises `GeneratorError` where there are none, and for one that is named and cannot be read.
    """
    catalogue, directory = reception.known(folder)
    if target:
        return [records.read(desk.record(folder, target, year, directory), folder, directory, catalogue)], []
    reports, unread = records.read_all(folder, directory, catalogue)
    found = [report for report in reports if year in (None, report.year)]
    if not found:
        years = () if year is None else (year,)
        known = {report.year for report in reports}
        raise GeneratorError(reading.nothing(folder, years, known, unread, "Укажите другой год в --year."))
    return sorted(found, key=lambda report: (formatting.sort_key(report.municipality.title), report.year)), unread


def sheets(folder: Path, reports: Sequence[Report], watch: Watch = lambda stage: None) -> Iterator[Sheet]:
    """Read the reports again and lay each beside its record; `watch` hears whose is next."""
    catalogue, directory = reception.known(folder)
    for report in reports:
        watch(report.municipality.title)
        yield compared(report, folder, directory, catalogue)


def write(path: Path, made: Sequence[Sheet]) -> None:
    """Write the page; the file appears only when it is whole.

    Raises `GeneratorError` for a name that is none of a page, and when it cannot be written.
    """
    if path.suffix.casefold() not in (".html", ".htm"):
        raise GeneratorError(f"{path}: страница для браузера — это файл HTML. Назовите файл с расширением .html.")
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string(_PAGE.read_text(encoding="utf-8"))
    try:
        files.replace(path, template.render(sheets=made).encode())
    except OSError as error:
        raise GeneratorError(f"«{path}»: {files.remedy(error)}. Страница не записана.") from error
