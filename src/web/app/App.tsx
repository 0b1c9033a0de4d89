import { useEffect } from "preact/hooks";
import { DocsPage } from "../docs/DocsPage";
import { LanguageProvider, useLanguage } from "../language/language";
import { LocationPicker } from "../locations/LocationPicker";
import { useLocations } from "../locations/useLocations";
import { OperationsPage } from "../operations/OperationsPage";
import { ShopPage } from "../shop/ShopPage";
import { StockPage } from "../stock/StockPage";
import { Footer } from "./Footer";
import { Header } from "./Header";
import { PlainPage } from "./PlainPage";
import { pageOf, useLocationRoute } from "./route";

export function App() {
  return (
    <LanguageProvider>
      <Page />
    </LanguageProvider>
  );
}

function Page() {
  const page = pageOf(new URL(window.location.href));
  if (page === "store") return <Shell />;
  return (
    <PlainPage page={page}>
      {page === "operations" ? <OperationsPage /> : page === "shop" ? <ShopPage /> : <DocsPage />}
    </PlainPage>
  );
}

function Shell() {
  const { text } = useLanguage();
  const { locationId, choose, fillIn } = useLocationRoute();
  const locations = useLocations();
  const chosen = locations.items.find(({ location }) => location.locationId === locationId)?.location;

  // Somebody who just opens the page sees a live store at once, and can choose another.
  const first = (locations.items.find(({ location }) => location.kind === "store") ?? locations.items[0])?.location.locationId;
  useEffect(() => {
    if (locationId === undefined && first !== undefined) fillIn(first);
  }, [locationId, first]);

  const name = chosen?.name ?? locationId;
  useEffect(() => {
    document.title = name ? `${name} · ${text.title}` : `OrleansCommerce · ${text.title}`;
  }, [name, text]);

  return (
    <div class="shell">
      <a class="skip-link" href="#stock-table">{text.skip}</a>
      <Header location={chosen}>
        <LocationPicker locations={locations} chosen={chosen} chosenId={locationId} onChoose={choose} />
      </Header>
      {locationId === undefined
        ? <main class="stock"><p class="notice" role="status">{nothingToShow()}</p></main>
        : <StockPage key={locationId} locationId={locationId} locationName={name ?? locationId} />}
      <Footer />
    </div>
  );

  function nothingToShow(): string {
    if (locations.state === "loading") return text.loadingLocations;
    return locations.state === "failed" ? text.locationsFailed : text.noLocations;
  }
}
