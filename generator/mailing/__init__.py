"""A mailing from its rehearsal to its end: nothing leaves the computer before a person has said it twice."""
