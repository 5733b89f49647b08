"""Sessions with Python functions and extension codecs."""

import pyarrow as pa
import pyarrow.compute as pc
from datafusion import Accumulator, SessionContext, udaf, udf, udwf
from datafusion.user_defined import WindowEvaluator

CODEC_ID = "interop.Codec"


class Total(Accumulator):
    def __init__(self) -> None:
        self.total = 0

    def state(self) -> list:
        return [pa.scalar(self.total, pa.int64())]

    def update(self, values) -> None:
        self.total += pc.sum(values).as_py() or 0

    def merge(self, states) -> None:
        self.total += pc.sum(states).as_py() or 0

    def evaluate(self):
        return pa.scalar(self.total, pa.int64())


class Place(WindowEvaluator):
    def evaluate_all(self, values, num_rows: int):
        return pa.array(range(num_rows), pa.int64())


def register(ctx: SessionContext) -> None:
    whole = pa.int64()
    ctx.register_udf(udf(lambda a: pc.multiply(a, 2), [whole], whole, "immutable", "py_double"))
    ctx.register_udaf(udaf(Total, whole, whole, [whole], "immutable", "py_total"))
    ctx.register_udwf(udwf(Place, whole, whole, "immutable", "py_place"))


def session(kind: str) -> SessionContext:
    """`plain`; `functions` has Python functions that travel inside the plan; `by name` has
    them travel by their names; `codecs` has extension codecs write them."""
    ctx = SessionContext()
    if kind == "plain":
        return ctx
    register(ctx)
    if kind == "functions":
        return ctx
    if kind == "codecs":
        # Another session's codecs stand in for those of a library.
        library = SessionContext()
        ctx = ctx.with_logical_extension_codec(
            library.__datafusion_logical_extension_codec__(), codec_id=CODEC_ID
        ).with_physical_extension_codec(
            library.__datafusion_physical_extension_codec__(), codec_id=CODEC_ID
        )
        ctx.library = library
    return ctx.with_python_udf_inlining(enabled=False)
