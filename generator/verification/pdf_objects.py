"""Objects of a PDF as qpdf writes them in JSON: to ask for all at once takes a third of the time of asking pikepdf."""

import json
from typing import Any

from pikepdf import Object, Pdf

_DIGITS = frozenset("0123456789")
_READ = json.JSONDecoder().raw_decode


class Objects:
    """The objects of one file; `sheets` are the numbers of its pages, from 0, by their references."""

    def __init__(self, file: Pdf) -> None:
        self._file = file
        self.sheets = {"{} {} R".format(*page.obj.objgen): number for number, page in enumerate(file.pages)}

    def direct(self, value: Any) -> Any:
        """A value itself where a reference to it stands."""
        if type(value) is not str or value[:1] not in _DIGITS:  # a name begins with a slash, a string with `u:` or `b:`
            return value
        number, generation, _ = value.split(" ")
        return entries(self._file.get_object(int(number), int(generation)))


def entries(element: Object) -> Any:
    """An object in JSON, version 2: names as `/P`, references as `12 0 R`, strings as `u:Text`."""
    return _READ(element.to_json(dereference=True).decode())[0]


def string(said: str) -> str:
    """A string of that JSON: text, or the bytes of what is none."""
    kind, _, content = said.partition(":")
    return content if kind == "u" else bytes.fromhex(content).decode("latin-1")
