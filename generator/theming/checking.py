"""The check of a theme: everything that can go wrong in it, told with file and line, as it is found.

First its files are read without being run: settings, templates, style sheets, pictures, the shell. Then the
samples go through it, the ordinary one into Word and PDF too. What is a stranger's runs in `cell`.
"""

import re
import tempfile
from collections.abc import Callable, Generator, Iterator
from dataclasses import replace
from itertools import islice, product
from pathlib import Path

from lxml import etree

from generator import files, page, rendering, verification
from generator.errors import GeneratorError
from generator.mailing import evidence
from generator.page import Page
from generator.problems import nearest
from generator.rendering import documents, letters
from generator.rendering.documents import Document
from generator.theme import SETTINGS, Theme, built_in
from generator.theming import comments, markup, printed, samples, sheets, shells
from generator.theming.flaws import Flaw, also, named
from generator.theming.kinds import OF_LETTER, OF_MAILING, OF_ONE
from generator.theming.samples import Sample
from generator.theming.templates import Lint
from generator.verification import Difference
from generator.writers import docx
from generator.writers.contract import known_classes
from generator.writers.styles import StyleSheet

SHELL = "shell.docx"
_SHOWN = 5  # differences between a page and a file: more of the same say nothing more
_BESIDE = 5  # documents beside the digest that a sample makes: those of three hundred municipalities are alike
_DIGEST = Document("digest", rendering.DOCUMENT)
_PLACED = re.compile(
    r"(?:Тема «[^»]*»: )?(?:шаблон )?(?P<file>[^\s,]+\.(?:html|txt)), строка (?P<line>\d+): (?P<text>.*)", re.S
)
_ON_PAGE = re.compile(r"строка (\d+) страницы")

Watch = Callable[[str], None]
Found = Flaw | Path  # a flaw, or a file that the check has written


def check(name_or_path: str, catalogue: Path | None, output: Path | None, watch: Watch) -> Iterator[Found]:
    """The flaws of a theme, each once, and the file with comments; `watch` is told what is being done.

    `catalogue` is the person's own list of indicators, or nothing. A shell with flaws is also written with
    comments at them, beside it or at `output`.
    """
    watch("чтение настроек")
    try:
        theme = Theme.load(name_or_path)
    except GeneratorError as error:
        yield Flaw("", 0, str(error))
        return
    for key in theme.styles:
        try:
            StyleSheet({key: ""})
        except GeneratorError as error:
            yield _in_settings(theme, key, str(error).removeprefix(f"{SETTINGS}: "))
            return
    seen: set[str] = set()
    for flaw in _flaws(theme, catalogue, output, watch):
        if str(flaw) not in seen:
            seen.add(str(flaw))
            yield flaw


def _flaws(theme: Theme, catalogue: Path | None, output: Path | None, watch: Watch) -> Iterator[Found]:
    ordinary = samples.sample(catalogue)
    known: set[tuple[object, ...]] = set()
    for found in _read(theme, ordinary, output, watch):
        yield found
        known.add((found.file, found.line) if isinstance(found, Flaw) else ())
    # What is wrong to the eye is not printed: the printing would only say it again, and worse.
    for flaw in _run(theme, catalogue, None if known else ordinary, watch):
        if not flaw.line or (flaw.file, flaw.line) not in known:  # else it has been told, and better
            yield flaw


def _run(theme: Theme, catalogue: Path | None, ordinary: Sample | None, watch: Watch) -> Iterator[Flaw]:
    """What only the samples bring to light; the ordinary one is printed if it is given."""
    whole = yield from _rendered(theme, catalogue, watch)
    if whole and ordinary:
        yield from _written(theme, ordinary, watch)


