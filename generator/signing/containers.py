"""Whose a signature is: read from its container (CMS, RFC 5652), whatever kind of key made it."""

import base64
import binascii
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from asn1crypto import x509


def signer(container: bytes) -> tuple[str, str]:
    """The subject and the serial number of the first signer's certificate; empty where they cannot be read."""
    try:
        from asn1crypto import cms
    except ImportError:  # comes with the extra `sign`; a command of one's own works without it
        return "", ""
    try:
        signed = cms.ContentInfo.load(_der(container))["content"]
        serial = signed["signer_infos"][0]["sid"].chosen["serial_number"].native
        own = (one.chosen for one in signed["certificates"] if one.chosen.serial_number == serial)
        return subject(next(own)), number(serial)
    except Exception:  # whatever the outside program made: the signature itself is judged by its own command
        return "", ""


def subject(certificate: "x509.Certificate") -> str:
    """Whose a certificate is: name, post and organization, as far as it says."""
    names: dict[str, Any] = certificate.subject.native
    said = (names.get(key) for key in ("common_name", "title", "organization_name"))
    flat = (one if isinstance(one, str) else "; ".join(one) for one in said if one)
    return ", ".join(dict.fromkeys(flat)) or str(certificate.subject.human_friendly)


def number(serial: int) -> str:
    """A serial number as certificates show it: hexadecimal, whole bytes."""
    digits = f"{serial:X}"
    return digits.zfill(len(digits) + len(digits) % 2)


def _der(container: bytes) -> bytes:
    """The container without the Base64 or PEM that some programs write."""
    if container.startswith(b"\x30"):
        return container
    bare = re.sub(rb"-----[^-]+-----|\s", b"", container)
    try:
        return base64.b64decode(bare, validate=True)
    except binascii.Error:
        return b""
