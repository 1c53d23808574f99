"""Packages of Office Open XML (ECMA-376, part 2): ZIP archives of XML parts, looked through before they are read.

Word and spreadsheet libraries take the second of two parts of one name, lose the text after an entity,
and unpack whatever they are given. So the list of parts is checked first, and of the parts only those
that are read are unpacked: media never are.
"""

import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import PurePosixPath
from xml.parsers import expat

from lxml import etree

from generator.errors import GeneratorError

_PARTS = 5000
_ALL = 400 << 20  # bytes of everything, unpacked
_XML = 60 << 20  # bytes of all XML, unpacked; a report of 300 000 characters has about 5 MB
_TAGS = 1_000_000  # of one part read as a tree, about 200 bytes each
_DEPTH = 256  # of elements, as lxml has it
_PIECE = 1 << 14  # bytes given to expat at once: it copies all that it is given
_MARKUP = (".xml", ".rels")

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]

_AGAIN = "Откройте его в той программе, в которой он сделан, и сохраните заново."
_STRANGER = "Такие файлы бывают опасны: не открывайте его и попросите прислать заново."


class Package:
    """A checked package. Raises `GeneratorError` for one that is broken, hostile or encrypted."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OverflowError) as error:
            raise GeneratorError(f"{name}: файл повреждён: его архив не читается. {_AGAIN}") from error
        self._check(self._archive.infolist())
        self.parts = frozenset(self._archive.namelist())

    def _check(self, entries: list[zipfile.ZipInfo]) -> None:
        names = [entry.filename.lower() for entry in entries]
        seen = Counter(names)
        if len(entries) > _PARTS:
            raise GeneratorError(f"{self.name}: в файле {len(entries)} частей. {_STRANGER}")
        if doubled := next((name for name in names if seen[name] > 1), ""):
            raise GeneratorError(f"{self.name}: часть «{doubled}» записана в файле дважды. {_STRANGER}")
        if stray := next((name for name in names if _leads_out(name)), ""):
            raise GeneratorError(f"{self.name}: часть файла названа «{stray}». {_STRANGER}")
        if any(entry.flag_bits & 1 for entry in entries):
            raise GeneratorError(f"{self.name}: файл закрыт паролем. Снимите пароль и сохраните файл заново.")
        if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
            raise GeneratorError(f"{self.name}: файл сжат необычным способом. {_AGAIN}")
        if _overlap(entries):
            raise GeneratorError(f"{self.name}: части файла наложены друг на друга. {_STRANGER}")
        self._check_size(sum(entry.file_size for entry in entries), _ALL)
        self._check_size(sum(e.file_size for e in entries if e.filename.lower().endswith(_MARKUP)), _XML)

    def _check_size(self, size: int, most: int) -> None:
        if size > most:
            raise GeneratorError(
                f"{self.name}: файл распаковывается в {size >> 20} МБ, это слишком много для отчёта. "
                "Скопируйте нужное в новый файл: часто место занимают пустые строки таблиц."
            )

    def read(self, part: str) -> bytes:
        """The bytes of a part, as many as the package declares; an XML part has no document type."""
        try:
            data = self._archive.read(part)
        except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, OSError, ValueError) as error:
            raise self.broken(part) from error
        if _has_document_type(data):
            raise GeneratorError(f"{self.name}: в части «{part}» объявлены сущности (DOCTYPE). {_STRANGER}")
        return data

    def tree(self, part: str) -> etree._Element:
        """The root of an XML part."""
        try:
            data = self.read(part)
            if data.count(b"<") > _TAGS:
                raise GeneratorError(f"{self.name}: часть «{part}» слишком велика для отчёта. Разделите документ.")
            return etree.fromstring(data, _parser())
        except etree.XMLSyntaxError as error:
            raise self._bad_markup(part, error) from error

    def scan(self, part: str, start: Start, end: End, text: Text) -> None:
        """Go through a part of any length without keeping it: call back with local names of elements."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        depth = 0

        def begin(tag: str, attributes: dict[str, str]) -> None:
            nonlocal depth
            depth += 1
            if depth > _DEPTH:
                raise self._too_deep(part)
            start(tag.rpartition(":")[2], attributes)

        def finish(tag: str) -> None:
            nonlocal depth
            depth -= 1
            end(tag.rpartition(":")[2])

        parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = begin, finish, text
        data = self.read(part)
        try:
            for piece in range(0, len(data), _PIECE):
                parser.Parse(data[piece : piece + _PIECE], False)
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise self.broken(part) from error

    def related(self, part: str, kind: str) -> dict[str, str]:
        """The parts that a part refers to by relationships of a kind («worksheet»): id to name of the part."""
        path = PurePosixPath(part)
        rels = str(path.parent / "_rels" / f"{path.name}.rels")
        if rels not in self.parts:
            return {}
        return {
            str(rel.get("Id")): _resolved(path.parent, str(rel.get("Target")))
            for rel in self.tree(rels)
            if str(rel.get("Type")).endswith("/" + kind) and rel.get("TargetMode") != "External"
        }

    def main(self, default: str) -> str:
        """The name of the part that holds the document itself."""
        found = [part for part in self.related("", "officeDocument").values() if part in self.parts]
        return found[0] if found else default

    def broken(self, part: str) -> GeneratorError:
        """What to raise for a part that cannot be read."""
        return GeneratorError(f"{self.name}: часть файла «{part}» повреждена. {_AGAIN}")

    def _bad_markup(self, part: str, error: etree.XMLSyntaxError) -> GeneratorError:
        return self._too_deep(part) if "depth" in str(error) else self.broken(part)

    def _too_deep(self, part: str) -> GeneratorError:
        return GeneratorError(f"{self.name}: в части «{part}» слишком глубокая вложенность. {_STRANGER}")


