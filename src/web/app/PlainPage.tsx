import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { LanguageSwitch, useLanguage } from "../language/language";
import { Footer } from "./Footer";
import { PageNav } from "./PageNav";
import type { PageName } from "./route";

interface Props {
  page: Exclude<PageName, "store">;
  children: ComponentChildren;
}

/** A page that is not of one location. */
export function PlainPage({ page, children }: Props) {
  const { text } = useLanguage();
  const title = text.titles[page];
  useEffect(() => {
    document.title = `${title} · OrleansCommerce`;
  }, [title]);
  return (
    <div class="shell shell-flowing">
      <a class="skip-link" href="#content">{text.skipToContent}</a>
      <header class="header">
        <div class="brand">
          <img src="/favicon.svg" alt="" width="24" height="24" />
          <h1>{title}</h1>
        </div>
        <PageNav current={page} />
        <LanguageSwitch />
      </header>
      <main class="plain" id="content">{children}</main>
      <Footer />
    </div>
  );
}
