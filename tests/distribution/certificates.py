"""Certificates for the mail server of the tests, made when they are needed."""

import datetime as dt
import ssl
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DAY = dt.timedelta(days=1)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


class Authority:
    """An authority that signs certificates of servers."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _name("authority of the tests")
        self._own = self._signed(
            self._name, self._key, -1, 30, x509.BasicConstraints(ca=True, path_length=None), critical=True
        )

    def write(self, path: Path) -> Path:
        """The authority's own certificate, what clients trust."""
        path.write_bytes(self._own.public_bytes(serialization.Encoding.PEM))
        return path

    def context(self, folder: Path, host: str = "localhost", *, begins: int = -1, ends: int = 30) -> ssl.SSLContext:
        """What a server of this name needs for TLS; days from today."""
        key = ec.generate_private_key(ec.SECP256R1())
        names = [x509.DNSName(host)]
        certificate = self._signed(_name(host), key, begins, ends, x509.SubjectAlternativeName(names))
        path = folder / "server.pem"
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context

    def _signed(
        self,
        subject: x509.Name,
        key: ec.EllipticCurvePrivateKey,
        begins: int,
        ends: int,
        extension: x509.ExtensionType,
        *,
        critical: bool = False,
    ) -> x509.Certificate:
        now = dt.datetime.now(dt.UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + begins * DAY)
            .not_valid_after(now + ends * DAY)
            .add_extension(extension, critical)
            .sign(self._key, hashes.SHA256())
        )
