"""Pictures of a theme: what may be printed, looked at before any library opens it.

A kilobyte of PNG can unpack to gigabytes, and a drawing in SVG can name files, addresses and itself.
"""

import re
import struct
from pathlib import Path

from lxml import etree

from generator import files
from generator.errors import GeneratorError

PIXELS = 40_000_000  # the most a picture may have: an A3 sheet at 600 dots an inch is less
_LIMIT = 20 << 20  # bytes
_USES = 1000  # `use` elements of a drawing: each may draw others again
KINDS = (".png", ".jpg", ".jpeg", ".svg")

_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"


def check(path: Path, name: str) -> bytes:
    """The bytes of a picture that may be printed; `name` is how messages call it.

    Raises `GeneratorError` for another format (PNG, JPEG and SVG are printed), for one that is not what
    its name says, of too many pixels, and for a drawing that reaches out of itself or never ends.
    """
    suffix = path.suffix.lower()
    if suffix not in KINDS:
        raise GeneratorError(
            f"{name}: картинка {suffix or 'без расширения'} не печатается. Сохраните её в PNG или JPEG."
        )
    data = files.read(path, name, _LIMIT)
    if suffix == ".svg":
        _drawing(data, name)
        return data
    width, height = _size(data, suffix)
    if not width * height:
        raise GeneratorError(f"{name}: это не картинка {suffix[1:].upper()}, или файл повреждён. Сохраните её заново.")
    if width * height > PIXELS:
        raise GeneratorError(
            f"{name}: в картинке {width} × {height} точек, это больше {PIXELS // 1_000_000} млн. Уменьшите её."
        )
    return data


def _size(data: bytes, suffix: str) -> tuple[int, int]:
    """Width and height in pixels, by the header alone; zeros for what is no such picture."""
    if suffix == ".png":
        is_png = data.startswith(_PNG) and len(data) > 24
        return struct.unpack(">II", data[16:24]) if is_png else (0, 0)
    at = 2
    while data.startswith(_JPEG) and at + 9 < len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # the byte before was there to fill (T.81, B.1.1.2)
            at += 1
            continue
        # Frames of every kind of JPEG, but not the tables that share their numbers (T.81, B.1.1.3).
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
    return 0, 0


def _drawing(data: bytes, name: str) -> None:
    if b"<!DOCTYPE" in data.upper() or b"<!ENTITY" in data.upper():
        raise GeneratorError(f"{name}: в рисунке объявлены сущности (DOCTYPE). Сохраните его как простой SVG.")
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise GeneratorError(
            f"{name}: это не рисунок SVG: разметка нарушена ({error.msg}). Сохраните его заново."
        ) from error
    uses = 0
    for element in root.iter():
        tag = etree.QName(element).localname if isinstance(element.tag, str) else ""
        uses += tag == "use"
        if tag in ("script", "foreignObject", "iframe"):
            raise GeneratorError(f"{name}: в рисунке есть «{tag}»: его не печатают. Уберите его.")
        for key, value in element.attrib.items():
            link = etree.QName(str(key)).localname == "href" and not str(value).startswith(("#", "data:image/"))
            if (link and tag != "a") or _leads_out(str(value)):
                raise GeneratorError(f"{name}: рисунок ссылается на «{str(value)[:80]}». Вставьте это в сам рисунок.")
        if tag == "style" and _leads_out(element.text or ""):
            raise GeneratorError(f"{name}: стили рисунка ссылаются наружу. Уберите url() и @import.")
    if uses > _USES or _unfolded(root) > _USES:
        raise GeneratorError(f"{name}: рисунок повторяет сам себя больше {_USES} раз. Упростите его.")


def _leads_out(value: str) -> bool:
    return re.search(r"url\(\s*['\"]?(?!#|data:image/)|@import", value, re.I) is not None


def _unfolded(root: etree._Element) -> int:
    """How many elements `use` draws in the end, counted up to the bound; a drawing of itself has no end."""
    by_id = {element.get("id"): element for element in root.iter() if element.get("id")}
    counted: dict[str, int] = {}

    def amount(identity: str, above: tuple[str, ...]) -> int:
        if identity in above or len(above) > 50:
            return _USES + 1
        if identity not in counted:
            inner = by_id.get(identity)
            used = [] if inner is None else [one for one in inner.iter("{*}use")]
            counted[identity] = 1 + sum(min(amount(_target(one), (*above, identity)), _USES + 1) for one in used)
        return counted[identity]

    return sum(min(amount(_target(one), ()), _USES + 1) for one in root.iter("{*}use"))


def _target(use: etree._Element) -> str:
    return next((str(v)[1:] for k, v in use.attrib.items() if etree.QName(str(k)).localname == "href"), "")
