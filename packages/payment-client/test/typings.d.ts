// The part of React 18 that is used here has the types of React 19.
declare module "react-18" {
  import React = require("react");
  export = React;
}
declare module "react-dom-18/client" {
  export * from "react-dom/client";
}