def _read(theme: Theme, ordinary: Sample, output: Path | None, watch: Watch) -> Iterator[Found]:
    """What can be told without running anything."""
    watch("проверка настроек и шрифтов")
    yield from _settings(theme)
    watch("чтение шаблонов")
    lint = Lint(theme, ordinary.digest.tables)
    lint.document(rendering.DOCUMENT)
    for kind in documents.kinds(theme):
        lint.document(f"{documents.FOLDER}/{kind}.html", OF_ONE)
    for name in letters.TEMPLATES:
        lint.document(name, OF_LETTER)
    lint.document(rendering.EVIDENCE, OF_MAILING)
    found = [path for folder in theme.folders for path in sorted((*folder.rglob("*.html"), *folder.rglob("*.txt")))]
    names = {path: _short(theme, path) for path in found}
    mail = [
        path for path in found if names[path].startswith(f"{letters.FOLDER}/") and names[path] != rendering.EVIDENCE
    ]
    templates = [path for path in found if path not in mail and path.suffix == ".html"]
    for path in (*templates, *mail):
        lint.lonely(_short(theme, path))
    yield from lint.flaws
    classes = known_classes(theme)
    for path in templates:
        yield from markup.check(theme, path, classes)
    watch("чтение стилей")
    for name in ("print.css", "screen.css"):
        for file in theme.files(name):
            yield from sheets.check(theme, file)
    watch("чтение бланка")
    yield from _shell(theme, output)


def _short(theme: Theme, path: Path) -> str:
    return next(path.relative_to(f).as_posix() for f in theme.folders if path.is_relative_to(f))


def _settings(theme: Theme) -> Iterator[Flaw]:
    """Files that settings name, files that lie where they should not."""
    for font in theme.fonts:
        try:
            data = theme.path(font.file).read_bytes()[:4]
        except GeneratorError as error:
            yield _in_settings(theme, font.file, str(error))
            continue
        if data not in (b"\0\1\0\0", b"OTTO", b"true"):
            yield _in_settings(theme, font.file, f"«{font.file}» — не шрифт TrueType или OpenType")
    for folder in theme.folders:
        for path in sorted(folder.rglob("*")):
            if path.is_symlink() and not path.resolve().is_relative_to(folder.resolve()):
                shown = f"{folder.name}/{path.relative_to(folder).as_posix()}"
                yield Flaw(shown, 0, "это ссылка за пределы темы: она не действует. Положите на её место сам файл")


def _in_settings(theme: Theme, said: str, text: str) -> Flaw:
    """A flaw of the settings, at the line of the nearest `theme.yaml` that says it."""
    text = text.removeprefix(f"Тема «{theme.name}»: ")
    for folder in theme.folders:
        for number, line in enumerate((folder / SETTINGS).read_text(encoding="utf-8").splitlines(), 1):
            if said in line:
                return Flaw(f"{folder.name}/{SETTINGS}", number, text)
    return Flaw(f"{theme.name}/{SETTINGS}", 0, text)


def _shell(theme: Theme, output: Path | None) -> Iterator[Found]:
    try:
        file = theme.path(SHELL)
        name = named(theme, file)
        remarks = list(shells.check(theme, file, name))
    except GeneratorError as error:
        yield Flaw("", 0, str(error))
        return
    for remark in remarks:
        where = f"абзац {remark.paragraph + 1}" + (f" «{remark.said.strip()[:40]}»" if remark.said.strip() else "")
        yield Flaw(name, 0, (f"{where}: " if remark.paragraph >= 0 else "") + remark.text)
    own = file.parent == theme.folders[0] and not built_in(file.parent)  # else it is no place to write into
    if remarks and (output or own):
        target = output or file.with_name("shell.проверка.docx")
        if target.resolve() == file:
            raise GeneratorError(f"{target}: это сам бланк. Укажите в --output другое имя.")
        if target.suffix.lower() != ".docx":
            raise GeneratorError(f"{target}: бланк с примечаниями — это файл Word. Назовите файл с расширением .docx.")
        try:
            comments.write(shells.package(file, name), remarks, target)
        except OSError as error:
            raise GeneratorError(f"{target}: {files.remedy(error)}.") from error
        yield target


# Running


def _rendered(theme: Theme, catalogue: Path | None, watch: Watch) -> Generator[Flaw, None, bool]:
    """Render every sample, the digest and the documents beside it; whether all became pages."""
    for make in samples.SAMPLES:
        sample = make(catalogue)
        try:
            beside = rendering.of_digest(documents.kinds(theme), sample.digest, theme)[:_BESIDE]
            for document in (_DIGEST, *beside):
                watch(f"{document.template} {sample.name}")
                result = rendering.render(sample.digest, sample.settings, theme, document.template, document.chapter)
                yield from _held(theme, result, sample, document)
            watch(f"{letters.FOLDER} {sample.name}")
            written = letters.Letters(sample.digest, sample.settings, theme)
            units = (*(chapter.report.municipality.id for chapter in sample.digest.chapters[:1]), "")
            for letter, municipality in product(samples.LETTERS, units):
                written.words(letter, municipality)
            evidence.page(samples.STANDING, sample.settings, theme)
        except GeneratorError as error:
            yield _placed(theme, str(error), sample)
            return False
    return True


