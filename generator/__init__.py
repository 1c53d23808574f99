"""From municipal press-service reports to one regional digest in Word and PDF.

Read `pipeline.py` first: it is the table of contents of this package.
"""

__version__ = "0.1.0"