def _parser() -> etree.XMLParser:
    # The library's own limits stay on: 256 levels, 10 million characters in one text.
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def local(element: etree._Element) -> str:
    """The name of an element without its namespace: both editions of the standard have the same names."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def attribute(element: etree._Element | None, name: str) -> str | None:
    """An attribute by its local name; `None` where the element or the attribute is absent."""
    if element is None:
        return None
    return next((str(v) for k, v in element.attrib.items() if str(k).rpartition("}")[2] == name), None)


def _leads_out(name: str) -> bool:
    return "\\" in name or name.startswith("/") or ".." in name.split("/") or ":" in name


def _overlap(entries: list[zipfile.ZipInfo]) -> bool:
    """Whether two parts share bytes: so a small archive holds a great many large ones (CVE-2024-0450)."""
    ordered = sorted(entries, key=lambda entry: entry.header_offset)
    header = 30  # bytes before the name of a part (APPNOTE.TXT 4.3.7)
    return any(
        before.header_offset + header + before.compress_size > after.header_offset
        for before, after in pairwise(ordered)
    )


def _resolved(folder: PurePosixPath, target: str) -> str:
    """The name of a part from a relationship's target, which may be absolute or begin with `../`."""
    path = PurePosixPath(target.lstrip("/")) if target.startswith("/") else folder / target
    steps: list[str] = []
    for step in path.parts:
        if step == "..":
            steps = steps[:-1]
        else:
            steps.append(step)
    return "/".join(steps)


class _RootReached(Exception):
    pass


def _has_document_type(data: bytes) -> bool:
    """Whether a document type stands before the root element; what follows the root is not looked at."""
    parser = expat.ParserCreate()
    found = False

    def doctype(*_: object) -> None:
        nonlocal found
        found = True
        raise _RootReached

    def root(*_: object) -> None:
        raise _RootReached

    parser.StartDoctypeDeclHandler, parser.StartElementHandler = doctype, root
    try:
        for start in range(0, len(data), _PIECE):
            parser.Parse(data[start : start + _PIECE], False)
    except (_RootReached, expat.ExpatError):
        pass  # what is no XML is said by the reader
    return found
