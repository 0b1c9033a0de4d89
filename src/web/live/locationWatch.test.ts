import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { StockRows } from "../stock/stockRows";
import type { StockItem } from "../stock/stockItem";
import { LocationWatch, type WatchState } from "./locationWatch";
import type { LiveCalls } from "./hub";
import type { StockChanged, WatchAnswer, WatchDigest } from "./messages";
import { versionMark } from "./versionMark";

/** The line to the server, played by the test. */
const line = vi.hoisted(() => ({
  push: (_: StockChanged) => {},
  digest: (_: WatchDigest) => {},
  close: () => {},
  askedAfter: [] as (number | undefined)[],
  answers: [] as Promise<WatchAnswer>[],
}));

vi.mock("./hub", () => ({
  LiveHub: class {
    constructor(calls: LiveCalls) {
      Object.assign(line, { push: calls.stockChanged, digest: calls.watchDigest, close: calls.closed });
    }
    start = () => Promise.resolve();
    stop = () => Promise.resolve();
    watchLocation(_: string, after: number | undefined) {
      line.askedAfter.push(after);
      return line.answers.shift() ?? new Promise<WatchAnswer>(() => {});
    }
  },
}));

const item = (sku: string, version: number): StockItem => ({
  sku, version, locationId: "l", onHand: version, reserved: 0, safetyStock: 0, available: version, asOf: "2026-01-01T00:00:00Z",
});
const answer = (value: Omit<WatchAnswer, "epoch">) => line.answers.push(Promise.resolve({ epoch: "e", ...value }));

function watching() {
  const rows = new StockRows();
  const states: WatchState["kind"][] = [];
  const watch = new LocationWatch("l", {
    snapshot: (items) => rows.replaceAll(items),
    page: (items) => rows.load(items),
    changes: (items) => void rows.merge(items, Date.now()),
    work: () => {},
    workChanged: () => {},
    heard: () => {},
    state: ({ kind }) => states.push(kind),
  });
  watch.start();
  const versions = () => Object.fromEntries([...rows.view].map(([sku, row]) => [sku, row.item.version]));
  return { watch, states, versions };
}

const settle = () => vi.advanceTimersByTimeAsync(0);

describe("LocationWatch", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    const listens = { addEventListener: () => {}, removeEventListener: () => {} };
    vi.stubGlobal("window", listens);
    vi.stubGlobal("document", listens);
    line.askedAfter.length = line.answers.length = 0;
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("comes back with its watermark after a break and merges what it missed", async () => {
    answer({ position: 10, snapshot: [item("a", 1), item("b", 1)] });
    const { watch, states, versions } = watching();
    await settle();
    line.push({ position: 15, changes: [item("a", 3)] });
    answer({ position: 20, changes: [item("a", 2), item("b", 4)] });
    line.close();
    await vi.advanceTimersByTimeAsync(1000);
    expect(line.askedAfter).toEqual([undefined, 15]);
    expect(versions()).toEqual({ a: 3, b: 4 });
    expect(states).toEqual(["connecting", "live", "waiting", "connecting", "live"]);
    watch.stop();
  });

  it("does not lose a push that overtakes the snapshot", async () => {
    let give: (value: WatchAnswer) => void = () => {};
    line.answers.push(new Promise((resolve) => (give = resolve)));
    const { watch, versions } = watching();
    await settle();
    line.push({ position: 11, changes: [item("a", 2)] });
    give({ position: 10, epoch: "e", snapshot: [item("a", 1)] });
    await settle();
    expect(versions()).toEqual({ a: 2 });
    watch.stop();
  });

  it("starts over from a snapshot that is older than its rows", async () => {
    answer({ position: 10, snapshot: [item("a", 7), item("b", 7)] });
    const { watch, versions } = watching();
    await settle();
    answer({ position: 3, snapshot: [item("a", 2)] });
    line.close();
    await vi.advanceTimersByTimeAsync(1000);
    expect(versions()).toEqual({ a: 2 });
    answer({ position: 4, changes: [] });
    line.close();
    await vi.advanceTimersByTimeAsync(2000);
    expect(line.askedAfter).toEqual([undefined, 10, 3]);
    watch.stop();
  });

  it("asks again on a quiet line, and takes one that does not answer for broken", async () => {
    answer({ position: 10, snapshot: [] });
    const { watch, states } = watching();
    await vi.advanceTimersByTimeAsync(9_500);
    expect(line.askedAfter).toEqual([undefined, 10]);
    await vi.advanceTimersByTimeAsync(16_000);
    expect(states.slice(0, 4)).toEqual(["connecting", "live", "waiting", "connecting"]);
    watch.stop();
  });

  it("takes the pages of a long answer, and resumes from the last one it has", async () => {
    answer({ position: 10, snapshot: [item("a", 1)], more: true });
    const { watch, versions } = watching();
    await settle();
    line.push({ position: 12, changes: [item("b", 1)], more: true });
    line.close();
    await vi.advanceTimersByTimeAsync(1000);
    expect(versions()).toEqual({ a: 1, b: 1 });
    expect(line.askedAfter).toEqual([undefined, 12]);
    watch.stop();
  });

  it("asks for everything anew when a digest says that something is missing", async () => {
    answer({ position: 10, snapshot: [item("a", 1)] });
    const { watch, versions } = watching();
    await settle();
    line.digest({ position: 12, items: { count: 1, hash: versionMark("a@l", 1) } });
    await settle();
    expect(line.askedAfter).toEqual([undefined]);
    answer({ position: 15, snapshot: [item("a", 2)] });
    line.digest({ position: 14, items: { count: 1, hash: versionMark("a@l", 2) } });
    await settle();
    expect(line.askedAfter).toEqual([undefined, undefined]);
    expect(versions()).toEqual({ a: 2 });
    watch.stop();
  });

  it("stays stopped", async () => {
    answer({ position: 10, snapshot: [] });
    const { watch } = watching();
    await settle();
    watch.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(line.askedAfter).toEqual([undefined]);
  });
});
