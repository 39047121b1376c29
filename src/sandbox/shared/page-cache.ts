/** Written pages of at most `bytesMax` together; the page that was not asked for longest goes first. */
export class PageCache {
  readonly #bytesMax: number;
  readonly #pages = new Map<string, Buffer>();
  #bytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** The page kept under the key, or the one that `write` makes. */
  get(key: string, write: () => Buffer): Buffer {
    const kept = this.#pages.get(key);
    if (kept) {
      this.#pages.delete(key);
      this.#pages.set(key, kept);
      return kept;
    }
    const page = write();
    this.#pages.set(key, page);
    this.#bytes += page.length;
    for (const [oldKey, old] of this.#pages) {
      if (this.#bytes <= this.#bytesMax) break;
      this.#pages.delete(oldKey);
      this.#bytes -= old.length;
    }
    return page;
  }
}
