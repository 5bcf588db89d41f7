"""The statements and functions of the account itself; services bring theirs."""

from spcs_local.handlers import (
    absent,
    access_tokens,
    any_kind,
    context_functions,
    copy_files,
    directory_tables,
    files,
    future_grants,
    grants,
    images,
    parameters,
    query,
    select,
    session,
    show_grants,
    tags,
    variables,
    workload_identities,
)
from spcs_local.handlers.call import Function, Handlers

HANDLERS: Handlers = {
    **session.HANDLERS,
    **parameters.HANDLERS,
    **select.HANDLERS,
    **query.HANDLERS,
    **variables.HANDLERS,
    **any_kind.HANDLERS,
    **absent.HANDLERS,
    **grants.HANDLERS,
    **show_grants.HANDLERS,
    **future_grants.HANDLERS,
    **files.HANDLERS,
    **copy_files.HANDLERS,
    **directory_tables.HANDLERS,
    **access_tokens.HANDLERS,
    **workload_identities.HANDLERS,
    **images.HANDLERS,
    **tags.HANDLERS,
}
TABLES = select.TABLES
FUNCTIONS: dict[str, Function] = {**context_functions.FUNCTIONS, **tags.FUNCTIONS, **images.FUNCTIONS}
