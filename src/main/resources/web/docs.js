// Swagger UI shows the contract that the service itself serves, dark where people want it so.
const dark = matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", follow);
follow();

/** There is one server, and a link within a button is reached by nobody. */
const simpler = ({ React }) => ({
  wrapComponents: {
    ServersContainer: () => () => null,
    DeepLink: () => ({ text }) => React.createElement("span", null, text),
  },
});

/** Headings one below the other, as they are read out. */
function levels() {
  for (const [selector, level] of [["h3.opblock-tag", 2], [".opblock h4, .models h4, .webhooks h4", 3]]) {
    document.querySelectorAll(selector).forEach((heading) => heading.setAttribute("aria-level", level));
  }
}
new MutationObserver(levels).observe(document.getElementById("contract"), { childList: true, subtree: true });

SwaggerUIBundle({
  url: "/openapi.yaml",
  dom_id: "#contract",
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
  syntaxHighlight: { activated: true },
  plugins: [simpler],
});
