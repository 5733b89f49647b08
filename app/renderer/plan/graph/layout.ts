import { flextree } from 'd3-flextree';

/** Size of a node's card and the gaps between cards, in pixels. */
export const CARD_WIDTH = 236;
export const CARD_HEIGHT = 66;
const GAP_ACROSS = 24;
const GAP_DOWN = 22;

/** Top left corner of a card. */
export interface Place {
  id: number;
  x: number;
  y: number;
}

/** A node and the one above it; null for the root. */
export interface Branching {
  id: number;
  parent: number | null;
}

interface Branch {
  id: number;
  children: Branch[];
}

/**
 * Places the cards as a tidy tree (van der Ploeg 2014, by d3-flextree): root on
 * top, children below in order, no overlaps. Parents come before their children.
 * Takes a few ms for 150 nodes and about 40 ms for 1,500: see `layoutWorker.ts`.
 */
export function layoutOf(tree: readonly Branching[]): Place[] {
  const branches = new Map<number, Branch>();
  for (const { id, parent } of tree) {
    const branch: Branch = { id, children: [] };
    branches.set(id, branch);
    if (parent !== null) branches.get(parent)?.children.push(branch);
  }
  const root = tree[0] && branches.get(tree[0].id);
  if (!root) return [];
  const layout = flextree<Branch>({
    children: (branch) => (branch.children.length > 0 ? branch.children : null),
    nodeSize: () => [CARD_WIDTH + GAP_ACROSS, CARD_HEIGHT + GAP_DOWN],
  });
  const places: Place[] = [];
  layout(layout.hierarchy(root)).each(({ data, x, y }) => {
    places.push({ id: data.id, x: x - CARD_WIDTH / 2, y });
  });
  return places;
}

/** How a viewport shows the plane: `x`, `y` in pixels of the viewport. */
export interface Viewport {
  x: number;
  y: number;
  zoom: number;
}

const MARGIN = 20;

/** Smallest zoom there is: a wide plan of a thousand operators still fits. */
export const MIN_ZOOM = 0.02;
/** Smallest zoom at which a card's text can be read. */
const READABLE = 0.85;

/** Below this width of the pane the zoom buttons would cover the root, in pixels; it then starts lower. */
const NARROW = 420;
const BELOW_BUTTONS = 48;

/** The first look at a plan: all of it where that can be read, else its root at the top and as wide as can be read. */
export function firstViewport(places: readonly Place[], width: number, height: number): Viewport {
  const root = places[0];
  if (!root || width <= 0 || height <= 0) return { x: 0, y: 0, zoom: 1 };
  const { left, right, across, zoom: fitting } = fittingOf(places, width, height);
  const zoom = fitting >= READABLE ? fitting : Math.min(1, Math.max(READABLE, across));
  const wide = (right - left) * zoom > width - 2 * MARGIN;
  const centre = wide ? root.x + CARD_WIDTH / 2 : (left + right) / 2;
  return { x: width / 2 - centre * zoom, y: width < NARROW ? BELOW_BUTTONS : MARGIN, zoom };
}

/** True when all of a card is on show. */
export function isInside(place: Place, { x, y, zoom }: Viewport, width: number, height: number): boolean {
  const left = place.x * zoom + x;
  const top = place.y * zoom + y;
  return left >= 0 && top >= 0 && left + CARD_WIDTH * zoom <= width && top + CARD_HEIGHT * zoom <= height;
}

/** All of a plan, as large as fits but not enlarged. */
export function fittingViewport(places: readonly Place[], width: number, height: number): Viewport {
  const { left, right, bottom, zoom } = fittingOf(places, width, height);
  return { x: (width - (left + right) * zoom) / 2, y: (height - bottom * zoom) / 2, zoom };
}

function fittingOf(places: readonly Place[], width: number, height: number) {
  const left = Math.min(...places.map(({ x }) => x));
  const right = Math.max(...places.map(({ x }) => x)) + CARD_WIDTH;
  const bottom = Math.max(...places.map(({ y }) => y)) + CARD_HEIGHT;
  const across = (width - 2 * MARGIN) / (right - left);
  const max = Math.min(across, (height - 2 * MARGIN) / bottom);
  return { left, right, bottom, across, zoom: Math.min(1, Math.max(MIN_ZOOM, max)) };
}
