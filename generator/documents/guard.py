"""What a file must pass before any library opens it: its size, and being what its name says.

Offices rename files, send pictures as texts and old formats under new names; each case has its own
sentence that says what to do. Packages (docx, xlsx) are looked into by `package`, PDF files are read in
a process with limits of its own by `pdf`.
"""

from generator.errors import GeneratorError

_TEXTS = (".txt", ".md", ".csv")
_TEXT_LIMIT = 5 << 20  # bytes; a year of one municipality is about ten thousand
_LIMIT = 50 << 20  # a report with photographs

ROWS, COLUMNS = 5000, 200  # of a table that is read; what lies beyond must be empty


def limit(suffix: str) -> int:
    """How many bytes a file of this format may have."""
    return _TEXT_LIMIT if suffix in _TEXTS else _LIMIT


def unknown(suffix: str, name: str) -> str:
    """What to tell of a file whose format nobody reads."""
    said = f"файлы {suffix} программа не читает" if suffix else "у файла нет расширения, формат неизвестен"
    return f"{name}: {said}. {_ADVICE.get(_FAMILY.get(suffix, ''), _ADVICE[''])}"


def check(data: bytes, suffix: str, name: str) -> None:
    """Refuse, with a `GeneratorError`, an empty file and one that is not what its suffix says."""
    if not data.strip(b"\0 \t\r\n\f\xef\xbb\xbf"):
        raise GeneratorError(f"{name}: файл пуст. Попросите прислать его ещё раз.")
    content = _content(data)
    if content == suffix or (not content and suffix in _TEXTS):
        return
    if content.startswith("."):
        raise GeneratorError(
            f"{name}: внутри это файл {content}, хотя назван {suffix}. Замените расширение на {content}."
        )
    if not content:
        raise GeneratorError(f"{name}: внутри это не {suffix}, а неизвестно что, или файл повреждён. {_ADVICE['']}")
    raise GeneratorError(f"{name}: {_SAYING[content]}. {_ADVICE[content]}")


_SAYING = {
    "password": "файл закрыт паролем",
    "word": "внутри это старый документ Word (.doc)",
    "excel": "внутри это старая таблица Excel (.xls)",
    "office": "внутри это файл старого Microsoft Office",
    "opendocument": "внутри это файл OpenDocument (LibreOffice, «МойОфис»)",
    "rtf": "внутри это документ RTF",
    "slides": "внутри это презентация",
    "picture": "внутри это картинка, а не текст",
    "archive": "внутри это архив",
    "web": "внутри это веб-страница",
    "binary": "внутри это файл XLSB или иной пакет, которого программа не читает",
}
_ADVICE = {
    "": "Откройте его в той программе, в которой он сделан, и сохраните в формате docx, pdf, xlsx или txt.",
    "password": "Откройте его с паролем, снимите пароль и сохраните заново.",
    "word": "Откройте его в Word и сохраните в формате docx.",
    "excel": "Откройте его в Excel и сохраните в формате xlsx.",
    "office": "Откройте его в той программе, в которой он сделан, и сохраните в формате docx или xlsx.",
    "opendocument": "Откройте его и сохраните в формате docx или xlsx.",
    "rtf": "Откройте его в Word и сохраните в формате docx.",
    "slides": "Сохраните файл в формате pdf.",
    "picture": "Попросите прислать сам текст: Word, PDF с текстом или таблицу.",
    "archive": "Распакуйте его и положите на его место файлы из него.",
    "web": "Откройте файл в браузере и сохраните текст в файл txt или docx.",
    "binary": "Откройте его и сохраните в формате docx или xlsx.",
}
_FAMILY = {
    ".doc": "word",
    ".docm": "word",
    ".xls": "excel",
    ".xlsm": "excel",
    ".xlsb": "excel",
    ".odt": "opendocument",
    ".ods": "opendocument",
    ".rtf": "rtf",
    **dict.fromkeys((".ppt", ".pptx", ".odp"), "slides"),
    **dict.fromkeys((".jpg", ".jpeg", ".png", ".gif", ".bmp", ".tif", ".tiff", ".heic", ".webp"), "picture"),
    **dict.fromkeys((".zip", ".rar", ".7z", ".gz"), "archive"),
    **dict.fromkeys((".htm", ".html", ".mht"), "web"),
}

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC = {
    b"{\\rtf": "rtf",
    b"\x89PNG\r\n": "picture",
    b"\xff\xd8\xff": "picture",
    b"GIF8": "picture",
    b"II*\0": "picture",
    b"MM\0*": "picture",
    b"Rar!\x1a": "archive",
    b"7z\xbc\xaf\x27": "archive",
    b"\x1f\x8b\x08": "archive",
}
# What names a stream or a part of a container; the names stand in it uncompressed, those of OLE in UTF-16.
_OLE_STREAMS = {"EncryptedPackage": "password", "WordDocument": "word", "Workbook": "excel", "Book": "excel"}
_ZIP_PARTS = {
    b"word/document.xml": ".docx",
    b"xl/workbook.xml": ".xlsx",
    b"ppt/presentation.xml": "slides",
    b"application/vnd.oasis.opendocument": "opendocument",
    b"[Content_Types].xml": "binary",
}


def _content(data: bytes) -> str:
    """A suffix of ours, a name of `_SAYING`, or nothing for what may be a text."""
    head = data[:1024]
    if head.startswith(_OLE):
        found = (kind for stream, kind in _OLE_STREAMS.items() if stream.encode("utf-16-le") in data)
        return next(found, "office")
    if head.startswith(b"PK\x03\x04"):
        # The list of parts is at the end; a document may itself hold another one, packed whole.
        tail = data[-(1 << 18) :]
        return next((kind for part, kind in _ZIP_PARTS.items() if part in tail or part in head), "archive")
    if b"%PDF-" in head:
        return ".pdf"
    for magic, kind in _MAGIC.items():
        if head.startswith(magic):
            return kind
    if (head[:4] == b"RIFF" and head[8:12] == b"WEBP") or head[4:8] == b"ftyp":
        return "picture"
    if head[:2] == b"BM" and int.from_bytes(head[2:6], "little") == len(data):
        return "picture"
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:15].lower()
    return "web" if start.startswith((b"<!doctype html", b"<html", b"<?xml")) else ""
