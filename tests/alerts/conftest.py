import pytest

from archive.writer import Writer


@pytest.fixture
def file(tmp_path):
    return tmp_path / "archive.db"


@pytest.fixture
def writer(file):
    writer = Writer(file)
    writer.start()
    yield writer
    writer.stop()
