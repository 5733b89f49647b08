"""The Python side of queries.mjs: the engine that the first argument names, asked by lines of JSON."""

import json
import sys
import time


def datafusion():
    from datafusion import SessionContext

    ctx = SessionContext()

    def open_table(name, path):
        ctx.register_parquet(name, path)

    def run(sql):
        return sum(batch.num_rows for batch in ctx.sql(sql).collect())

    return open_table, run


def duckdb():
    import duckdb as engine

    connection = engine.connect()

    def open_table(name, path):
        quoted = path.replace("'", "''")
        connection.execute(f"create view {name} as select * from read_parquet('{quoted}')")

    def run(sql):
        return connection.execute(sql).to_arrow_table().num_rows

    return open_table, run


open_table, run = {"datafusion": datafusion, "duckdb": duckdb}[sys.argv[1]]()


def answer(request):
    if "open" in request:
        for name, path in request["open"]:
            open_table(name, path)
        return {}
    start = time.perf_counter_ns()
    try:
        rows = run(request["sql"])
    except Exception as error:
        return {"error": str(error)[:300]}
    return {"ms": (time.perf_counter_ns() - start) / 1e6, "rows": rows}


for line in sys.stdin:
    print("bench", json.dumps(answer(json.loads(line))), flush=True)
