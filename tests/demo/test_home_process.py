"""Home Assistant as a process: what the system tells of it."""

from pathlib import Path
import sys

from tests.demo.home_process import HomeProcess
from tests.until import until

_WRITER = """
from time import sleep

with open("written", "wb") as file:
    file.write(bytes(100_000))
print("done", flush=True)
sleep(60)
"""


async def test_the_bytes_that_it_writes_into_files_are_counted(tmp_path: Path) -> None:
    process = HomeProcess(tmp_path, 1, "", probe=False)
    assert process.bytes_written == 0
    process._command = [sys.executable, "-c", _WRITER]
    await process.start()
    try:
        await until(lambda: "done" in process.log(), within=10)
        assert 100_000 <= process.bytes_written < 101_000
    finally:
        await process.stop()
