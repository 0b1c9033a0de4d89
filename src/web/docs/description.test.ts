import { expect, test } from "vitest";
import { byTag } from "./description";

test("an operation is shown with its scope and the codes that are its own", () => {
  const description = {
    paths: {
      "/v1/skus/{sku}": {
        get: {
          summary: "One SKU.", tags: ["SKUs"], security: [{ bearer: ["stock:read"] }],
          responses: { 200: { description: "OK" }, 400: { description: "malformed, invalid-id" }, 404: { description: "unknown-sku" } },
        },
      },
      "/health/live": { get: { tags: ["Operations"] } },
    },
  };

  expect(byTag(description)).toEqual([
    { tag: "SKUs", operations: [{ method: "GET", path: "/v1/skus/{sku}", summary: "One SKU.", scope: "stock:read", codes: ["invalid-id", "unknown-sku"] }] },
    { tag: "Operations", operations: [{ method: "GET", path: "/health/live", summary: "", scope: undefined, codes: [] }] },
  ]);
});
