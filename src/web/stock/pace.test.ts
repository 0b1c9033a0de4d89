import { describe, expect, it } from "vitest";
import { reconnectDelayMs } from "../live/backoff";
import { ChangeMeter } from "./changeMeter";
import { freshness } from "./freshness";
import { visibleRange } from "./visibleRange";

describe("ChangeMeter", () => {
  it("averages whole seconds and forgets after ten of them", () => {
    const meter = new ChangeMeter();
    for (let second = 100; second < 120; second++) meter.add(30, second * 1000 + 500);
    expect(meter.perSecond(120_100)).toBe(30);
    expect(meter.perSecond(125_100)).toBe(15);
    expect(meter.perSecond(140_000)).toBe(0);
  });

  it("divides by the seconds that it has seen", () => {
    const meter = new ChangeMeter();
    meter.add(10, 50_000);
    meter.add(10, 51_000);
    expect(meter.perSecond(52_000)).toBe(10);
  });
});

describe("reconnectDelayMs", () => {
  it("doubles up to a bound and spreads over half of it", () => {
    expect([0, 1, 2].map((failures) => reconnectDelayMs(failures, 0))).toEqual([250, 500, 1000]);
    expect(reconnectDelayMs(1_000_000, 0)).toBe(10_000);
    expect(reconnectDelayMs(1_000_000, 0.9999)).toBeLessThanOrEqual(20_000);
  });
});

describe("freshness", () => {
  it("calls a line that is open but silent for too long not current", () => {
    const live = { watchState: { kind: "live" }, heardAtMs: 1000 } as const;
    expect(freshness(live, 2000)).toMatchObject({ line: "live", current: true });
    expect(freshness(live, 60_000)).toMatchObject({ line: "quiet", current: false });
  });

  it("never calls figures current while the line is down", () => {
    const down = { watchState: { kind: "connecting" }, heardAtMs: 1000 } as const;
    expect(freshness(down, 1001).current).toBe(false);
  });
});

describe("visibleRange", () => {
  it("covers what is in view and stays within the rows", () => {
    expect(visibleRange(0, 400, 40, 1000)).toEqual({ first: 0, end: 18 });
    expect(visibleRange(4000, 400, 40, 1000)).toEqual({ first: 92, end: 118 });
    expect(visibleRange(1e9, 400, 40, 20)).toEqual({ first: 2, end: 20 });
    expect(visibleRange(500, 400, 40, 0)).toEqual({ first: 0, end: 0 });
  });
});
