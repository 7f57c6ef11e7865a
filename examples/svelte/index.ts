import { mount } from "svelte";
import Button from "./button.svelte";

mount(Button, { target: document.querySelector("#root") ?? document.body });
