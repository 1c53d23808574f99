"""Nothing has changed: what has been built already is not built again.

A build is a function of what `made_from` lists. When all that is as it was, and the files of that build lie in
the output folder whole, to the byte, building would put the same files in the place of the same: it is
enough to say again what the build has said.
"""

from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path

from generator import files, inputs, output, plain, records, surroundings
from generator.cache import Cache, fingerprint
from generator.making import Outcome
from generator.theme import Theme
from generator.writers import pagination

_VERSION = "build 2"


@dataclass(frozen=True, slots=True)
class Built:
    """What is kept of a build: the set that it published, and all that its user was told."""

    set: str
    schema: str  # SHA-256 of the schema of records, which a build writes into the input folder
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Wish:
    """What a build is asked for; every field may change its files, or whether they are published at all."""

    year: int | None
    formats: tuple[str, ...]
    documents: tuple[str, ...]
    verify: bool
    attach_data: bool


def made_from(folder: Path, theme: Theme, wish: Wish, results: Path) -> str:
    """The fingerprint of all that the files of a build depend on.

    `results` is the output folder. Raises `GeneratorError` as `inputs.sums` does.
    """
    return fingerprint(
        _VERSION,
        repr(asdict(wish)),
        # Records, reports, directory, settings, catalogue of the user: whatever may be read in the input folder; and
        # the look: templates, style sheets, fonts, pictures, shell, of the theme and of those that it extends.
        *chain.from_iterable(inputs.sums(folder, theme, results).items()),
        # Templates call the themes of the chain by name.
        *(home.name for home in theme.folders),
        # The program, the libraries, the system's fonts, variables that choose among these.
        surroundings.mark(),
        # Whether Word's contents have page numbers, and which.
        pagination.identity(),
    )


def recall(cache: Cache, key: str, folder: Path, output_folder: Path) -> Built | None:
    """The build made from the same, if its files lie in the output folder as it published them."""
    entry = cache.get(key)
    if entry is None:
        return None
    try:
        built = plain.load(Built, entry)
    except plain.Unreadable:
        return None
    whole = output.standing(output_folder) == built.set and schema(folder) == built.schema
    return built if whole else None


def keep(cache: Cache, key: str, built: Built) -> None:
    """Remember a build."""
    cache.put(key, plain.dump(built))


def schema(folder: Path) -> str:
    """The SHA-256 of the schema of records that lies in the input folder."""
    return files.sha256(folder / records.SCHEMA)
