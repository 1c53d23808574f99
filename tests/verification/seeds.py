"""Spoils one thing in a finished file, as an error of a writer or of a hand would."""

from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

Change = Callable[[etree._Element], None]


def spoilt(file: Path, part: str, change: Change) -> Path:
    """A copy of a package, under the same name, with one part changed."""
    folder = file.parent / "spoilt"
    folder.mkdir(exist_ok=True)
    copy = folder / file.name
    with ZipFile(file) as source, ZipFile(copy, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == part:
                root = etree.fromstring(data)
                before = etree.tostring(root)
                change(root)
                assert etree.tostring(root) != before, "nothing has been spoilt"
                data = etree.tostring(root)
            target.writestr(name, data)
    return copy


def text(root: etree._Element, said: str, number: int = 0) -> etree._Element:
    """The text run that says something, one of several by its number."""
    return [t for t in root.iter(W + "t") if t.text == said][number]


def inside(root: etree._Element, tag: str, said: str, number: int = 0) -> etree._Element:
    """The paragraph, cell, row or table around a text run."""
    return next(text(root, said, number).iterancestors(W + tag))


def saying(old: str, new: str, number: int = 0) -> Change:
    """Another text instead of one."""

    def change(root: etree._Element) -> None:
        text(root, old, number).text = new

    return change


def without(tag: str, said: str, number: int = 0) -> Change:
    """Without the paragraph, row or table that says something."""

    def change(root: etree._Element) -> None:
        lost = inside(root, tag, said, number)
        lost.getparent().remove(lost)

    return change
