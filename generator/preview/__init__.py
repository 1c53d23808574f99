"""The digest in the browser while it is being made: a local page that follows the files.

`watching.py` says when something has changed, `composing.py` makes the page anew, in a process of its own
(`worker.py`), `pdf.py` draws the sheets of the PDF, `app.py` answers the browser and `guard.py` everybody else.
The libraries of the server come with the extra `preview` and are imported only here.
"""

import os
import socket
import sys
import webbrowser
from importlib.util import find_spec

from generator.errors import GeneratorError, installing
from generator.preview.wanted import Wanted

__all__ = ["Wanted", "run"]

HOST = "127.0.0.1"  # never another: what is shown may not be public yet
PORT = 8780
TRIES = 20  # ports from the first that are tried while nobody has named one

LIBRARIES = ("starlette", "uvicorn", "watchfiles")


def run(wanted: Wanted, port: int | None = None, *, browser: bool = True) -> None:
    """Show the digest until somebody presses Ctrl-C.

    `port` 0 is any free one; none, the first free of a few. Raises `GeneratorError` when the libraries
    are not there, when the port is taken and when there is no input folder.
    """
    if missing := [name for name in LIBRARIES if find_spec(name) is None]:
        raise GeneratorError(
            f"Для просмотра не хватает библиотек: {', '.join(missing)}. Поставьте их одной командой:\n"
            f"  {installing('regional-digest[preview]')}"
        )
    if not wanted.input.is_dir():
        raise GeneratorError(f"Папки «{wanted.input}» нет. Укажите папку с записями и настройками в --input.")
    from generator.preview.server import serve

    with _listening(port) as listener:
        serve(wanted, listener, _open if browser else _keep)


def _listening(port: int | None) -> socket.socket:
    """A socket of this computer alone, at the port that is asked for or at the first free one."""
    for number in range(PORT, PORT + TRIES) if port is None else (port,):
        if 0 <= number <= 65535:
            try:
                return socket.create_server((HOST, number))
            except OSError:
                continue
    if port is None:
        raise GeneratorError(
            f"Порты {PORT}–{PORT + TRIES - 1} заняты. Закройте прежние просмотры или укажите другой порт: --port 9000."
        )
    raise GeneratorError(
        f"Порт {port} не открыть: он занят или недоступен. Укажите другой от 1024 до 65535, например --port 9000, или "
        "уберите --port: программа найдёт свободный."
    )


def _open(link: str) -> None:
    """Open the link where there is a screen: on a server without one a text browser would take the terminal."""
    if sys.platform != "linux" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        webbrowser.open(link)


def _keep(link: str) -> None:
    """Leave the link to the person."""
