"""Report files as received, read as numbered lines: text, Word, PDF, spreadsheets."""
