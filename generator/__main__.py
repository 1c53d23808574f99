"""`python -m generator` is the command `digest`."""

from generator.cli import main

raise SystemExit(main())
