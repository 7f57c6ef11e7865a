import { createApp } from "vue";
import Button from "./button.vue";

createApp(Button).mount("#root");
