"""Plain models with the columns of ours: Odoo's bare price of such rows."""

from odoo import fields, models

_MADE = []


def columns(model):
    """Names of the stored columns that a ``create`` fills."""
    return [
        name
        for name, field in model._fields.items()
        if field.store and field.column_type and name not in models.MAGIC_COLUMNS
    ]


def twin(env, name):
    """A model with the same columns and foreign keys, and nothing else.

    :param env: Odoo environment
    :param str name: of the model to copy
    :return: the empty recordset of the copy
    """
    copied = {}
    for column in columns(env[name]):
        field = env[name]._fields[column]
        if field.type == "many2one":
            copied[column] = fields.Many2one(field.comodel_name, index=field.index)
        elif field.type == "selection":
            copied[column] = fields.Char(index=field.index)
        elif field.type == "many2one_reference":
            copied[column] = fields.Integer()
        else:
            copied[column] = type(field)(index=field.index)
    twin_name = f"x.plain.{name}"
    definition = type(
        "Plain" + name.title().replace(".", ""),
        (models.Model,),
        {
            "_module": None,
            "_name": twin_name,
            "_description": twin_name,
            "__module__": __name__,
            **copied,
        },
    )
    from odoo.orm.model_classes import add_to_registry

    add_to_registry(env.registry, definition)
    env.registry._setup_models__(env.cr, [twin_name])
    env.registry.init_models(env.cr, [twin_name], {"module": "cadre_archive"})
    _MADE.append(twin_name)
    return env[twin_name]


def forget(env):
    """Take the copies out of the registry again."""
    while _MADE:
        name = _MADE.pop()
        env.registry["base"]._inherit_children.discard(name)
        del env.registry[name]
    env.registry._setup_models__(env.cr, [])
