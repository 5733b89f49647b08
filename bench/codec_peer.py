"""The Python side of codec.mjs: the same requests and answers as codec_bench.rs, for PyPI's datafusion."""

import json
import sys
import time

from datafusion import SessionContext
from datafusion.plan import ExecutionPlan, LogicalPlan

ctx = SessionContext()
plans: dict[tuple[str, str], bytes] = {}


def answer(request: dict) -> dict:
    key = (request["name"], request["stage"])
    if "load" in request:
        with open(request["load"], "rb") as file:
            plans[key] = file.read()
        return {}
    kind = ExecutionPlan if request["stage"] == "physical" else LogicalPlan
    data = plans[key]
    plan = kind.from_bytes(ctx, data)
    decode = request["work"] == "decode"
    repeats = range(request["repeats"])
    start = time.perf_counter_ns()
    if decode:
        for _ in repeats:
            kind.from_bytes(ctx, data)
    else:
        for _ in repeats:
            plan.to_bytes(ctx)
    return {"ns": (time.perf_counter_ns() - start) / len(repeats)}


for line in sys.stdin:
    print("bench", json.dumps(answer(json.loads(line))), flush=True)
