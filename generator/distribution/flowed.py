"""Plain text whose paragraphs fold to the reader's window (RFC 3676, format=flowed, DelSp=no)."""

_WIDTH = 72  # columns; what does not know the format shows these lines
_SIGNATURE = "-- "  # 4.3: a line of its own, neither folded nor joined


def flow(text: str) -> str:
    r"""Fold paragraphs, one a line, at plain spaces; a line that goes on ends with a space.

    >>> flow("а" * 40 + " " + "б" * 40)[38:44]
    'аа \nбб'
    """
    return "\n".join(_folded(line) for line in text.split("\n"))


def unflow(text: str) -> str:
    """Paragraphs again, one a line, as a mail program makes them."""
    paragraphs: list[str] = []
    going_on = False
    for line in text.split("\n"):
        line = line[1:] if line.startswith(" ") else line
        if going_on:
            paragraphs[-1] += line
        else:
            paragraphs.append(line)
        going_on = line.endswith(" ") and line != _SIGNATURE
    return "\n".join(paragraphs)


def _folded(paragraph: str) -> str:
    if paragraph == _SIGNATURE:
        return paragraph
    pieces: list[str] = []
    piece = ""
    for word in paragraph.rstrip(" ").split(" "):
        # A piece «-- » would be taken for the line before a signature.
        if piece and len(piece) + len(word) > _WIDTH and piece != _SIGNATURE:
            pieces.append(piece)
            piece = ""
        piece += word + " "
    pieces.append(piece[:-1])
    return "\n".join(map(_stuffed, pieces))


def _stuffed(line: str) -> str:
    """4.4: what other programs would take for a quotation or for the start of a message."""
    return " " + line if line.startswith((" ", ">", "From ")) else line
