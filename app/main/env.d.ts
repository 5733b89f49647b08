/** What Vite and Vitest replace in the sources of the main process. */
interface ImportMeta {
  readonly env: {
    /** True in tests and under `npm run dev`; false in every built product. */
    readonly DEV: boolean;
  };
}
