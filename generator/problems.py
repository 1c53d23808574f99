"""What is wrong in a file that a person wrote: every problem with its place, and the nearest right name."""

from collections.abc import Iterable
from difflib import get_close_matches

from generator.errors import GeneratorError

MOST_PROBLEMS = 100  # in one file: nobody needs to see more before correcting these


class Wrong(Exception):
    """A value is not what its field says; the text goes into a problem with its place."""


class Problems:
    """What is wrong in one file; `file` is how messages call it."""

    def __init__(self, file: str) -> None:
        """Begin with none."""
        self.file = file
        self._found: list[tuple[int, str]] = []

    def add(self, line: int, path: str, text: str) -> None:
        """Note a problem of the field at `path`, such as `observations[3].value` (items count from 1).

        Raises `GeneratorError`, as `stop` does, when there are `MOST_PROBLEMS` of them.
        """
        place = f"{self.file}, строка {line}" + (f", поле {path}" if path else "")
        self._found.append((line, f"{place}: {text}."))
        if len(self._found) == MOST_PROBLEMS:
            self.stop()

    @property
    def texts(self) -> tuple[str, ...]:
        """The problems in the order of the file's lines."""
        return tuple(text for _, text in sorted(self._found, key=lambda found: found[0]))

    def stop(self) -> None:
        """Raise `GeneratorError` with all problems, one a line, if there are any."""
        if self._found:
            raise GeneratorError("\n".join(self.texts))


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name most like a wrong one, or empty; capitals do not matter."""
    folded = {word.casefold(): word for word in known}
    return next((folded[word] for word in get_close_matches(name[:80].casefold(), folded, n=1)), "")


def listed(names: Iterable[str]) -> str:
    """The first names of a list, for a message."""
    names = list(names)
    return ", ".join(names[:12]) + (f" и ещё {len(names) - 12}" if len(names) > 12 else "")
