import { useEffect, useState } from "preact/hooks";

const storePath = /^\/store\/([^/]+)\/?$/;

export type PageName = "store" | "operations" | "shop" | "docs";

/** The page that an address names; every other one is a store's. */
export function pageOf(url: URL): PageName {
  const name = url.pathname.replace(/^\/|\/$/g, "");
  return name === "operations" || name === "shop" || name === "docs" ? name : "store";
}

/** The location named by an address: `/store/{locationId}`, or `?location=` on any other page. */
export function locationOf(url: URL): string | undefined {
  const inPath = storePath.exec(url.pathname)?.[1];
  return (inPath && decode(inPath)) || url.searchParams.get("location") || undefined;
}

/** The same page for another location. */
export function withLocation(url: URL, locationId: string): string {
  if (storePath.test(url.pathname)) return `/store/${encodeURIComponent(locationId)}`;
  const target = new URL(url);
  target.searchParams.set("location", locationId);
  return target.pathname + target.search;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export interface LocationRoute {
  readonly locationId: string | undefined;
  /** Shows another location; the way back leads to the one before. */
  choose(locationId: string): void;
  /** Fills in a location where the address named none; that is no step to go back to. */
  fillIn(locationId: string): void;
}

export function useLocationRoute(): LocationRoute {
  const [locationId, setLocationId] = useState(() => locationOf(new URL(window.location.href)));
  useEffect(() => {
    const onPopState = () => setLocationId(locationOf(new URL(window.location.href)));
    window.addEventListener("popstate", onPopState);
    return () => window.removeEventListener("popstate", onPopState);
  }, []);
  const go = (id: string, how: "pushState" | "replaceState") => {
    history[how](null, "", withLocation(new URL(window.location.href), id));
    setLocationId(id);
  };
  return { locationId, choose: (id) => go(id, "pushState"), fillIn: (id) => go(id, "replaceState") };
}
