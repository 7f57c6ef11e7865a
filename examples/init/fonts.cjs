// The answers of Google Fonts to `next build`, in the form that `NEXT_FONT_GOOGLE_MOCKED_RESPONSES`
// takes: the layout of `create-next-app` loads two fonts, and the tests reach nothing but npm.
const face = (name) => `@font-face { font-family: "${name}"; src: local("Arial"); }`;

module.exports = {
  "https://fonts.googleapis.com/css2?family=Geist:wght@100..900&display=swap": face("Geist"),
  "https://fonts.googleapis.com/css2?family=Geist+Mono:wght@100..900&display=swap":
    face("Geist Mono"),
};
