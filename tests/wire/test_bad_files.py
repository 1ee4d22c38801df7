"""Files of data/bad: refused whole, naming row, column and remedy, nothing stored."""

import csv
import os
import pathlib
import re

import pytest

from .client import Client

FOLDER = pathlib.Path(os.environ.get("CADRE_DATA", "data")) / "bad"
OPTIONS = {
    "encoding": "",
    "separator": "",
    "quoting": '"',
    "date_format": "",
    "datetime_format": "",
    "float_thousand_separator": ",",
    "float_decimal_separator": ".",
    "advanced": True,
    "has_headers": True,
    "keep_matches": False,
    "limit": 2000,
    "sheets": [],
    "sheet": "",
    "skip": 0,
}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ENGLISH = {"lang": "en_US"}


def expected():
    with open(FOLDER / "expected.csv", encoding="utf-8-sig") as lines:
        return list(csv.DictReader(lines))


def upload(client, wizard, path):
    """Send a file as the import screen does."""
    page = client.get("/odoo").text
    token = re.search(r'csrf_token: "(\w+)"', page).group(1)
    kind = "text/csv" if path.suffix == ".csv" else XLSX
    answer = client.http.post(
        f"{client.url}/base_import/set_file",
        data={"id": wizard, "csrf_token": token},
        files={"ufile": (path.name, path.read_bytes(), kind)},
        timeout=60,
    )
    answer.raise_for_status()


def import_file(client, row, dryrun):
    """Upload, preview and import a file as the import screen does.

    :return: the messages of the importer
    """
    wizard = client.call("base_import.import", "create", {"res_model": row["model"]})
    upload(client, wizard, FOLDER / row["file"])
    preview = client.call(
        "base_import.import", "parse_preview", [wizard], OPTIONS, context=ENGLISH
    )
    if preview.get("error"):
        return [{"message": preview["error"]}]
    matches = preview["matches"]
    fields = [
        "/".join(matches[str(index)]) if str(index) in matches else False
        for index in range(len(preview["headers"]))
    ]
    result = client.call(
        "base_import.import",
        "execute_import",
        [wizard],
        fields,
        preview["headers"],
        {**OPTIONS, **preview["options"]},
        dryrun=dryrun,
        context=ENGLISH,
    )
    return result["messages"]


@pytest.mark.parametrize("row", expected(), ids=lambda row: row["file"])
def test_bad_file_is_refused_whole(row, passwords, sql):
    client = Client(os.environ["CADRE_URL"], os.environ["CADRE_DB"])
    client.login(row["login"], passwords[row["login"]])
    table = row["model"].replace(".", "_")
    count = f"SELECT count(*), max(id) FROM {table}"
    before = sql(count)
    for dryrun in (True, False):
        messages = import_file(client, row, dryrun)
        text = "\n".join(message["message"] for message in messages)
        if row["row"]:
            assert f"Row {row['row']} " in text
        if row["column"]:
            assert f"column “{row['column']}”" in text
        for words in row["mentions"].split("|"):
            assert words in text
    assert sql(count) == before
