import { createApp } from "vue";
import Store from "./store.vue";

createApp(Store).mount("#root");
