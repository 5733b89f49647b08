/** How often components rendered since the counts were taken last. */
export interface Renders {
  total: number;
  /** By the name of the component, as far as the build keeps it. */
  byName: Record<string, number>;
}

/** What React's reconciler has of a component, an element or text in the tree; see ReactInternalTypes.js. */
interface Fiber {
  tag: number;
  flags: number;
  type: { name?: string; displayName?: string; type?: { name?: string }; render?: { name?: string } } | null;
  child: Fiber | null;
  sibling: Fiber | null;
  alternate: Fiber | null;
}

/**
 * Counts the components that render in the present window, in any build of React, as its developer
 * tools do: through the hook that React calls after each commit. Must run before React is loaded; uses
 * nothing of this module, so that a test can put it into a window of another process. Gives what was
 * counted since the last call of the function it leaves at `window.takeRenders`.
 */
export function countRenders(): void {
  const performedWork = 1;
  // Function components, with forwardRef, with memo around another component and around a function.
  const components = [0, 11, 14, 15];
  let counts: Renders = { total: 0, byName: {} };

  const count = ({ tag, flags, type }: Fiber) => {
    if (!components.includes(tag) || !(flags & performedWork)) return;
    const name = type?.displayName ?? type?.name ?? type?.type?.name ?? type?.render?.name ?? '?';
    counts.total += 1;
    counts.byName[name] = (counts.byName[name] ?? 0) + 1;
  };
  const mounted = (fiber: Fiber) => {
    count(fiber);
    for (let child = fiber.child; child; child = child.sibling) mounted(child);
  };
  const updated = (fiber: Fiber, before: Fiber) => {
    count(fiber);
    // The same children: React did not go down here.
    if (fiber.child === before.child) return;
    for (let child = fiber.child; child; child = child.sibling) {
      if (child.alternate) updated(child, child.alternate);
      else mounted(child);
    }
  };
  Object.assign(window, {
    takeRenders: () => {
      const taken = counts;
      counts = { total: 0, byName: {} };
      return taken;
    },
    __REACT_DEVTOOLS_GLOBAL_HOOK__: {
      supportsFiber: true,
      isDisabled: false,
      renderers: new Map(),
      inject: () => 1,
      checkDCE: () => undefined,
      onScheduleFiberRoot: () => undefined,
      onCommitFiberUnmount: () => undefined,
      onPostCommitFiberRoot: () => undefined,
      onCommitFiberRoot: (_id: number, root: { current: Fiber }) => {
        if (root.current.alternate) updated(root.current, root.current.alternate);
        else mounted(root.current);
      },
    },
  });
}

declare global {
  interface Window {
    takeRenders(): Renders;
  }
}
