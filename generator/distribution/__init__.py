"""Distribution: every official gets the digest once, and it can be proved.

A recipient's letter is frozen as bytes when the mailing is planned; a transport hands over those bytes and no
others; the ledger knows what became of each, whatever moment the program was killed at.
"""
