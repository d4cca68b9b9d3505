from __future__ import annotations

import pytest

from conferences.signalwire import InvalidSpaceHost, SpaceHost, parse_extra_host, parse_space_host


@pytest.mark.parametrize(
    "text",
    [
        "example",
        "example.signalwire.com",
        "  Example.SignalWire.com.  ",
        "https://example.signalwire.com",
        "https://example.signalwire.com/",
        "HTTPS://example.signalwire.com/dashboard/video?x=1#y",
        "example.signalwire.com/dashboard?x#y",
        "example.signalwire.com?next=http://evil.com",
        "https://example.signalwire.com:443/",
        "\u00a0example\n",
    ],
)
def test_a_space_is_understood_however_it_is_pasted(text: str) -> None:
    host = parse_space_host(text)
    assert host == SpaceHost("https", "example.signalwire.com")
    assert str(host) == "example.signalwire.com"
    assert host.base_url == "https://example.signalwire.com/api/video"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "signalwire.com",
        "a.b.signalwire.com",
        "signalwire.com.evil.com",
        "example.signalwire.com.evil.com",
        "evil.com",
        "evil.com#.signalwire.com",
        "evil.com?.signalwire.com",
        "evil.com/.signalwire.com",
        "evil.com\\.signalwire.com",
        "evil.com\\@example.signalwire.com",
        "evilsignalwire.com",
        "example.signalwire.com@evil.com",
        "https://user:password@example.signalwire.com/",
        "https://example.signalwire.com:8443/",
        "example.signalwire.com:80",
        "example.signalwire.com:99999",
        "example.signalwire.com:",
        "http://example.signalwire.com/",
        "ftp://example.signalwire.com/",
        "javascript:alert(1)",
        "//example.signalwire.com/",
        "exam ple.signalwire.com",
        "exam\tple.signalwire.com",
        "example.signalwire.com\r\nX-Evil: 1",
        "example\x00.signalwire.com",
        "-example.signalwire.com",
        "example-.signalwire.com",
        ".signalwire.com",
        "example..signalwire.com",
        "a" * 64 + ".signalwire.com",
        "a" * 3000,
        "exаmple.signalwire.com",  # a Cyrillic letter
        "\u212aey.signalwire.com",  # the Kelvin sign, whose lower case is an ASCII k
        "example。signalwire。com",  # ideographic full stops
        "ex\u200bample.signalwire.com",
        "%65xample.signalwire.com",
        "127.0.0.1",
        "127.0.0.1:8081",
        "http://127.0.0.1:8081",
        "10.0.0.1",
        "169.254.169.254",
        "2130706433:80",
        "0x7f.1",
        "localhost",
        "localhost:8081",
        "[::1]",
        "::1",
        "[::1",
    ],
)
def test_everything_else_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(InvalidSpaceHost) as caught:
        parse_space_host(text)
    assert str(caught.value).endswith(".")
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize("label", ["api", "www", "my-space-2", "a", "2"])
def test_a_single_label_of_any_shape_is_fine(label: str) -> None:
    assert str(parse_space_host(label)) == f"{label}.signalwire.com"


@pytest.mark.parametrize(
    ("entry", "text", "base_url"),
    [
        ("127.0.0.1:8081", "127.0.0.1:8081", "http://127.0.0.1:8081/api/video"),
        ("127.0.0.1:8081", "http://127.0.0.1:8081/anything?x", "http://127.0.0.1:8081/api/video"),
        ("127.0.0.2", "127.0.0.2", "http://127.0.0.2/api/video"),
        ("localhost:8081", "LOCALHOST:8081", "http://localhost:8081/api/video"),
        ("localhost", "localhost:80", "http://localhost/api/video"),
        ("[::1]:8081", "[::1]:8081", "http://[::1]:8081/api/video"),
        ("::1", "::1", "http://[::1]/api/video"),
        ("https://localhost:8443", "localhost:8443", "https://localhost:8443/api/video"),
        ("video.example.com", "https://video.example.com/x", "https://video.example.com/api/video"),
        (
            "https://video.example.com:8443",
            "video.example.com:8443",
            "https://video.example.com:8443/api/video",
        ),
        ("video.example.com:443", "video.example.com", "https://video.example.com/api/video"),
        ("a.b.signalwire.com", "a.b.signalwire.com", "https://a.b.signalwire.com/api/video"),
    ],
)
def test_a_host_that_the_operator_names_is_accepted(entry: str, text: str, base_url: str) -> None:
    host = parse_space_host(text, extra_hosts=["other.example.com", entry])
    assert host.base_url == base_url
    assert parse_space_host(str(host), extra_hosts=[entry]) == host


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        ("127.0.0.1:8081", "127.0.0.1:8082"),
        ("127.0.0.1:8081", "127.0.0.1"),
        ("127.0.0.1:8081", "https://127.0.0.1:8081"),
        ("127.0.0.1:8081", "127.0.0.1:8081@evil.com"),
        ("video.example.com", "http://video.example.com"),
        ("video.example.com", "x.video.example.com"),
        ("video.example.com", "video.example.com.evil.com"),
    ],
)
def test_only_exactly_the_named_host_is_accepted(entry: str, text: str) -> None:
    with pytest.raises(InvalidSpaceHost):
        parse_space_host(text, extra_hosts=[entry])


def test_a_space_is_still_understood_beside_named_hosts() -> None:
    assert str(parse_space_host("example", extra_hosts=["127.0.0.1:8081"])) == "example.signalwire.com"


@pytest.mark.parametrize(
    "entry", ["http://video.example.com", "ftp://127.0.0.1", "two words", "", "u@127.0.0.1"]
)
def test_an_entry_that_may_not_be_named_is_an_error_that_names_it(entry: str) -> None:
    with pytest.raises(InvalidSpaceHost, match=f"“{entry}” in the list of further hosts: "):
        parse_extra_host(entry)


@pytest.mark.parametrize(
    ("scheme", "host"),
    [
        ("http", "example.signalwire.com"),
        ("ftp", "127.0.0.1"),
        ("https", "evil.com/path"),
        ("https", "u@evil.com"),
        ("https", ""),
        ("https", "127.0.0.1:0"),
        ("https", "a b"),
        ("https", "UPPER.signalwire.com"),
    ],
)
def test_a_host_made_by_hand_is_checked_too(scheme: str, host: str) -> None:
    with pytest.raises(InvalidSpaceHost):
        SpaceHost(scheme, host)
