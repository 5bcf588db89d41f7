"""The ingress' own pages."""

from __future__ import annotations

from spcs_local_tests.ingress.served import Ingress, sign_in


def test_page_escapes_what_was_typed(ingress: Ingress) -> None:
    with ingress.client() as client:
        answer = sign_in(client, '"><script>alert(1)</script>', "wrong", **{"return": '/"><script>'})
    assert "<script>" not in answer.text
