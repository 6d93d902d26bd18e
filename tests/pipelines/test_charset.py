import pytest

from pipelines.charset import decode

GERMAN = "Größere Übernahmen prüft das Kartellamt schärfer, auch außerhalb Europas. " * 4


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252", "utf-16"])
def test_the_declared_charset_is_used(charset):
    assert decode(GERMAN.encode(charset), f"text/html; charset={charset}").text == GERMAN


def test_meta_counts_where_the_header_is_silent():
    body = b'<meta charset="iso-8859-1"><p>' + GERMAN.encode("iso-8859-1")
    assert GERMAN in decode(body, "text/html").text


def test_utf8_declared_as_latin1_is_read_as_utf8_and_noted():
    decoded = decode(GERMAN.encode(), "text/html; charset=iso-8859-1")
    assert decoded.text == GERMAN
    assert "is utf-8" in decoded.note


def test_latin1_declared_as_utf8_is_read_as_latin1_and_noted():
    decoded = decode(GERMAN.encode("iso-8859-1"), "text/html; charset=utf-8")
    assert decoded.text == GERMAN
    assert "declared utf-8" in decoded.note


def test_a_damaged_byte_does_not_change_the_charset():
    decoded = decode(GERMAN.encode() + b"\xff" + GERMAN.encode(), "text/html; charset=utf-8")
    assert decoded.text == f"{GERMAN}\ufffd{GERMAN}"
    assert decoded.encoding == "utf-8"


def test_windows_quotes_in_declared_latin1():
    assert decode("„So“ – ja".encode("cp1252"), "text/html; charset=iso-8859-1").text == "„So“ – ja"
