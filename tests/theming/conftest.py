"""A theme of one's own to break, and a socket that counts who knocks."""

import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

Broken = Callable[..., Path]


@pytest.fixture
def region(tmp_path: Path) -> Broken:
    """Makes the theme `region` of the given files, with names as in the theme (`sections/cover.html`)."""

    def make(files: dict[str, str | bytes]) -> Path:
        folder = tmp_path / "region"
        folder.mkdir(exist_ok=True)
        for name, content in {"theme.yaml": "extends: default\n", **files}.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return folder

    return make


class Door:
    """A port on loopback; `knocks` are the connections that came."""

    def __init__(self) -> None:
        self.knocks = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.knocks += 1
            connection.close()

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()


@pytest.fixture
def door() -> Iterator[Door]:
    opened = Door()
    yield opened
    opened.close()
