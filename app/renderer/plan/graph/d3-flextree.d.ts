declare module 'd3-flextree' {
  export interface FlexNode<T> {
    data: T;
    /** Centre, and top edge. */
    x: number;
    y: number;
    each(visit: (node: FlexNode<T>) => void): void;
  }
  export interface FlexTree<T> {
    (tree: FlexNode<T>): FlexNode<T>;
    hierarchy(data: T): FlexNode<T>;
  }
  export function flextree<T>(options: {
    children(data: T): T[] | null;
    nodeSize(node: FlexNode<T>): [width: number, height: number];
    spacing?(a: FlexNode<T>, b: FlexNode<T>): number;
  }): FlexTree<T>;
}
