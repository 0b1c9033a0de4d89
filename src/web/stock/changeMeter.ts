/** Counts changes per second over the last ten whole seconds, in constant space. */
export class ChangeMeter {
  static readonly windowSeconds = 10;
  readonly #counts = new Array<number>(ChangeMeter.windowSeconds + 1).fill(0);
  #second = 0;
  #startSecond: number | undefined;

  add(count: number, nowMs: number): void {
    this.#advance(nowMs);
    this.#startSecond ??= this.#second;
    const slot = this.#second % this.#counts.length;
    this.#counts[slot] = (this.#counts[slot] ?? 0) + count;
  }

  /** The mean over the window, or over the time since the first change where that is shorter. */
  perSecond(nowMs: number): number {
    this.#advance(nowMs);
    if (this.#startSecond === undefined) return 0;
    const seconds = Math.min(ChangeMeter.windowSeconds, this.#second - this.#startSecond);
    if (seconds <= 0) return this.#counts[this.#second % this.#counts.length] ?? 0;
    // The running second is left out: it is not over yet and would pull the mean down.
    const running = this.#counts[this.#second % this.#counts.length] ?? 0;
    return (this.#counts.reduce((sum, count) => sum + count, 0) - running) / seconds;
  }

  #advance(nowMs: number): void {
    const second = Math.floor(nowMs / 1000);
    const steps = Math.min(second - this.#second, this.#counts.length);
    for (let step = 0; step < steps; step++) this.#counts[(second - step) % this.#counts.length] = 0;
    if (second > this.#second) this.#second = second;
  }
}
