// Configures the analyzer that writes custom-elements.json, from which editors and catalogues learn
// about the element. It keeps only what is public, and names the files of the package.
const ELEMENT = "dist/element.js";

export default {
  globs: ["src/element.ts"],
  packagejson: false,
  quiet: true,
  plugins: [
    {
      name: "public-face",
      packageLinkPhase: ({ customElementsManifest }) =>
        void customElementsManifest.modules.forEach(publish),
    },
  ],
};

function publish(module, _, modules) {
  const [element] = module.declarations;
  module.path = ELEMENT;
  module.exports = [exported(element.name)];
  element.members = element.members.filter((member) => !member.privacy && !member.static);
  // The analyzer also lists every `new CustomEvent()`. Only the documented events have a
  // description.
  element.events = element.events.filter(({ description }) => description);
  for (const attribute of element.attributes)
    attribute.fieldName = attribute.name.replaceAll("-", "_");
  modules.push({
    kind: "javascript-module",
    path: "dist/define.js",
    declarations: [],
    exports: [
      { ...exported(element.name), kind: "custom-element-definition", name: element.tagName },
    ],
  });
}

function exported(name) {
  return { kind: "js", name, declaration: { name, module: ELEMENT } };
}
