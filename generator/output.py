"""The finished files: published together, whole or not at all.

People mail plain files and carry them on sticks, so what they see is plain: `digest.docx`, `digest.pdf`,
`manifest.json`. Several files cannot be replaced in one step, so the truth lies beside them:

    output/.sets/<id>/     a complete set; id is the first 12 hex digits of its manifest's SHA-256
    output/.sets/current   the id of the published set: replacing this file is the one commit point
    output/.sets/shown     the id of the set that the visible files repeat
    output/.sets/.work/    what a publication prepares; it may be thrown away at any time
    output/.sets/lock      held while a publication runs; the system frees it when the process dies

The visible files are copied before the commit and only renamed after it, so a full disk stops a
publication while the old set is still whole. A process killed after the commit leaves `shown` behind
`current`, and the next publication goes on from there before it begins its own. What a person changed
is set aside, never overwritten.
"""

import errno
import hashlib
import json
import os
import re
import shutil
from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from generator import __version__, files
from generator.errors import GeneratorError

MANIFEST = "manifest.json"
EDITIONS = "editions"  # where the editions of an output folder lie, each an output folder of its own
# What a signed set's manifest names: the SHA-256 of the manifest of the set that was signed.
ORIGIN = "origin"

# A writer meets these as often as we do; its other errors (a missing picture, say) are not ours to explain.
_DISK_IS_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass
class Edition:
    """A set in the making: write its files into `path`.

    `notes` tell a person, in Russian, which changed files were set aside and which files of the previous
    set are gone; with `id` they are complete after the `publication` block. `meta` is what the manifest
    says beside `files`; the block may add to it.
    """

    path: Path
    meta: dict[str, object] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    id: str = ""


@contextmanager
def publication(folder: Path, meta: Mapping[str, object], *, anew: bool = False) -> Iterator[Edition]:
    """Publish what the block writes into `edition.path`, all of it or, after an exception, nothing.

    The manifest is `meta` with `files`: the SHA-256 and the size in bytes of each. Where the published set
    says that it was made by signing this very one (`ORIGIN`), it stays, unless this is published `anew`.
    Raises `GeneratorError` when another publication runs in this folder, or when the disk refuses.
    """
    shelf = _Shelf(folder)
    with _locked(shelf):
        edition = Edition(shelf.work / "set", dict(meta))
        try:
            with _explained(shelf):
                shelf.clear()
                _catch_up(shelf, edition.notes)
                edition.path.mkdir(parents=True)
            with _explained(shelf, _DISK_IS_FULL):
                yield edition
            with _explained(shelf):
                _publish(shelf, edition, anew)
        finally:
            shelf.clear()


def verify(folder: Path) -> list[str]:
    """Say in Russian how the visible files differ from their manifest; nothing when they are whole.

    The published set's manifest decides; in a copy without `.sets`, the one that lies there.
    """
    shelf = _Shelf(folder)
    current = shelf.pointer("current")
    with _explained(shelf):
        return _differences(folder, _listed(shelf.sets / current if current else folder))


def standing(folder: Path) -> str:
    """The id of the published set when it is whole and the visible files repeat it to the byte; else empty."""
    shelf = _Shelf(folder)
    current = shelf.pointer("current")
    try:
        whole = current == shelf.pointer("shown") and shelf.whole(current)
        return current if current and whole and not _differences(folder, _listed(shelf.sets / current)) else ""
    except OSError:
        return ""


def manifest(folder: Path) -> dict[str, Any]:
    """What the published set says of itself; raises `GeneratorError` when nothing has been built in this folder."""
    shelf = _Shelf(folder)
    current = shelf.pointer("current")
    place = shelf.sets / current if current else folder
    if not _listed(place):
        raise GeneratorError(f"Папка «{folder}»: собранного дайджеста нет. Соберите его: digest build.")
    return _described(place)


def published(folder: Path) -> Path:
    """Where the published set lies whole: its files as they were made, whatever became of the visible ones.

    Raises `GeneratorError` for a folder that nothing was published in, such as a copy, and for a damaged set.
    """
    shelf = _Shelf(folder)
    if not (current := shelf.pointer("current")):
        raise GeneratorError(f"Папка «{folder}»: дайджест собран не здесь. Укажите папку сборки или соберите заново.")
    if not shelf.whole(current):
        raise GeneratorError(f"Папка «{folder}»: собранные файлы повреждены. Соберите дайджест заново: digest build.")
    return shelf.sets / current


