import { mount } from "svelte";
import Store from "./store.svelte";

mount(Store, { target: document.querySelector("#root") ?? document.body });
