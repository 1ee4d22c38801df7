"""Places, dossiers, materials, kinship, applications."""


def load(loader):
    loader.import_file("archive/kinship.xlsx", "cadre.relative", "archive")
    loader.import_file("archive/kinship_by_head.xlsx", "cadre.relative", "head")
