/** Written pages, kept as long as they are true and fit. */
export interface PageCache {
  /** The page kept under the key, or the one that `write` makes. */
  get(key: string, write: () => Buffer): Buffer;
}

/** Makes a cache of at most `bytesMax`; the page that was not asked for longest goes first. */
export function createPageCache(bytesMax: number): PageCache {
  const pages = new Map<string, Buffer>();
  let bytes = 0;
  return {
    get: (key, write) => {
      const kept = pages.get(key);
      if (kept) {
        pages.delete(key);
        pages.set(key, kept);
        return kept;
      }
      const page = write();
      pages.set(key, page);
      bytes += page.length;
      for (const [oldKey, old] of pages) {
        if (bytes <= bytesMax) break;
        pages.delete(oldKey);
        bytes -= old.length;
      }
      return page;
    },
  };
}
