import { useLanguage } from "../language/language";
import type { PageName } from "./route";

const addresses: readonly (readonly [PageName, string])[] = [
  ["store", "/"], ["operations", "/operations"], ["shop", "/shop"], ["docs", "/docs"],
];

/** The way to the other pages. */
export function PageNav({ current }: { current: PageName }) {
  const { text } = useLanguage();
  return (
    <nav class="page-nav" aria-label={text.pages.label}>
      {addresses.map(([page, address]) => (
        <a key={page} href={address} aria-current={page === current ? "page" : undefined}>{text.pages[page]}</a>
      ))}
    </nav>
  );
}
