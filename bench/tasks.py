"""What is measured, one task in one fresh process: `python -m bench.tasks NAME FOLDER [SIZE]`.

A task imports what it needs, reads its material from the folder, and only then starts the clock; its
seconds go to the standard output as JSON. `prepare` makes the material and `compare` proves that the
peers wrote the same documents; neither is measured.
"""

import gc
import hashlib
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from lxml import etree

from bench import corpus, peers
from generator import consolidation, page, reading, rendering
from generator.page import Page
from generator.theme import Theme

Seconds = dict[str, list[float]]  # wall and CPU seconds of each thing measured

THEME = "default"


class Clock:
    """Wall and CPU seconds of the calls that are timed."""

    def __init__(self) -> None:
        self.seconds: Seconds = {}

    @contextmanager
    def time(self, name: str) -> Iterator[None]:
        wall, cpu = time.perf_counter(), time.process_time()
        yield
        self.seconds[name] = [time.perf_counter() - wall, time.process_time() - cpu]


def prepare(folder: Path, size: int) -> None:
    """Make the material: the input folder, the rendered page, the docxtpl template and its data, HTML and CSS."""
    from generator.writers import docx, pdf

    corpus.write(folder / "input", size)
    material = reading.read(folder / "input")
    digest = consolidation.consolidate(
        material.reports, material.findings, material.catalogue, material.municipalities, unread=material.unread
    )
    theme = Theme.load(THEME)
    rendered = rendering.render(digest, material.settings, theme)
    # docxtpl has no way to a footnote inside a cell: both sides write the page without them.
    etree.strip_elements(rendered.root, "span", "sup", with_tail=False)
    (folder / "page.xml").write_text(etree.tostring(rendered.root, encoding="unicode"), encoding="utf-8")
    folded, data = peers.fold(rendered)
    docx.write(folded, theme, folder / "template.docx")
    (folder / "data.json").write_text(json.dumps(data), encoding="utf-8")
    docx.write(rendered, theme, folder / "plan.docx")
    (folder / "plan.json").write_text(json.dumps(peers.plan(folder / "plan.docx")), encoding="utf-8")
    source = pdf.source(rendered, theme)
    identifier = hashlib.sha256(source.encode()).hexdigest()[:32]
    printed = [source, pdf.styles(rendered, theme), identifier]
    (folder / "printed.json").write_text(json.dumps(printed), encoding="utf-8")


def word(folder: Path, clock: Clock) -> None:
    import openpyxl  # type: ignore[import-untyped]  # noqa: F401  # of the charts; imports are not measured

    from generator.writers import docx

    rendered, theme = _page(folder), Theme.load(THEME)
    with clock.time("call"):
        docx.write(rendered, theme, folder / "digest.docx")


def word_peer(folder: Path, clock: Clock) -> None:
    import docxtpl  # type: ignore[import-untyped]  # noqa: F401  # its import is not measured, as ours is not

    front, chapters = json.loads((folder / "data.json").read_text(encoding="utf-8"))
    data = peers.Data(_parts(front), [_parts(chapter) for chapter in chapters])
    with clock.time("call"):
        peers.docxtpl(folder / "template.docx", data, folder / "peer.docx")


def word_rows(folder: Path, clock: Clock) -> None:
    import docx  # noqa: F401  # its import is not measured

    content = peers.planned(json.loads((folder / "plan.json").read_text(encoding="utf-8")))
    shell = Theme.load(THEME).path("shell.docx")
    with clock.time("call"):
        peers.python_docx(shell, content, folder / "rows.docx")


def pdf(folder: Path, clock: Clock) -> None:
    from generator.writers import pdf

    rendered, theme = _page(folder), Theme.load(THEME)
    gc.disable()  # as the command `digest build` does, for the life of its process
    with clock.time("call"):
        pdf.write(rendered, theme, folder / "digest.pdf")


