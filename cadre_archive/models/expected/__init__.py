from . import cadre_expected_material
from . import cadre_material
from . import cadre_dossier
from . import cadre_expected_rule
from . import hr_department
from . import mail_mail
from . import res_company
