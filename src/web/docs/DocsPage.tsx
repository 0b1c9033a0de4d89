import { useEffect } from "preact/hooks";
import { useAsked } from "../http/useAsked";
import { useLanguage } from "../language/language";
import { Section } from "../operations/Section";
import { byTag, type Description, type Operation } from "./description";

const onceAnHourMs = 3_600_000;
const address = "/openapi/v1.json";

/** The interface for people: every address with what it takes to call it, and every code that a problem can carry. */
export function DocsPage() {
  const { text, number } = useLanguage();
  const asked = useAsked<Description>(address, onceAnHourMs);
  const isThere = asked.value !== undefined;

  // A problem's type leads to its code, which is there only now.
  useEffect(() => {
    if (isThere && window.location.hash) document.getElementById(decodeURIComponent(window.location.hash.slice(1)))?.scrollIntoView();
  }, [isThere]);
  return (
    <>
      <p>{text.docsIntro} <a href={address}>{text.openApi}</a></p>
      <Section title={text.titles.docs} asked={asked}>
        {(description) => (
          <>
            {byTag(description).map(({ tag, operations }) => (
              <div key={tag} class="docs-group">
                <h3 id={`tag-${tag}`}>{tag}</h3>
                <dl>{operations.map((operation) => <Row key={operation.method + operation.path} operation={operation} />)}</dl>
              </div>
            ))}
            <h3>{text.codes}</h3>
            <div class="card-scroller" role="region" aria-label={text.codes} tabIndex={0}>
              <table class="card-table">
                <thead><tr><th scope="col">{text.code}</th><th scope="col">{text.status}</th><th scope="col">{text.meaning}</th></tr></thead>
                <tbody>
                  {(description["x-problems"] ?? []).map(({ code, status, meaning }) => (
                    <tr key={code} id={code}><th scope="row">{code}</th><td class="figure">{number(status)}</td><td>{meaning}</td></tr>
                  ))}
                </tbody>
              </table>
            </div>
          </>
        )}
      </Section>
    </>
  );
}

function Row({ operation }: { operation: Operation }) {
  const { text } = useLanguage();
  return (
    <div class="docs-operation">
      <dt><code><strong>{operation.method}</strong> {operation.path}</code></dt>
      <dd>
        {operation.summary} <span class="card-quiet">{[
          operation.scope && `${text.scope} ${operation.scope}`,
          operation.codes.join(", "),
        ].filter(Boolean).join(" · ")}</span>
      </dd>
    </div>
  );
}
