"""PyPI's datafusion as a peer: one request per line on standard input, one answer per line on
standard output, both JSON. Bytes travel as base64.

A request is {"op": name, ...arguments}; an answer is {"value": ...} or {"error": text}.
"""

import base64
import json
import sys

import datafusion
import pyarrow as pa
from datafusion import Expr, SessionContext, substrait
from datafusion.plan import ExecutionPlan, LogicalPlan

import functions

sessions: dict[str, SessionContext] = {}


def text_of(data: bytes) -> str:
    return base64.b64encode(data).decode()


def plain(table: pa.Table) -> pa.Table:
    """Without the encodings that one engine chooses and another does not: views, dictionaries."""
    return table.cast(pa.schema([pa.field(f.name, plain_type(f.type)) for f in table.schema]))


def plain_type(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_dictionary(kind):
        return plain_type(kind.value_type)
    if pa.types.is_string_view(kind) or pa.types.is_large_string(kind):
        return pa.string()
    if pa.types.is_binary_view(kind) or pa.types.is_large_binary(kind):
        return pa.binary()
    if pa.types.is_list(kind):
        return pa.list_(pa.field("item", plain_type(kind.value_type)))
    if pa.types.is_struct(kind):
        return pa.struct([pa.field(f.name, plain_type(f.type)) for f in kind])
    return kind


def rows_of(table: pa.Table) -> dict:
    """Names and types of the columns, and every row as text, sorted."""
    table = plain(table)
    columns = [f"{field.name}: {field.type}" for field in table.schema]
    lists = [column.to_pylist() for column in table.columns]
    rows = sorted(repr(row) for row in zip(*lists)) if lists else []
    return {"columns": columns, "rows": rows}


def collected(schema: pa.Schema, batches: list) -> dict:
    return rows_of(pa.Table.from_batches(batches, schema=schema))


def of_frame(frame) -> dict:
    return rows_of(frame.to_arrow_table())


def of_physical(ctx: SessionContext, plan: ExecutionPlan) -> dict:
    batches = [
        batch.to_pyarrow()
        for partition in range(plan.partition_count)
        for batch in ctx.execute(plan, partition)
    ]
    return rows_of(pa.Table.from_batches(batches)) if batches else {"columns": None, "rows": []}


class Peer:
    def version(self) -> dict:
        return {"datafusion": datafusion.__version__, "pyarrow": pa.__version__}

    def open(self, session: str, statements: list[str], kind: str = "plain") -> None:
        """A session of that name; the statements set it up."""
        ctx = functions.session(kind)
        for sql in statements:
            ctx.sql(sql).collect()
        sessions[session] = ctx

    def open_parquet(self, session: str, paths: dict[str, str]) -> None:
        """Files as tables. A plan names the extension that a folder's files must have; for a
        single file there is no need of one."""
        for name, path in paths.items():
            sessions[session].register_parquet(name, path, file_extension="")

    def rows(self, session: str, sql: str) -> dict:
        return of_frame(sessions[session].sql(sql))

    def encode(self, session: str, sql: str, stage: str) -> str:
        ctx = sessions[session]
        frame = ctx.sql(sql)
        if stage == "physical":
            return text_of(frame.execution_plan().to_bytes(ctx))
        plan = frame.logical_plan() if stage == "logical" else frame.optimized_logical_plan()
        return text_of(plan.to_bytes(ctx))

    def run(self, session: str, data: str, stage: str) -> dict:
        ctx = sessions[session]
        if stage == "physical":
            return of_physical(ctx, ExecutionPlan.from_bytes(ctx, base64.b64decode(data)))
        plan = LogicalPlan.from_bytes(ctx, base64.b64decode(data))
        return of_frame(ctx.create_dataframe_from_logical_plan(plan))

    def trip(self, session: str, data: str, stage: str) -> str:
        """Reads bytes and writes them again."""
        ctx = sessions[session]
        kind = ExecutionPlan if stage == "physical" else LogicalPlan
        return text_of(kind.from_bytes(ctx, base64.b64decode(data)).to_bytes(ctx))

    def rows_of_arrow(self, data: str) -> dict:
        """The rows of an Arrow IPC stream, worded as those of a query."""
        with pa.ipc.open_stream(base64.b64decode(data)) as stream:
            return rows_of(stream.read_all())

    def encode_expr(self, session: str, sql: str, table: str) -> str:
        ctx = sessions[session]
        return text_of(ctx.table(table).parse_sql_expr(sql).to_bytes(ctx))

    def read_expr(self, session: str, data: str, table: str) -> dict:
        """Words and values of an expression over a table."""
        ctx = sessions[session]
        expr = Expr.from_bytes(base64.b64decode(data), ctx)
        frame = ctx.table(table)
        if expr.variant_name() == "AggregateFunction":
            frame = frame.aggregate([], [expr])
        else:
            frame = frame.select(expr)
        return {"words": expr.canonical_name(), "bytes": text_of(expr.to_bytes(ctx)), **of_frame(frame)}

    def encode_substrait(self, session: str, sql: str, stage: str = "optimized") -> dict:
        """A plan as Substrait, in both its forms."""
        ctx = sessions[session]
        frame = ctx.sql(sql)
        plan = frame.logical_plan() if stage == "logical" else frame.optimized_logical_plan()
        made = substrait.Producer.to_substrait_plan(plan, ctx)
        return {"data": text_of(made.encode()), "json": made.to_json()}

    def encode_substrait_of_sql(self, session: str, sql: str) -> str:
        return text_of(substrait.Serde.serialize_bytes(sql, sessions[session]))

    def run_substrait(self, session: str, data: str = "", json: str = "") -> dict:
        """Runs a plan given as bytes or as JSON."""
        ctx = sessions[session]
        if json:
            plan = substrait.Plan.from_json(json)
        else:
            plan = substrait.Serde.deserialize_bytes(base64.b64decode(data))
        logical = substrait.Consumer.from_substrait_plan(ctx, plan)
        return of_frame(ctx.create_dataframe_from_logical_plan(logical))

    def methods(self) -> dict:
        """The public methods of what can travel."""
        kinds = (LogicalPlan, ExecutionPlan, Expr, substrait.Plan)
        return {kind.__name__: [name for name in dir(kind) if name[0] != "_"] for kind in kinds}

    def taken(self, folder: str) -> list[str]:
        """What was written below a folder, which goes: rows as text, each after its folder's name."""
        import written

        return written.take(folder)

    def awkward(self, folder: str) -> list[dict]:
        """Writes the awkward files; each with what is right."""
        import awkward

        return awkward.make(folder)

    def cells_of_arrow(self, data: str) -> dict:
        """Names of the columns and every row as a list of texts, sorted."""
        import awkward

        return awkward.table_rows(pa.ipc.open_stream(base64.b64decode(data)).read_all())

    def make_data(self, folder: str) -> None:
        """The files of the format matrix."""
        import files

        files.write(folder)


def answer(peer: Peer, line: str) -> dict:
    request = json.loads(line)
    try:
        return {"value": getattr(peer, request.pop("op"))(**request)}
    except BaseException as error:  # a panic of the engine is no Exception
        return {"error": f"{type(error).__name__}: {error}"}


def main() -> None:
    peer = Peer()
    for line in sys.stdin:
        print(json.dumps(answer(peer, line)), flush=True)


main()
