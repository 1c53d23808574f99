"""Report files as received, read as numbered lines: text, Word, PDF, spreadsheets.

`read` opens a file, lets the guard look at its bytes, and gives them to the reader of its format. A reader
is imported when it is first called: reading a text loads no library.
"""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from generator import files
from generator.documents import guard
from generator.documents.document import Document
from generator.errors import GeneratorError

# Bytes and the file's name for messages in, a document out; `GeneratorError` where there is none.
Reader = Callable[[bytes, str], Document]


def _of(module: str, function: str = "read") -> Reader:
    """A reader whose module is imported when it is first called."""

    def reader(data: bytes, name: str) -> Document:
        document: Document = getattr(import_module(f"generator.documents.{module}"), function)(data, name)
        return document

    return reader


READERS: dict[str, Reader] = {
    ".txt": _of("text"),
    ".md": _of("text", "read_markdown"),
    ".docx": _of("docx"),
    ".pdf": _of("pdf"),
    ".xlsx": _of("spreadsheet"),
    ".csv": _of("csv"),
}

SUFFIXES = tuple(READERS)


def read(path: Path, name: str = "") -> Document:
    """Read a report file; `name` is how messages and the document call it, by default its own name.

    Raises `GeneratorError` saying what is wrong with the file and what to do: it cannot be opened, is
    not what its suffix says, is hostile or broken, or has no text. Time and memory are bounded: see `guard`.
    """
    name = name or path.name
    suffix = path.suffix.lower()
    if suffix not in READERS:
        raise GeneratorError(guard.unknown(suffix, name))
    data = files.read(path, name, guard.limit(suffix))
    guard.check(data, suffix, name)
    try:
        document = READERS[suffix](data, name)
    except GeneratorError:
        raise
    except MemoryError as error:
        raise GeneratorError(f"{name}: файл слишком велик для чтения. Оставьте в нём только сам отчёт.") from error
    except Exception as error:  # libraries raise anything at broken files; one report never stops the others
        raise GeneratorError(
            f"{name}: файл повреждён ({type(error).__name__}). "
            "Откройте его в той программе, в которой он сделан, и сохраните заново."
        ) from error
    if not any(line.text for line in document.lines):
        raise GeneratorError(f"{name}: в файле нет текста. Откройте его и проверьте, тот ли это файл.")
    return document
