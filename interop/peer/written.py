"""What a plan wrote into a folder."""

import bz2
import gzip
import lzma
import os
import shutil

import pyarrow as pa
import pyarrow.parquet

MARKS = {b"\x1f\x8b": gzip, b"BZ": bz2, b"\xfd7": lzma}


def plain(data: bytes) -> tuple[str, str]:
    """The text, and the compression that was found around it, whatever the file's name."""
    if data.startswith(b"\x28\xb5\x2f\xfd"):
        return pa.CompressedInputStream(pa.BufferReader(data), "zstd").read().decode(), "zstd"
    module = MARKS.get(data[:2])
    return (module.decompress(data) if module else data).decode(), module.__name__ if module else "plain"


def lines_of(path: str) -> list[str]:
    """CSV and JSON line by line as they are, Parquet and Arrow row by row."""
    if path.endswith(".parquet"):
        file = pa.parquet.ParquetFile(path)
        codec = file.metadata.row_group(0).column(0).compression
        return [f"{file.num_row_groups} row groups, {codec}", *map(repr, file.read().to_pylist())]
    if path.endswith(".arrow"):
        with pa.ipc.open_file(path) as file:
            return [str(file.schema), *map(repr, file.read_all().to_pylist())]
    with open(path, "rb") as file:
        text, compression = plain(file.read())
    return [compression, *text.splitlines()]


def take(folder: str) -> list[str]:
    """Every line or row below the folder, sorted, each after its folder and the end of its file's
    name; the folder is empty then. Nothing of a file's name is fixed but its end."""
    found = []
    for below, _, names in os.walk(folder):
        for name in names:
            where = os.path.join(os.path.relpath(below, folder), "*." + name.partition(".")[2])
            found.extend(f"{where}: {line}" for line in lines_of(os.path.join(below, name)))
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    return sorted(found)
