import { type Theme, useRoute } from "vitepress";
import DefaultTheme from "vitepress/theme-without-fonts";
import { nextTick, onMounted, watch } from "vue";
import "./style.css";

export default {
  extends: DefaultTheme,
  setup() {
    const route = useRoute();
    onMounted(markHome);
    watch(
      () => route.path,
      () => void nextTick(markHome),
    );
  },
} satisfies Theme;

/** The home page of the theme has no main landmark; its other pages have one. */
function markHome(): void {
  const content = document.querySelector("#VPContent");
  if (content?.classList.contains("is-home") === true) content.setAttribute("role", "main");
  else content?.removeAttribute("role");
}
