"""The files of the format matrix: what each format can hold, in every way it is opened."""

import bz2
import datetime
import decimal
import gzip
import json
import lzma
import os
import random

import pyarrow as pa
import pyarrow.csv
import pyarrow.feather
import pyarrow.parquet

ROWS = 200


def everything() -> pa.Table:
    """Columns of many types, each with NULLs."""
    draw = random.Random(4)
    maybe = lambda value: None if draw.random() < 0.1 else value
    instant = datetime.datetime(2024, 3, 31, 0, 30, tzinfo=datetime.timezone.utc)
    instants = [maybe(instant + datetime.timedelta(hours=n)) for n in range(ROWS)]
    naive = [moment and moment.replace(tzinfo=None) for moment in instants]
    words = [maybe(draw.choice(["north", "south", "größe", ""])) for _ in range(ROWS)]
    return pa.table(
        {
            "id": pa.array(range(ROWS), pa.int64()),
            "small": pa.array([maybe(draw.randrange(-128, 128)) for _ in range(ROWS)], pa.int8()),
            "huge": pa.array([maybe(2**64 - 1 - n) for n in range(ROWS)], pa.uint64()),
            "real": pa.array([maybe(draw.random() * 1e6) for _ in range(ROWS)], pa.float64()),
            "flag": pa.array([maybe(n % 3 == 0) for n in range(ROWS)]),
            "word": pa.array(words),
            "code": pa.array(words).dictionary_encode(),
            "blob": pa.array([maybe(bytes([n % 256, 0, 255])) for n in range(ROWS)]),
            "price": pa.array([maybe(decimal.Decimal(n * 7919) / 100) for n in range(ROWS)], pa.decimal128(12, 2)),
            "wide": pa.array([maybe(decimal.Decimal(10) ** 40 + n) for n in range(ROWS)], pa.decimal256(50, 0)),
            "day": pa.array([moment and moment.date() for moment in naive], pa.date32()),
            "stamp": pa.array(naive, pa.timestamp("us")),
            "berlin": pa.array(instants, pa.timestamp("ns", "Europe/Berlin")),
            "utc": pa.array(instants, pa.timestamp("ms", "UTC")),
            "list": pa.array([maybe(list(range(n % 4))) for n in range(ROWS)], pa.list_(pa.int32())),
            "pair": pa.array([maybe({"x": n, "y": {"z": str(n)}}) for n in range(ROWS)]),
        }
    )


def flat() -> pa.Table:
    return everything().select(["id", "real", "flag", "word", "day"])


def compress(path: str) -> None:
    """The file once more in each compression that both engines read."""
    with open(path, "rb") as file:
        data = file.read()
    for end, opened in (("gz", gzip.open), ("bz2", bz2.open), ("xz", lzma.open)):
        with opened(f"{path}.{end}", "wb") as file:
            file.write(data)
    with pa.CompressedOutputStream(f"{path}.zst", "zstd") as file:
        file.write(data)


def write(folder: str) -> None:
    os.makedirs(folder, exist_ok=True)
    at = lambda *names: os.path.join(folder, *names)
    table = everything()
    for name, columns in (("all", table), ("utc", table.drop_columns(["berlin"]))):
        pa.parquet.write_table(columns, at(f"{name}.parquet"), row_group_size=64)
        with pa.ipc.new_file(at(f"{name}.arrow"), columns.schema) as file:
            file.write_table(columns, max_chunksize=64)
        with pa.ipc.new_stream(at(f"{name}.arrows"), columns.schema) as file:
            file.write_table(columns, max_chunksize=64)
    with open(at("odd.csv"), "w", encoding="utf-8") as file:
        file.write("# a comment\n")
        for row in flat().to_pylist():
            cells = ["" if value is None else str(value) for value in row.values()]
            file.write(";".join(f"'{cell}'" if ";" in cell else cell for cell in cells) + "\n")
    pa.csv.write_csv(flat(), at("plain.csv"))
    objects = table.select(["id", "real", "flag", "word", "list", "pair"]).to_pylist()
    with open(at("lines.ndjson"), "w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in objects)
    with open(at("array.json"), "w", encoding="utf-8") as file:
        json.dump(objects, file, ensure_ascii=False)
    for name in ("plain.csv", "lines.ndjson", "array.json"):
        compress(at(name))
    many = table.select(["id", "word", "price", "berlin"])
    for year in (2023, 2024):
        for kind in ("a", "b c"):
            for name, columns in (("hive", many), ("hive-utc", many.drop_columns(["berlin"]))):
                part = at(name, f"year=y{year}", f"kind={kind}")
                os.makedirs(part, exist_ok=True)
                pa.parquet.write_table(columns.slice(year % 7 * 10, 40), os.path.join(part, "part.parquet"))
    os.makedirs(at("parts"), exist_ok=True)
    for number in range(4):
        prefix = "take" if number % 2 else "leave"
        pa.parquet.write_table(many.slice(number * 50, 50), at("parts", f"{prefix}-{number}.parquet"))
