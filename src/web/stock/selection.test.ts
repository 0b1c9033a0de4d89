import { describe, expect, it } from "vitest";
import { selectSkus, totalsOf, type Sort } from "./selection";
import { StockRows } from "./stockRows";

function rowsOf(): StockRows {
  const rows = new StockRows();
  const at = (sku: string, available: number, name: string, second: number) => ({
    sku, name, available, locationId: "l", onHand: available + 1, reserved: 1, safetyStock: 0, version: 1, asOf: `2026-01-01T00:00:0${second}Z`,
  });
  rows.replaceAll([at("100", 4, "Théière", 3), at("20", 0, "Mug red", 5), at("3", 4, "Mug blue", 1)]);
  return rows;
}

const select = (rows: StockRows, key: Sort["key"], descending: boolean, filter = "") => selectSkus(rows.view, filter, { key, descending });

describe("selectSkus", () => {
  it("orders SKUs as numbers", () => expect(select(rowsOf(), "sku", false)).toEqual(["3", "20", "100"]));

  it("breaks ties by SKU in both directions", () => {
    expect(select(rowsOf(), "available", false)).toEqual(["20", "3", "100"]);
    expect(select(rowsOf(), "available", true)).toEqual(["3", "100", "20"]);
  });

  it("puts what changed on this screen before what was loaded, the latest first", () => {
    const rows = rowsOf();
    const change = (sku: string) => rows.merge([{ ...rows.view.get(sku)!.item, version: 2 }], 1000);
    change("3");
    change("100");
    expect(select(rows, "changed", true)).toEqual(["100", "3", "20"]);
  });

  it("goes by the server's time for what was loaded", () => expect(select(rowsOf(), "changed", true)).toEqual(["20", "100", "3"]));

  it("finds every word, without regard to case and accents", () => {
    expect(select(rowsOf(), "sku", false, "MUG bl")).toEqual(["3"]);
    expect(select(rowsOf(), "sku", false, "theiere")).toEqual(["100"]);
  });
});

describe("totalsOf", () => {
  it("sums what the filter lets through", () => {
    expect(totalsOf(rowsOf().view, "")).toEqual({ items: 3, onHand: 11, reserved: 3, available: 8, none: 1 });
    expect(totalsOf(rowsOf().view, "mug")).toEqual({ items: 2, onHand: 6, reserved: 2, available: 4, none: 1 });
  });
});
