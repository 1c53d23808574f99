"""Patterns, groups, shadings and states of transparency: what the content of a sheet names beside fonts, as plain data.

They are objects of pydyf inside one another. A part does not know what other parts have, so it counts its own from
a number that nobody else has.
"""

import zlib
from collections.abc import Iterable, Mapping
from typing import Any

import pydyf

KINDS = ("ExtGState", "XObject", "Pattern", "Shading")
SRGB = "@srgb"  # stands for the colour profile of the file

_SQUEEZE = 9  # of zlib: a hundredth of the time of a sheet, and of the file


class _Counted(pydyf.Dictionary):  # type: ignore[misc]  # pydyf has no type annotations
    """Resources of a kind: WeasyPrint names a new one by how many there are."""

    def __init__(self, start: int) -> None:
        super().__init__()
        self.start = start

    def __len__(self) -> int:
        return self.start + dict.__len__(self)


def resources(start: int) -> Any:
    """Empty resources of a part, whose names are counted from `start`."""
    made = pydyf.Dictionary({kind: _Counted(start) for kind in KINDS})
    made["ColorSpace"] = None
    return made


def plain(resources: Any) -> dict[str, dict[str, Any]]:
    """The resources of a part as plain data; images, which are told apart, stay empty places."""
    writer = _Writer(resources[KINDS[0]].start)
    return {kind: {name: writer.plain(value) for name, value in resources[kind].items()} for kind in KINDS}


def add(drawings: Mapping[str, Mapping[str, Any]], resources: Any, profile: Any) -> None:
    """Add plain data to the resources of a file; `profile` is the reference of its colour profile."""
    reader = _Reader(resources["ColorSpace"], profile)
    for kind in KINDS:
        for name, value in drawings[kind].items():
            if name not in resources[kind]:
                resources[kind][name] = reader.value(value)


def together(all_drawings: Iterable[Mapping[str, Mapping[str, Any]]]) -> dict[str, dict[str, Any]]:
    """The plain data of parts whose names were counted from different starts; what they name alike is the same."""
    made: dict[str, dict[str, Any]] = {kind: {} for kind in KINDS}
    for some in all_drawings:
        for kind in KINDS:
            for name, value in some[kind].items():
                made[kind].setdefault(name, value)
    return made


class _Writer:
    """Objects as tuples; one that is met again is named by its number, which nobody else has."""

    def __init__(self, start: int) -> None:
        self._start = start
        self._known: dict[int, int] = {}

    def plain(self, value: Any) -> Any:
        if isinstance(value, dict | list | pydyf.Stream):
            if id(value) in self._known:
                return ("again", self._known[id(value)])
            number = self._known[id(value)] = self._start + len(self._known)
            if isinstance(value, dict):
                return ("dictionary", number, tuple((str(key), self.plain(item)) for key, item in value.items()))
            if isinstance(value, list):
                return ("array", number, tuple(self.plain(item) for item in value))
            return ("stream", number, squeezed(value), tuple((str(k), self.plain(v)) for k, v in value.extra.items()))
        if isinstance(value, pydyf.Object):
            return ("text", value.data)
        assert value is None or isinstance(value, str | bytes | int | float), value
        return value


class _Reader:
    """Tuples as objects."""

    def __init__(self, space: Any, profile: Any) -> None:
        self._space = space
        self._profile = profile
        self._known: dict[int, Any] = {}

    def value(self, value: Any) -> Any:
        if value == SRGB:
            return self._profile
        if not isinstance(value, tuple):
            return value
        kind, *rest = value
        match kind:
            case "again":
                return self._known[rest[0]]
            case "text":
                return rest[0]
            case "array":
                made = self._known[rest[0]] = pydyf.Array()
                made.extend(self.value(item) for item in rest[1])
            case "dictionary":
                made = self._known[rest[0]] = pydyf.Dictionary()
                self._fill(made, rest[1])
            case _:
                made = self._known[rest[0]] = pydyf.Stream([zlib.decompress(rest[1])], pydyf.Dictionary(), True)
                self._fill(made.extra, rest[2])
        return made

    def _fill(self, made: Any, items: Any) -> None:
        for key, item in items:
            made[key] = self._space if key == "ColorSpace" and item is None else self.value(item)


def squeezed(stream: Any) -> bytes:
    """The content of a stream, compressed."""
    parts = (part if isinstance(part, bytes) else pydyf._to_bytes(part) for part in stream.stream)
    return zlib.compress(b"\n".join(parts), _SQUEEZE)
