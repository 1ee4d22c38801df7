from odoo import models


class CadreScan(models.Model):
    """What is said to whoever sent a file that is not taken in."""

    _inherit = "cadre.scan"  # pylint: disable=consider-merging-classes-inherited

    def _refusal_of(self, refused):
        """A refusal of the bytes in words, with its remedy.

        :param refused: cadre_archive.rules.scans.ScanRefused
        """
        remedies = {
            "type": self.env._(
                "Scan the paper as PDF, JPEG, PNG or TIFF and upload that."
            ),
            "again": self.env._("Scan the paper once more, or open the file to see."),
            "print": self.env._(
                "Save it anew as a plain PDF (“print to PDF”) and upload that."
            ),
            "split": self.env._(
                "Split it into several files; they follow one another."
            ),
        }
        kinds = {
            "svg": self.env._("an SVG drawing, which can carry scripts"),
            "html": self.env._("a web page (HTML)"),
            "hidden_pdf": self.env._("a PDF with something else before it"),
            "xml": self.env._("an XML file"),
            "zip": self.env._("a compressed archive"),
            "office": self.env._("an Office document"),
            "program": self.env._("a program"),
            "script": self.env._("a script"),
            "image": self.env._("an image of another kind"),
            "animation": self.env._("a moving picture"),
            "pdf": self.env._("a PDF"),
            "appended": self.env._("something appended behind its end"),
            "unknown": self.env._("of unknown type"),
        }
        found = kinds.get(refused.found, refused.found)
        texts = {
            "empty": (self.env._("The file is empty (0 bytes)."), "again"),
            "too_large": (
                self.env._(
                    "The file is too large: at most %s MB.", self._max_megabytes()
                ),
                "split",
            ),
            "wrong_type": (self.env._("By its content the file is %s.", found), "type"),
            "polyglot": (
                self.env._("The file hides something else in it: %s.", found),
                "print",
            ),
            "pdf_encrypted": (
                self.env._("The PDF is encrypted or has a password."),
                "print",
            ),
            "pdf_active": (
                self.env._(
                    "The PDF contains something that acts or is attached: %s.", found
                ),
                "print",
            ),
            "pdf_broken": (self.env._("The PDF is broken or has no page."), "again"),
            "image_broken": (
                self.env._("The image is broken or not complete."),
                "again",
            ),
            "image_bomb": (
                self.env._("The image has too many pixels: %s.", found),
                "again",
            ),
            "too_many_pages": (
                self.env._("The file has too many pages: %s.", found),
                "split",
            ),
            "too_slow": (
                self.env._("The file cannot be checked within its limits."),
                "print",
            ),
        }
        what, remedy = texts[refused.reason]
        return self.env["cadre.clause"]._refusal("R-35", what, remedies[remedy])
