"""What a template may read, taken from the code itself: kinds of data and their attributes."""

import inspect
import types
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from enum import Enum
from functools import cache, cached_property
from typing import Any, get_args, get_origin, get_type_hints

from generator.digest import Chapter, Digest
from generator.distribution.standing import Standing
from generator.model import Report
from generator.rendering.letters import Letter
from generator.rendering.sandbox import attributes
from generator.settings import Settings
from generator.theme import Theme

ROOTS: Mapping[str, type] = {"digest": Digest, "settings": Settings, "theme": Theme}
# What some templates see besides: documents of one municipality, letters, the standing of a mailing.
OF_ONE: Mapping[str, Any] = {"chapter": Chapter, "report": Report}
OF_LETTER: Mapping[str, Any] = {"letter": Letter, "chapter": Chapter | None}
OF_MAILING: Mapping[str, Any] = {"mailing": Standing}

LISTS = (tuple, list)


def readable(kind: type) -> Mapping[str, Any]:
    """The attributes of a kind with their types, in the order of its source; of a method what it returns."""
    found = get_type_hints(kind) if is_dataclass(kind) else {}
    for name in sorted(attributes(kind) - found.keys()):
        member = inspect.getattr_static(kind, name)
        asked = member.fget if isinstance(member, property) else member
        found[name] = get_type_hints(asked.func if isinstance(asked, cached_property) else asked)["return"]
    return {name: found[name] for name in found if name in attributes(kind)}


@cache
def kinds() -> tuple[type, ...]:
    """Every kind of data that leads from the variables of a template, those met first first."""
    seen: dict[type, None] = {}
    waiting = deque((*ROOTS.values(), Letter, Standing))
    while waiting:
        kind = waiting.popleft()
        if kind not in seen:
            seen[kind] = None
            waiting.extend(own for hint in readable(kind).values() for own in parts(hint) if is_own(own))
    return tuple(seen)


def is_own(kind: Any) -> bool:
    """Whether a type is of the digest: a record of fields, or a choice of names."""
    return isinstance(kind, type) and (is_dataclass(kind) or issubclass(kind, Enum))


def parts(hint: Any) -> Iterator[Any]:
    """The types that a hint is made of."""
    inside = get_args(hint)
    if inside:
        for one in inside:
            yield from parts(one)
    else:
        yield hint


def without_none(hint: Any) -> Any:
    """A hint without its «or nothing»."""
    inside = [one for one in get_args(hint) if one is not type(None)]
    return inside[0] if isinstance(hint, types.UnionType) and len(inside) == 1 else hint


def element(hint: Any) -> Any:
    """What a list of this type consists of, or what a mapping yields; `Any` where that is not known."""
    hint = without_none(hint)
    origin, inside = get_origin(hint), get_args(hint)
    if origin in LISTS and inside:
        return inside[0] if len(set(inside) - {...}) == 1 else Any
    return str if is_mapping(hint) else Any


def is_mapping(hint: Any) -> bool:
    """Whether a type is of named values."""
    origin = get_origin(hint)
    return isinstance(origin, type) and issubclass(origin, Mapping)


def several(kind: Any) -> Any:
    """The type of a list of these."""
    return types.GenericAlias(tuple, (kind, ...))
