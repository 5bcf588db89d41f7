"""Headers of a connection, and those that go on."""

from __future__ import annotations

from spcs_local.end_to_end import end_to_end


def test_headers_of_one_connection_stay_behind() -> None:
    sent = [
        (b"Host", b"h"),
        (b"Connection", b"close, X-Hop"),
        (b"connection", b"Host,Cookie"),
        (b"X-Hop", b"1"),
        (b"Transfer-Encoding", b"chunked"),
        (b"Cookie", b"a=b"),
        (b"TE", b"trailers"),
        (b"X-Two", b"1"),
        (b"X-Two", b"2"),
    ]
    assert end_to_end(sent) == [(b"Host", b"h"), (b"Cookie", b"a=b"), (b"X-Two", b"1"), (b"X-Two", b"2")]
