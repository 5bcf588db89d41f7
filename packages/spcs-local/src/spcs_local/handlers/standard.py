"""The statements and functions of the account itself; services bring theirs."""

from spcs_local.handlers import (
    access_tokens,
    copy_files,
    files,
    functions,
    future_grants,
    grants,
    images,
    objects,
    parameters,
    select,
    session,
    show_grants,
)
from spcs_local.handlers.call import Function, Handler

HANDLERS: dict[str, Handler] = {
    **session.HANDLERS,
    **parameters.HANDLERS,
    **select.HANDLERS,
    **objects.HANDLERS,
    **grants.HANDLERS,
    **show_grants.HANDLERS,
    **future_grants.HANDLERS,
    **files.HANDLERS,
    **copy_files.HANDLERS,
    **access_tokens.HANDLERS,
    **images.HANDLERS,
}
FUNCTIONS: dict[str, Function] = {**functions.FUNCTIONS}
