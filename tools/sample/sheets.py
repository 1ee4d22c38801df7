"""Spreadsheets of the sample office as lists of dictionaries of text."""

import csv
import datetime

import openpyxl


def read(path):
    """Every row below the headers.

    :param Path path: a CSV or XLSX file
    :rtype: list[dict[str, str]]
    """
    if path.suffix == ".csv":
        with open(path, encoding="utf-8-sig", newline="") as lines:
            return list(csv.DictReader(lines))
    sheet = openpyxl.load_workbook(path, read_only=True).active
    header, *lines = sheet.iter_rows(values_only=True)
    return [dict(zip(header, map(text, line), strict=True)) for line in lines]


def text(cell):
    """A cell as the importer takes it."""
    if cell is None:
        return ""
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        cell = cell.date()
    return str(cell)
