import { describe, expect, it } from "vitest";
import { ShownVersions } from "./shownVersions";
import { versionMark } from "./versionMark";

describe("versionMark", () => {
  it("gives what the server gives", () => {
    expect(versionMark("22197@wm-947", 7)).toBe(25176028);
    expect(versionMark("o-1.1", 2 ** 32 + 5)).toBe(1874922856);
  });
});

describe("ShownVersions", () => {
  it("has the same digest whatever the order and however often", () => {
    const straight = new ShownVersions();
    const crooked = new ShownVersions();
    straight.take("a", 2);
    straight.take("b", 5);
    for (const [id, version] of [["b", 5], ["a", 1], ["a", 2], ["b", 3], ["a", 2]] as const) crooked.take(id, version);
    const digest = { count: 2, hash: (versionMark("a", 2) + versionMark("b", 5)) >>> 0 };
    expect(straight.is(digest)).toBe(true);
    expect(crooked.is(digest)).toBe(true);
    crooked.take("a", 3);
    expect(crooked.is(digest)).toBe(false);
  });

  it("no longer counts what is over, and does not bring it back", () => {
    const shown = new ShownVersions();
    shown.take("a", 2);
    shown.take("a", 4, true);
    expect(shown.take("a", 3)).toBe(false);
    expect(shown.is({ count: 0, hash: 0 })).toBe(true);
  });
});