def _held(theme: Theme, result: Page, sample: Sample, document: Document) -> Iterator[Flaw]:
    """What the page of a sample says that the theme has no answer to."""
    known = known_classes(theme)
    wrong: dict[tuple[str, str], etree._Element] = {}
    for element in result.body.iterdescendants():
        for name in page.classes(element):
            if name not in known:
                wrong.setdefault(("class", name), element)
        if element.tag == "img":
            for said in markup.picture(theme, element.get("src") or ""):
                wrong.setdefault(("img", said), element)
    if wrong:
        lines = rendering.lines(sample.digest, sample.settings, theme, document.template, document.chapter)
        for (kind, said), one in wrong.items():
            file, line = lines[one.sourceline - 1 if isinstance(one.sourceline, int) else 0]
            text = f"класс «{said}» не назван в theme.yaml{also(nearest(said, known))}" if kind == "class" else said
            yield Flaw(_in_theme(theme, file), line, text)


def _written(theme: Theme, sample: Sample, watch: Watch) -> Iterator[Flaw]:
    """The ordinary sample in Word and PDF, with one document of each kind, all held against their pages."""
    settings = replace(sample.settings, page_numbers=False)
    beside = rendering.of_digest(documents.kinds(theme), sample.digest, theme)
    of_kinds: dict[str, Document] = {}
    for one in beside:
        of_kinds.setdefault(one.template, one)
    for document in (_DIGEST, *of_kinds.values()):
        result = rendering.render(sample.digest, settings, theme, document.template, document.chapter)
        if document is _DIGEST:
            yield from sheets.uncut(theme, result.body)
        prints = verification.of_figures if document is _DIGEST else verification.of_prints
        yield from _differing(prints(sample.digest, result), document, sample)
        with tempfile.TemporaryDirectory() as folder:
            yield from _files(theme, sample, document, result, Path(folder), watch)


def _files(
    theme: Theme, sample: Sample, document: Document, result: Page, folder: Path, watch: Watch
) -> Iterator[Flaw]:
    """A page as Word and as PDF, in this folder."""
    from generator.writers import pdf

    for name, ending, write in (("Word", "docx", docx.write), ("PDF", "pdf", pdf.write)):
        watch(f"печать {name} {sample.name}")
        target = folder / f"{document.name}.{ending}"
        try:
            write(result, theme, target)
            yield from _differing(verification.of_files(result, theme, [target]), document, sample)
        except GeneratorError as error:
            yield _placed(theme, str(error), sample, document)
            continue
        if ending == "pdf":
            yield from printed.check(target, result, sample.name)


def _differing(found: Iterator[Difference], document: Document, sample: Sample) -> Iterator[Flaw]:
    """Differences for which a build would publish nothing; the first few show what is the matter."""
    for difference in islice(found, _SHOWN):
        yield Flaw(document.template, 0, f"{difference} ({sample.name})")


def _placed(theme: Theme, text: str, sample: Sample, document: Document = _DIGEST) -> Flaw:
    """An error of the program as a flaw with its file and line."""
    if found := _PLACED.fullmatch(text):
        said = found["text"].rstrip(".")
        return Flaw(_in_theme(theme, found["file"]), int(found["line"]), f"{said} ({sample.name})")
    if found := _ON_PAGE.search(text):
        lines = rendering.lines(sample.digest, sample.settings, theme, document.template, document.chapter)
        file, line = lines[int(found[1]) - 1]
        said = text.replace(f", {found.group()}", "").rstrip(".")
        return Flaw(_in_theme(theme, file), line, f"{said} ({sample.name})")
    return Flaw("", 0, f"{text.rstrip('.')} ({sample.name})")


def _in_theme(theme: Theme, file: str) -> str:
    prefix, colon, name = file.rpartition(":")
    folders = theme.since(prefix) if colon else theme.folders
    return next((f"{f.name}/{name}" for f in folders if (f / name).is_file()), name)
