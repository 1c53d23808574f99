"""Make one page of the digest in Word with four programs, and write what survives into `bench/quality.md`.

The page is a digest of made-up municipalities with an appendix of what its reports do not need: a picture,
lists, cells over several rows, a sheet that lies. Peers come with `pip install .[bench]`; one that is not
there is left out with its reason.
"""

import shutil
import struct
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from lxml import etree

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # run as a file, Python sees this folder and not the one above

from bench import corpus, peers  # noqa: E402  # they stand in that folder
from bench.survival import FEATURES, Word, direct, pieces  # noqa: E402
from generator import __version__, consolidation, reading, rendering  # noqa: E402
from generator.page import Page  # noqa: E402
from generator.theme import Theme  # noqa: E402

SIZE = 3  # municipalities

APPENDIX = """\
{% extends "default:digest.html" %}
{% block sources %}{{ super() }}
<section class="part">
<h1 id="appendix">Приложение</h1>
<p>Слово со сноской<span class="footnote">Сноска: ООО «Ромашка» &lt;тест&gt; &amp; Ко.</span> и слово после неё.</p>
<ol><li>Первый пункт первого списка</li><li>Второй пункт</li></ol>
<p>Между списками стоит абзац.</p>
<ol><li>Первый пункт второго списка</li><li>Второй пункт второго списка</li></ol>
<table id="t-joined"><caption>Соединённые ячейки</caption>
<colgroup><col><col><col></colgroup>
<thead><tr><td></td><th class="over" scope="colgroup" colspan="2">Две графы</th></tr>
<tr><th scope="col">Строка</th><th scope="col">первая</th><th scope="col">вторая</th></tr></thead>
<tbody><tr class="unit"><th scope="row">один</th><td rowspan="2">на две строки</td><td>11</td></tr>
<tr class="unit"><th scope="row">два</th><td>12</td></tr></tbody></table>
<figure id="f-sample"><img src="sample.png" alt="Серый прямоугольник"><figcaption>Проба рисунка</figcaption></figure>
<section class="landscape"><h2 id="lying">Лежачий лист</h2><p>Текст на лежачем листе.</p></section>
<p>Текст после него.</p>
</section>
{% endblock %}
"""

NOTES = """\
## How it is counted

1. All write the same page: a digest of three made-up municipalities (`bench/corpus.py`) and an appendix
   (`bench/quality.py`). Everything is read from the XML of the files that come out (`bench/survival.py`); a cell says
   how many there are in the file, of how many on the page. More than on the page is more than was asked for.
2. pandoc and html-for-docx are given the page as HTML with its pictures inside. pandoc is asked for contents (`--toc`)
   and keeps its own reference document: styles that another lacks it leaves undefined.
3. docxtpl is given a template that our own Word writer made from the page (`bench/peers.py`): what of styles, heads,
   rows and sections it has, it has from there. What a loop of its template cannot write is left to it as text:
   footnotes, links, fields.
4. *Text lost* counts the characters of the page, spaces aside, that stand in no paragraph and no footnote of the file.
5. *Runs with a look of their own* have a font, a size, a colour or the like beside their styles: a change of the style
   in Word passes them by.
6. Errors are those of `openxml-audit`, the rules of Open XML. A file may have them and still open.
"""


@dataclass(frozen=True, slots=True)
class Material:
    """What the programs are given."""

    page: Page
    theme: Theme
    html: Path
    folder: Path


class MissingError(Exception):
    """A peer that is not installed."""


def material(folder: Path) -> Material:
    """The page of the digest, rendered, and as HTML with its pictures inside."""
    from generator.writers import html

    look = folder / "theme"
    look.mkdir()
    (look / "theme.yaml").write_text("extends: default\n", encoding="utf-8")
    (look / "digest.html").write_text(APPENDIX, encoding="utf-8")
    (look / "sample.png").write_bytes(_picture())
    corpus.write(folder / "input", SIZE)
    read = reading.read(folder / "input")
    digest = consolidation.consolidate(
        read.reports, read.findings, read.catalogue, read.municipalities, unread=read.unread
    )
    theme = Theme.load(str(look))
    page = rendering.render(digest, read.settings, theme)
    html.write(page, theme, folder / "page.html")
    bare = etree.parse(folder / "page.html", etree.HTMLParser(encoding="utf-8", huge_tree=True))
    etree.strip_elements(bare, "style", "script", with_tail=False)
    (folder / "page.html").write_bytes(etree.tostring(bare, method="html", encoding="utf-8"))
    return Material(page, theme, folder / "page.html", folder)


