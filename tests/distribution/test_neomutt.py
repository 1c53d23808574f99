"""A letter in a mail program: what it shows, and what it saves, is what was meant."""

import os
import shutil
import subprocess
import threading
from pathlib import Path

import pytest

from tests.distribution.test_message import HEAD, PDF, SENDER, letter

pytestmark = pytest.mark.skipif(not shutil.which("neomutt"), reason="нет программы neomutt")

# Typed into the program: the letter as it is shown goes into a file, then the last attachment is saved as it is called.
TYPED = "<pipe-message>cat > shown<enter><view-attachments><last-entry><save-entry><enter><exit><exit>"
SUBJECT = "Дайджест «Информационная политика муниципальных образований» за 2025 год — исправленное издание"


def opened(folder: Path, data: bytes) -> str:
    """The letter as neomutt shows it; what it saves comes to lie in the folder."""
    import pty

    (folder / "box").write_bytes(b"From x Fri Nov 20 12:00:00 2026\n" + data.replace(b"\r\n", b"\n") + b"\n")
    (folder / "rc").write_text(
        'set charset="utf-8" mbox_type=mbox folder="." record="" postponed="" confirmappend=no\n'
        "set wait_key=no pipe_decode=yes rfc2047_parameters=no quit=yes\n"
        "ignore *\nunignore from to subject reply-to\nalternative_order text/plain\n"
        f'push "{TYPED}"\n',
        encoding="utf-8",
    )
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "vt100", "LC_ALL": "C.UTF-8", "HOME": str(folder)}
    command = ["neomutt", "-n", "-F", "rc", "-R", "-f", "box"]
    process = subprocess.Popen(command, cwd=folder, stdin=theirs, stdout=theirs, stderr=theirs, env=environment)
    os.close(theirs)
    reader = threading.Thread(target=_drain, args=(ours,))
    reader.start()
    try:
        assert process.wait(30) == 0
    finally:
        process.kill()
        reader.join()
        os.close(ours)
    return (folder / "shown").read_text(encoding="utf-8")


def _drain(terminal: int) -> None:
    try:
        while os.read(terminal, 4096):
            pass
    except OSError:  # the program has closed its end
        pass


def test_a_mail_program_shows_the_names_the_subject_and_the_text(tmp_path: Path) -> None:
    shown = " ".join(opened(tmp_path, letter(subject=SUBJECT, plain="Слово за слово. " * 20).data).split())

    assert f"Subject: {SUBJECT} " in shown
    assert f"From: {SENDER.mailbox.name} <{SENDER.mailbox.address}>" in shown
    assert f"To: {HEAD.name} <{HEAD.address}>" in shown
    assert ("Слово за слово. " * 20).strip() in shown


def test_a_mail_program_saves_the_file_whole_under_its_name(tmp_path: Path) -> None:
    opened(tmp_path, letter(files=(PDF,)).data)

    saved = tmp_path / PDF.name
    assert saved.read_bytes() == b"%PDF-1.7\n" + bytes(range(256)) * 40
