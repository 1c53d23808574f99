"""Data of the program as bytes and back: what a cache keeps, and nothing that could run.

A dataclass becomes the list of its fields, an enumeration its value, a `Decimal` its digits, a path its text; what
comes back is built by the types that the fields declare, so that a value is equal to the one that was kept.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")

_Reader = Callable[[Any], Any]
_AS_THEY_ARE = (str, int, bool, NoneType)


class Unreadable(ValueError):
    """Bytes that are not data of the kind asked for."""


def dump(value: object) -> bytes:
    """A value made of dataclasses, tuples, mappings by text, enumerations, figures and texts, as bytes."""
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def load(kind: type[T], data: bytes) -> T:
    """The value of this kind behind the bytes; raises `Unreadable` for other bytes."""
    try:
        of_kind: Any = kind
        read = reader(of_kind)
        found: T = read(json.loads(data.decode("utf-8", "surrogatepass"))) if read else json.loads(data)
    except (ValueError, TypeError, LookupError, ArithmeticError, AttributeError) as error:
        raise Unreadable(kind.__name__) from error
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str | int | NoneType):
        return value
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal | Path):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if is_dataclass(value):
        return [_plain(getattr(value, field.name)) for field in fields(value)]
    raise TypeError(f"{type(value).__name__} is not plain data")


@cache
def reader(kind: Any) -> _Reader | None:
    """How a value of a type is built of plain data; `None` when it is plain itself."""
    origin, inside = get_origin(kind), get_args(kind)
    if kind in _AS_THEY_ARE or origin is Literal:
        return None
    if origin in (Union, UnionType):
        [one] = [part for part in inside if part is not NoneType]
        read = reader(one)
        return None if read is None else lambda value: None if value is None else read(value)
    if origin is tuple and inside[-1] is Ellipsis:
        return _many(reader(inside[0]))
    if origin is tuple:
        return _few(tuple(map(reader, inside)))
    if origin in (dict, Mapping):
        each = reader(inside[1])
        return lambda value: {key: each(item) if each else item for key, item in value.items()}
    if is_dataclass(kind):
        return _record(kind)
    if kind in (Decimal, Path) or issubclass(kind, Enum):
        read_one: _Reader = kind
        return read_one
    raise TypeError(f"{kind} is not plain data")


def _many(read: _Reader | None) -> _Reader:
    return tuple if read is None else lambda value: tuple([read(item) for item in value])


def _few(readers: tuple[_Reader | None, ...]) -> _Reader:
    return lambda value: tuple(
        [item if read is None else read(item) for read, item in zip(readers, value, strict=True)]
    )


def _record(kind: Any) -> _Reader:
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind)]
    readers: list[tuple[int, _Reader]] = []
    for place, name in enumerate(names):
        if (read := reader(hints[name])) is not None:
            readers.append((place, read))

    def record(value: list[Any]) -> Any:
        if len(value) != len(names):
            raise ValueError(kind.__name__)
        for place, read in readers:
            value[place] = read(value[place])
        return kind(*value)

    return record