def _picture() -> bytes:
    """A grey picture, 200 dots by 100 (PNG, 11.2)."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 200, 100, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x80" * 200) * 100)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def by_pandoc(given: Material, path: Path) -> str:
    program = _pandoc()
    asked = [program, str(given.html), "--from=html", "--to=docx", "--toc", f"--output={path}"]
    subprocess.run(asked, check=True, capture_output=True)
    said = subprocess.run([program, "--version"], check=True, capture_output=True, text=True).stdout
    return said.split()[1]


def _pandoc() -> str:
    """The program of the package, or else that of the system."""
    try:
        import pypandoc  # type: ignore[import-not-found]  # it may be absent

        return str(pypandoc.get_pandoc_path())
    except (ImportError, OSError):
        program = shutil.which("pandoc")
        if program is None:
            raise MissingError("neither the package pypandoc-binary nor the program is installed") from None
        return program


def by_docxtpl(given: Material, path: Path) -> str:
    from generator.writers import docx

    folded, data = peers.fold(given.page)
    docx.write(folded, given.theme, given.folder / "template.docx")
    peers.docxtpl(given.folder / "template.docx", data, path)
    return version("docxtpl")


def by_html_for_docx(given: Material, path: Path) -> str:
    try:
        from html4docx import HtmlToDocx  # type: ignore[import-not-found]  # it may be absent
    except ImportError as error:
        raise MissingError("html-for-docx is not installed") from error
    HtmlToDocx().parse_html_file(str(given.html), str(path))
    return version("html-for-docx")


def by_us(given: Material, path: Path) -> str:
    from generator.writers import docx

    docx.write(given.page, given.theme, path)
    return __version__


MAKERS: Mapping[str, Callable[[Material, Path], str]] = {
    "pandoc": by_pandoc,
    "docxtpl": by_docxtpl,
    "html-for-docx": by_html_for_docx,
    "regional-digest": by_us,
}


def main() -> None:
    """Make the files, read them, write the report."""
    with tempfile.TemporaryDirectory() as home:
        given = material(Path(home))
        made: dict[str, Word] = {}
        errors: dict[str, int] = {}
        said = []
        for name, make in MAKERS.items():
            path = Path(home) / f"{name}.docx"
            try:
                number = make(given, path)
            except Exception as error:  # a peer may fail in any way; ours must not
                if make is by_us:
                    raise
                said.append(f"{name} is left out: {error or type(error).__name__}.")
                continue
            said.append(f"{name} {number}".strip())
            made[name], errors[name] = Word(path), _errors(path)
        (ROOT / "bench" / "quality.md").write_text(report(given.page.root, made, errors, said), encoding="utf-8")
    print("Готово: bench/quality.md")


def _errors(path: Path) -> int:
    from openxml_audit import OpenXmlValidator

    return len(OpenXmlValidator().validate(path).errors)


def report(root: etree._Element, made: Mapping[str, Word], errors: Mapping[str, int], said: list[str]) -> str:
    """The text of `quality.md`."""
    lines = ["# What survives on the way to Word", "", "Of one page of the digest; how many of what there is.", ""]
    lines += [f"| | on the page | {' | '.join(made)} |", f"|---|{'---:|' * (len(made) + 1)}"]
    for feature in FEATURES:
        wanted = feature.on_page(root)
        if not wanted:
            continue
        found = (feature.in_file(word, root) for word in made.values())
        cells = " | ".join(f"**{number}**" if number >= wanted else str(number) for number in found)
        lines.append(f"| {feature.title} | {wanted:,} | {cells} |")
    whole = sum(map(len, pieces(root)))
    for title, size, numbers in (
        ("text lost, characters", f"{whole:,}", [word.lost(root) for word in made.values()]),
        ("runs with a look of their own", "0", [direct(word) for word in made.values()]),
        ("errors against the rules of Open XML", "0", [errors[name] for name in made]),
    ):
        cells = " | ".join(f"{number:,}" if number else "**0**" for number in numbers)
        lines.append(f"| {title} | {size} | {cells} |")
    lines += ["", "Bold is complete.", "", NOTES, "## Programs", "", *(f"- {line}" for line in said), ""]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
