"""The page as it stands now: what the browser shows, made of the files as they are at this moment.

What was read is kept until a file of the input folder changes: a new template, style or shell costs no
reading of records.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from generator import bounds, making, reading, rendering, writers
from generator.cli import summary
from generator.digest import Chapter, Digest
from generator.errors import GeneratorError
from generator.model import Finding, Unread
from generator.preview.wanted import Wanted
from generator.preview.watching import Stamps, stamps
from generator.reading import Material
from generator.theme import Font, Theme
from generator.writers import Manuscript


@dataclass(frozen=True, slots=True)
class Remark:
    """A line beside the page: a finding of a check, or what did not get into the digest."""

    level: str  # error, warning, note; lost: of a record or report that is left out
    text: str
    chapter: str = ""  # id of the heading that it speaks of


@dataclass(frozen=True, slots=True)
class Edition:
    """The page in one file of HTML, what there is to say of it, and the faces of its fonts."""

    html: str
    theme: str
    draft: bool
    reports: int
    observations: int
    remarks: tuple[Remark, ...]
    faces: tuple[tuple[Font, Path], ...]


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of composing: an edition or a problem, and the folders that it depends on."""

    folders: tuple[Path, ...]
    edition: Edition | None = None
    problem: str = ""


class Composer:
    """Composes again and again; `material` is what was read from the input folder, `None` when it has changed."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.material: Material | None = None
        self._digest: Digest | None = None
        self._read: Stamps | None = None
        self._folders: tuple[Path, ...] = ()

    def compose(self) -> Attempt:
        """The page of the files as they are; a mistake in them is told in the attempt, not raised."""
        try:
            with self._composed() as (manuscript, material):
                return Attempt(self._folders, _edition(manuscript, material))
        except GeneratorError as error:
            return Attempt(self._folders, problem=str(error))

    def print(self, path: Path) -> None:
        """Print the PDF of the files as they are, all that it takes beside it; raises `GeneratorError` as a build."""
        # The folder of the file is thrown away by those who asked: what is left of a print that was stopped, too.
        tempfile.tempdir = str(path.parent)
        with self._composed() as (manuscript, _):
            writers.write(manuscript.page, manuscript.theme, path)

    @contextmanager
    def _composed(self) -> Iterator[tuple[Manuscript, Material]]:
        """What is shown, within the bounds of a build: a theme may be a stranger's."""
        material, digest = self._consolidated()
        theme = Theme.load(self.wanted.theme or material.settings.theme)
        self._folders = theme.folders
        with bounds.bounded(theme.name, len(material.reports)):
            yield Manuscript(digest, rendering.render(digest, material.settings, theme), theme), material

    def _consolidated(self) -> tuple[Material, Digest]:
        now = stamps([self.wanted.input])  # before reading: what changes meanwhile is read once more
        if self.material is None or self._digest is None or now != self._read:
            self.material = self._digest = None
            material = reading.read(self.wanted.input, self.wanted.year)
            self.material, self._digest, self._read = material, making.consolidated(material), now
        return self.material, self._digest


def _edition(manuscript: Manuscript, material: Material) -> Edition:
    digest, theme = manuscript.digest, manuscript.theme
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "digest.html"
        writers.write(manuscript.page, manuscript.theme, path)
        html = path.read_text(encoding="utf-8")
    return Edition(
        html=html,
        theme=theme.name,
        draft=digest.draft,
        reports=len(digest.reports),
        observations=digest.observations,
        remarks=tuple(_remarks(digest, material)),
        faces=tuple((font, theme.path(font.file)) for font in theme.fonts),
    )


def _remarks(digest: Digest, material: Material) -> list[Remark]:
    """The gravest first, as `digest check` tells them."""
    lost = [_lost(f"Не вошла в дайджест запись {record.file}", record) for record in digest.unread]
    lost += [_lost(f"Не вошёл в дайджест отчёт {report.file}", report) for report in material.uncited]
    found = []
    for level in summary.LEVELS:
        for finding in digest.findings:
            if finding.level == level:
                chapter = next((c.id for c in digest.chapters if _speaks_of(finding, c)), "")
                found.append(Remark(level, summary.of_finding(finding), chapter))
    return lost + found


def _speaks_of(finding: Finding, chapter: Chapter) -> bool:
    return (finding.municipality, finding.year) == (chapter.report.municipality, chapter.report.year)


def _lost(head: str, item: Unread) -> Remark:
    return Remark("lost", "\n".join((f"{head}:", *item.problems)) if item.problems else f"{head}.")
