"""What WeasyPrint leaves undone in a PDF that is to be both an archive file and readable by all.

One file is PDF/A-2a (ISO 19005-2) and PDF/UA-1 (ISO 14289-1), or PDF/A-3a when data are attached.
WeasyPrint writes the marks of one standard at a time. It hands over the finished objects before they
are written, and that is the place to change them: nothing is parsed, and no second copy of the file is made.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import weasyprint.pdf

from generator.errors import GeneratorError
from generator.writers import tagging

ARCHIVE = "pdf/a-2a"
ARCHIVE_WITH_DATA = "pdf/a-3a"

# The mark of PDF/UA-1, and the description of its namespace that PDF/A asks for (ISO 19005-2, 6.6.2.3).
ACCESSIBLE = """<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1" />
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""


def finish(document: Any, pdf: Any) -> None:
    """Finish the objects of a file before they are written: WeasyPrint's `finisher`."""
    _claim_accessibility(pdf)
    _forget_the_clock(pdf)


def _claim_accessibility(pdf: Any) -> None:
    """Add the mark of PDF/UA-1 to the metadata, which everybody must be able to read without a filter."""
    stream = _object(pdf, pdf.catalog["Metadata"])
    stream.compress = False
    before, end, after = b"\n".join(stream.stream).partition(b"</rdf:RDF>")
    stream.stream = [before + ACCESSIBLE.encode() + end + after]


def _forget_the_clock(pdf: Any) -> None:
    """Take the time of writing out of attachments: theirs is the document's, which is in the metadata."""
    for item in pdf.objects:
        if getattr(item, "extra", {}).get("Type") == "/EmbeddedFile":
            for name in ("CreationDate", "ModDate"):
                item.extra["Params"].pop(name, None)


def _object(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


@contextmanager
def own_tags() -> Iterator[None]:
    """Let `tagging.add_tags` make the structure tree instead of WeasyPrint's own function."""
    theirs = weasyprint.pdf.add_tags
    weasyprint.pdf.add_tags = tagging.add_tags
    try:
        yield
    finally:
        weasyprint.pdf.add_tags = theirs
