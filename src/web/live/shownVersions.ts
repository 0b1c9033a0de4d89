import type { SetDigest } from "./messages";
import { versionMark } from "./versionMark";

/** The versions that a screen shows, the highest of each item, and their digest. */
export class ShownVersions {
  readonly #versions = new Map<string, { version: number; over: boolean }>();
  #count = 0;
  #hash = 0;

  clear(): void {
    this.#versions.clear();
    this.#count = this.#hash = 0;
  }

  /** False when it was known already, or something newer. What is over is no longer counted. */
  take(id: string, version: number, over = false): boolean {
    const known = this.#versions.get(id);
    if (known && known.version >= version) return false;
    if (known && !known.over) this.#add(-1, -versionMark(id, known.version));
    if (!over) this.#add(1, versionMark(id, version));
    this.#versions.set(id, { version, over });
    return true;
  }

  is(digest: SetDigest): boolean {
    return digest.count === this.#count && digest.hash === this.#hash;
  }

  #add(count: number, mark: number): void {
    this.#count += count;
    this.#hash = (this.#hash + mark) >>> 0;
  }
}
