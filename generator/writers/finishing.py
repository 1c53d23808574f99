"""What WeasyPrint leaves undone in a PDF that is to be both an archive file and readable by all.

One file is PDF/A-2a (ISO 19005-2) and PDF/UA-1 (ISO 14289-1), or PDF/A-3a when data are attached.
WeasyPrint writes the marks of one standard at a time. It hands over the finished objects before they
are written, and that is the place to change them: nothing is parsed, and no second copy of the file is made.
"""

from typing import Any

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
    if files := pdf.catalog.get("AF"):
        files[:] = dict.fromkeys(files)  # WeasyPrint names each attached file twice
    for item in pdf.objects:
        if not hasattr(item, "stream"):
            continue
        if item.extra.get("Type") == "/EmbeddedFile":
            _forget_the_clock(item.extra)
        elif item.extra.get("Subtype") == "/Image":
            item.extra.pop("Interpolate", None)  # an archive file leaves nothing to the viewer (ISO 19005-2, 6.2.8)
        if item.compress:
            _pack(item)


def _claim_accessibility(pdf: Any) -> None:
    """Add the mark of PDF/UA-1 to the metadata, which everybody must be able to read without a filter."""
    stream = pdf.object(pdf.catalog["Metadata"])
    stream.compress = False
    before, end, after = b"\n".join(stream.stream).partition(b"</rdf:RDF>")
    stream.stream = [before + ACCESSIBLE.encode() + end + after]


def _forget_the_clock(embedded: dict[str, Any]) -> None:
    """Take the time of writing out of an attached file: its date is the document's, which is in the metadata."""
    for name in ("CreationDate", "ModDate"):
        embedded["Params"].pop(name, None)


def _pack(item: Any) -> None:
    """Compress a stream at our own level."""
    content = item.data.partition(b"\nstream\n")[2].removesuffix(b"\nendstream")
    item.extra["Filter"], item.stream, item.compress = "/FlateDecode", [content], False
