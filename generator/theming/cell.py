"""The check of a theme in a process of its own, with bounds of time and memory.

A template of a stranger can loop without end and a style sheet can ask for more memory than there is; neither
may cost more than the one process. Where the system bounds no process, the time alone is bounded, from outside.
Nothing in the process may open a connection, whatever asks for one.
"""

import gc
import json
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Iterator
from pathlib import Path

from generator import bounds
from generator.errors import GeneratorError
from generator.theming.flaws import Flaw

SECONDS = 60
MEMORY = 2 << 30  # bytes of address space; the check of a theme of this program takes a quarter of it
_FILE = 200 << 20  # bytes that one file of it may have

_OUT_OF_MEMORY = 3


def check(
    name: str, catalogue: Path | None = None, output: Path | None = None, seconds: int = SECONDS
) -> Iterator[Flaw | Path]:
    """The flaws of a theme as they are found, and the shell with comments once it is written.

    Raises `GeneratorError` for what is wrong with the request itself, and for a defect of the program.
    """
    order = json.dumps([name, str(catalogue or ""), str(output or ""), seconds])
    command, environment = bounds.apart("generator.theming.cell", order)
    stage, done = "", False
    with (
        tempfile.TemporaryFile() as complaints,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=complaints, env=environment) as process,
    ):
        timer = threading.Timer(seconds, process.kill)
        timer.start()
        try:
            assert process.stdout is not None
            for line in process.stdout:
                match json.loads(line):
                    case {"stage": str(said)}:
                        stage = said
                    case {"flaw": [str(file), int(number), str(text)]}:
                        yield Flaw(file, number, text)
                    case {"file": str(path)}:
                        yield Path(path)
                    case {"error": str(text)}:
                        raise GeneratorError(text)
                    case {"done": True}:
                        done = True
            process.wait()
        finally:
            late = timer.finished.is_set()
            timer.cancel()
            process.kill()
        if not done:
            complaints.seek(0)
            yield Flaw("", 0, _stopped(stage, process.returncode, seconds, late=late))


def _stopped(stage: str, code: int, seconds: int, *, late: bool) -> str:
    at = f"проверка остановлена на шаге «{stage}»"
    if late or code in (-9, -24):  # SIGKILL, SIGXCPU
        return f"{at}: прошло {seconds} секунд, а она не кончилась. Ищите в теме цикл без конца или огромное число"
    if code in (_OUT_OF_MEMORY, -6, -11):
        return f"{at}: не хватило памяти ({MEMORY >> 30} ГБ). Ищите в теме огромное число, таблицу или картинку"
    return f"{at}: печать оборвалась. Уберите последнее изменение темы и проверьте снова"


def _bounded(seconds: int) -> None:
    for kind, most in (
        ("RLIMIT_AS", MEMORY),
        ("RLIMIT_CPU", seconds),
        ("RLIMIT_FSIZE", _FILE),
        ("RLIMIT_CORE", 0),
    ):
        bounds.limit(kind, most)
    sys.addaudithook(_alone)


def _alone(event: str, arguments: tuple[object, ...]) -> None:
    """Refuse every connection (Python's audit events): the theme's own fetcher never asks for one."""
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "urllib.Request"):
        raise PermissionError("тема обратилась к сети")


def _tell(**said: object) -> None:
    sys.stdout.write(json.dumps(said) + "\n")  # ASCII, whatever the system's encoding
    sys.stdout.flush()


def _main(order: str) -> int:
    name, catalogue, output, seconds = json.loads(order)
    gc.disable()  # the process lives for one check
    _bounded(seconds)
    try:
        from generator.theming import checking

        own, target = (Path(path) if path else None for path in (catalogue, output))
        for found in checking.check(name, own, target, lambda stage: _tell(stage=stage)):
            if isinstance(found, Flaw):
                _tell(flaw=[found.file, found.line, found.text])
            else:
                _tell(file=str(found))
        _tell(done=True)
    except GeneratorError as error:
        _tell(error=str(error))
    except MemoryError:
        return _OUT_OF_MEMORY
    except Exception:
        traceback.print_exc()
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1]))
