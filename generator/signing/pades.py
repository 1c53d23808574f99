"""A signature inside a PDF: PAdES, baseline level B-B (ETSI EN 319 142-1, 6).

It is added after the end of the file, so the file as built is the beginning of the signed one, to the byte.
What the file promises stays true: PDF/A takes signatures (ISO 19005-2, 6.4.3), and PDF/UA passes over a field
that lies outside the page (ISO 14289-1, 7.18.1).
"""

import io
import logging
from pathlib import Path
from typing import TYPE_CHECKING

from generator import files
from generator.errors import GeneratorError
from generator.signing import PADES, Signature, containers

if TYPE_CHECKING:
    from pyhanko.sign.signers import Signer

FIELD = "Signature"
FIELD_NAME = "Электронная подпись"  # what a screen reader says


def sign(path: Path, signer: "Signer", reason: str = "", place: str = "") -> Signature:
    """Add a signature to a PDF file, checked; the moment of signing is written in it.

    Raises `GeneratorError` when the key fails or the made signature is not good; then the file is as it was.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    class AsBuilt(IncrementalPdfFileWriter):
        """Leaves the metadata alone: rewritten, they would no longer be those of PDF/A."""

        def _update_meta(self) -> None:
            pass

    built = path.read_bytes()
    meta = signers.PdfSignatureMetadata(
        field_name=FIELD, subfilter=fields.SigSeedSubFilter.PADES, reason=reason or None, location=place or None
    )
    outside = fields.InvisSigSettings(box_out_of_bounds=True)
    field = fields.SigFieldSpec(FIELD, readable_field_name=FIELD_NAME, invis_sig_settings=outside)
    try:
        made = signers.sign_pdf(AsBuilt(io.BytesIO(built)), meta, signer, new_field_spec=field)
    except Exception as error:  # a device, its driver and the library each fail in their own ways
        raise GeneratorError(
            f"«{path.name}»: ключ не подписывает ({type(error).__name__}). Проверьте его и повторите команду."
        ) from error
    signed = bytes(made.getvalue())
    certificate = signer.signing_cert
    assert certificate is not None  # `keys.opened` has looked at it
    signature = Signature(
        PADES,
        path.name,
        path.name,
        containers.subject(certificate),
        containers.number(certificate.serial_number),
        (files.sha256(path), len(built)),
    )
    if wrong := problem(signed, signature):
        raise GeneratorError(f"«{path.name}»: подпись сделана, но не проходит проверку: {wrong}.")
    path.write_bytes(signed)
    return signature


def problem(data: bytes, signature: Signature) -> str:
    """Why the signature in a PDF is not the one named, in Russian without the full stop; empty when it is.

    Trust is not judged: whether the certificate is that of whom it names, only its issuer can tell.
    Raises `ImportError` without pyHanko.
    """
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    logging.getLogger("pyhanko").addHandler(logging.NullHandler())  # its words about a bad file are English
    try:
        embedded = list(PdfFileReader(io.BytesIO(data)).embedded_signatures)
        if len(embedded) != 1:
            return "подписи в файле нет" if not embedded else f"подписей в файле {len(embedded)}, а должна быть одна"
        [found] = embedded
        certificate = found.signer_cert
        context = ValidationContext(
            trust_roots=[certificate], moment=found.self_reported_timestamp, allow_fetching=False
        )
        status = validate_pdf_signature(found, context)
        begin, end = found.byte_range[1], found.byte_range[2]
        padded = data[begin:end] == _reserved(found.pkcs7_content, end - begin)
    except Exception:  # a damaged file fails wherever the damage is
        return "файл или подпись в нём повреждены"
    if not (status.intact and status.coverage == SignatureCoverageLevel.ENTIRE_FILE and padded):
        return "файл изменён после подписи"
    if not status.valid:
        return "подпись повреждена, или ключ не от этого сертификата"
    if containers.number(certificate.serial_number) != signature.serial:
        return f"подписан другим сертификатом: {containers.number(certificate.serial_number)}"
    return ""


def _reserved(container: bytes, size: int) -> bytes:
    """How the place of a signature is filled: what lies there is the one part that it does not cover itself."""
    from asn1crypto import core

    exact: bytes = core.Asn1Value.load(container).dump()
    return b"<" + exact.hex().upper().encode("ascii").ljust(size - 2, b"0") + b">"
