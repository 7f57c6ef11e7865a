// Configures the analyzer that writes custom-elements.json, from which editors and catalogues learn
// about the elements. It keeps only what is public, and names the files of the package.

/** The files of the package by source: the class, and the file that registers it. */
const FILES = {
  "src/element.ts": ["dist/element.js", "dist/define.js"],
  "src/desk/element.ts": ["dist/desk/element.js", "dist/desk/define.js"],
  "src/packs/element.ts": ["dist/packs/element.js", "dist/packs/define.js"],
};

export default {
  globs: Object.keys(FILES),
  packagejson: false,
  quiet: true,
  plugins: [
    {
      name: "public-face",
      packageLinkPhase({ customElementsManifest: { modules } }) {
        for (const module of modules.slice()) publish(module, modules);
      },
    },
  ],
};

function publish(module, modules) {
  const [path, define] = FILES[module.path];
  // The analyzer lists the constants beside the class too.
  module.declarations = module.declarations.filter(({ tagName }) => tagName);
  const [element] = module.declarations;
  module.path = path;
  module.exports = [exported(element.name, path)];
  element.members = element.members.filter((member) => !member.privacy && !member.static);
  // The analyzer also lists every `new CustomEvent()`. Only the documented events have a
  // description.
  element.events = element.events?.filter(({ description }) => description);
  for (const attribute of element.attributes)
    attribute.fieldName = attribute.name.replaceAll("-", "_");
  modules.push({
    kind: "javascript-module",
    path: define,
    declarations: [],
    exports: [
      { ...exported(element.name, path), kind: "custom-element-definition", name: element.tagName },
    ],
  });
}

function exported(name, module) {
  return { kind: "js", name, declaration: { name, module } };
}