@dataclass(frozen=True)
class _Shelf:
    """Where the sets of one output folder lie."""

    folder: Path

    @property
    def sets(self) -> Path:
        return self.folder / ".sets"

    @property
    def work(self) -> Path:
        return self.sets / ".work"

    def pointer(self, name: str) -> str:
        """Read the id that a pointer file holds; empty when there is none."""
        try:
            text = (self.sets / name).read_text(encoding="ascii", errors="replace").strip()
        except OSError:
            return ""
        return text if re.fullmatch(r"[0-9a-f]{12}", text) else ""

    def point(self, name: str, id_: str) -> None:
        """Swap a pointer file: readers see the old id or the new one, never a part."""
        files.write(self.work / name, id_.encode("ascii"))
        os.replace(self.work / name, self.sets / name)
        files.sync_folder(self.sets)

    def add(self, path: Path, id_: str) -> None:
        """Move a complete set into its place, where a damaged one may stand."""
        if (self.sets / id_).exists():
            self.discard(id_)
        os.rename(path, self.sets / id_)
        files.sync_folder(self.sets)

    def whole(self, id_: str) -> bool:
        """Whether a set is what its name says: the manifest it was named after, and its files."""
        listed = _listed(self.sets / id_)
        return listed.get(MANIFEST, "").startswith(id_) and not _differences(self.sets / id_, listed)

    def discard(self, id_: str) -> None:
        """Take a set out of its place in one step, so that no half of it can be met there."""
        os.rename(self.sets / id_, self.work / f"{id_}-discarded")

    def prune(self, *keep: str) -> None:
        """Drop all sets but those named. What cannot be dropped now is dropped next time."""
        for path in sorted(self.sets.glob("[0-9a-f]*")):
            if path.is_dir() and path.name not in keep:
                with suppress(OSError):
                    self.discard(path.name)

    def clear(self) -> None:
        """Throw away the workplace, a killed publication's too. Call it under the lock."""
        shutil.rmtree(self.work, ignore_errors=True)


def _publish(shelf: _Shelf, edition: Edition, anew: bool) -> None:
    """Make the set durable, commit, then show it. The order of the steps is the whole promise."""
    manifest = _manifest(edition.path, edition.meta)
    files.write(edition.path / MANIFEST, manifest)
    files.sync_folder(edition.path)
    sum_ = hashlib.sha256(manifest).hexdigest()
    new = sum_[:12] if anew else _kept(shelf, edition, sum_) or sum_[:12]
    known = shelf.whole(new)
    try:
        if not known:
            shelf.add(edition.path, new)
        _prepare(shelf, new)
        shelf.point("current", new)
    except BaseException:
        if not known and shelf.pointer("current") != new:
            with suppress(OSError):
                shelf.discard(new)
        raise
    edition.id = new
    _show(shelf, new, shelf.pointer("shown"), edition.notes)


def _kept(shelf: _Shelf, edition: Edition, sum_: str) -> str:
    """The id of the published set, where it is the signed form of the one that has this manifest."""
    current = shelf.pointer("current")
    origin = _described(shelf.sets / current).get(ORIGIN, "") if current else ""
    if origin == sum_ and shelf.whole(current):
        edition.notes.append("Содержание прежнее: подписанные файлы оставлены.")
        return current
    if origin and ORIGIN not in edition.meta:
        edition.notes.append("Прежний дайджест был подписан, этот ещё нет. Подпишите его: digest sign.")
    return ""


def _catch_up(shelf: _Shelf, notes: list[str]) -> None:
    """Show the published set if a killed process did not; a damaged set is left for `verify` to name."""
    new, old = shelf.pointer("current"), shelf.pointer("shown")
    if new != old and shelf.whole(new):
        _prepare(shelf, new)
        _show(shelf, new, old, notes)


def _prepare(shelf: _Shelf, new: str) -> None:
    """Copy what the visible files still lack, so that showing the set takes renames only."""
    fresh = shelf.work / "visible"
    fresh.mkdir(parents=True, exist_ok=True)
    for name, sha256 in _listed(shelf.sets / new).items():
        visible = shelf.folder / name
        if files.sha256(visible) == sha256:
            continue
        files.copy(shelf.sets / new / name, fresh / name)
        if os.path.lexists(visible):
            # Nothing happens here but on Windows, which refuses while Word holds the file open:
            # better to hear that before the commit.
            os.rename(visible, visible)


