"""Intake: from a report as received to the draft of its record."""
