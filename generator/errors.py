"""The one exception that people read."""


class GeneratorError(Exception):
    """A problem in the program's input or settings that stops the work.

    The text is Russian and says what happened, where, and what to do. A problem inside one report
    is not an error but a `model.Finding`: it is collected, and the other reports go on.
    """
