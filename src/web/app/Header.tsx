import type { ComponentChildren } from "preact";
import { LanguageSwitch, useLanguage } from "../language/language";
import { placeOf, type Location } from "../locations/location";
import { PageNav } from "./PageNav";

interface Props {
  location: Location | undefined;
  children: ComponentChildren;
}

export function Header({ location, children }: Props) {
  const { text } = useLanguage();
  const facts = location && [location.locationId, text.kinds[location.kind] ?? location.kind, placeOf(location), location.timeZone];
  return (
    <header class="header">
      <div class="brand">
        <img src="/favicon.svg" alt="" width="24" height="24" />
        <h1>{text.title}</h1>
      </div>
      {children}
      <p class="header-facts">{facts?.filter(Boolean).join(" · ")}</p>
      <PageNav current="store" />
      <LanguageSwitch />
    </header>
  );
}
