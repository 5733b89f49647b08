"""Files that readers often get wrong, each with the rows that another reader finds in it.

`CASES` holds a row per file: a name, the path below the folder, what writes it, and what reads it:
SQL of DuckDB over `{path}`, or a function that reads the path with pyarrow.
A case whose right rows no other reader gives holds them, and says why.
"""

import bz2
import datetime
import decimal
import gzip
import json
import lzma
import math
import os

import duckdb
import pyarrow as pa
import pyarrow.feather
import pyarrow.ipc
import pyarrow.parquet as pq


def worded(value) -> str:
    """A cell as text, alike for every engine."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return "NaN" if math.isnan(value) else repr(value)
    if isinstance(value, decimal.Decimal):
        return format(decimal.Context(prec=76).normalize(value), "f")
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {worded(part)}" for key, part in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(worded(part) for part in value) + "]"
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return str(value)


def cells(column: pa.ChunkedArray) -> list[str]:
    try:
        return [worded(value) for value in column.to_pylist()]
    except (ValueError, OverflowError):  # beyond what Python's datetime holds
        return [worded(value) for value in column.cast(pa.string()).to_pylist()]


def table_rows(table: pa.Table) -> dict:
    """Names of the columns, and each row as a list of worded cells, sorted."""
    rows = [list(row) for row in zip(*(cells(column) for column in table.columns))]
    return {"columns": table.schema.names, "rows": sorted(rows)}


def text(content: str, encoding="utf-8"):
    return raw(content.encode(encoding))


def raw(data: bytes):
    def write(path):
        with open(path, "wb") as file:
            file.write(data)

    return write


def files(**contents):
    """A folder with files, by name with `__` for the dot and `___` for a slash."""

    def write(path):
        for name, content in contents.items():
            target = os.path.join(path, name.replace("___", "/").replace("__", "."))
            os.makedirs(os.path.dirname(target), exist_ok=True)
            (content if callable(content) else text(content))(target)

    return write


def parquet(table: pa.Table, **options):
    return lambda path: pq.write_table(table, path, **options)


def arrow(table: pa.Table):
    def write(path):
        with pa.ipc.new_file(path, table.schema) as sink:
            sink.write_table(table)

    return write


def duck(sql="select * from read_csv('{path}')"):
    def read(path):
        connection = duckdb.connect()
        connection.execute("set timezone = 'UTC'")
        return connection.sql(sql.replace("{path}", path)).to_arrow_table()

    return read


CSV = duck()
JSON = duck("select * from read_json('{path}')")
PARQUET = duck("select * from read_parquet('{path}')")
PYARROW = pq.read_table


def feather(path):
    return pa.ipc.open_file(path).read_all()


def rows(columns: list[str], *values: list):
    """Rows that are known, where no other reader gives them."""
    return lambda path: {"columns": columns, "rows": sorted([worded(cell) for cell in row] for row in values)}


def fails(code: str):
    """The file is refused with this code."""
    return lambda path: {"code": code}


long_text = "x" * 100_000
late_quotes = "id,note\n" + "".join(f'{n},"line {n}\nnext"\n' for n in range(60_000))
many = ",".join(f"c{n}" for n in range(3000)) + "\n" + ",".join(str(n) for n in range(3000)) + "\n"
stamps = pa.table(
    {
        "s": pa.array([0, 253402300799, -62135596800], pa.timestamp("s")),
        "ms": pa.array([0, 253402300799999, -62135596800000], pa.timestamp("ms")),
        "us": pa.array([0, 253402300799999999, -62135596800000000], pa.timestamp("us", "UTC")),
        "ns": pa.array([0, 1, -1], pa.timestamp("ns")),
        "d": pa.array([0, 2932896, -719162], pa.date32()),
        "t": pa.array([0, 86_399_999_999, 1], pa.time64("us")),
    }
)
nan = pa.table({"x": [1.0, float("nan"), 1.0], "y": pa.array([float("nan")] * 3, pa.float32())})
null_struct = pa.table(
    {
        "s": pa.StructArray.from_arrays(
            [pa.array([1, 2, 3]), pa.array(["a", "b", "c"])],
            ["a", "b"],
            mask=pa.array([False, True, False]),
        )
    }
)
integers = pa.table(
    {
        "u8": pa.array([0, 255], pa.uint8()),
        "u64": pa.array([0, 2**64 - 1], pa.uint64()),
        "i64": pa.array([-(2**63), 2**63 - 1], pa.int64()),
        "d38": pa.array([decimal.Decimal("-9" * 1 + "9" * 37), decimal.Decimal("9" * 38)], pa.decimal128(38, 0)),
        "d9": pa.array([decimal.Decimal("-0.01"), decimal.Decimal("12345.67")], pa.decimal128(9, 2)),
    }
)
nested = pa.table(
    {
        "l": pa.array([[1, None], [], None], pa.list_(pa.int32())),
        "m": pa.array([[("k", 1)], [], None], pa.map_(pa.string(), pa.int32())),
        "ll": pa.array([[["a"], []], None, [None]], pa.list_(pa.list_(pa.string()))),
        "e": pa.array([b"\x00\xff", b"", None], pa.binary()),
    }
)
int96 = pa.table({"t": pa.array([0, 253402300799000000, -62135596800000000], pa.timestamp("us"))})

def hive(path):
    for folder, value in (("n=1", "1"), ("n=__HIVE_DEFAULT_PARTITION__", "2"), ("n=%32", "3")):
        os.makedirs(os.path.join(path, folder), exist_ok=True)
        pq.write_table(pa.table({"x": [int(value)]}), os.path.join(path, folder, "a.parquet"))


def texts(path):
    for folder, value in (("k=a%2Fb", 1), ("k=007", 2)):
        os.makedirs(os.path.join(path, folder), exist_ok=True)
        pq.write_table(pa.table({"x": [value]}), os.path.join(path, folder, "a.parquet"))


def widened(path):
    os.makedirs(path, exist_ok=True)
    pq.write_table(pa.table({"x": pa.array([1], pa.int32())}), os.path.join(path, "a.parquet"))
    pq.write_table(pa.table({"x": pa.array([2**40], pa.int64()), "y": ["b"]}), os.path.join(path, "b.parquet"))


CASES = [
    # CSV: line ends and quotes
    ("lines in quotes beyond the sample", "late.csv", text(late_quotes), CSV),
    ("CRLF inside quotes", "crlf.csv", text('a,b\r\n1,"x\r\ny"\r\n2,z\r\n'), CSV),
    ("CR alone ends lines", "cr.csv", text("a,b\r1,x\r2,y\r"), CSV),
    ("doubled quotes", "doubled.csv", text('a,b\n1,"say ""hi"""\n2,""""\n'), CSV),
    ("a quote inside an unquoted cell", "inch.csv", text('a,b\n1,5" pipe\n2,6" pipe\n'), CSV),
    ("no line end at the end", "open-end.csv", text("a,b\n1,2\n3,4"), CSV),
    ("a long cell", "long.csv", text(f"a,b\n1,{long_text}\n2,y\n"), CSV),
    ("a quoted delimiter in the header", "header.csv", text('"a,b","c\nd"\n1,2\n'), CSV),
    ("blank lines between rows", "blank.csv", text("a,b\n1,2\n\n3,4\n\n"), CSV),
    # CSV: delimiter, header, encoding
    ("semicolons and decimal commas", "comma.csv", text('a;b\n1;"2,5"\n3;"4,5"\n'), CSV),
    ("tabs", "tabs.tsv", text("a\tb\n1\tx,y\n2\tz;w\n"), CSV),
    ("pipes with commas in every cell", "pipes.csv", text("a|b\n1,5|x,y\n2,5|z,w\n"), rows(["a", "b"], ["1,5", "x,y"], ["2,5", "z,w"])),
    ("one column", "one.csv", text("a\n1\n2\n"), CSV),
    ("one column of text with commas in quotes", "quoted-one.csv", text('a\n"x, y"\n"z"\n'), CSV),
    ("a byte order mark", "bom.csv", text("\ufeffa,b\n1,2\n"), CSV),
    ("only a header", "header-only.csv", text("a,b\n"), CSV),
    ("a column that is always empty", "empty-column.csv", text("a,b,c\n1,,x\n2,,y\n"), CSV),
    ("three thousand columns", "wide.csv", text(many), CSV),
    ("UTF-16", "utf16.csv", text("a,b\n1,é\n", "utf-16"), rows(["a", "b"], [1, "é"])),
    ("Latin-1", "latin1.csv", text("a,b\n1,é\n", "latin-1"), fails("file_unsupported")),
    ("packed with gzip under a plain name", "named.csv", raw(gzip.compress(b"a,b\n1,2\n")), rows(["a", "b"], [1, 2])),
    ("packed with bzip2", "packed.csv.bz2", raw(bz2.compress(b"a,b\n1,2\n")), rows(["a", "b"], [1, 2])),
    ("packed with xz", "packed.csv.xz", raw(lzma.compress(b"a,b\n1,2\n")), rows(["a", "b"], [1, 2])),
    # CSV: types
    ("leading zeros", "zip.csv", text("zip,n\n00501,1\n10001,2\n"), CSV),
    ("integers beyond 64 bits", "big.csv", text("a\n9223372036854775808\n1\n"), rows(["a"], ["9223372036854775808"], [1])),
    ("dates", "dates.csv", text("d,t\n2024-02-29,2024-02-29T12:00:00\n1600-01-01,1970-01-01T00:00:00\n"), CSV),
    ("booleans", "booleans.csv", text("a,b\ntrue,1\nfalse,0\n"), CSV),
    ("numbers that become text late", "late-text.csv", text("a\n" + "1\n" * 3_000_000 + "x\n"), fails("file_mismatch")),
    # CSV: folders
    ("a folder with columns in another order", "order", files(a__csv="x,y\n1,2\n", b__csv="y,x\n20,10\n"), rows(["x", "y"], [1, 2], [10, 20])),
    # JSON
    ("one pretty object", "object.json", text(json.dumps({"a": 1, "b": {"c": [1, 2]}}, indent=2)), JSON),
    ("a pretty array", "array.json", text(json.dumps([{"a": 1}, {"a": 2}], indent=2)), JSON),
    ("lines with a blank one", "blank.ndjson", text('{"a": 1}\n\n{"a": 2}\n'), JSON),
    ("objects without line ends", "joined.json", text('{"a": 1}{"a": 2} {"a": 3}'), rows(["a"], [1], [2], [3])),
    ("unsigned 64-bit integers", "unsigned.ndjson", text('{"a": 18446744073709551615}\n{"a": 1}\n'), JSON),
    ("integers beyond 64 bits in JSON", "huge.ndjson", text('{"a": 18446744073709551616}\n{"a": 1}\n'), rows(["a"], ["18446744073709551616"], [1])),
    ("a key that appears late", "late-key.ndjson", text('{"a": 1}\n' * 5000 + '{"a": 2, "b": "x"}\n'), JSON),
    ("null that becomes text late", "late-null.ndjson", text('{"a": null}\n' * 5000 + '{"a": "x"}\n'), JSON),
    ("integers and floats", "mixed.ndjson", text('{"a": 1}\n{"a": 2.5}\n'), JSON),
    ("escapes", "escapes.ndjson", text('{"a": "\\u00e9\\ud83d\\ude00\\n\\"", "b\\"c": 1}\n'), JSON),
    ("empty objects and lists", "empty.ndjson", text('{"a": [], "n": 1}\n{"a": [], "n": 2}\n'), rows(["a", "n"], [[], 1], [[], 2])),
    ("a byte order mark before an array", "bom.json", text('\ufeff[{"a": 1}]'), rows(["a"], [1])),
    ("keys in another order", "keys.ndjson", text('{"a": 1, "b": 2}\n{"b": 20, "a": 10}\n'), JSON),
    ("nested objects that differ", "differ.ndjson", text('{"a": {"x": 1}}\n{"a": {"y": "t"}}\n'), JSON),
    # Parquet and Arrow
    ("timestamps over their whole range", "stamps.parquet", parquet(stamps), PYARROW),
    ("INT96 beyond 2262", "int96.parquet", parquet(int96, use_deprecated_int96_timestamps=True), rows(["t"], *[[value] for value in int96["t"].to_pylist()])),
    ("NaN beside one value", "nan.parquet", parquet(nan), PYARROW),
    ("values under a NULL struct", "null-struct.parquet", parquet(null_struct), PYARROW),
    ("values under a NULL struct in Arrow", "null-struct.arrow", arrow(null_struct), feather),
    ("integers and decimals at their limits", "integers.parquet", parquet(integers), PYARROW),
    ("decimals as integers", "decimals.parquet", parquet(integers, store_decimal_as_integer=True), PYARROW),
    ("lists, maps and bytes", "nested.parquet", parquet(nested), PYARROW),
    ("lists, maps and bytes in Arrow", "nested.arrow", arrow(nested), feather),
    ("no rows", "none.parquet", parquet(stamps.slice(0, 0)), PYARROW),
    ("a column of NULL alone", "null.parquet", parquet(pa.table({"n": pa.nulls(2), "a": [1, 2]})), PYARROW),
    ("dictionaries", "dictionary.parquet", parquet(pa.table({"a": pa.array(["x", None, "x"]).dictionary_encode()})), PYARROW),
    ("names with dots, quotes and capitals", "names.parquet", parquet(pa.table({"a.b": [1], 'c"d': [2], "A": [3], "": [4]})), PYARROW),
    # Partitions
    ("partitions of integers and NULL", "hive", hive, rows(["x", "n"], [1, 1], [2, None], [3, 2])),
    ("partitions of text", "texts", texts, rows(["x", "k"], [1, "a/b"], [2, "007"])),
    ("a folder whose types widen and whose columns grow", "widened", widened, rows(["x", "y"], [1, None], [2**40, "b"])),
]


def make(folder: str) -> list[dict]:
    """Writes every file; answers with each case's name and path, and the rows or the error code that are right."""
    made = []
    for name, below, write, read in CASES:
        path = os.path.join(folder, below)
        write(path)
        right = read(path)
        made.append({"name": name, "path": path, **(table_rows(right) if isinstance(right, pa.Table) else right)})
    return made
