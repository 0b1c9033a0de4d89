import { describe, expect, it } from "vitest";
import type { StockItem } from "./stockItem";
import { StockRows } from "./stockRows";

const item = (sku: string, version: number, available: number, more: Partial<StockItem> = {}): StockItem => ({
  sku, version, available, locationId: "l", onHand: available, reserved: 0, safetyStock: 0, asOf: `2026-01-01T00:00:${10 + version}Z`, ...more,
});

describe("StockRows", () => {
  it("keeps the highest version whatever the order of arrival", () => {
    const rows = new StockRows();
    expect(rows.merge([item("a", 3, 5), item("a", 2, 9), item("a", 3, 7), item("a", 4, 4)], 1000)).toBe(2);
    expect(rows.view.get("a")).toMatchObject({ item: { version: 4, available: 4 }, delta: -1, changedAtMs: 1000 });
  });

  it("ends in the same state for every permutation of the same changes", () => {
    const changes = [item("a", 1, 1), item("a", 2, 2), item("b", 1, 5), item("a", 3, 3)];
    const states = permutations(changes).map((order) => {
      const rows = new StockRows();
      for (const change of order) rows.merge([change], 1);
      return ["a", "b"].map((sku) => rows.view.get(sku)?.item);
    });
    for (const state of states) expect(state).toEqual([changes[3], changes[2]]);
  });

  it("takes a snapshot even where its versions are lower, and forgets what is not in it", () => {
    const rows = new StockRows();
    rows.merge([item("a", 9, 1), item("gone", 2, 1)], 1);
    rows.replaceAll([item("a", 4, 8)]);
    expect([...rows.view.values()].map((row) => row.item.version)).toEqual([4]);
  });

  it("keeps a row whose state a snapshot only repeats", () => {
    const rows = new StockRows();
    rows.merge([item("a", 2, 1)], 500);
    const before = rows.view.get("a");
    rows.replaceAll([item("a", 2, 1)]);
    expect(rows.view.get("a")).toBe(before);
  });

  it("keeps the name that a change leaves out", () => {
    const rows = new StockRows();
    rows.replaceAll([item("a", 1, 1, { name: "Mug" })]);
    rows.merge([item("a", 2, 0)], 1);
    expect(rows.view.get("a")?.item.name).toBe("Mug");
    expect(rows.view.get("a")?.key).toContain("mug");
  });

  it("does not let a loaded page undo a newer change", () => {
    const rows = new StockRows();
    rows.merge([item("a", 5, 2)], 1);
    rows.load([item("a", 4, 9), item("b", 1, 3)]);
    expect([...rows.view.values()].map((row) => row.item.available)).toEqual([2, 3]);
  });

  it("leaves a frozen view as it was", () => {
    const rows = new StockRows();
    rows.merge([item("a", 1, 1)], 1);
    const frozen = rows.frozen();
    rows.merge([item("a", 2, 7)], 2);
    expect(frozen.get("a")?.item.available).toBe(1);
  });
});

function permutations<T>(values: T[]): T[][] {
  if (values.length < 2) return [values];
  return values.flatMap((value, index) => permutations(values.toSpliced(index, 1)).map((rest) => [value, ...rest]));
}
