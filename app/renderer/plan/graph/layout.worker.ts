import { type Branching, layoutOf, type Place } from './layout';

/** A tree to lay out; the answer carries the same number. */
export interface LayoutRequest {
  request: number;
  tree: readonly Branching[];
}

export interface LayoutAnswer {
  request: number;
  places: Place[];
}

self.onmessage = ({ data: { request, tree } }: MessageEvent<LayoutRequest>) => {
  const answer: LayoutAnswer = { request, places: layoutOf(tree) };
  self.postMessage(answer);
};
