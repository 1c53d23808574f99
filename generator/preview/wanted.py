"""What the command line asks to be shown."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Wanted:
    """Records and settings, the theme and the year; empty values leave the choice to the settings."""

    input: Path
    theme: str = ""
    year: int | None = None
