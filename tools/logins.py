"""Print where the office is served and who can log in (data/logins.csv)."""

import csv
import sys
import unicodedata
from pathlib import Path

LOGINS = Path(__file__).resolve().parent.parent / "data" / "logins.csv"


def pad(text, width):
    """Chinese characters take two columns of a terminal."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return text + " " * max(0, width - len(text) - wide)


def main():
    print(f"\n  The office is open: {sys.argv[1]}\n")
    if LOGINS.exists():
        widths = {"login": 16, "password": 16, "name": 14, "role": 28, "role_zh": 0}
        print("  " + " ".join(pad(title, width) for title, width in widths.items()))
        with open(LOGINS, encoding="utf-8-sig", newline="") as handle:
            for row in csv.DictReader(handle):
                cells = (
                    pad(row.get(key) or "", width) for key, width in widths.items()
                )
                print("  " + " ".join(cells).rstrip())
    print("\n  Ctrl-C stops it.\n", flush=True)


if __name__ == "__main__":
    main()
