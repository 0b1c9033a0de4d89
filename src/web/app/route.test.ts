import { expect, test } from "vitest";
import { locationOf, pageOf } from "./route";

test.each([
  ["/", "store"], ["/store/wm-1", "store"], ["/operations", "operations"], ["/operations/", "operations"], ["/shop", "shop"], ["/docs", "docs"],
  ["/shop/wm-1", "store"],
])("%s is the page %s", (path, page) => {
  expect(pageOf(new URL(path, "http://localhost"))).toBe(page);
});

test("a store's page names its location", () => {
  expect(locationOf(new URL("http://localhost/store/wm-1"))).toBe("wm-1");
  expect(locationOf(new URL("http://localhost/shop"))).toBeUndefined();
});
