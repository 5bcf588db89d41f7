"""The statements and functions of the account itself; services bring theirs."""

from local.handlers import files, functions, grants, objects, parameters, select, session, show_grants
from local.handlers.call import Function, Handler

HANDLERS: dict[str, Handler] = {
    **session.HANDLERS,
    **parameters.HANDLERS,
    **select.HANDLERS,
    **objects.HANDLERS,
    **grants.HANDLERS,
    **show_grants.HANDLERS,
    **files.HANDLERS,
}
FUNCTIONS: dict[str, Function] = {**functions.FUNCTIONS}
