"""Compiled templates, kept while the program runs: compiling takes longer than rendering.

Jinja keeps a compiled template with the checksum of its text and compiles it anew when the text has changed.
"""

from jinja2.bccache import Bucket, BytecodeCache


class Memory(BytecodeCache):
    """A cache that forgets everything with the process: nobody else can put code into it."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill a bucket with what was kept under its key."""
        if kept := self._kept.get(bucket.key):
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what a bucket holds, in the place of what its key held before."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


MEMORY = Memory()
