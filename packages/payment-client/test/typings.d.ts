// React 18, as far as it is used here, is typed as React 19 is.
declare module "react-18" {
  import React = require("react");
  export = React;
}
declare module "react-dom-18/client" {
  export * from "react-dom/client";
}
