"""The witness: how far the ledger had come, kept beside the outputs; a ledger brought back from a copy is behind it."""

import json
import os
from contextlib import suppress
from pathlib import Path

from generator.errors import GeneratorError


class Witness:
    """A small file with the ledger's id and its last event.

    It is written after the ledger and never waits for the disk, so it can only lag; a killed process leaves it right.
    """

    def __init__(self, path: Path | None) -> None:
        """`path` is None where none is kept. It is read before the ledger: another process may be writing both."""
        self._path = path
        self._seen = self._read()
        self._stream: int | None = None

    def check(self, ledger: str, event: int, of: Path) -> None:
        """Raise `GeneratorError` when the witness knew more than the ledger, or knew another one."""
        if self._seen is None or (self._seen[0] == ledger and self._seen[1] <= event):
            return
        raise GeneratorError(
            f"Журнал рассылки «{of}» не тот, что был: в нём нет последних записей, и письма могли бы уйти второй раз. "
            "Верните последний журнал. Если его больше нет, выясните на почтовом сервере, кому письма ушли, "
            f"и удалите «{self._path}»."
        )

    def note(self, ledger: str, event: int) -> None:
        """Keep how far the ledger is."""
        if self._path is None:
            return
        if self._stream is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._stream = os.open(self._path, os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
            os.ftruncate(self._stream, 0)
        os.lseek(self._stream, 0, os.SEEK_SET)
        # Of one length always, so it is replaced by one write.
        os.write(self._stream, f'{{"ledger": "{ledger}", "event": {event:12}}}\n'.encode())

    def close(self) -> None:
        """Bring it to the disk."""
        if self._stream is not None:
            with suppress(OSError):
                os.fsync(self._stream)
            os.close(self._stream)
            self._stream = None

    def _read(self) -> tuple[str, int] | None:
        try:
            said = json.loads(self._path.read_bytes()) if self._path else None
            return (str(said["ledger"]), int(said["event"])) if said else None
        except (OSError, ValueError, LookupError, TypeError):
            return None  # a power cut took it
