"""Detached signatures made and checked by an outside program: the way to keys that no library here may use.

The program gets a copy of the file in a folder of its own, so whatever it does there, the set is not touched.
It is started by its words, never through a shell.
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from generator import files
from generator.errors import GeneratorError
from generator.signing import DETACHED, Signature, containers
from generator.signing.settings import Signing
from generator.text_file import shortened

ENDING = ".sig"
LIMIT = 1 << 20  # bytes; a signature with its certificates has a few thousand
SAID = 2000  # last bytes of what a program said that a message quotes from


def sign(path: Path, signing: Signing) -> Signature:
    """Put the signature of a file beside it, `digest.docx.sig`, checked.

    Raises `GeneratorError` when the program fails, is late, leaves no signature or one that is not of this
    file; then nothing is put there.
    """
    with tempfile.TemporaryDirectory(prefix="digest-sign-") as folder:
        file, signature = Path(folder) / path.name, Path(folder) / f"{path.name}{ENDING}"
        files.copy(path, file)
        sum_ = files.sha256(path)
        _run("sign_command", signing.sign_command, file, signature, signing.timeout)
        if files.sha256(file) != sum_:
            raise GeneratorError(
                f"Программа подписи изменила сам файл «{path.name}». Настройте sign_command на отсоединённую подпись."
            )
        made = files.read(signature, f"Подпись «{signature.name}» (её делает sign_command)", LIMIT)
        if not made.strip():
            raise GeneratorError(f"Программа подписи сделала пустой файл «{signature.name}». Проверьте sign_command.")
        _run("verify_command", signing.verify_command, file, signature, signing.timeout)
    beside = path.with_name(signature.name)
    beside.write_bytes(made)
    subject, serial = containers.signer(made)
    return Signature(DETACHED, path.name, beside.name, subject, serial)


def problem(path: Path, signature: Path, signing: Signing) -> str:
    """Why the signature is not of this file, in Russian without the full stop; empty when it is."""
    with tempfile.TemporaryDirectory(prefix="digest-verify-") as folder:
        copies = Path(folder) / path.name, Path(folder) / signature.name
        for source, copy in zip((path, signature), copies, strict=True):
            files.copy(source, copy)
        try:
            _run("verify_command", signing.verify_command, *copies, signing.timeout)
        except GeneratorError as error:
            return str(error).rstrip(".")
    return ""


def _run(setting: str, words: Sequence[str], file: Path, signature: Path, timeout: int) -> None:
    """Run a command to its end; raise `GeneratorError` unless it ends with 0 in time.

    Only the program's name is quoted of the command: its other words may hold a PIN.
    """
    places = {"{file}": str(file), "{sig}": str(signature)}
    argv = [_filled(word, places) for word in words]
    called = f"«{file.name}»: {setting} ({shortened(Path(words[0]).name)})"
    with tempfile.TemporaryFile() as said:
        try:
            process = subprocess.Popen(
                argv, stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=sys.platform != "win32"
            )
        except (OSError, ValueError) as error:
            raise GeneratorError(
                f"{called}: программа не запускается. Проверьте её имя и права в настройках подписи."
            ) from error
        try:
            code = process.wait(timeout)
        except subprocess.TimeoutExpired as error:
            raise GeneratorError(
                f"{called}: нет ответа за {timeout} с. Проверьте, не ждёт ли программа ПИН-кода, или увеличьте timeout."
            ) from error
        finally:
            _end(process)
        if code:
            said.seek(max(0, said.seek(0, os.SEEK_END) - SAID))
            words_said = shortened(said.read().decode("utf-8", "replace"), 300)
            raise GeneratorError(f"{called}: код {code}. {words_said or 'Программа ничего не сказала.'}")


def _filled(word: str, places: Mapping[str, str]) -> str:
    """A word with its places filled in one pass: a name that looks like a place is left alone."""
    return re.sub(r"\{file\}|\{sig\}", lambda found: places[found[0]], word)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Leave nothing running: neither the program nor what it started."""
    if sys.platform == "win32":
        process.kill()
    else:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
