"""The command `digest`, which is `python -m generator` too: Ctrl-C stops it in good order while its modules load."""

import sys


def main() -> int:
    """Run the command line and return its exit code."""
    try:
        from generator.cli import main as run
        from generator.files import scratch

        with scratch():
            return run()
    except KeyboardInterrupt:
        print("Остановлено. Прежние файлы целы.", file=sys.stderr)
        return 130  # as `generator.cli.arguments` has it


if __name__ == "__main__":
    raise SystemExit(main())
