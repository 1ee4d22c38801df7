"""Make the files of the sample office, always the same from the same seed.

    python tools/sample/make.py [FOLDER]      FOLDER: data/ of this repository

People, places and events are invented. Nothing here needs Odoo.
"""

import sys
from pathlib import Path

import appraisal
import archive
import attendance
import bad
import events
import people
import plan
from workbook import Book

SEED = 20251
DATA = Path(__file__).resolve().parents[2] / "data"
SUBJECTS = (people, attendance, archive, appraisal, plan, events, bad)


def make(folder=DATA):
    """Write all files.

    :param folder: where to
    :return: the names of the files
    """
    book = Book(folder)
    for subject in SUBJECTS:
        subject.write(book, SEED)
    return book.written


if __name__ == "__main__":
    for name in make(*sys.argv[1:2]):
        print(name)
