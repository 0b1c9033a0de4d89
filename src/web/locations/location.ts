import { searchKey } from "../language/searchKey";

/** A store, warehouse or supplier, with the fields of `PUT /v1/locations/{locationId}` that the pages use. */
export interface Location {
  locationId: string;
  name: string;
  kind: string;
  city?: string;
  region?: string;
  timeZone?: string;
}

export interface LocationPageAnswer {
  items: Location[];
  next?: string | null;
}

/** What a search looks into. */
export function locationKey(location: Location): string {
  const { locationId, name, city, region } = location;
  return searchKey([name, locationId, city, region].filter(Boolean).join(" "));
}

/** Where it is, as far as it is known and not said by its name already. */
export function placeOf({ name, city, region }: Location): string {
  const place = [city, region].filter(Boolean).join(", ");
  return place === name ? "" : place;
}
