/**
 * Puts an expression's bytes into those of a plan, so that an engine evaluates what another wrote:
 * an expression alone has no rows. Numbers of fields are those of `datafusion.proto`.
 */
import type { Expr } from '../native/node';

const LENGTH_DELIMITED = 2;

/** One field of a message: its number, the length of its content in seven bits a byte, the content. */
function field(number: number, content: Uint8Array | string): Buffer {
  const bytes = Buffer.from(content);
  const head: number[] = [];
  for (let rest of [(number << 3) | LENGTH_DELIMITED, bytes.length]) {
    for (; rest > 127; rest >>>= 7) head.push((rest & 127) | 128);
    head.push(rest);
  }
  return Buffer.concat([Buffer.from(head), bytes]);
}

const node = {
  /** LogicalPlanNode.projection */
  projection: (...parts: Buffer[]) => field(3, Buffer.concat(parts)),
  /** LogicalPlanNode.aggregate */
  aggregate: (...parts: Buffer[]) => field(6, Buffer.concat(parts)),
  /** LogicalPlanNode.window */
  window: (...parts: Buffer[]) => field(13, Buffer.concat(parts)),
};

/** LogicalExprNode.column, and Column.name in it */
const column = (name: string) => field(1, field(1, name));

/** The initial plan that selects `expr`, given as `bytes`, from the plan `input`. */
export function selecting(expr: Expr, bytes: Uint8Array, input: Uint8Array): Buffer {
  const [from, second] = [field(1, input), field(2, bytes)];
  if (expr.variantName === 'AggregateFunction') return node.aggregate(from, field(3, bytes));
  if (expr.variantName !== 'WindowFunction') return node.projection(from, second);
  return node.projection(field(1, node.window(from, second)), field(2, column(expr.schemaName())));
}