def pdf_peer(folder: Path, clock: Clock, *, tagged: bool = False) -> None:
    from generator.writers import pdf  # noqa: F401  # imports WeasyPrint

    source, styles, identifier = json.loads((folder / "printed.json").read_text(encoding="utf-8"))
    printed, theme = peers.Printed(source, styles, bytes.fromhex(identifier)), Theme.load(THEME)
    with clock.time("call"):
        peers.weasyprint(printed, theme, folder / ("tagged.pdf" if tagged else "peer.pdf"), tagged=tagged)


def parts(folder: Path, clock: Clock) -> None:
    """Every stage of a build, one after another as `pipeline.build` runs them."""
    with clock.time("import of the libraries"):
        from generator.writers import docx, pdf
    theme = Theme.load(THEME)
    with clock.time("reading and checking the records"):
        material = reading.read(folder / "input")
    with clock.time("consolidation"):
        digest = consolidation.consolidate(
            material.reports, material.findings, material.catalogue, material.municipalities, unread=material.unread
        )
    with clock.time("rendering of the page"):
        rendered = rendering.render(digest, material.settings, theme)
    with clock.time("Word"):
        docx.write(rendered, theme, folder / "parts.docx")
    with clock.time("PDF"):
        pdf.write(rendered, theme, folder / "parts.pdf")


def compare(folder: Path) -> dict[str, object]:
    """What the documents of both sides hold, and whether it is the same."""
    ours, theirs = peers.outline(folder / "digest.docx"), peers.outline(folder / "peer.docx")
    same_pdf = None
    if all((folder / name).is_file() for name in ("digest.pdf", "peer.pdf")):  # one alone was only timed
        same_pdf = _looks(folder / "digest.pdf") == _looks(folder / "peer.pdf")
    return {
        "ours": ours.counts,
        "theirs": theirs.counts,
        "same": ours == theirs,
        "bytes": [(folder / name).stat().st_size for name in ("digest.docx", "peer.docx")],
        "same_pdf": same_pdf,
        "same_rows": _same_rows(folder),
        "pages": _pages(folder / "digest.pdf"),
    }


def _same_rows(folder: Path) -> bool | None:
    """Whether python-docx has written the same rows and cells, with the same words."""
    if not (folder / "rows.docx").is_file():
        return None
    ours, theirs = peers.outline(folder / "digest.docx"), peers.outline(folder / "rows.docx")
    return ours.counts == theirs.counts or set(ours.paragraphs) <= set(theirs.paragraphs)


def _page(folder: Path) -> Page:
    return page.parse((folder / "page.xml").read_text(encoding="utf-8"))


def _parts(stored: list[list[tuple[int, list[str]]]]) -> peers.Parts:
    return [[peers.Item(kind, texts) for kind, texts in part] for part in stored]


def _looks(file: Path) -> list[str]:
    """Every sheet as a picture of 72 dots per inch, by its fingerprint."""
    import pypdfium2

    with pypdfium2.PdfDocument(file) as document:
        return [hashlib.sha256(sheet.render().buffer).hexdigest() for sheet in document]


def _pages(file: Path) -> int:
    import pikepdf

    if not file.is_file():
        return 0
    with pikepdf.open(file) as document:
        return len(document.pages)


TASKS: dict[str, Callable[[Path, Clock], None]] = {
    "word": word,
    "word-peer": word_peer,
    "word-rows": word_rows,
    "pdf": pdf,
    "pdf-peer": pdf_peer,
    "pdf-tagged": partial(pdf_peer, tagged=True),
    "parts": parts,
}


def main(name: str, folder: str, size: str = "") -> None:
    """Run one task and print what it has to say as JSON."""
    if name == "prepare":
        prepare(Path(folder), int(size))
    elif name == "correct":
        corpus.correct(Path(folder) / "input", int(size) // 2, longer=bool(int(size) % 2))
    elif name == "compare":
        print(json.dumps(compare(Path(folder))))
    else:
        clock = Clock()
        TASKS[name](Path(folder), clock)
        print(json.dumps(clock.seconds))


if __name__ == "__main__":
    main(*sys.argv[1:])
