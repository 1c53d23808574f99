"""The published set is signed: PDF files inside, files of any kind beside; its manifest names every signature.

The signed set takes the place of the other as every publication does, whole or not at all. It remembers which
set it was made from, so a build of the same content keeps it, and the signatures can be taken off again.
"""

import hashlib
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from generator import files, output
from generator.errors import GeneratorError, installing
from generator.signing import DETACHED, PADES, Signature, detached, keys, pades
from generator.signing.settings import Signing

SIGNATURES = "signatures"  # what a manifest calls them
Watch = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Signed:
    """What signing has done; `notes` say what became of files in the output folder."""

    id: str
    signatures: tuple[Signature, ...]
    notes: tuple[str, ...]


@dataclass(slots=True)
class Checked:
    """What the signatures of a set turned out to be: sentences in Russian without the full stop."""

    good: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)


def sign(folder: Path, signing: Signing, watch: Watch = lambda file: None) -> Signed:
    """Sign the published set of an output folder and publish it so; `watch` hears of each file to be signed.

    Raises `GeneratorError`, and leaves everything as it was, for a draft, a set that is signed already or was
    changed since the build, and when any signature cannot be made or does not pass its check.
    """
    output.manifest(folder)  # without a set there is nothing to lock
    with output.publication(folder, {}) as edition:
        source = output.published(folder)
        built = output.manifest(folder)
        _signable(folder, built)
        for name in built["files"]:
            files.copy(source / name, edition.path / name)
        signatures = list(_signed([edition.path / name for name in sorted(built["files"])], signing, watch))
        if not signatures:
            raise GeneratorError(
                f"Папка «{folder}»: подписывать нечего. Соберите дайджест в PDF или впишите его виды в formats."
            )
        edition.meta |= {key: value for key, value in built.items() if key != "files"}
        edition.meta[output.ORIGIN] = files.sha256(source / output.MANIFEST)
        edition.meta[SIGNATURES] = [signature.described() for signature in signatures]
    return Signed(edition.id, tuple(signatures), tuple(edition.notes))


def unsign(folder: Path) -> tuple[str, ...]:
    """Publish the set as it was built, without its signatures; say in Russian what became of its files.

    Raises `GeneratorError` when there are none, and when the built files cannot be had back to the byte.
    """
    output.manifest(folder)
    with output.publication(folder, {}, anew=True) as edition:
        source = output.published(folder)
        signed = output.manifest(folder)
        if not (signatures := of(signed)):
            raise GeneratorError(f"Папка «{folder}»: дайджест не подписан.")
        beside = {signature.signature for signature in signatures if signature.kind == DETACHED}
        for name in signed["files"].keys() - beside:
            files.copy(source / name, edition.path / name)
        for signature in signatures:
            if signature.unsigned:
                _restore(edition.path / signature.file, *signature.unsigned)
        left = {"files", output.ORIGIN, SIGNATURES}
        edition.meta |= {key: value for key, value in signed.items() if key not in left}
    return tuple(edition.notes)


def of(manifest: dict[str, Any]) -> list[Signature]:
    """The signatures that a manifest names."""
    return [Signature.of(said) for said in manifest.get(SIGNATURES, ())]


def check(folder: Path, manifest: dict[str, Any], signing: Signing | None) -> Checked:
    """Check the signatures of the visible files; those that nothing here can check are named."""
    checked = Checked()
    for signature in of(manifest):
        name = f"«{signature.signature}»"
        try:
            problem = _problem(folder, signature, signing)
        except _Unable as reason:
            checked.unchecked.append(f"{name}: {reason}")
            continue
        if problem:
            checked.wrong.append(f"{name}: {problem}")
        else:
            checked.good.append(f"{name}: подпись верна" + (f", {signature.signer}" if signature.signer else ""))
    return checked


class _Unable(Exception):
    """There is nothing to check a signature with; the text says what is missing."""


def _problem(folder: Path, signature: Signature, signing: Signing | None) -> str:
    file, beside = folder / signature.file, folder / signature.signature
    if not (file.is_file() and beside.is_file()):
        return "файла нет"
    if signature.kind == PADES:
        try:
            return pades.problem(file.read_bytes(), signature)
        except ImportError:
            raise _Unable(f"нет библиотеки pyHanko: {installing('regional-digest[sign]')}") from None
    if signature.kind != DETACHED:
        raise _Unable(f"вид «{signature.kind}» этой версии неизвестен")
    if signing is None or not signing.verify_command:
        raise _Unable("в настройках нет verify_command")
    return detached.problem(file, beside, signing)


def _signable(folder: Path, built: dict[str, Any]) -> None:
    """Raise `GeneratorError` for a set that must not be signed."""
    if of(built):
        raise GeneratorError(
            "Дайджест уже подписан. Чтобы подписать его иначе, снимите прежние подписи: digest sign --remove."
        )
    if "digest" not in built:
        raise GeneratorError("Дайджест собран прежней версией программы. Соберите его заново: digest build.")
    if built["digest"]["draft"]:
        raise GeneratorError(
            "Дайджест помечен «ЧЕРНОВИК»: не всё в записях проверено, или в них есть ошибки. Черновик не подписывают: "
            "исправьте записи, подтвердите показатели и соберите дайджест заново."
        )
    if changed := output.verify(folder):
        raise GeneratorError(
            "Файлы изменены после сборки: " + "; ".join(changed) + ". Соберите дайджест заново: digest build."
        )


def _signed(paths: Iterable[Path], signing: Signing, watch: Watch) -> Iterable[Signature]:
    """Sign files in their folder: inside first, since what lies beside is the signature of the whole file."""
    paths = list(paths)
    printed = [path for path in paths if path.suffix == ".pdf"] if signing.pades else []
    with ExitStack() as held:
        signer = held.enter_context(keys.opened(signing)) if printed else None
        for path in printed:
            watch(path.name)
            assert signer is not None
            yield pades.sign(path, signer, signing.reason, signing.place)
    for path in paths:
        if signing.sign_command and path.suffix[1:] in signing.formats:
            watch(path.name + detached.ENDING)
            yield detached.sign(path, signing)


def _restore(path: Path, sha256: str, size: int) -> None:
    """Cut a file to its beginning, which it was built as."""
    built = path.read_bytes()[:size]
    if hashlib.sha256(built).hexdigest() != sha256:
        raise GeneratorError(
            f"«{path.name}»: из подписанного файла не получить собранный. Соберите дайджест заново: digest build."
        )
    path.write_bytes(built)
