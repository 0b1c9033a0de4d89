import { useMemo, useRef, useState } from "preact/hooks";
import { matchesWords, wordsOf } from "../language/searchKey";
import { useLanguage } from "../language/language";
import { placeOf, type Location } from "./location";
import type { Locations } from "./useLocations";

/** More than anybody reads; whoever sees this many types another letter. */
const mostShown = 60;

interface Props {
  locations: Locations;
  chosen: Location | undefined;
  chosenId: string | undefined;
  onChoose(locationId: string): void;
}

/** A combobox: the list opens with the field, arrows walk it, Enter takes, Escape closes. */
export function LocationPicker({ locations, chosen, chosenId, onChoose }: Props) {
  const { text, number } = useLanguage();
  const [typed, setTyped] = useState<string>();
  const [active, setActive] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  const open = typed !== undefined;

  const matches = useMemo(() => {
    if (typed === undefined) return [];
    const words = wordsOf(typed);
    return locations.items.filter(({ key }) => matchesWords(key, words)).map(({ location }) => location);
  }, [typed, locations]);
  const shown = matches.slice(0, mostShown);

  const close = () => setTyped(undefined);
  const search = (value: string) => {
    setTyped(value);
    setActive(0);
    if (list.current) list.current.scrollTop = 0;
  };
  const take = (location: Location | undefined) => {
    if (!location) return;
    close();
    onChoose(location.locationId);
  };
  const move = (step: number) => {
    const next = Math.min(Math.max(active + step, 0), shown.length - 1);
    setActive(next);
    list.current?.children[next]?.scrollIntoView({ block: "nearest" });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") return close();
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) search("");
      else move(event.key === "ArrowDown" ? 1 : -1);
    }
    if (event.key === "Enter" && open) {
      event.preventDefault();
      take(shown[active]);
    }
  };

  return (
    <div class="picker">
      <label for="picker-input">{text.location}</label>
      <input
        id="picker-input"
        type="text"
        role="combobox"
        autocomplete="off"
        spellcheck={false}
        aria-expanded={open}
        aria-controls="picker-list"
        aria-autocomplete="list"
        aria-activedescendant={open && shown[active] ? `picker-${active}` : undefined}
        placeholder={open && chosen ? chosen.name : text.findLocation}
        value={typed ?? chosen?.name ?? chosenId ?? ""}
        onFocus={() => !open && search("")}
        onClick={() => !open && search("")}
        onBlur={close}
        onInput={(event) => search(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <div class="picker-popup" hidden={!open}>
        <ul id="picker-list" role="listbox" aria-label={text.location} ref={list}>
          {shown.map((location, index) => (
            <Option key={location.locationId} location={location} index={index} active={index === active}
              chosen={location.locationId === chosenId} onTake={take} />
          ))}
        </ul>
        <p class="picker-note" role="status">
          {note()}
        </p>
      </div>
    </div>
  );

  function note(): string {
    if (!open) return "";
    if (locations.state === "failed") return text.locationsFailed;
    if (locations.state === "loading" && locations.items.length === 0) return text.loadingLocations;
    if (locations.items.length === 0) return text.noLocations;
    if (matches.length === 0) return text.noLocationMatches;
    const more = matches.length - shown.length;
    return more > 0 ? text.moreMatches(number(more)) : text.locationMatches(matches.length);
  }
}

interface OptionProps {
  location: Location;
  index: number;
  active: boolean;
  chosen: boolean;
  onTake(location: Location): void;
}

function Option({ location, index, active, chosen, onTake }: OptionProps) {
  const { text } = useLanguage();
  const facts = [location.locationId, text.kinds[location.kind] ?? location.kind, placeOf(location)].filter(Boolean);
  return (
    <li
      id={`picker-${index}`}
      role="option"
      aria-selected={chosen}
      class={active ? "picker-option picker-active" : "picker-option"}
      // The field keeps the focus; else its blur would close the list before the click arrives.
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => onTake(location)}
    >
      <span class="picker-name">{location.name}</span>
      <span class="picker-facts">{facts.join(" · ")}</span>
    </li>
  );
}
