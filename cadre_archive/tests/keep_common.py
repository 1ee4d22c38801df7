from datetime import date

from .common import GroundCommon


class KeepCommon(GroundCommon):
    """A store with a few files, none of anybody in the roles."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.room, cls.other_room = cls.env["cadre.place"].create(
            [
                {"name": "Room 1", "code": "ZR1", "kind": "room"},
                {"name": "Room 2", "code": "ZR2", "kind": "room"},
            ]
        )
        cls.slot = cls.env["cadre.place"].create(
            {
                "name": "Slot 1",
                "code": "ZR1-S1",
                "kind": "slot",
                "parent_id": cls.room.id,
                "capacity": 2,
            }
        )
        cls.file_fang, cls.file_li, cls.file_wang = cls.env["cadre.dossier"].create(
            [
                {"number": number, "employee_id": cadre.id, "place_id": cls.room.id}
                for number, cadre in (
                    ("ZD1", cls.fang),
                    ("ZD2", cls.li),
                    ("ZD3", cls.wang),
                )
            ]
        )
        cls.categories = {
            category.code: category
            for category in cls.env["cadre.material.category"].search([])
        }

    @classmethod
    def _material(cls, code, name, day=None, dossier=None, **values):
        """Values of a material."""
        return {
            "dossier_id": (dossier or cls.file_fang).id,
            "category_id": cls.categories[code].id,
            "name": name,
            "date_formed": day and date.fromisoformat(day),
            **values,
        }

    @classmethod
    def _create(cls, *rows):
        return cls.env["cadre.material"].create(list(rows))

    def _numbers(self, dossier=None):
        """``{name: number}`` of a file."""
        materials = self.env["cadre.material"].search(
            [("dossier_id", "=", (dossier or self.file_fang).id)]
        )
        return {material.name: material.number for material in materials}

    def _type(self, name):
        return self.env.ref(f"cadre_archive.cadre_material_type_{name}").id

    def _as_cadre(self, user, cadre):
        """Make a user the cadre himself, as R-03 sees it."""
        cadre.user_id = user
