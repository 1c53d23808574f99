"""The one exception that people read, and what most often helps."""

import sys


class GeneratorError(Exception):
    """A problem in the program's input or settings that stops the work.

    The text is Russian and says what happened, where, and what to do. A problem inside one report
    is not an error but a `model.Finding`: it is collected, and the other reports go on.
    """


def installing(what: str) -> str:
    """The command that adds a library, or an extra of the program, to the Python that runs it, for any shell."""
    return f'"{sys.executable}" -m pip install "{what}"'
