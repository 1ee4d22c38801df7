"""External ids of the archive's groups: one place, so that a role has one name."""

CLERK = "cadre_archive.group_cadre_archive_clerk"
HEAD = "cadre_archive.group_cadre_archive_head"
COMMITTEE = "cadre_archive.group_cadre_party_committee"
SECRET = "cadre_archive.group_cadre_archive_secret"
