"""Passwords: from the environment or from a file that nobody else may read; never printed, logged or stored."""

import os
import shlex
import stat
import sys
from dataclasses import dataclass, field
from pathlib import Path

from generator import files
from generator.errors import GeneratorError

LIMIT = 4096  # bytes of a file with a password


@dataclass(frozen=True, slots=True)
class Password:
    """Where a password is found: in the file, where one is named, or else in the variable of the environment."""

    variable: str
    file: Path | None = None

    def read(self, of: str) -> "Secret":
        """The password; `of` says of what, in the genitive, «ключа press.p12».

        Raises `GeneratorError` when there is none, and for a file that others may read or that is no text.
        """
        if self.file is not None:
            return Secret(_first_line(self.file))
        value = os.environ.get(self.variable)
        if value is None:
            raise GeneratorError(
                f"Пароль {of} не задан: нет переменной окружения {self.variable}. Задайте её или впишите в настройки "
                "файл с паролем: password_file."
            )
        return Secret(value)


@dataclass(frozen=True, slots=True)
class Secret:
    """A password that does not show itself in messages and traces."""

    text: str = field(repr=False)


def _first_line(path: Path) -> str:
    if sys.platform != "win32" and path.is_file() and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise GeneratorError(
            f"Файл с паролем «{path}» могут читать и другие. Закройте его: chmod 600 {shlex.quote(str(path))}"
        )
    try:
        text = files.read(path, f"Файл с паролем «{path}»", LIMIT).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise GeneratorError(f"Файл с паролем «{path}» не в кодировке UTF-8. Сохраните его в ней.") from error
    if not (line := text.split("\n", 1)[0].rstrip("\r")):
        raise GeneratorError(f"Файл с паролем «{path}»: первая строка пустая. Впишите в неё пароль.")
    return line
