/** Something that has a place among others of its kind. */
export interface Placed {
  readonly place: string;
}

/** Share of entries that may be gone before the rest is moved together. */
const MAX_GONE = 1 / 8;

/** Entries in the order of their places. What comes last is appended, which is nearly always the case. */
export class SortedByPlace<T extends Placed> {
  #entries: T[] = [];
  /** Removed, but not moved out yet: moving tens of thousands for each one that is forgotten takes too long. */
  readonly #gone = new Set<T>();

  get size(): number {
    return this.#entries.length - this.#gone.size;
  }

  add(entry: T): void {
    const index = this.#countBelow(entry.place);
    if (index === this.#entries.length) this.#entries.push(entry);
    else this.#entries.splice(index, 0, entry);
  }

  /** Removes an entry that was added. */
  remove(entry: T): void {
    this.#gone.add(entry);
    if (this.#gone.size <= this.#entries.length * MAX_GONE) return;
    this.#entries = this.#entries.filter((each) => !this.#gone.has(each));
    this.#gone.clear();
  }

  /** From the last entry to the first; only those below `place`, at which there need not be one. */
  *downwards(place?: string): IterableIterator<T> {
    const entries = this.#entries;
    for (let left = place === undefined ? entries.length : this.#countBelow(place); left > 0; left -= 1) {
      const entry = entries[left - 1];
      if (entry && !this.#gone.has(entry)) yield entry;
    }
  }

  #countBelow(place: string): number {
    let [low, high] = [0, this.#entries.length];
    if (this.#isBelow(high - 1, place)) return high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#isBelow(middle, place)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #isBelow(index: number, place: string): boolean {
    const entry = this.#entries[index];
    return entry !== undefined && entry.place < place;
  }
}