def _show(shelf: _Shelf, new: str, old: str, notes: list[str]) -> None:
    """Replace the visible files by the prepared ones, and take away those that only the old set had."""
    listed, replaced = _listed(shelf.sets / new), _listed(shelf.sets / old) if old else {}
    for name, sha256 in listed.items():
        if (shelf.work / "visible" / name).exists():
            _set_aside(shelf.folder / name, (sha256, replaced.get(name)), notes)
            os.replace(shelf.work / "visible" / name, shelf.folder / name)
    for name in sorted(replaced.keys() - listed.keys()):
        if files.sha256(shelf.folder / name) == replaced[name]:
            os.remove(shelf.folder / name)
            notes.append(f"«{name}» из прежней сборки убран: в новую он не входит.")
        elif os.path.lexists(shelf.folder / name):
            notes.append(f"«{name}» изменён после сборки и оставлен, хотя в новый дайджест не входит.")
    files.sync_folder(shelf.folder)
    shelf.point("shown", new)
    if new != old:
        shelf.prune(new, old)


def _set_aside(visible: Path, ours: Collection[str | None], notes: list[str]) -> None:
    """Rename a visible file whose content is not ours: a person changed it, and it may be the only copy."""
    if not os.path.lexists(visible) or files.sha256(visible) in ours:
        return
    aside = files.free_name(visible, "правка")
    os.rename(visible, aside)
    notes.append(f"«{visible.name}» изменён после сборки: ваш вариант сохранён как «{aside.name}».")


def _manifest(path: Path, meta: Mapping[str, object]) -> bytes:
    """Describe the files of a folder, each brought to the disk first. No clock: same input, same bytes."""
    listed: dict[str, dict[str, object]] = {}
    for file in sorted(path.iterdir()):
        if not file.is_file() or file.name == MANIFEST:
            raise ValueError(f"a set holds plain files and makes its own manifest: {file.name}")
        with open(file, "rb+") as stream:
            os.fsync(stream.fileno())
        listed[file.name] = {"sha256": files.sha256(file), "size": file.stat().st_size}
    if not listed:
        raise ValueError("a set without files")
    described = {"inputs": {}, "versions": {"regional-digest": __version__}, **meta, "files": listed}
    return (json.dumps(described, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def _differences(folder: Path, listed: Mapping[str, str]) -> list[str]:
    """Say in Russian how a folder differs from what a manifest lists."""
    if not listed:
        return [f"«{MANIFEST}»: нет или повреждён. Соберите дайджест заново."]
    return [
        f"«{name}»: {'содержание изменено' if os.path.lexists(folder / name) else 'файла нет'}"
        for name, sha256 in listed.items()
        if files.sha256(folder / name) != sha256
    ]


def _listed(path: Path) -> dict[str, str]:
    """Read which file has which SHA-256 from a folder's manifest, itself last; empty without a sound one."""
    try:
        with open(path / MANIFEST, "rb") as stream:
            text = stream.read()
        listed = {Path(name).name: str(about["sha256"]) for name, about in json.loads(text)["files"].items()}
    except (FileNotFoundError, NotADirectoryError, ValueError, LookupError, TypeError, AttributeError):
        return {}
    return {**listed, MANIFEST: hashlib.sha256(text).hexdigest()}


def _described(path: Path) -> dict[str, Any]:
    """All that a folder's manifest says; empty without a sound one."""
    try:
        described = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return described if isinstance(described, dict) else {}


@contextmanager
def _locked(shelf: _Shelf) -> Iterator[None]:
    """Hold the folder's lock; raise `GeneratorError` at once when another publication holds it."""
    with ExitStack() as stack:
        with _explained(shelf):
            shelf.sets.mkdir(parents=True, exist_ok=True)
            taken = stack.enter_context(files.lock(shelf.sets / "lock"))
        if not taken:
            raise GeneratorError(
                f"Папка «{shelf.folder}»: в этой папке уже идёт сборка. Дождитесь её конца и повторите команду."
            )
        yield


@contextmanager
def _explained(shelf: _Shelf, errors: Collection[int] = ()) -> Iterator[None]:
    """Turn the system's refusals (all, or those named) into a `GeneratorError`."""
    before = shelf.pointer("current")
    try:
        yield
    except OSError as error:
        if errors and error.errno not in errors:
            raise
        current = shelf.pointer("current")
        if not before == current == shelf.pointer("shown"):
            state = "Новый дайджест готов; его файлы займут свои места при следующей сборке."
        else:
            state = "Прежние файлы целы." if current else "Ничего не записано."
        cause = files.remedy(error)
        place = Path(os.fsdecode(error.filename)) if error.filename else shelf.folder
        raise GeneratorError(f"«{place}»: {cause}. {state}") from error
