"""Many cadres at once, by SQL: what is measured is not how they are made."""


def make_cadres(env, count, prefix):
    """Insert employees in scope of the appraisal, with version and resource.

    :param env: Odoo environment
    :param int count: how many
    :param str prefix: of their numbers; must be new
    """
    company = env.company.id
    env.flush_all()
    env.cr.execute(
        """
        WITH numbers AS (
            SELECT n, %(prefix)s || to_char(n, 'FM000000') AS code
              FROM generate_series(1, %(count)s) AS n
        ), resources AS (
            INSERT INTO resource_resource
                   (name, company_id, resource_type, time_efficiency, tz, active)
            SELECT code, %(company)s, 'user', 100, 'Asia/Shanghai', true FROM numbers
            RETURNING id, name
        ), employees AS (
            INSERT INTO hr_employee
                   (resource_id, name, company_id, cadre_number, cadre_category,
                    management_level, active)
            SELECT id, name, %(company)s, name, 'civil_servant', 'office', true
              FROM resources
            RETURNING id, company_id
        )
        INSERT INTO hr_version
               (employee_id, company_id, date_version, active, last_modified_uid,
                last_modified_date, hr_responsible_id, distance_home_work_unit,
                marital, employee_type)
        SELECT id, company_id, DATE '2020-01-01', true, 1, now(), 2, 'kilometers',
               'single', 'employee'
          FROM employees
        """,
        {"prefix": prefix, "count": count, "company": company},
    )
    env.cr.execute(
        """
        UPDATE hr_employee AS e SET current_version_id = v.id
          FROM hr_version AS v
         WHERE v.employee_id = e.id AND e.current_version_id IS NULL
        """
    )
    env.invalidate_all()
