"""What a state has of a specification."""

from __future__ import annotations

from components.rolled_specification import RolledSpecification, content_hash

TEXT = """\
spec:
  endpoints: [{name: notebook, public: true}, {name: grpc}]
  volumes: [{name: data, source: block, size: 10Gi}, {name: files, source: stage}]
"""
PLAIN = "spec: {containers: []}"


def test_a_state_has_no_text() -> None:
    rolled = RolledSpecification.of_text(TEXT)
    assert rolled.props == {
        "digest": content_hash(TEXT),
        "volumes": {"data": "10Gi"},
        "public_endpoints": 1,
    }
    assert RolledSpecification.of(rolled.props) == rolled


def test_what_is_not_is_left_out() -> None:
    props = RolledSpecification.of_text(PLAIN).props
    assert props == {"digest": content_hash(PLAIN)}
    assert RolledSpecification.of(props) == RolledSpecification(content_hash(PLAIN), {}, 0)


def test_a_state_of_before_has_the_text() -> None:
    for text in (TEXT, PLAIN):
        assert RolledSpecification.of(text) == RolledSpecification.of_text(text)
