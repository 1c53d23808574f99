"""Electronic signatures: that a file is from whom it says, and that nobody has changed it since.

A PDF carries its signature inside (PAdES); any file gets one beside it (`.sig`) from an outside command,
which is how keys of ГОСТ Р 34.10-2012 are used. A set is signed whole or not at all.
"""

from dataclasses import dataclass
from typing import Any

PADES = "PAdES"
DETACHED = "detached"


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature of a published set, as the manifest names it."""

    kind: str  # PADES or DETACHED
    file: str  # what is signed
    signature: str  # the file that holds the signature: `file` itself where the kind is PADES
    subject: str  # whose certificate it is; empty where the outside program does not tell
    serial: str  # of the certificate, hexadecimal; empty likewise
    unsigned: tuple[str, int] | None = None  # SHA-256 and size of the file as built, where signing has changed it

    def described(self) -> dict[str, Any]:
        """As the manifest holds it."""
        said: dict[str, Any] = {
            "kind": self.kind,
            "file": self.file,
            "signature": self.signature,
            "subject": self.subject,
            "serial": self.serial,
        }
        if self.unsigned:
            said["unsigned"] = {"sha256": self.unsigned[0], "size": self.unsigned[1]}
        return said

    @classmethod
    def of(cls, said: dict[str, Any]) -> "Signature":
        """The signature that a manifest describes."""
        built = said.get("unsigned")
        return cls(
            said["kind"],
            said["file"],
            said["signature"],
            said["subject"],
            said["serial"],
            (built["sha256"], built["size"]) if built else None,
        )

    @property
    def signer(self) -> str:
        """Whose it is, for a message: «Пресс-служба области, сертификат 1A2B»; empty where nobody tells."""
        serial = f"сертификат {self.serial}" if self.serial else ""
        return ", ".join(filter(None, (self.subject, serial)))
