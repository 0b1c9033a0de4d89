import { defineConfig } from "vite";

const server = "http://localhost:5080";

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "../OrleansCommerce.Server/wwwroot",
    // The folder lies outside of this one, so that emptying it has to be asked for.
    emptyOutDir: true,
    // A strict content security policy forbids data: addresses for what could be a file.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  // `npm run dev` serves the pages and passes everything else on to a running server.
  server: {
    proxy: { "/v1": server, "/hubs": { target: server, ws: true } },
  },
});
